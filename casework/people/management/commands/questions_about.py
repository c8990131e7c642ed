"""`manage.py questions_about NUMBER …`: prints the organisations that asked about people with these numbers.

Questions are kept by fingerprint alone for 90 days; a number that is suspected to have been swept proves it.
"""

from django.core.management.base import BaseCommand

from casework.access.scope import system
from casework.people.disclosure import asked_about


class Command(BaseCommand):
    help = "Print when, by whom and where people with these document or telephone numbers were asked about."

    def add_arguments(self, parser) -> None:
        parser.add_argument("numbers", nargs="+", metavar="NUMBER")

    def handle(self, numbers: list[str], **options) -> None:
        with system("a sweep is proved by what every organisation asked"):
            questions = asked_about(numbers)
        for question in questions:
            told = (
                f"{question.asked_at:%Y-%m-%d %H:%M}",
                question.organisation.short_name,
                question.membership.user.email,
            )
            self.stdout.write("  ".join((*told, question.place)))
        self.stdout.write(f"{len(questions)} questions.")
