"""Reads about follow-up: `Task.objects.visible_to(me).open().of(me).now(today)`."""

from datetime import date, datetime

from django.apps import apps
from django.db import models
from django.db.models import Q

from casework.access.models import Membership
from casework.access.policy import Kind, Right, Section, may, reads
from casework.access.scope import system
from casework.journey.queries import OnCaseQuerySet

# So far goes a list of tasks, and so many cases without a caseworker, the last moved, are looked at for theirs.
MOST, MOST_CASES = 5000, 100


class FollowupQuerySet(OnCaseQuerySet):
    """What staff wrote to a person and did about her is read as their notes are."""

    section = Section.NOTES


class TaskQuerySet(FollowupQuerySet):
    def open(self):
        return self.filter(state="open")

    def of_organisation(self, organisation):
        return self.filter(organisation=organisation)

    def worked_on(self):
        """Those that staff wrote, ended or put off; the others come and go by themselves."""
        by_staff = Q(origin="staff") | Q(ended_by__isnull=False) | Q(snoozed_until__isnull=False)
        return self.filter(by_staff | Q(assignee__isnull=False) | Q(attempt__isnull=False))

    def of(self, membership: Membership, most: int = MOST):
        """Hers: given to her, or to nobody while the case is hers; of a coordinator also what is for coordinators.

        `of`, `of_worker` and `for_anybody` choose the first `most` by all that the sentence said before them.
        """
        hers = self._parts_of(membership.user, membership.organisation)
        if may(membership, Right.ASSIGN):
            hers.append(self._nobodys(membership.organisation).filter(for_whom="coordinator"))
        return self._in_any(hers, most)

    def of_worker(self, user, organisation, most: int = MOST):
        """What this colleague has to do in the organisation, by her name or by her cases."""
        return self._in_any(self._parts_of(user, organisation), most)

    def for_anybody(self, organisation, most: int = MOST):
        """What waits for whoever takes it: of the whole organisation, or of a case without a caseworker."""
        nobodys = self._nobodys(organisation)
        cases = apps.get_model("journey", "Case").objects.open().of_organisation(organisation).unassigned()
        with system("only numbers, of cases whose tasks are asked for by visible_to"):
            cases = list(cases.order_by("-moved_at").values_list("pk", flat=True)[:MOST_CASES])
        by_case = nobodys.filter(for_whom="caseworker", case__in=cases)
        return self._in_any([nobodys.filter(for_whom="organisation"), by_case], most)

    def _parts_of(self, user, organisation) -> list:
        by_name = self.open().of_organisation(organisation).filter(assignee=user)
        by_case = self._nobodys(organisation).filter(for_whom="caseworker", case__state="open", case__caseworker=user)
        return [by_name, by_case]

    def _nobodys(self, organisation):
        return self.open().of_organisation(organisation).filter(assignee=None)

    def _in_any(self, parts: list, most: int):
        # Each part has an index and is read first, as far as the list goes: of conditions on two tables in one query,
        # PostgreSQL looked at every task of the organisation. The conditions are not said again of those chosen.
        first, *others = (tasks.values_list("pk", *self.model._meta.ordering)[:most] for tasks in parts)
        with system("which tasks come first: numbers, of what visible_to lets through; the tasks are read without it"):
            found = first.union(*others).order_by(*self.model._meta.ordering)[:most]
            return self.model.objects.filter(pk__in=[pk for pk, *_order in found])

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
    def worked_on(self):
        """Those that were sent, or are being sent now; what is only planned comes and goes by itself."""
        return self.filter(state__in=["claimed", "sent", "failed"])

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
