"""`manage.py grant_role EMAIL ORGANISATION ROLE`: gives the first administrators their role, from the machine itself.

Inside the service a role of `policy.GIVEN_BY_TWO` takes two administrators; where there are not two yet, whoever runs
the machine makes them. It stands in the log as done by nobody through no page.
"""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from casework.access import log
from casework.access.models import LogEntry, Membership, Organisation, User
from casework.access.policy import Role
from casework.access.scope import system


class Command(BaseCommand):
    help = "Give a user a role in an organisation; for the first administrators, as later ones are given by two."

    def add_arguments(self, parser) -> None:
        parser.add_argument("email")
        parser.add_argument("organisation", help="its short name")
        parser.add_argument("role", choices=Role.values)

    def handle(self, email: str, organisation: str, role: str, **options) -> None:
        try:
            with system("a role is given from the machine itself"), transaction.atomic():
                user = User.objects.get(email=email.lower())
                membership = Membership(
                    user=user, organisation=Organisation.objects.get(short_name=organisation), role=role
                )
                membership.full_clean()
                membership.save()
                facts = {"act": "grant", "state": "from_the_machine", "role": role, "about": str(user.pk)}
                log.record(LogEntry.Kind.POWER, place="grant_role", **facts)
        except (User.DoesNotExist, Organisation.DoesNotExist) as error:
            raise CommandError(str(error)) from None
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(f"{membership}")
