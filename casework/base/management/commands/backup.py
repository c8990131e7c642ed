"""`manage.py backup FILE`: everything the service knows, in one file that only its owner can read."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from casework.base.backups import BackupError, backup
from casework.base.progress import Progress


class Command(BaseCommand):
    help = "Write the database and the attached files into one file. It holds personal data: encrypt it."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, file: Path, **options) -> None:
        try:
            backup(file.absolute(), Progress(self.stderr.write))
        except BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{file}: {file.stat().st_size:,} bytes. It holds personal data: encrypt it.")
