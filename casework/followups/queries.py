"""Reads about follow-up: `Task.objects.visible_to(me).open().of(me).now(today)`."""

from datetime import date, datetime

from django.db import models
from django.db.models import Q

from casework.access.models import Membership
from casework.access.policy import Kind, Right, Section, may, reads
from casework.journey.queries import OnCaseQuerySet

# So far goes a list of tasks.
MOST = 5000


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
            hers.append(self._nobodys(membership.organisation).filter(for_whom="coordinator"))
        return self._in_any(hers)

    def of_worker(self, user, organisation):
        """What this colleague has to do in the organisation, by her name or by her cases."""
        return self._in_any(self._parts_of(user, organisation))

    def for_anybody(self, organisation):
        """What waits for whoever takes it: of the whole organisation, or of a case without a caseworker."""
        nobodys = self._nobodys(organisation)
        by_case = nobodys.filter(for_whom="caseworker", case__state="open", case__caseworker=None)
        return self._in_any([nobodys.filter(for_whom="organisation"), by_case])

    def _nobodys(self, organisation):
        return self.model.objects.open().of_organisation(organisation).filter(assignee=None)

    def _parts_of(self, user, organisation) -> list:
        by_case = self._nobodys(organisation).filter(for_whom="caseworker", case__state="open", case__caseworker=user)
        return [self.model.objects.open().of_organisation(organisation).filter(assignee=user), by_case]

    def _in_any(self, parts: list):
        # Each part has an index and is read first, as far as a list goes: of conditions on two tables in one query,
        # PostgreSQL looked at every task of the organisation.
        found = {pk for tasks in parts for pk in tasks.values_list("pk", flat=True)[:MOST]}
        return self.filter(pk__in=found)

    def put_off(self, today: date):
        return self.filter(snoozed_until__gt=today)

    def done_since(self, moment: datetime):
        """What was done lately, the last first."""
        return self.filter(state="done", ended_at__gte=moment).order_by("-ended_at")

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
