"""One small population for all tests of a file that only read it."""

import pytest
from django.db import transaction
from django.utils import timezone

from casework.demo.population import make_population


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """400 invented people; gone after the file's last test."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_population(400, seed=7, today=timezone.localdate())
        yield
        transaction.set_rollback(True)
