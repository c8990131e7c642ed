"""How long a file is kept: counted from its closing, proposed by a job, confirmed or prolonged by a person."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from casework.base.errors import Conflict
from casework.journey.actions import close_case, open_case, register, reopen_case
from casework.journey.models import Case
from casework.journey.rules import kept_until
from casework.people.models import DataRequest
from casework.rights import actions, retention
from casework.rights.tasks import propose_retention
from tests.cast import letters

TODAY = timezone.localdate()
YESTERDAY = TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("closed_on", "reason", "last"),
    [
        (date(2024, 3, 1), "left", date(2029, 3, 1)),
        (date(2024, 3, 1), "mistake", date(2025, 3, 1)),
        (date(2024, 2, 29), "died", date(2029, 2, 28)),
        (date(2024, 2, 29), "withdrew", date(2028, 2, 29)),
    ],
)
def test_the_last_day_is_counted_in_years_by_the_reason(closed_on, reason, last):
    assert kept_until(closed_on, reason, {"default": 5, "mistake": 1, "withdrew": 4}) == last


def test_closing_sets_it_and_reopening_takes_it_away(case, ana, settings):
    settings.RETENTION_YEARS = {"default": 2}
    close_case(case=case, by=ana, close_reason="left", on=TODAY)
    case.refresh_from_db()
    assert case.retain_until == kept_until(TODAY, "left", {"default": 2})
    reopen_case(case=case, by=ana)
    case.refresh_from_db()
    assert case.retain_until is None


def ended(case, by, until=YESTERDAY):
    close_case(case=case, by=by, close_reason="left")
    Case.objects.filter(pk=case.pk).update(retain_until=until)
    return case.person


def test_whose_time_has_ended_is_proposed_once(case, ana):
    person = ended(case, ana)
    for _ in range(2):
        propose_retention()
    request = DataRequest.objects.get()
    assert (request.person, request.kind, request.status) == (person, "retention", "open")
    assert (request.organisation, request.recorded_by) == (ana.organisation, None)
    assert (request.received_on, request.due_on) == (TODAY, TODAY + timedelta(days=15))


def test_a_night_that_was_missed_loses_nothing(case, ana):
    ended(case, ana, until=TODAY - timedelta(days=700))
    assert retention.propose(TODAY) == 1


def test_who_is_still_kept_is_not_proposed(case, ana):
    others = [register(by=ana, given_names=name) for name in ("Rosa", "Luz")]
    ended(case, ana, until=TODAY)  # its last day
    close_case(case=others[0], by=ana, close_reason="left")  # in five years
    again = ended(others[1], ana)
    open_case(person=again, by=ana)  # she came back
    assert retention.propose(TODAY) == 0
    assert retention.propose(TODAY + timedelta(days=1)) == 1


def test_killed_anywhere_and_run_again_each_has_one(ana, monkeypatch):
    people = {ended(register(by=ana, given_names=f"Persona {letters(n)}"), ana) for n in range(5)}
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    propose, times = retention._propose_some, iter(range(9))

    def killed(today):
        if next(times) == 1:
            raise SystemExit
        return propose(today)

    monkeypatch.setattr(retention, "_propose_some", killed)
    with pytest.raises(SystemExit):
        propose_retention()
    assert DataRequest.objects.count() == 2
    propose_retention()
    assert {request.person for request in DataRequest.objects.all()} == people
    assert DataRequest.objects.count() == 5


@pytest.fixture
def proposed(case, ana):
    ended(case, ana)
    propose_retention()
    return DataRequest.objects.get()


def test_a_person_confirms(proposed, ana, ines):
    with pytest.raises(PermissionDenied):
        actions.erase(request=proposed, by=ana)
    assert actions.erase(request=proposed, by=ines).status == "done"
    assert retention.propose(TODAY) == 0


def test_or_keeps_it_till_a_new_day(proposed, ana, ines):
    later = TODAY + timedelta(days=90)
    keep = {"request": proposed, "until": later, "answer": "A claim is open."}
    with pytest.raises(PermissionDenied):
        actions.keep_until(by=ana, **keep)
    for wrong in ({"until": TODAY}, {"until": date.max}, {"answer": " "}):
        with pytest.raises(ValidationError):
            actions.keep_until(by=ines, **keep | wrong)
    assert Case.objects.get().retain_until == YESTERDAY
    done = actions.keep_until(by=ines, **keep)
    assert (done.status, done.answer) == ("refused", "A claim is open.")
    assert Case.objects.get().retain_until == later
    assert retention.propose(TODAY) == 0
    assert retention.propose(later + timedelta(days=1)) == 1


def test_a_proposal_is_not_refused_without_a_new_day(proposed, ines):
    with pytest.raises(Conflict):
        actions.answer_request(request=proposed, by=ines, status="refused", answer="x")


def test_what_is_kept_longer_meanwhile_is_not_erased(proposed, ines):
    Case.objects.update(retain_until=TODAY)
    with pytest.raises(Conflict, match="kept longer"):
        actions.erase(request=proposed, by=ines)


def test_only_a_proposal_is_prolonged(case, ana, ines):
    request = actions.open_request(person=case.person, by=ana, kind="erase")
    with pytest.raises(Conflict):
        actions.keep_until(request=request, by=ines, until=TODAY + timedelta(days=9), answer="x")
