"""`manage.py migrate`: as Django does it; then the database gets the keys by which it knows our scopes."""

from django.core.management.commands import migrate

from casework.access.scope_keys import keep_scope_keys


class Command(migrate.Command):
    def handle(self, *args, database: str, plan: bool = False, check_unapplied: bool = False, **options) -> None:
        super().handle(*args, database=database, plan=plan, check_unapplied=check_unapplied, **options)
        if not (plan or check_unapplied):
            keep_scope_keys(database)
