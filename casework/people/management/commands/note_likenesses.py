"""`manage.py note_likenesses`: makes what people are found and compared by where it is missing or outdated."""

from django.core.management.base import BaseCommand

from casework.access.models import Door
from casework.access.scope import acting_as, system
from casework.base.progress import Progress
from casework.people.likenesses import gather, note_missing
from casework.people.models import Person


class Command(BaseCommand):
    help = "To be run once after updating; at any time, also again. Whoever has it already is passed over."

    def handle(self, **options) -> None:
        looked_at, progress = 0, Progress(self.stderr.write)
        with acting_as(None, Door.JOB):
            with system("how many people there are, whosever they are"):
                people = Person.objects.count()
            progress("Likenesses", 0, people)
            for looked_at in note_missing():
                progress("Likenesses", looked_at, people)
            gather(progress)
        self.stdout.write(f"All {looked_at:,} people can be found.")
