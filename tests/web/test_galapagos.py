"""What is typed for somebody in Galápagos is read, shown, reminded of and exported in the time of that place."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.followups import facts
from casework.journey.models import StageRecord
from casework.people.models import Person
from casework.places.zones import GALAPAGOS, MAINLAND, zone_of
from casework.rights.export import Reason, gather
from tests.journey.standing import put
from tests.web.conftest import words

PUERTO_AYORA, CUENCA = "2003", "0101"
DAY = timezone.localdate() + timedelta(days=9)


@pytest.fixture
def there(case):
    """Yulimar lives in Santa Cruz; her registration is done."""
    Person.objects.update(canton=PUERTO_AYORA)
    put(case, "registration", "done")
    case.person.refresh_from_db()
    return case


def at(hour, minute=0, zone=GALAPAGOS, day=DAY):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)


def typed(case, browser, when):
    page = reverse("move", args=[case.pk, "cpm", "start"])
    shown = words(browser.get(page))
    told = {"appointment_at": when, "appointment_place": "", "on": timezone.localdate()}
    assert browser.post(page, told).status_code == 302
    return StageRecord.objects.get(stage="cpm").appointment_at, shown


def test_each_place_has_one_clock():
    assert [zone_of(code) for code in (PUERTO_AYORA, "20", CUENCA, "", None)] == [
        GALAPAGOS, GALAPAGOS, MAINLAND, MAINLAND, MAINLAND,
    ]  # fmt: skip


def test_what_is_typed_is_read_and_shown_by_the_clock_there(there, ana, browser_of):
    kept, shown = typed(there, browser_of(ana), f"{DAY}T23:30")
    assert kept == at(23, 30) == at(0, 30, MAINLAND, DAY + timedelta(days=1)) == kept.astimezone(UTC)
    assert "In the time of Galápagos." in shown
    page = words(browser_of(ana).get(reverse("case", args=[there.pk])))
    assert "23:30 (Galápagos time)" in page
    # The list has the day there, and so has what is reminded of.
    assert str(DAY.day) in words(browser_of(ana).get("/cases/"))
    (fact,) = facts.found("appointment")
    assert fact["anchor"] == DAY


def test_it_is_exported_by_the_clock_there(there, hilda, browser_of, ana):
    typed(there, browser_of(ana), f"{DAY}T23:30")
    parts = {part.key: part for part in gather(there.person, hilda, Reason.ASKED).parts}
    said = [fact.words for row in parts["stagerecord"].rows for fact in row if fact.key == "appointment_at"]
    assert f"{DAY} 23:30" in said


def test_on_the_mainland_nothing_changes_also_after_a_page_of_the_islands(there, ana, browser_of):
    browser_of(ana).get(reverse("case", args=[there.pk]))
    assert timezone.get_current_timezone() == MAINLAND
    Person.objects.update(canton=CUENCA)
    kept, shown = typed(there, browser_of(ana), f"{DAY}T23:30")
    assert kept == at(23, 30, MAINLAND)
    assert "Galápagos" not in shown
    (fact,) = facts.found("appointment")
    assert fact["anchor"] == DAY
