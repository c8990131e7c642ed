"""The second lock: what the database itself shows to whom, when every query has forgotten `visible_to`."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from casework.access.models import Door
from casework.access.policy import Duty, Kind, Role, Section
from casework.access.scope import acting_as, system
from casework.journey.actions import add_note, register
from casework.journey.models import Case, Note, StageRecord
from casework.people.accesses import open_access
from casework.people.models import ContactPoint, Event, IdentityDocument, Person, PersonAccess, SpecificNeed
from casework.places.models import Division
from casework.programmes.actions import move_stage
from tests.cast import member, organisation, refer
from tests.journey.standing import all_before, details, everything, put
from tests.people.test_scope import SCOPED

WHO = ("ana", "hilda", "vera", "bruno", "fabiola", "ivan", "ines", "analyst", "carmen", "marta", "azuay", "nora", None)


@pytest.fixture
def analyst(iom):
    return member("Alicia", iom, Role.ANALYST)


@pytest.fixture
def azuay(iom):
    """A caseworker of IOM's sub-office in Azuay."""
    amelia = member("Amelia", iom, Role.IOM_CASEWORKER)
    amelia.territory.set([Division.objects.get(code="01")])
    return amelia


@pytest.fixture
def nora(nrc):
    """Of NRC, with an emergency read."""
    return member("Nora", nrc, Role.CASEWORKER)


@pytest.fixture
def people(case, ana, hilda, bruno, carmen, marta, nora, fudela):
    """A full file of HIAS at the visa; others in other places, shared, at a step, and kept by NRC."""
    everything(case, ana, hilda)
    put(case, "visa", "in_progress")
    put(case, "cedula", "done")
    cuenca, quito = Division.objects.get(code="0101"), Division.objects.get(code="1701")
    in_cuenca = register(by=ana, given_names="Rosa", canton=cuenca, documents=[{"kind": "passport", "number": "C1"}])
    in_quito = register(by=bruno, given_names="Luis", canton=quito, contacts=[{"kind": "phone", "value": "0991234567"}])
    everything(in_quito, bruno, hilda_of(bruno), fingerprint="g")
    for each in (in_cuenca, in_quito):
        put(each, "cpm", "submitted")
    refer(case.person, bruno.organisation, [Section.IDENTITY, Section.JOURNEY, Section.CONTACT])
    refer(in_quito.person, fudela, [Section.IDENTITY, Section.JOURNEY, Section.NOTES, Section.PROGRAMMES])
    open_access(
        person=in_cuenca.person,
        organisation=nora.organisation,
        reason="emergency",
        membership=nora,
        sections=[Section.IDENTITY, Section.JOURNEY, Section.DOCUMENTS],
        explanation="She is in hospital.",
        until=timezone.now() + timedelta(hours=3),
    )
    return case, in_cuenca, in_quito


def hilda_of(caseworker):
    return member("Hugo", caseworker.organisation, Role.MANAGER)


def keys(rows):
    return set(rows.values_list("pk", flat=True))


@pytest.mark.parametrize("who", WHO)
def test_the_database_shows_what_visible_to_shows_and_nothing_else(who, people, request):
    by = who and request.getfixturevalue(who)
    for model in SCOPED:
        expected = keys(model.objects.visible_to(by))
        with acting_as(by, Door.WEB):
            assert keys(model.objects.all()) == expected, model.__name__


def test_the_cast_sees_different_things(people, request):
    seen = {
        who: tuple(frozenset(keys(model.objects.visible_to(who and request.getfixturevalue(who)))) for model in SCOPED)
        for who in WHO
    }
    assert len(set(seen.values())) >= 11
    assert not any(seen[None])


def test_without_a_scope_there_is_nothing(people):
    with acting_as(None, Door.JOB):
        assert not any(model.objects.exists() for model in SCOPED)
    with system("to see that there is something"):
        assert all(model.objects.exists() for model in SCOPED)


def test_every_table_about_people_has_the_lock_and_the_application_owns_none(db):
    tables = [model._meta.db_table for model in SCOPED]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relrowsecurity, pg_has_role(relowner, 'MEMBER') FROM pg_class WHERE relname = ANY(%s)",
            [tables],
        )
        assert {(locked, mine) for _, locked, mine in cursor.fetchall()} == {(True, False)}
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)


WRITES = {
    "a note": lambda case, bruno: Note.objects.create(
        case=case, text="x", author=bruno.user, organisation=bruno.organisation
    ),
    "a document": lambda case, bruno: IdentityDocument.objects.create(
        person=case.person, kind="passport", number="X", number_key="X"
    ),
    "a contact": lambda case, bruno: ContactPoint.objects.create(
        person=case.person, kind="email", value="x@example.org", value_key="x@example.org"
    ),
    "a need": lambda case, bruno: SpecificNeed.objects.create(person=case.person, kind="pregnancy"),
    "an event": lambda case, bruno: Event.objects.create(person=case.person, kind="note_added", section="notes"),
    "a stage": lambda case, bruno: StageRecord.objects.create(
        case=case, stage="cpm", status="in_progress", since=timezone.localdate()
    ),
    "an access": lambda case, bruno: PersonAccess.objects.create(
        person=case.person, organisation=bruno.organisation, organisation_kind="partner", reason="owner"
    ),
}


@pytest.mark.parametrize("what", WRITES)
def test_nobody_writes_about_people_out_of_sight(what, case, bruno):
    with acting_as(bruno, Door.WEB), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        WRITES[what](case, bruno)


def test_nobody_changes_or_deletes_what_is_out_of_sight(case, bruno):
    with acting_as(bruno, Door.WEB):
        assert Person.objects.update(given_names="X") == 0
        assert Case.objects.filter(pk=case.pk).update(state="closed") == 0
        assert IdentityDocument.objects.all().delete()[0] == 0
    assert Person.objects.get().given_names == case.person.given_names


def test_nobody_opens_an_access_for_herself(case, bruno, ana):
    for by in (bruno, ana):
        with acting_as(by, Door.WEB), pytest.raises(ProgrammingError), transaction.atomic():
            WRITES["an access"](case, by)


def test_the_scope_of_a_request_ends_with_it(case, ana, bruno):
    with acting_as(ana, Door.WEB):
        with acting_as(bruno, Door.WEB):
            assert not Case.objects.exists()
        assert Case.objects.get() == case
        with pytest.raises(ProgrammingError), transaction.atomic(), acting_as(bruno, Door.WEB):
            WRITES["a note"](case, bruno)
        assert Case.objects.get() == case


def test_a_forgotten_visible_to_leaks_nothing(client, case, bruno, ana, monkeypatch):
    """The whole stack: with `visible_to` taken away from cases and people, an outsider still finds nobody."""
    add_note(case=case, by=ana, text="Told in private")
    for model in (Case, Person, Note, IdentityDocument, ContactPoint, PersonAccess):
        queryset = type(model.objects.all())
        monkeypatch.setattr(queryset, "visible_to", lambda rows, membership, section=None: rows)
    client.force_login(bruno.user)
    assert client.get(f"/cases/{case.pk}/").status_code == 404
    listed = client.get("/cases/?scope=visible")
    assert listed.status_code == 200
    found = client.post("/search/", {"q": "Yulimar"})
    for answer in (listed, found):
        assert "González" not in answer.content.decode()
        assert case.code not in answer.content.decode()
    client.force_login(ana.user)
    assert "González" in client.get("/cases/?scope=visible").content.decode()


@pytest.mark.parametrize("who", ["carmen", "ivan", "bruno"])
def test_a_ministry_finds_nothing_of_the_compartment_however_it_asks(who, people, request):
    by = request.getfixturevalue(who)
    with acting_as(by, Door.WEB), connection.cursor() as cursor:
        for table in ("people_specificneed", "people_protectionnote"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            count = cursor.fetchone()[0]
            assert (count == 0) == (who == "carmen"), table
        cursor.execute("SELECT count(*) FROM people_identitydocument WHERE kind = 'refugee_card'")
        assert (cursor.fetchone()[0] == 0) == (who == "carmen")


def test_a_ministry_decides_and_then_sees_her_no_more(case, ana, carmen):
    put(case, "cpm", "submitted")
    with acting_as(carmen, Door.WEB):
        assert Case.objects.get() == case
        today = timezone.localdate()
        move_stage(
            case=case, stage="cpm", verb="approve", by=carmen, number="C1", issued_on=today,
            expires_on=today + timedelta(days=180),
        )  # fmt: skip
        assert not Case.objects.exists()


def test_what_comes_first_is_judged_by_stages_the_ministry_does_not_see(case, ana):
    """Training warns without a visa. Mireya of the MIES sees training alone, and is not asked why a visa is missing."""
    mies = organisation("MIES", Kind.MINISTRY, Duty.INCLUSION)
    mireya = member("Mireya", mies, Role.OFFICER)
    all_before(case, "training")
    open_access(person=case.person, organisation=mies, reason="step")
    with acting_as(mireya, Door.WEB):
        assert set(StageRecord.objects.values_list("stage", flat=True)) <= {"training"}
        record = move_stage(case=case, stage="training", verb="start", by=mireya, **details("training", "start"))
    assert (record.status, record.reason) == ("in_progress", "")
