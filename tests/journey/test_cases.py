"""Opening, giving, closing and reopening a case; what blocks it; its notes and its people's documents."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.utils import timezone

from casework.access.policy import Right, Section, may, writes
from casework.base.codes import parse_code
from casework.base.errors import Conflict
from casework.journey import actions
from casework.journey.models import Blocker, Case, Note
from casework.people.actions import register_person
from casework.people.models import Event, Person, PersonAccess
from casework.programmes.actions import move_stage
from tests.cast import member, refer
from tests.journey.standing import put, stored


def codes(refused):
    return {name: [error.code for error in errors] for name, errors in refused.value.error_dict.items()}


def events(case):
    return list(Event.objects.filter(person=case.person).order_by("id").values_list("kind", flat=True))


def test_registering_opens_a_case_at_its_first_stage(case, ana):
    assert parse_code(case.code) == case.code
    assert (case.organisation, case.caseworker, case.state) == (ana.organisation, ana.user, "open")
    assert list(case.records.values_list("stage", "status")) == [("registration", "in_progress")]
    assert events(case) == ["person_registered", "case_opened", "stage_moved"]


@pytest.mark.parametrize("wrong", [{"given_names": ""}, {"caseworker": "bruno"}, {"pathway": "nowhere"}], ids=str)
def test_a_registration_is_whole_or_not_at_all(wrong, ana, bruno):
    if "caseworker" in wrong:
        wrong = {"caseworker": bruno.user}
    before = stored()
    with pytest.raises((ValidationError, ObjectDoesNotExist)):
        actions.register(by=ana, **{"given_names": "Luis"} | wrong)
    assert stored() == before


def test_documents_shown_at_registration_are_held_to_the_order_of_the_journey(ana):
    documents = [
        {"kind": "cpm", "number": "1", "issued_on": date(2024, 2, 1)},
        {"kind": "visa", "number": "2", "issued_on": date(2024, 1, 1)},
    ]
    with pytest.raises(ValidationError):
        actions.register(by=ana, given_names="Luis", documents=documents)
    assert not Person.objects.exists()


def test_a_person_has_one_open_case(case, ana):
    with pytest.raises(Conflict, match="open case already"):
        actions.open_case(person=case.person, by=ana)
    actions.close_case(case=case, by=ana, close_reason="left")
    second = actions.open_case(person=case.person, by=ana)
    assert second.code != case.code
    with pytest.raises(Conflict, match="open case already"):
        actions.reopen_case(case=case, by=ana)


def test_a_case_is_opened_only_for_whom_one_sees(case, bruno, ana):
    actions.close_case(case=case, by=ana, close_reason="left")
    with pytest.raises(Person.DoesNotExist):
        actions.open_case(person=case.person, by=bruno)


def test_a_case_is_closed_with_a_reason_and_opened_again_as_it_was(case, ana, interior):
    put(case, "registration", "done")
    move_stage(case=case, stage="cpm", verb="start", by=ana)
    actions.close_case(case=case, by=ana, close_reason="unreachable")
    case.refresh_from_db()
    assert (case.state, case.close_reason, case.closed_on) == ("closed", "unreachable", timezone.localdate())
    assert not PersonAccess.objects.open().filter(reason="step").exists()
    assert PersonAccess.objects.open().filter(reason="owner").exists()
    actions.reopen_case(case=case, by=ana)
    case.refresh_from_db()
    assert (case.state, case.close_reason, case.closed_on) == ("open", "", None)
    assert PersonAccess.objects.open().get(reason="step").organisation == interior
    assert events(case)[-2:] == ["case_closed", "case_reopened"]
    with pytest.raises(Conflict, match="open already"):
        actions.reopen_case(case=case, by=ana)


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"close_reason": ""}, "close_reason", "says when and why"),
        ({"close_reason": "bored"}, "close_reason", "not a valid choice"),
        ({"on": date(9999, 12, 31)}, "on", "in the future"),
        ({"on": date(1, 1, 1)}, "on", "too far from today"),
        ({"on": "the day before"}, "on", "before the case was opened"),
    ],
    ids=str,
)
def test_a_case_that_is_closed_wrongly_stays_open(wrong, field, sentence, case, ana):
    if wrong.get("on") == "the day before":
        wrong = {"on": case.opened_on - timedelta(days=1)}
    before = stored()
    with pytest.raises(ValidationError, match=sentence) as refused:
        actions.close_case(case=case, by=ana, **{"close_reason": "left"} | wrong)
    assert set(codes(refused)) == {field}
    assert stored() == before


def test_a_closed_case_is_not_worked_on(case, ana, hilda):
    actions.open_blocker(case=case, by=ana, stage="cpm", cause="fee")
    actions.close_case(case=case, by=ana, close_reason="left")
    before = stored()
    for act in (
        lambda: actions.close_case(case=case, by=ana, close_reason="left"),
        lambda: actions.add_note(case=case, by=ana, text="x"),
        lambda: actions.open_blocker(case=case, by=ana, stage="cpm", cause="childcare"),
        lambda: actions.resolve_blocker(blocker=Blocker.objects.get(), by=ana, resolution="x"),
        lambda: actions.assign(case=case, by=hilda, caseworker=ana.user),
    ):
        with pytest.raises(Conflict, match="closed") as refused:
            act()
        assert refused.value.code == "case_closed"
    assert stored() == before


def test_a_manager_gives_a_case_to_one_of_her_people(case, ana, hilda, bruno, hias):
    assert actions.assign(case=case, by=hilda, caseworker=hilda.user).caseworker == hilda.user
    assert actions.assign(case=case, by=hilda, caseworker=None).caseworker is None
    with pytest.raises(ValidationError, match="does not work in HIAS") as refused:
        actions.assign(case=case, by=hilda, caseworker=bruno.user)
    assert codes(refused) == {"caseworker": ["not_of_organisation"]}
    left = member("Lara", hias, "caseworker", is_active=False)
    with pytest.raises(ValidationError):
        actions.assign(case=case, by=hilda, caseworker=left.user)


def test_a_caseworker_takes_a_case_that_nobody_has_and_no_other(case, ana, hilda, hias):
    berta = member("Berta", hias, "caseworker")
    with pytest.raises(PermissionDenied):
        actions.assign(case=case, by=berta, caseworker=berta.user)
    actions.assign(case=case, by=hilda, caseworker=None)
    with pytest.raises(PermissionDenied):
        actions.assign(case=case, by=berta, caseworker=ana.user)
    assert actions.assign(case=case, by=berta, caseworker=berta.user).caseworker == berta.user
    with pytest.raises(PermissionDenied):
        actions.assign(case=case, by=berta, caseworker=None)


def test_who_only_sees_a_case_does_not_decide_about_it(case, nrc, ivan, ana, bruno):
    """A case referred to NRC stays HIAS's: NRC works on it, HIAS and IOM close it and say who works on it."""
    refer(case.person, nrc)
    nora = member("Nora", nrc, "manager")
    before = stored()
    for act in (
        lambda: actions.close_case(case=case, by=bruno, close_reason="left"),
        lambda: actions.assign(case=case, by=nora, caseworker=None),
    ):
        with pytest.raises(PermissionDenied, match="HIAS, which keeps the case"):
            act()
    assert stored() == before
    actions.add_note(case=case, by=bruno, text="called her")
    actions.close_case(case=case, by=ivan, close_reason="left")
    with pytest.raises(PermissionDenied):
        actions.reopen_case(case=case, by=bruno)
    actions.reopen_case(case=case, by=ana)


def acts_on(case, ana):
    blocker = Blocker.objects.create(case=case, stage="cpm", cause="fee")
    document = case.person.documents.create(kind="passport", number="P1", number_key="P1")
    return {
        Section.BLOCKERS: [
            lambda by: actions.open_blocker(case=case, by=by, stage="visa", cause="fee"),
            lambda by: actions.resolve_blocker(blocker=blocker, by=by, resolution="paid"),
        ],
        Section.NOTES: [lambda by: actions.add_note(case=case, by=by, text="x")],
        Right.KEEP_CASES: [
            lambda by: actions.close_case(case=case, by=by, close_reason="left"),
            lambda by: actions.reopen_case(case=case, by=by),
        ],
        Section.DOCUMENTS: [
            lambda by: actions.add_document(person=case.person, by=by, kind="passport", number="P2"),
            lambda by: actions.correct_document(document=document, by=by, number="P3"),
        ],
        Right.ASSIGN: [lambda by: actions.assign(case=case, by=by, caseworker=None)],
        Right.REGISTER: [lambda by: actions.open_case(person=case.person, by=by)],
    }


def test_what_one_may_not_see_does_not_exist_for_any_action(case, ana, nrc):
    nora = member("Nora", nrc, "manager")
    acts = acts_on(case, ana)
    before = stored()
    for act in (act for of_right in acts.values() for act in of_right):
        with pytest.raises(ObjectDoesNotExist):
            act(nora)
    assert stored() == before


@pytest.mark.parametrize("who", ["vera", "fabiola", "carmen", "ines"])
def test_each_action_asks_for_its_right(who, case, ana, request):
    by = request.getfixturevalue(who)
    refer(case.person, by.organisation)
    acts = acts_on(case, ana)
    before, refused = stored(), 0
    for needed, of_right in acts.items():
        if may(by, needed) if isinstance(needed, Right) else writes(by, needed):
            continue
        for act in of_right:
            with pytest.raises(PermissionDenied):
                act(by)
            refused += 1
    assert refused
    assert stored() == before


def test_a_blocker_and_its_end(case, ana):
    since = timezone.localdate() - timedelta(days=10)
    Case.objects.update(opened_on=since - timedelta(days=9))
    blocker = actions.open_blocker(case=case, by=ana, stage="cpm", cause="fee", since=since, review_on=since)
    with pytest.raises(Conflict, match="open already"):
        actions.open_blocker(case=case, by=ana, stage="cpm", cause="fee")
    actions.open_blocker(case=case, by=ana, stage="visa", cause="fee")
    with pytest.raises(ValidationError) as refused:
        actions.resolve_blocker(blocker=blocker, by=ana, resolution=" \x00")
    assert codes(refused) == {"resolution": ["required"]}
    with pytest.raises(ValidationError, match="before the step that it follows"):
        actions.resolve_blocker(blocker=blocker, by=ana, resolution="paid", on=since - timedelta(days=1))
    with pytest.raises(ValidationError) as refused:
        actions.resolve_blocker(blocker=blocker, by=ana, resolution="paid", on=date.max)
    assert codes(refused) == {"on": ["in_future"]}
    actions.resolve_blocker(blocker=blocker, by=ana, resolution="IOM paid", on=since)
    with pytest.raises(Conflict, match="resolved already"):
        actions.resolve_blocker(blocker=blocker, by=ana, resolution="again")
    assert list(Case.objects.blocked()) == [case]
    actions.open_blocker(case=case, by=ana, stage="cpm", cause="fee")
    assert Blocker.objects.open().count() == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"stage": "heaven"}, "stage"),
        ({"cause": "rain"}, "cause"),
        ({"cause": "other"}, "detail"),
        ({"cause": "other", "detail": "\x00 "}, "detail"),
        ({"detail": "x" * 301}, "detail"),
        ({"since": date.max}, "since"),
        ({"since": date.min}, "since"),
        ({"review_on": date.max}, "review_on"),
    ],
    ids=str,
)
def test_a_wrong_blocker_is_not_written(wrong, field, case, ana):
    before = stored()
    with pytest.raises(ValidationError) as refused:
        actions.open_blocker(case=case, by=ana, **{"stage": "cpm", "cause": "fee"} | wrong)
    assert field in codes(refused)
    assert stored() == before


def test_two_other_causes_are_two_blockers(case, ana):
    for detail in ("the river rose", "the bridge fell"):
        actions.open_blocker(case=case, by=ana, stage="cpm", cause="other", detail=detail)
    assert Blocker.objects.open().count() == 2


def test_a_note_is_kept_as_typed(case, ana):
    note = actions.add_note(case=case, by=ana, text="  Llamó hoy.\r\n\r\nVuelve el <b>lunes</b>.\x00\ud800 ")
    note.refresh_from_db()
    assert note.text == "Llamó hoy.\n\nVuelve el <b>lunes</b>."
    assert (note.author, note.organisation) == (ana.user, ana.organisation)
    assert "Llamó" not in str(list(Event.objects.values_list("facts", flat=True)))


@pytest.mark.parametrize("text", ["", " \n ", "\x00", "x" * 5001], ids=["empty", "blank", "nul", "too long"])
def test_a_note_of_nothing_or_of_a_book_is_refused(text, case, ana):
    with pytest.raises(ValidationError) as refused:
        actions.add_note(case=case, by=ana, text=text)
    assert set(codes(refused)) == {"text"}
    assert not Note.objects.exists()


def test_the_longest_note_is_taken(case, ana):
    assert len(actions.add_note(case=case, by=ana, text="x" * 5000).text) == 5000


def test_documents_keep_the_order_of_the_journey(case, ana):
    add = {"person": case.person, "by": ana}
    visa = actions.add_document(**add, kind="visa", number="V", issued_on=date(2024, 2, 1))
    with pytest.raises(ValidationError, match="VIRTE visa cannot be issued before CPM"):
        actions.add_document(**add, kind="cpm", number="C", issued_on=date(2024, 2, 2))
    actions.add_document(**add, kind="cpm", number="C", issued_on=date(2024, 2, 1))
    with pytest.raises(ValidationError, match="cannot be issued before"):
        actions.correct_document(document=visa, by=ana, issued_on=date(2024, 1, 31))
    visa.refresh_from_db()
    assert visa.issued_on == date(2024, 2, 1)


def test_a_person_registered_twice_has_two_codes(ana):
    first, second = (actions.register(by=ana, given_names="Luis") for _ in range(2))
    assert first.code != second.code
    assert register_person(by=ana, given_names="Luis").cases.count() == 0
