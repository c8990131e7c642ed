"""One small population for all tests of a file that only read it."""

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from casework.demo.population import make_population
from tests.roles import connected_as


@pytest.fixture(scope="module", autouse=True)
def _as_owner(django_db_setup, django_db_blocker):
    """As `manage.py demo` does it: it takes checks off the tables for a while."""
    with django_db_blocker.unblock(), connected_as(settings.OWNER):
        yield


@pytest.fixture(scope="module")
def demo(_as_owner, django_db_blocker):
    """400 invented people; gone after the file's last test."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_population(400, seed=7, today=timezone.localdate())
        yield
        transaction.set_rollback(True)
