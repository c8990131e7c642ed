"""The page that says how planning and sending are doing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casework.access.policy import Role
from casework.followups.models import Provider, Run
from tests.cast import member
from tests.web.conftest import words

ADDRESS = "/follow-up-health/"


@pytest.fixture
def iris(iom, browser_of):
    return browser_of(member("Iris", iom, Role.ADMINISTRATOR))


def test_it_says_when_what_last_finished_and_what_was_done(iris):
    now = timezone.now()
    for kind in Run.Kind:
        Run.objects.create(kind=kind, started_at=now, finished_at=now - timedelta(minutes=5), planned=7, sent=6)
    said = words(iris.get(ADDRESS))
    assert "All is planned and sent as it should be." in said
    assert "5 minutes ago" in said
    assert "Messages planned 21" in said
    assert "Messages sent 18" in said


def test_it_says_what_is_wrong(iris):
    Provider.objects.create(name="gateway", opened_until=timezone.now() + timedelta(minutes=3))
    said = words(iris.get(ADDRESS))
    assert "Nothing was planned for three hours." in said
    assert "A provider failed so often that it is left alone." in said
    assert "gateway" in said
    assert "never" in said


@pytest.mark.parametrize("who", ["ana", "hilda", "ivan", "carmen"])
def test_only_for_who_edits_the_rules(who, request, browser_of):
    assert browser_of(request.getfixturevalue(who)).get(ADDRESS).status_code == 403
