"""Reads about cases: sentences such as `Case.objects.visible_to(me).open().of_caseworker(user).blocked()`."""

from datetime import date, datetime, time, timedelta

from django.apps import apps
from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone

from casework.base.codes import parse_code
from casework.journey.stages import FINISHED, KEPT_IN_FORCE, OPEN, REGULARISATION, StageCode, Status
from casework.people.models import Person
from casework.people.queries import ScopedQuerySet


def _records(**conditions):
    return apps.get_model("journey", "StageRecord").objects.filter(case=OuterRef("pk"), **conditions)


def _done(stage):
    return Exists(_records(stage=stage, status__in=FINISHED))


class CaseQuerySet(ScopedQuerySet):
    def open(self):
        return self.filter(state="open")

    def of_organisation(self, organisation):
        return self.filter(organisation=organisation)

    def of_caseworker(self, user):
        return self.filter(caseworker=user)

    def unassigned(self):
        return self.filter(caseworker=None)

    def blocked(self):
        return self.filter(Exists(apps.get_model("journey", "Blocker").objects.open().filter(case=OuterRef("pk"))))

    def at(self, stage, *statuses):
        """Those whose record of this stage is in one of these statuses (default: open ones)."""
        return self.filter(Exists(_records(stage=stage, status__in=statuses or OPEN)))

    def awaiting_decision(self):
        return self.filter(Exists(_records(status=Status.SUBMITTED)))

    def expired(self, today: date):
        """Those with a document that matters and is out of force, and whose renewal nobody has begun."""
        return self._expiring_between(None, today - timedelta(days=1))

    def expiring(self, today: date, within_days: int = 90):
        """Those with a document that matters and goes out of force within these days."""
        return self._expiring_between(today, today + timedelta(days=within_days))

    def _expiring_between(self, first, last):
        between = {"document__expires_on__lte": last} | ({"document__expires_on__gte": first} if first else {})
        kept = Exists(_records(stage__in=KEPT_IN_FORCE, status=Status.DONE, **between))
        visa_asked_for = Exists(_records(stage=StageCode.VISA, status__in=FINISHED | OPEN))
        cpm = Exists(_records(stage=StageCode.CPM, status=Status.DONE, **between)) & ~visa_asked_for
        return self.filter(kept | cpm)

    def regularised(self):
        return self.filter(*(_done(stage.code) for stage in REGULARISATION))

    def still_since(self, day: date):
        """Those in which nothing moved since the beginning of this day."""
        return self.filter(moved_at__lt=timezone.make_aware(datetime.combine(day, time.min)))

    def search(self, text: str):
        """Cases by code, or by who the person is (`PersonQuerySet.search`)."""
        code = parse_code(text)
        if code:
            by_code = self.filter(code=code)
            if by_code.exists():
                return by_code
        return self.filter(person__in=Person.objects.search(text).values("pk")).order_by("person__name_key", "id")

    def with_line(self):
        """Loads in four queries all that a journey line needs, however many cases there are."""
        blockers = apps.get_model("journey", "Blocker").objects.open()
        return self.select_related("person", "organisation", "caseworker", "pathway").prefetch_related(
            Prefetch("records", apps.get_model("journey", "StageRecord").objects.select_related("document")),
            Prefetch("blockers", blockers, to_attr="open_blockers"),
            "pathway__stages",
        )


class OnCaseQuerySet(ScopedQuerySet):
    """Rows that hang on a case."""

    person_path = "case__person"


class BlockerQuerySet(OnCaseQuerySet):
    def open(self):
        return self.filter(resolved_on=None)


class NoteQuerySet(OnCaseQuerySet):
    pass


class AttachmentQuerySet(OnCaseQuerySet):
    pass
