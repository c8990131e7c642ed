"""`manage.py note_likenesses`: makes what people are found and compared by where it is missing or outdated, and settles
it."""

from django.core.management.base import BaseCommand

from casework.access.models import Door
from casework.access.scope import acting_as
from casework.people.likenesses import note_missing, settle_keys


class Command(BaseCommand):
    help = "To be run once after updating; at any time, also again. Whoever has it already is passed over."

    def handle(self, **options) -> None:
        looked_at = 0
        with acting_as(None, Door.JOB):
            for looked_at in note_missing():
                self.stderr.write(f"{looked_at:,} people looked at")
            for moved in settle_keys():
                self.stderr.write(f"{moved:,} keys settled")
        self.stdout.write(f"All {looked_at:,} people can be found.")
