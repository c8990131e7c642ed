"""What a person asks about her data: recorded, on the clock, answered, confirmed by somebody else."""

from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.utils import timezone

from casework.base.errors import Conflict
from casework.journey.actions import add_note
from casework.journey.timeline import sentence
from casework.people import actions as people
from casework.people.models import DataRequest, Event
from casework.rights import actions

TODAY = timezone.localdate()


def ask(person, by, kind="access", **more):
    return actions.open_request(person=person, by=by, kind=kind, **more)


def test_a_request_is_due_fifteen_days_after_she_asked(case, ana):
    request = ask(case.person, ana, details=" A printed  copy ", received_on=TODAY - timedelta(days=4))
    assert (request.due_on, request.details) == (TODAY + timedelta(days=11), "A printed copy")
    assert (request.organisation, request.recorded_by, request.status) == (ana.organisation, ana.user, "open")
    event = Event.objects.get(kind="data_request_opened")
    assert (sentence(event), event.section) == ("Data request recorded: know what is kept on her", "consents")


def test_the_same_wish_is_open_once(case, ana, hilda):
    ask(case.person, ana)
    with pytest.raises(Conflict, match="open already"):
        ask(case.person, hilda)
    ask(case.person, hilda, "rectify")


@pytest.mark.parametrize("wrong", [{"kind": "retention"}, {"kind": "x"}, {"received_on": TODAY + timedelta(days=1)}])
def test_a_wrong_request_is_not_recorded(wrong, case, ana):
    with pytest.raises(ValidationError):
        ask(case.person, ana, **{"kind": "access"} | wrong)
    assert not DataRequest.objects.exists()


def test_who_serves_records_of_whom_she_sees(case, vera, bruno):
    with pytest.raises(PermissionDenied, match="serve a person's data rights"):
        ask(case.person, vera)
    with pytest.raises(ObjectDoesNotExist):
        ask(case.person, bruno)


def test_access_and_rectification_are_answered_by_who_serves(case, ana, hilda):
    for kind, status in (("access", "done"), ("rectify", "refused")):
        request = ask(case.person, ana, kind)
        done = actions.answer_request(request=request, by=hilda, status=status, answer="Told  her.\nAll of it. ")
        assert (done.status, done.answer, done.answered_on) == (status, "Told her.\nAll of it.", TODAY)
        assert done.answered_by == hilda.user
        with pytest.raises(Conflict, match="answered already"):
            actions.answer_request(request=request, by=hilda, status=status, answer="x")
    assert Event.objects.filter(kind="data_request_answered").count() == 2


@pytest.mark.parametrize(("status", "answer"), [("done", " "), ("open", "x"), ("maybe", "x")])
def test_an_answer_has_words_and_an_outcome(status, answer, case, ana):
    request = ask(case.person, ana)
    with pytest.raises(ValidationError):
        actions.answer_request(request=request, by=ana, status=status, answer=answer)
    request.refresh_from_db()
    assert request.status == "open"


@pytest.mark.parametrize("kind", ["restrict", "erase"])
def test_what_is_confirmed_is_refused_by_a_second_person_with_the_right(kind, case, ana, ines):
    request = ask(case.person, ana, kind)
    with pytest.raises(PermissionDenied):
        actions.answer_request(request=request, by=ana, status="refused", answer="x")
    with pytest.raises(Conflict):
        actions.answer_request(request=request, by=ines, status="done", answer="x")
    assert (
        actions.answer_request(request=request, by=ines, status="refused", answer="A judge asked.").status == "refused"
    )


def test_an_outsider_answers_nothing(case, ana, bruno):
    request = ask(case.person, ana)
    with pytest.raises(ObjectDoesNotExist):
        actions.answer_request(request=request, by=bruno, status="done", answer="x")


def test_a_restricted_file_is_only_kept(case, ana, ines, admin):
    case.person.language = "en"
    case.person.save()
    request = ask(case.person, ana, "restrict")
    with pytest.raises(PermissionDenied):
        actions.restrict(request=request, by=ana)
    done = actions.restrict(request=request, by=ines)
    assert (done.status, done.answer.startswith("The use of your data is restricted since")) == ("done", True)
    case.person.refresh_from_db()
    assert case.person.restricted_on == TODAY
    for act in (
        lambda: people.update_person(person=case.person, by=ana, given_names="X"),
        lambda: add_note(case=case, by=ana, text="x"),
    ):
        with pytest.raises(Conflict, match="restricted, at her own wish"):
            act()
    people.update_person(person=case.person, by=admin, given_names="Yuli")
    # Her other rights are not restricted.
    ask(case.person, ana, "access")


def test_four_eyes_restrict(case, ines, admin):
    request = ask(case.person, ines, "restrict")
    with pytest.raises(PermissionDenied, match="Somebody else"):
        actions.restrict(request=request, by=ines)
    assert actions.restrict(request=request, by=admin).status == "done"


def test_a_restriction_is_lifted_with_a_reason(case, ana, ines, admin):
    with pytest.raises(Conflict, match="not restricted"):
        actions.lift_restriction(person=case.person, by=ines, why="x")
    actions.restrict(request=ask(case.person, ana, "restrict"), by=ines)
    with pytest.raises(PermissionDenied):
        actions.lift_restriction(person=case.person, by=ana, why="x")
    with pytest.raises(ValidationError):
        actions.lift_restriction(person=case.person, by=admin, why=" ")
    actions.lift_restriction(person=case.person, by=admin, why="She asked for it.")
    assert sentence(Event.objects.latest("id")) == "The use of the data is free again: She asked for it."
    add_note(case=case, by=ana, text="She is back.")


def test_what_waits_for_whom(case, ana, bruno, ines, vera):
    access, erase = ask(case.person, ana), ask(case.person, ana, "erase")
    waiting = {by: set(DataRequest.objects.waiting_for(by)) for by in (ana, bruno, ines, vera, None)}
    assert waiting == {ana: {access, erase}, bruno: set(), ines: {erase}, vera: set(), None: set()}
