"""Reads about follow-up: `Task.objects.visible_to(me).open().of(me).now(today)`."""

from datetime import date, datetime

from django.db import models
from django.db.models import Q

from casework.access.models import Membership
from casework.access.policy import Kind, Right, Section, may, reads
from casework.journey.queries import OnCaseQuerySet


class FollowupQuerySet(OnCaseQuerySet):
    """What staff wrote to a person and did about her is read as their notes are."""

    section = Section.NOTES


class TaskQuerySet(FollowupQuerySet):
    def open(self):
        return self.filter(state="open")

    def of_organisation(self, organisation):
        return self.filter(organisation=organisation)

    def of(self, membership: Membership):
        """Hers: given to her, or to nobody while the case is hers; of a coordinator also what is for coordinators."""
        hers = self._parts_of(membership.user, membership.organisation)
        if may(membership, Right.ASSIGN):
            nobodys = self.model.objects.open().of_organisation(membership.organisation).filter(assignee=None)
            hers.append(nobodys.filter(for_whom="coordinator"))
        return self._in_any(hers)

    def of_worker(self, user, organisation):
        """What this colleague has to do in the organisation, by her name or by her cases."""
        return self._in_any(self._parts_of(user, organisation))

    def _parts_of(self, user, organisation) -> list:
        ours = self.model.objects.open().of_organisation(organisation)
        by_case = ours.filter(assignee=None, for_whom="caseworker", case__state="open", case__caseworker=user)
        return [ours.filter(assignee=user), by_case]

    def _in_any(self, parts: list):
        # Of two conditions on two tables joined by OR, PostgreSQL would look at every task of the organisation.
        first, *others = (tasks.order_by().values("pk") for tasks in parts)
        return self.filter(pk__in=first.union(*others, all=True))

    def put_off(self, today: date):
        return self.filter(snoozed_until__gt=today)

    def done_since(self, moment: datetime):
        """What was done lately, the last first."""
        return self.filter(state="done", ended_at__gte=moment).order_by("-ended_at")

    def for_anybody(self):
        """What waits for whoever takes it: of the whole organisation, or of a case without a caseworker."""
        return self.filter(Q(for_whom="organisation") | Q(for_whom="caseworker", case__caseworker=None), assignee=None)

    def now(self, today: date):
        """Without what is put off."""
        return self.filter(Q(snoozed_until=None) | Q(snoozed_until__lte=today))

    def overdue(self, today: date):
        return self.filter(due_on__lt=today)

    def with_names(self):
        return self.select_related("rule", "case__person", "case__caseworker", "assignee", "organisation")


class ReminderQuerySet(FollowupQuerySet):
    def to_send(self, now):
        return self.filter(state="planned", send_at__lte=now)


class CampaignQuerySet(models.QuerySet):
    def visible_to(self, membership: Membership | None):
        """An organisation sees its own campaigns, IOM all."""
        if not reads(membership, Section.NOTES):
            return self.none()
        if membership.organisation.kind == Kind.IOM:
            return self
        return self.filter(organisation=membership.organisation)
