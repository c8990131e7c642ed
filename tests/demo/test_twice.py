"""Some of the demonstration are registered twice, within an organisation and across two."""

import pytest

from casework.demo import twice
from casework.journey.models import Case
from casework.people.models import Duplicate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def test_there_is_somebody_in_the_queue():
    before = Case.objects.count()
    twice.tell_twice()
    assert Case.objects.count() == before + len(twice.AGAIN)
    pairs = Duplicate.objects.filter(state="open", kind="person")
    assert pairs.filter(identical=True).exists()
    keepers = {
        frozenset((pair.one.cases.get().organisation.short_name, pair.other.cases.get().organisation.short_name))
        for pair in pairs
    }
    assert {frozenset({"HIAS"}), frozenset({"HIAS", "NRC"})} <= keepers
