"""The invented population: the funnel of the sources, and rows that the actions could have left."""

from collections import Counter

import pytest
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from casework.access.models import Membership, User
from casework.access.policy import Kind
from casework.base.codes import parse_code
from casework.demo import writing
from casework.demo.plans import FUNNEL, Reached, shares
from casework.demo.story import TOUCHING
from casework.journey.models import Blocker, Case, Note, StageRecord
from casework.journey.rules import Shown, issue_order_problem, journey_line
from casework.journey.stages import FINISHED, OPEN, STAGES, StageCode, Status
from casework.journey.timeline import sentence
from casework.people import drafts as people
from casework.people import likenesses, rules, search
from casework.people.models import ContactPoint, Event, IdentityDocument, Likeness, Person, PersonAccess
from casework.programmes.models import Award, Instalment, Training
from tests.planner import known_rows

TODAY = timezone.localdate()
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def people_with(kind: str) -> int:
    return Person.objects.filter(documents__kind=kind, documents__country="EC").distinct().count()


def test_the_funnel_is_that_of_the_sources():
    reached = [
        StageRecord.objects.filter(stage="registration").count(),
        *map(people_with, ("cpm", "visa", "ec_cedula")),
    ]
    assert reached == [400, round(400 * 201.7 / 248.4), round(400 * 95.7 / 248.4), round(400 * 72.3 / 248.4)]


@pytest.mark.parametrize("number", [0, 1, 99, 100, 2000, 12_345, 1_000_000])
def test_the_shares_add_up_and_each_step_is_exact_to_rounding(number):
    got = shares(number)
    assert sum(got) == number
    for step in Reached:
        assert abs(sum(got[step:]) - number * FUNNEL[step] / FUNNEL[Reached.REGISTRATION]) <= 0.5


def test_foreign_keys_and_database_constraints_hold():
    connection.check_constraints()


@pytest.mark.parametrize("model", writing.MODELS, ids=lambda m: m.__name__)
def test_rows_are_clean_by_their_models_own_rules(model):
    rows = list(model.objects.all()[:60])
    assert rows
    for row in rows:
        row.full_clean(exclude=["facts"])  # of an event there may be none


@pytest.mark.parametrize("model", writing.MODELS, ids=lambda m: m.__name__)
def test_planner_knows_of_the_rows_before_anybody_reads(model):
    assert known_rows(model._meta.db_table) >= model.objects.count() * 0.9 > 0


def test_what_is_searched_by_is_computed_as_the_actions_do():
    for person in Person.objects.all():
        assert person.name_key == people.name_key(person.given_names, person.family_names)
    for document in IdentityDocument.objects.all():
        rules.check_document_number(document.kind, document.number)
        assert document.number_key == rules.document_key(document.kind, document.number)
    for contact in ContactPoint.objects.all():
        assert contact.value == rules.parse_contact(contact.kind, contact.value)
        assert contact.value_key == rules.contact_key(contact.kind, contact.value)
    assert all(parse_code(case.code) == case.code for case in Case.objects.all())


def test_likenesses_are_those_that_are_made_of_the_written_rows():
    people = Person.objects.all()
    before = {likeness.pk: likeness for likeness in Likeness.objects.all()}
    assert before.keys() == {person.pk for person in people}
    with connection.cursor() as cursor:
        cursor.execute("SELECT word, key FROM people_nameword")
        words = dict(cursor.fetchall())
    likenesses.note(people)
    for likeness in Likeness.objects.all():
        written = before[likeness.pk]
        assert (likeness.values, likeness.keys, likeness.noted_at) == (written.values, written.keys, written.noted_at)
        assert set(likeness.values[0] + likeness.values[1]) <= words.keys()
    found = search.find("gonzalez", Membership.objects.get(user__email="cecilia@oim.example"))
    assert Person.objects.get(pk=found[0]).name_key.find("gonzal") >= 0


def test_documents_are_issued_in_the_journeys_order_and_after_birth():
    for person in Person.objects.prefetch_related("documents"):
        documents = person.documents.all()
        assert issue_order_problem(documents) is None
        if person.birth_precision == Person.BirthPrecision.DAY:
            assert all(d.issued_on is None or d.issued_on >= person.birth_date for d in documents)


def test_a_cedula_ends_no_later_than_the_visa_it_rests_on():
    for person in Person.objects.filter(documents__kind="ec_cedula").distinct().prefetch_related("documents"):
        visas = [d for d in person.documents.all() if d.kind == "visa"]
        for cedula in (d for d in person.documents.all() if d.kind == "ec_cedula"):
            assert any(v.issued_on < cedula.issued_on < v.expires_on >= cedula.expires_on for v in visas)


def test_the_timeline_tells_what_the_records_say():
    for case in Case.objects.prefetch_related("records", "person__events"):
        told = {}
        events = sorted(case.person.events.all(), key=lambda e: (e.at, e.id))
        for event in events:
            if event.kind == "stage_moved":
                assert event.facts["before"] == told.get(event.facts["stage"], "not_started")
                told[event.facts["stage"]] = event.facts["after"]
        assert told == {record.stage: record.status for record in case.records.all()}
        assert case.moved_at == [e.at for e in events if e.kind in TOUCHING][-1]
        assert events[0].kind == "person_registered"
        assert case.closed_on is None or events[-1].kind == "case_closed"


def test_every_event_has_its_sentence():
    assert all(sentence(event) for event in Event.objects.select_related("by_user"))


def test_events_name_their_notes_as_the_application_does():
    named = Event.objects.filter(kind="note_added").values_list("facts__note_id", flat=True)
    assert set(named) == {str(pk) for pk in Note.objects.values_list("pk", flat=True)}
    assert named


def test_no_stage_was_started_before_what_it_needs():
    for case in Case.objects.prefetch_related("records"):
        records = {record.stage: record for record in case.records.all()}
        for stage, needs in (("cpm", "registration"), ("visa", "cpm"), ("cedula", "visa")):
            if stage in records:
                assert records[needs].status in FINISHED or records[needs].document is not None
    started = Event.objects.filter(kind="stage_moved", facts__stage="training", facts__verb="start")
    without_visa = [e for e in started if not e.person.documents.filter(kind="visa", issued_on__lte=e.facts["on"])]
    assert without_visa
    assert all(event.facts["reason"] for event in without_visa)


def test_each_organisation_sees_whom_it_should():
    for case in Case.objects.select_related("organisation").prefetch_related("records"):
        open_accesses = PersonAccess.objects.open().filter(person=case.person).select_related("organisation")
        steps = {STAGES[r.stage].decided_by for r in case.records.all() if r.status in OPEN and case.state == "open"}
        assert {a.organisation.duty for a in open_accesses if a.reason == "step"} == steps - {None}
        assert [a.organisation for a in open_accesses if a.reason == "owner"] == [case.organisation]


def test_decisions_and_awards_are_recorded_by_those_who_may():
    officers = StageRecord.objects.filter(decided_by_organisation__kind=Kind.MINISTRY)
    assert officers.exists()
    for record in officers.select_related("decided_by_organisation"):
        assert record.decided_by_organisation.duty == STAGES[record.stage].decided_by
    for record in StageRecord.objects.filter(Q(status__in=FINISHED) | Q(status=Status.REFUSED)):
        assert record.decided_by.memberships.filter(organisation=record.decided_by_organisation).exists()
    for case in Case.objects.exclude(caseworker=None).select_related("caseworker"):
        assert case.caseworker.memberships.filter(organisation=case.organisation).exists()
    assert Case.objects.unassigned().exists()
    assert User.objects.filter(cases__isnull=False).distinct().count() > 10


def test_nothing_that_has_happened_lies_ahead():
    assert not Event.objects.filter(at__date__gte=TODAY).exists()
    for model, fields in {
        Person: ("birth_date", "entry_date"),
        IdentityDocument: ("issued_on",),
        StageRecord: ("since", "started_on", "submitted_on", "decided_on"),
        Blocker: ("since", "resolved_on"),
        Training: ("starts_on",),
        Award: ("awarded_on",),
        Instalment: ("paid_on",),
        Case: ("opened_on", "closed_on"),
    }.items():
        for field in fields:
            assert not model.objects.filter(**{f"{field}__gte": TODAY}).exists(), (model, field)
    assert not Person.objects.filter(entry_date__gt=TODAY).exists()


def test_people_came_before_they_were_registered():
    for case in Case.objects.select_related("person"):
        for day in (case.person.entry_date, case.person.birth_date):
            assert day is None or day <= case.opened_on


def test_every_kind_of_stop_is_there_to_look_at():
    shown, next_steps = Counter(), Counter()
    coordinator = Membership.objects.get(user__email="cecilia@oim.example")
    for case in Case.objects.open().with_line(coordinator):
        line = journey_line(case.records.all(), case.open_blockers, case.pathway.stages.all(), today=TODAY)
        shown.update(stop.shown for stop in line.stops)
        next_steps[line.next_stop and line.next_stop.code, line.next_verb] += 1
    assert set(shown) == set(Shown) - {Shown.NOT_NEEDED}
    for step in (("visa", "renew"), ("cpm", "approve"), ("visa", "start"), ("cedula", "submit"), ("training", "start")):
        assert next_steps[step] > 0, next_steps


def test_there_is_work_at_every_ministry():
    for stage in (StageCode.CPM, StageCode.VISA, StageCode.CEDULA):
        assert Case.objects.open().at(stage, Status.SUBMITTED).exists()
        assert Case.objects.open().at(stage, Status.IN_PROGRESS).exists()
    assert StageRecord.objects.filter(appointment_at__date__gt=TODAY).exists()
    assert Case.objects.open().expired(TODAY).exists()
    assert Case.objects.open().expiring(TODAY).exists()
    assert Case.objects.open().blocked().exists()


def test_households_share_what_households_share():
    of_two = Person.objects.filter(relationship="child").select_related("household__canton")
    assert of_two.exists()
    for child in of_two.prefetch_related("household__members"):
        head = child.household.members.get(relationship="head")
        assert child.canton_id == head.canton_id == child.household.canton_id
        assert child.family_names.split()[0] == head.family_names.split()[0]


def test_most_are_venezuelan_and_the_trained_without_seed_capital_are_common():
    assert 0.90 < Person.objects.filter(nationality="VE").count() / 400 < 0.98
    trained = Case.objects.at(StageCode.TRAINING, Status.DONE).count()
    assert 0 < Case.objects.at(StageCode.SEED_CAPITAL, Status.DONE).count() < trained / 2
