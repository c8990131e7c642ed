"""What a ministry may not read changes nothing that it sees: no instant, no tag, no order."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casework.access.scope import system
from casework.journey.actions import add_note, open_blocker, register
from casework.journey.models import Case
from casework.journey.stages import StageCode, Status
from casework.people.households import create_household
from casework.programmes.actions import move_stage
from tests.cast import refer
from tests.journey.standing import details, document, put


@pytest.fixture
def at_step(case, ana):
    put(case, "registration", "done")
    move_stage(case=case, stage="cpm", verb="start", by=ana)
    return case


HIDDEN = {
    "a training": lambda case, ana: move_stage(
        case=case, stage="training", verb="start", by=ana, reason="wants it", **details("training", "start")
    ),
    "a note": lambda case, ana: add_note(case=case, by=ana, text="Nobody else's concern"),
    "a blocker": lambda case, ana: open_blocker(case=case, by=ana, stage="cpm", cause="fee"),
    "a household": lambda case, ana: create_household(head=case.person, by=ana),
}


@pytest.mark.parametrize("what", HIDDEN)
def test_what_a_ministry_may_not_read_leaves_no_trace(at_interior, at_step, ana, what):
    paths = [f"/cases/{at_step.pk}/", f"/people/{at_step.person_id}/", "/cases/", "/people/"]
    before = [at_interior.get(path) for path in paths]
    HIDDEN[what](at_step, ana)
    after = [at_interior.get(path) for path in paths]
    assert [answer.content for answer in after] == [answer.content for answer in before]
    assert [answer.get("ETag") for answer in after] == [answer.get("ETag") for answer in before]


def test_what_it_may_read_shows(at_interior, at_step, ana):
    path = f"/cases/{at_step.pk}/"
    before = at_interior.get(path)
    with system("a test changes a stage of the ministry's"):
        at_step.records.get(stage="cpm").save()
    after = at_interior.get(path)
    assert after.json()["updated_at"] > before.json()["updated_at"]
    assert after["ETag"] != before["ETag"]


def test_its_list_is_ordered_and_filtered_by_what_it_sees(at_interior, at_step, ana):
    other = register(by=ana, given_names="Rosa")
    put(other, "registration", "done")
    move_stage(case=other, stage="cpm", verb="start", by=ana)
    newest_first = [str(other.pk), str(at_step.pk)]
    since = at_interior.get(f"/cases/{other.pk}/").json()["updated_at"]
    add_note(case=at_step, by=ana, text="Nobody else's concern")
    HIDDEN["a training"](at_step, ana)
    for ordering in ("-updated_at", "-moved_at"):
        first = at_interior.get(f"/cases/?page_size=1&ordering={ordering}").json()
        second = at_interior.http.get(first["next"]).json()
        assert [row["id"] for row in first["results"] + second["results"]] == newest_first
    changed = at_interior.get(f"/cases/?updated_since={since}").json()["results"]
    assert [row["id"] for row in changed] == [str(other.pk)]


def test_its_list_has_what_was_shared_beside_what_is_at_its_step_each_once_in_order(at_interior, ana, interior):
    def registered(name, *stages):
        case = register(by=ana, given_names=name)
        for stage in stages:
            put(case, stage, "in_progress")
        return case

    both = registered("Rosa", "registration", "cpm")
    shared = registered("Luz")
    shared.records.all().delete()
    refer(shared.person, interior)
    registration_last = registered("Sol", "cpm", "registration")
    with_visa = registered("Mar", "registration", "cpm", "visa")
    registered("Paz")
    expected = [str(one.pk) for one in (with_visa, registration_last, shared, both)]
    whole = at_interior.get("/cases/").json()["results"]
    assert [row["id"] for row in whole] == expected
    page, walked = at_interior.get("/cases/?page_size=1").json(), []
    while True:
        walked += page["results"]
        if not page["next"]:
            break
        page = at_interior.http.get(page["next"]).json()
    assert walked == whole
    while page["previous"]:
        page = at_interior.http.get(page["previous"]).json()
    assert page["results"] == whole[:1]


def test_others_see_the_cases_own_instants(at_hias, at_step, ana):
    path = f"/cases/{at_step.pk}/"
    before = at_hias.get(path).json()["moved_at"]
    HIDDEN["a training"](at_step, ana)
    assert at_hias.get(path).json()["moved_at"] > before
    with system("a test looks"):
        assert Case.objects.get(pk=at_step.pk).moved_at.isoformat()[:19] == at_hias.get(path).json()["moved_at"][:19]


STAGES = [f"stage={stage}&status={status}" for stage in StageCode for status in Status]
ASKED = [*STAGES, "stage=training", "stage=visa", "expired=false", "expired=true", "expiring_within=3650"]


@pytest.mark.parametrize("asked", ASKED)
def test_no_filter_tells_of_a_stage_that_it_may_not_read(at_interior, at_step, ana, asked):
    put(at_step, "cpm", "done")
    before = at_interior.get(f"/cases/?{asked}").json()["results"]
    HIDDEN["a training"](at_step, ana)
    put(at_step, "visa", "submitted")
    assert at_interior.get(f"/cases/?{asked}").json()["results"] == before


@pytest.mark.parametrize("asked", ["expired=true", "expired=false", "expiring_within=9"])
def test_no_filter_tells_of_a_part_that_was_not_shared(at_nrc, ana, nrc, asked):
    def listed():
        return [row["id"] for row in at_nrc.get(f"/cases/?{asked}").json()["results"]]

    shared = [register(by=ana, given_names=name) for name in ("Rosa", "Luz")]
    for one in shared:
        refer(one.person, nrc, ["journey", "identity"])
    before = listed()
    assert len(before) == (2 if "false" in asked else 0)
    for one, days in zip(shared, (-1, 1), strict=True):
        put(one, "cpm", "done", document=document(one, "cpm", timezone.localdate() + timedelta(days=days)))
    assert listed() == before
