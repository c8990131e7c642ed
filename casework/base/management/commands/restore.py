"""`manage.py restore FILE`: database and files as they were in a backup, brought up to the tables of today."""

from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from casework.base.backups import BackupError, restore
from casework.base.progress import Progress
from casework.base.statistics import tidy_all


class Command(BaseCommand):
    help = "Bring back a backup, in place of all that is there now. Stop the service first."
    requires_system_checks = ()

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="all that is there now may go")

    def handle(self, file: Path, *, yes: bool, **options) -> None:
        if not yes:
            raise CommandError("Everything that is there now will be gone. If that is wanted: --yes")
        progress = Progress(self.stderr.write)
        try:
            restore(file, progress)
        except BackupError as error:
            raise CommandError(str(error)) from None
        call_command("migrate", interactive=False, verbosity=0)
        tidy_all(progress)
        self.stdout.write("Brought back. Erase anew whoever was erased since this backup was made.")
