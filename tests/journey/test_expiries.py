"""The table of expiries says at each moment what cases, stages and documents say, whoever changed them and how."""

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.access.models import Door
from casework.access.scope import acting_as
from casework.journey.actions import register
from casework.journey.models import Case, Expiry, StageRecord
from casework.journey.rules import superseded
from casework.journey.stages import STAGES_THAT_EXPIRE
from casework.merging.actions import merge, undo
from casework.people.models import IdentityDocument
from tests.journey.standing import document, put

DAY = date(2027, 3, 12)
STATUSES = ("in_progress", "submitted", "done", "refused", "not_needed")


def by_rule():
    """What the rules of one case say, of all."""
    found = set()
    for case in Case.objects.filter(state="open"):
        records = {record.stage: record for record in case.records.select_related("document")}
        for record in records.values():
            if record.stage in STAGES_THAT_EXPIRE and record.status == "done" and record.document.expires_on:
                found.add((record.pk, case.pk, case.person_id, record.stage, record.document.expires_on))
    return found


def kept():
    return set(Expiry.objects.values_list("record", "case", "person", "stage", "expires_on"))


def superseded_by_rule():
    return {
        record.pk
        for case in Case.objects.filter(state="open")
        for record in case.records.filter(stage="cpm", status="done", document__expires_on__isnull=False)
        if superseded("cpm", {one.stage: one for one in case.records.all()})
    }


def check():
    assert kept() == by_rule()
    assert set(Expiry.objects.filter(superseded=True).values_list("record", flat=True)) == superseded_by_rule()


changes = st.one_of(
    st.tuples(st.just("put"), st.sampled_from(STAGES_THAT_EXPIRE), st.sampled_from(STATUSES)),
    st.tuples(st.just("status"), st.sampled_from(STAGES_THAT_EXPIRE), st.sampled_from(STATUSES)),
    st.tuples(st.just("ends"), st.sampled_from(STAGES_THAT_EXPIRE), st.none() | st.just(DAY)),
    st.tuples(st.just("gone"), st.sampled_from(STAGES_THAT_EXPIRE), st.none()),
    st.tuples(st.just("state"), st.none(), st.sampled_from(("open", "closed"))),
)


def carry_out(case, how, stage, value):
    records = StageRecord.objects.filter(case=case, stage=stage)
    if how == "put":
        old = list(records.exclude(document=None).values_list("document", flat=True))
        records.delete()
        IdentityDocument.objects.filter(pk__in=old).delete()
        put(case, stage, value)
    elif how == "status":
        records.exclude(document=None).update(status=value, reason="why")
    elif how == "ends":
        IdentityDocument.objects.filter(stage_records__in=records).update(expires_on=value)
    elif how == "gone":
        records.delete()
    else:
        closed = {"closed_on": DAY, "close_reason": "completed"} if value == "closed" else {}
        Case.objects.filter(pk=case.pk).update(**{"state": value, "closed_on": None, "close_reason": "", **closed})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(many=st.lists(changes, min_size=1, max_size=8))
def test_whatever_is_changed_it_follows(many, case):
    with transaction.atomic():
        for how, stage, value in many:
            carry_out(case, how, stage, value)
            check()
        transaction.set_rollback(True)


def test_stages_added_together_are_noted_together(case, ana):
    other = register(by=ana, given_names="Maribel")
    StageRecord.objects.bulk_create(
        StageRecord(case=one, stage=stage, status="done", since=DAY, document=document(one, stage, DAY))
        for one in (case, other)
        for stage in STAGES_THAT_EXPIRE
    )
    assert Expiry.objects.count() == 6
    check()


def test_a_merged_persons_go_over_and_come_back(case, hilda):
    again = register(by=hilda, given_names="Yulimar", family_names="González")
    for one, stage in ((case, "cpm"), (again, "visa")):
        put(one, stage, "done")
    check()
    merged = merge(kept=case.person, gone=again.person, by=hilda, reason="The same passport")
    assert {*Expiry.objects.values_list("person", flat=True)} == {case.person_id}
    check()
    undo(merge=merged, by=hilda)
    assert {*Expiry.objects.values_list("person", flat=True)} == {case.person_id, again.person_id}
    check()


def test_a_ministry_sees_those_of_its_stages_and_nothing_of_others(case, carmen, marta, rocio):
    put(case, "cpm", "in_progress")
    put(case, "visa", "in_progress")
    put(case, "cedula", "in_progress")
    for stage in STAGES_THAT_EXPIRE:
        put(case, stage, "done")
    # To whom decides on CPMs this one matters: whether the visa was asked for they may not know.
    expected = {carmen: {"cpm"}, marta: {"visa"}, rocio: {"visa", "cedula"}}
    for officer, stages in expected.items():
        with acting_as(officer, Door.WEB):
            assert set(Expiry.objects.visible_to(officer).values_list("stage", flat=True)) == stages


@pytest.mark.parametrize("member", ["ana", "hilda", "bruno", "ivan", "carmen", "rocio"])
def test_the_lock_shows_what_visible_to_finds(member, case, request):
    put(case, "visa", "done")
    by = request.getfixturevalue(member)
    expected = set(Expiry.objects.visible_to(by).values_list("pk", flat=True))
    with acting_as(by, Door.WEB):
        assert set(Expiry.objects.values_list("pk", flat=True)) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    ["UPDATE journey_expiry SET expires_on = '2020-01-01'", "INSERT INTO journey_expiry (superseded) VALUES (true)"],
)
def test_the_application_writes_none(statement):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)


def test_nothing_is_noted_where_nothing_changed(case):
    put(case, "visa", "done")
    before = _versions()
    StageRecord.objects.filter(case=case).update(since=DAY - timedelta(days=1))
    Case.objects.filter(pk=case.pk).update(moved_at="2026-01-01T00:00Z")
    assert _versions() == before


def _versions():
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid, xmin FROM journey_expiry")
        return cursor.fetchall()
