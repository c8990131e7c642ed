"""The lists of work, most urgent first: what each holds, in words and as a query."""

from collections.abc import Callable
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.access.choosing import chosen
from casework.access.models import Membership
from casework.access.policy import Kind, Right, Section, may, reads
from casework.journey.models import Case
from casework.journey.queries import CaseQuerySet
from casework.journey.stages import STAGES, Stage

STILL_DAYS = 30


class Worklist(models.TextChoices):
    EXPIRED = "expired", _("Document expired")
    EXPIRING = "expiring", _("Document about to expire")
    BLOCKED = "blocked", _("Blocked")
    CHILDREN = "children", _("Unaccompanied children")
    WAITING = "waiting", _("Waiting for a decision")
    STILL = "still", _("Nothing moved for 30 days")
    UNASSIGNED = "unassigned", _("Without a caseworker")
    SHARED = "shared", _("Shared with us")
    HAND_OVER = "hand_over", _("To be handed over")
    ALL = "all", _("All open cases")


class Scope(models.TextChoices):
    """Whose cases a list is about."""

    MINE = "mine", _("Mine")
    ORGANISATION = "organisation", _("My organisation's")
    VISIBLE = "visible", _("All I may see")


# Each looks at the case alone, or at what the reader sees of it: so keys may be chosen by them (`access.choosing`).
FILTERS: dict[str, Callable[[CaseQuerySet, date, Membership], CaseQuerySet]] = {
    Worklist.EXPIRED: lambda cases, today, by: cases.expired(today, by),
    Worklist.EXPIRING: lambda cases, today, by: cases.expiring(today, by=by),
    Worklist.BLOCKED: lambda cases, today, by: cases.blocked(by),
    Worklist.WAITING: lambda cases, today, by: cases.awaiting_decision(by),
    Worklist.STILL: lambda cases, today, by: cases.still_since(today - timedelta(days=STILL_DAYS)),
    Worklist.UNASSIGNED: lambda cases, today, by: cases.unassigned(),
    Worklist.HAND_OVER: lambda cases, today, by: cases.left_behind(),
    Worklist.ALL: lambda cases, today, by: cases,
}


def offered_to(membership: Membership) -> list[Worklist]:
    """The lists this membership may choose from: none that would tell what it may not read."""
    hidden = set() if reads(membership, Section.BLOCKERS) else {Worklist.BLOCKED}
    if not may(membership, Right.HAND_OVER):
        hidden.add(Worklist.HAND_OVER)
    if membership.organisation.kind == Kind.MINISTRY:
        # Whoever accompanies a person sees to these; a ministry sees its own stage, of which hardly one is among them.
        hidden |= {Worklist.UNASSIGNED, Worklist.STILL, Worklist.EXPIRED, Worklist.EXPIRING}
    if membership.organisation.kind == Kind.IOM:
        hidden |= {Worklist.SHARED}
    if not reads(membership, Section.HOUSEHOLD):
        hidden |= {Worklist.CHILDREN}
    return [worklist for worklist in Worklist if worklist not in hidden]


def cases_in(worklist: str, membership: Membership, scope: str, *, today: date) -> CaseQuerySet:
    """The open cases of a worklist, within what this membership may see. Those shared with us are of no other scope."""
    cases = Case.objects.visible_to(membership).open()
    if worklist == Worklist.SHARED:
        return cases.shared_with(membership.organisation)
    if scope != Scope.VISIBLE and membership.organisation.kind == Kind.PARTNER:
        cases = Case.objects.kept_by(membership).open()
    if scope == Scope.MINE:
        if worklist in (Worklist.UNASSIGNED, Worklist.HAND_OVER):
            return cases.none()  # PostgreSQL does not see that these exclude each other, and looks at everybody
        cases = cases.of_caseworker(membership.user)
    elif scope == Scope.ORGANISATION:
        cases = cases.of_organisation(membership.organisation)
    if worklist == Worklist.CHILDREN:
        return cases.unaccompanied(today, membership)
    return FILTERS[worklist](cases, today, membership)


def keys_in(worklist: str, cases: CaseQuerySet, most: int, *, after: int = 0) -> list:
    """Return the keys of a part of a worklist's cases (`cases_in`), in their order.

    Whether a child is without an adult is told by other people of the household: that is asked under the lock.
    """
    if worklist in FILTERS:
        return chosen(cases, most, after=after)
    return list(cases.values_list("pk", flat=True)[after : after + most])


def own_stage(membership: Membership) -> Stage | None:
    """The stage a ministry decides; None for IOM and partners."""
    if membership.organisation.kind != Kind.MINISTRY:
        return None
    return next((s for s in STAGES.values() if s.decided_by == membership.organisation.duty), None)
