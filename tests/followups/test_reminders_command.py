"""`manage.py reminders` at the terminal."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from casework.access.models import Door
from casework.access.scope import acting_as
from casework.followups.models import Reminder, Run, Task
from casework.places.zones import MAINLAND
from tests.followups.conftest import DAY, MADE, days
from tests.roles import a_connection_of_the_owner


def told(*arguments):
    out = StringIO()
    with acting_as(None, Door.JOB):
        call_command("reminders", *arguments, stdout=out)
    return out.getvalue()


def row_of(code, text):
    return next(line.split()[1:] for line in text.splitlines() if line.startswith(code))


def test_it_plans_today(case, only):
    only("document_expiring")
    MADE["document_expiring"](case, timezone.localdate(timezone=MAINLAND) + timedelta(days=30))
    text = told("plan")
    assert row_of("document_expiring", text) == ["1", "1", "0", "0", "0"]
    assert Reminder.objects.count() == 1
    assert Run.objects.get().kind == "plan"


def test_of_another_day_and_only_to_see(case, only):
    only("blocker_review")
    MADE["blocker_review"](case, DAY)
    text = told("plan", "--date", str(DAY + days(1)), "--dry-run")
    assert row_of("blocker_review", text) == row_of("all", text) == ["0", "1", "0", "0", "0"]
    assert "nothing was kept" in text
    assert str(date(2026, 3, 13)) in text
    assert not Task.objects.exists()
    assert row_of("all", told("plan", "--date", str(DAY - days(1)))) == ["0"] * 5


@pytest.mark.django_db
def test_beside_another_planner_it_says_so():
    with a_connection_of_the_owner() as other:
        other.execute("SELECT pg_advisory_lock(4001, 1)")
        with pytest.raises(CommandError, match="Another planner"):
            told("plan")


@pytest.mark.parametrize("arguments", [(), ("plan", "--date", "tomorrow"), ("forget",)])
def test_what_it_does_not_know_it_refuses(arguments):
    with pytest.raises(CommandError):
        call_command("reminders", *arguments)
