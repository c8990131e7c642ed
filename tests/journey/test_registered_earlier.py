"""A registration that is told later than it was made, as a partner's sheet does."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from casework.journey.actions import register
from casework.people.models import Person


def test_the_case_was_opened_on_the_day_of_the_registration(ana):
    case = register(by=ana, given_names="Yulimar", on=date(2023, 3, 6))
    case.refresh_from_db()
    record = case.records.get()
    assert (case.opened_on, record.started_on, record.since) == (date(2023, 3, 6),) * 3


def test_it_was_not_made_in_the_future(ana):
    with pytest.raises(ValidationError):
        register(by=ana, given_names="Yulimar", on=timezone.localdate() + timedelta(days=1))
    assert not Person.objects.exists()
