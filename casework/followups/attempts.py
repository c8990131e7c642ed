"""Attempts to reach the person of a case, and the way back to who could not be reached three times."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.models import Membership
from casework.access.policy import Section, writes
from casework.followups.models import Rule, Task
from casework.journey.actions import open_blocker, resolve_blocker
from casework.journey.lines import whole_line_of
from casework.journey.models import Blocker, Case
from casework.journey.moves import lock_case
from casework.people.models import Consent, ContactAttempt, ContactPoint, Person
from casework.people.queries import open_sections
from casework.people.reaching import failed_in_a_row
from casework.people.reaching import record_attempt as record_attempt_of_person

UNREACHABLE_AFTER = 3
LOOK_AGAIN_DAYS, FIND_DAYS = 14, 7


@transaction.atomic
def record_attempt(
    *, case: Case, by: Membership, way: str, result: str, task: Task | None = None, **facts
) -> ContactAttempt:
    """One try to reach the person of a case (`people.reaching.record_attempt`), perhaps for a task.

    After three that failed in a row she is unreachable: a blocker says so, and a task to find her. Reaching her ends
    both, and every call to her that is still to be made.
    """
    case = lock_case(case, by, Section.NOTES)
    attempt = record_attempt_of_person(person=case.person, by=by, way=way, result=result, **facts)
    if result == ContactAttempt.Result.REACHED:
        _found(case, by, attempt, task)
    elif failed_in_a_row(case.person) >= UNREACHABLE_AFTER and not case.person.died_on:
        _lost(case, by)
    return attempt


def unreachable(case: Case) -> Blocker | None:
    """The open blocker that says that she cannot be reached."""
    return case.blockers.open().filter(cause=Blocker.Cause.UNREACHABLE).first()


def _writes_blockers(case: Case, by: Membership) -> bool:
    return writes(by, Section.BLOCKERS) and Section.BLOCKERS in open_sections(case.person, by, to_write=True)


def _lost(case: Case, by: Membership) -> None:
    today = timezone.localdate()
    if _writes_blockers(case, by) and not unreachable(case):
        line = whole_line_of(case, by)
        stop = line.next_stop or line.stops[-1]
        review_on = today + timedelta(days=LOOK_AGAIN_DAYS)
        open_blocker(case=case, by=by, stage=stop.code, cause=Blocker.Cause.UNREACHABLE, review_on=review_on)
    if not case.tasks.open().filter(origin=Task.Origin.FIND).exists():
        due_on = today + timedelta(days=FIND_DAYS)
        Task.objects.create(
            case=case,
            organisation=case.organisation,
            origin=Task.Origin.FIND,
            for_whom=Rule.Audience.CASEWORKER,
            due_on=due_on,
            sort_on=due_on,
        )


def _found(case: Case, by: Membership, attempt: ContactAttempt, task: Task | None) -> None:
    blocker = unreachable(case)
    if blocker and _writes_blockers(case, by):
        resolve_blocker(blocker=blocker, by=by, resolution=attempt.get_way_display())
    tasks = case.tasks.open().filter(origin__in=[Task.Origin.FIND, Task.Origin.CALL])
    tasks.exclude(pk=task and task.pk).update(
        state=Task.State.CANCELLED, ended_at=timezone.now(), updated_at=timezone.now()
    )


@dataclass(frozen=True)
class WayBack:
    """One way to find somebody who does not answer, and by whom."""

    way: str
    what: str
    contacts: tuple[ContactPoint, ...] = ()


def ways_back(case: Case, by: Membership) -> list[WayBack]:
    """How she may be found: by her household where they agreed to messages, by who knows her, at the next brigade."""
    person = case.person
    found = [WayBack(ContactAttempt.Way.HOUSEHOLD, str(other), numbers) for other, numbers in _household(person, by)]
    known = _numbers(ContactPoint.objects.visible_to(by).filter(person=person).exclude(owner=ContactPoint.Owner.OWN))
    found.append(WayBack(ContactAttempt.Way.NETWORK, _("Ask those who know her, and the peer network"), known))
    place = person.canton or _("where she was last")
    found.append(
        WayBack(ContactAttempt.Way.BRIGADE, _("Look for her at the next brigade: %(place)s") % {"place": place})
    )
    return found


def _household(person: Person, by: Membership) -> list[tuple[Person, tuple[ContactPoint, ...]]]:
    if not person.household_id:
        return []
    others = (
        Person.objects.visible_to(by, Section.HOUSEHOLD).filter(household=person.household_id).exclude(pk=person.pk)
    )
    agreed = Consent.objects.to_messages().values("person")
    others = others.filter(pk__in=agreed).order_by("name_key")
    contacts = ContactPoint.objects.visible_to(by)
    numbers = ((other, _numbers(contacts.filter(person=other))) for other in others)
    return [(other, mine) for other, mine in numbers if mine]


def _numbers(contacts) -> tuple[ContactPoint, ...]:
    return tuple(contacts.in_use().order_by("created_at"))
