"""`manage.py create_api_client --organisation HIAS --name "…"`: prints an id and a secret, once."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from casework.access.api_clients import RATE, create_api_client, service_roles
from casework.access.models import Organisation
from casework.access.scopes import Scope


class Command(BaseCommand):
    help = "Creates credentials for a partner system and prints them once; the secret cannot be read again."

    def add_arguments(self, parser):
        parser.add_argument("--organisation", required=True, help="short name, such as HIAS")
        parser.add_argument("--name", required=True, help="what the system is called, such as 'HIAS intake tablet'")
        parser.add_argument(
            "--role", default="", choices=service_roles(), help="unless the usual one of its kind of organisation"
        )
        parser.add_argument(
            "--scopes",
            nargs="+",
            default=[],
            choices=list(Scope),
            help="unless those its kind needs",
        )
        parser.add_argument("--expires", type=date.fromisoformat, help="last day, such as 2027-12-31; unless in a year")
        parser.add_argument("--rate", type=int, default=RATE, help=f"most requests a minute; {RATE} unless said")

    def handle(self, *, organisation, name, role, scopes, expires, rate, **options):
        try:
            found = Organisation.objects.active().get(short_name__iexact=organisation)
        except Organisation.DoesNotExist:
            known = ", ".join(Organisation.objects.active().values_list("short_name", flat=True)) or "none yet"
            raise CommandError(f"There is no active organisation {organisation!r}. Known: {known}.") from None
        try:
            client, secret = create_api_client(
                organisation=found, name=name, role=role, scopes=scopes, expires_on=expires, rate_per_minute=rate
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(f"client_id     {client.client_id}\nclient_secret {secret}")
        self.stderr.write(
            f"Keep the secret now: it is stored only as a hash and cannot be shown again. It works until "
            f"{client.expires_on}, for {' '.join(client.scopes)}, {client.rate_per_minute} requests a minute."
        )
