"""`manage.py train_matching`: learns from the register what it says when two people agree."""

from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from casework.access.models import Door
from casework.access.scope import acting_as
from casework.base.progress import Progress
from casework.people.learning import SAMPLE, learn_model


class Command(BaseCommand):
    help = "Learns anew, without labels, what agreements of names, birth, documents and telephones are worth here."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sample", type=int, default=SAMPLE, help=f"from so many people ({SAMPLE:,})")

    def handle(self, *, sample: int, **options) -> None:
        with acting_as(None, Door.JOB):
            try:
                model = learn_model(sample=sample, progress=Progress(self.stderr.write))
            except ValidationError as error:
                raise CommandError(error.messages[0]) from None
        self.stdout.write(f"Model {model.number}, learned from {model.sample:,} of {model.people:,} people, is in use.")
