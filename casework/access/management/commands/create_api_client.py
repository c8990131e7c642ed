"""`manage.py create_api_client --organisation HIAS --name "…"`: prints an id and a secret, once."""

from django.core.management.base import BaseCommand, CommandError

from casework.access.actions import create_api_client
from casework.access.models import Organisation


class Command(BaseCommand):
    help = "Creates credentials for a partner system and prints them once; the secret cannot be read again."

    def add_arguments(self, parser):
        parser.add_argument("--organisation", required=True, help="short name, such as HIAS")
        parser.add_argument("--name", required=True, help="what the system is called, such as 'HIAS intake tablet'")

    def handle(self, *, organisation, name, **options):
        try:
            found = Organisation.objects.active().get(short_name__iexact=organisation)
        except Organisation.DoesNotExist:
            known = ", ".join(Organisation.objects.active().values_list("short_name", flat=True)) or "none yet"
            raise CommandError(f"There is no active organisation {organisation!r}. Known: {known}.") from None
        client, secret = create_api_client(organisation=found, name=name)
        self.stdout.write(f"client_id     {client.client_id}\nclient_secret {secret}")
        self.stderr.write("Keep the secret now: it is stored only as a hash and cannot be shown again.")
