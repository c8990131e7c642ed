"""Reads about cases: sentences such as `Case.objects.visible_to(me).open().of_caseworker(user).blocked()`."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from casework.access.models import Membership
from casework.access.policy import Kind, Right, Section, may
from casework.base.codes import parse_code
from casework.base.reading import asked_of_each
from casework.journey.stages import OPEN, STAGES_THAT_EXPIRE, StageCode, Status, stages_seen_by
from casework.people.queries import ScopedQuerySet, in_order, vulnerable
from casework.people.search import find
from casework.people.unaccompanied import unaccompanied

# In these states of an import a job works on it.
IMPORTS_AT_WORK = ("reading", "checking", "committing", "undoing")


def _records(by: Membership | None = None, **conditions):
    records = apps.get_model("journey", "StageRecord").objects.of_stages_seen_by(by)
    return records.filter(case=OuterRef("pk"), **conditions)


def _open_blockers(by: Membership | None):
    blockers = apps.get_model("journey", "Blocker").objects.open().filter(case=OuterRef("pk"))
    return blockers.visible_to(by) if by else blockers


class CaseQuerySet(ScopedQuerySet):
    """Cases. Filters that look at other tables may be told for whom (`by`): they find what `by` sees there alone.

    Without it they find all that row-level security shows. With it they may choose keys (`access.choosing`).
    """

    section = Section.JOURNEY

    def kept_by(self, membership: Membership):
        """Select those that a partner keeps, as far as it sees them: nearly all, so each is asked for itself."""
        return self.of_organisation(membership.organisation).each_visible_to(membership)

    def open(self):
        return self.filter(state="open")

    def of_organisation(self, organisation):
        return self.filter(organisation=organisation)

    def of_caseworker(self, user):
        return self.filter(caseworker=user)

    def unassigned(self):
        return self.filter(caseworker=None)

    def shared_with(self, organisation):
        """Those of other organisations that this one sees because they were shared with it."""
        accesses = apps.get_model("people", "PersonAccess").objects.open()
        return self.filter(
            Exists(accesses.filter(person=OuterRef("person"), organisation=organisation, reason="referral"))
        )

    def vulnerable(self, today: date):
        """Those of people whose tasks come first (`people.queries.vulnerable`)."""
        return self.filter(vulnerable(today, "person__"))

    def unaccompanied(self, today: date, by: Membership):
        """Those of children without an adult, of whom `by` reads with whom they live."""
        return self.visible_to(by, Section.HOUSEHOLD).filter(unaccompanied(today, "person__"))

    def left_behind(self):
        """Those whose caseworker works no more for the organisation that keeps them."""
        # Who left is read first and stands in the query: they are few, and their cases have an index.
        departed = {}
        for organisation, user in Membership.objects.departed().values_list("organisation", "user"):
            departed.setdefault(organisation, set()).add(user)
        theirs = Q(pk__in=[])
        for organisation, users in departed.items():
            theirs |= Q(organisation=organisation, caseworker__in=users)
        return self.filter(theirs)

    def blocked(self, by: Membership | None = None):
        return self.filter(asked_of_each(_open_blockers(by)))

    def not_blocked(self, by: Membership | None = None):
        return self.filter(~Exists(_open_blockers(by)))

    def at(self, stage, *statuses, by: Membership | None = None):
        """Those whose record of this stage is in one of these statuses (default: open ones)."""
        return self.filter(Exists(_records(by, stage=stage, status__in=statuses or OPEN)))

    def not_started(self, stage, by: Membership | None = None):
        """Select those without a record of this stage, as far as `by` sees stages."""
        return self.filter(~Exists(_records(by, stage=stage)))

    def longest_at(self, stage, status):
        """Those whose record of this stage is in this status, the longest there first."""
        return self.filter(records__stage=stage, records__status=status).order_by("records__since", "id")

    def awaiting_decision(self, by: Membership | None = None):
        return self.filter(Exists(_records(by, status=Status.SUBMITTED)))

    def expired(self, today: date, by: Membership | None = None):
        """Those with a document that matters and is out of force, and whose renewal nobody has begun."""
        return self._with_expiry(Q(expires_on__lt=today), by)

    def expiring(self, today: date, within_days: int | None = None, by: Membership | None = None):
        """Those with a document that matters, is in force, and is within the days its pathway warns before the end.

        `within_days` asks for so many days instead, for every pathway.
        """
        if within_days is not None:
            return self.expiring_between(today, today + timedelta(days=within_days), by)
        # The days are read first and stand in the query: joined, PostgreSQL misjudged the list's page a hundredfold.
        pathways, everywhere = {}, set()
        found = apps.get_model("journey", "PathwayStage").objects.values_list("stage", "warn_days", "pathway")
        for stage, days, pathway in found.filter(stage__in=STAGES_THAT_EXPIRE):
            pathways.setdefault((stage, days), set()).add(pathway)
            everywhere.add(pathway)
        soon = Q(pk__in=[])
        for (stage, days), those in pathways.items():
            here = Q() if those == everywhere else Q(case__pathway__in=those)
            soon |= here & Q(stage=stage, expires_on__range=(today, today + timedelta(days=days)))
        return self._with_expiry(soon, by)

    def expiring_between(self, first: date, last: date, by: Membership | None = None):
        """Those with a document that matters and ends on one of these days."""
        return self._with_expiry(Q(expires_on__range=(first, last)), by)

    def _with_expiry(self, condition: Q, by: Membership | None):
        """Select by one condition of each case, so that PostgreSQL walks the list's index and stops at the page's end.

        Ministries see hardly any, as they see people until they have decided: for them it begins with the documents.
        """
        expiries = apps.get_model("journey", "Expiry").objects
        seen = expiries.visible_to(by).filter(condition) if by else expiries.mattering().filter(condition)
        if by and by.organisation.kind == Kind.MINISTRY:
            return self.filter(pk__in=seen.values("case"))
        return self.filter(asked_of_each(seen.filter(case=OuterRef("pk"))))

    def still_since(self, day: date):
        """Those in which nothing moved since the beginning of this day."""
        return self.filter(moved_at__lt=timezone.make_aware(datetime.combine(day, time.min)))

    def search(self, text: str, by: Membership | None):
        """Cases by code, or by who the person is (`people.search`), the likeliest first."""
        by_code = self.with_code(text)
        return by_code if by_code.exists() else self.of_people(find(text, by))

    def with_code(self, text: str):
        """The case whose code was typed; none where it is no code."""
        code = parse_code(text)
        return self.filter(code=code) if code else self.none()

    def of_people(self, people: Sequence):
        """The cases of these people (ids), in their order."""
        return self.filter(person__in=people).order_by(in_order(people, "person_id"), "id")

    def open_first(self):
        """Of a person's cases her open one first, then the last opened."""
        return self.order_by("-state", "-opened_on")

    def newest_of(self, people: Iterable) -> dict:
        """Of each of these people (ids, or rows) the newest of these cases."""
        newest = self.filter(person__in=people).order_by("person", "-opened_on", "-created_at").distinct("person")
        return {case.person_id: case for case in newest}

    def open_or_newest_of(self, people: Iterable) -> dict:
        """Of each of these people (ids, or rows) the open one of these cases, else the last opened."""
        first = self.filter(person__in=people).order_by("person", "-state", "-opened_on", "-created_at")
        return {case.person_id: case for case in first.distinct("person")}

    def with_line(self, by: Membership | None):
        """Loads in five queries all that a journey line needs for this reader, however many cases there are.

        To be said of cases that were found by `visible_to`: their records are of the same section as they.
        """
        blockers = apps.get_model("journey", "Blocker").objects.visible_to(by).open()
        records = apps.get_model("journey", "StageRecord").objects.of_stages_seen_by(by)
        accesses = apps.get_model("people", "PersonAccess").objects.open_for(by)
        return self.select_related("person", "organisation", "caseworker", "pathway").prefetch_related(
            Prefetch("person__accesses", accesses, to_attr="open_accesses"),
            Prefetch("records", records.select_related("document")),
            Prefetch("blockers", blockers, to_attr="open_blockers"),
            "pathway__stages",
        )

    def with_seen_at(self, by: Membership | None):
        """Annotate cases for a ministry with `seen_at`: the last change of the stages it sees, and of nothing else.

        When a case was changed at all would tell of what a ministry may not read. Others see the case's own instants.
        """
        if by is None or by.organisation.kind != Kind.MINISTRY:
            return self
        records = apps.get_model("journey", "StageRecord").objects.of_stages_seen_by(by).filter(case=OuterRef("pk"))
        last = records.order_by("-updated_at").values("updated_at")[:1]
        return self.annotate(seen_at=Coalesce(Subquery(last), "created_at"))

    def parts_in_order_of_sight(self, by: Membership) -> list:
        """Split a ministry's cases into two with the `seen_at` of `with_seen_at`, each read in its order by an index.

        Those with a record of a stage it sees; and those without, which it sees because they were shared.
        """
        records = apps.get_model("journey", "StageRecord").objects.of_stages_seen_by(by).filter(case=OuterRef("pk"))
        seen = FilteredRelation("records", condition=Q(records__stage__in=stages_seen_by(by)))
        same_moment = Q(updated_at=OuterRef("seen__updated_at"), pk__gt=OuterRef("seen__pk"))
        later = records.filter(Q(updated_at__gt=OuterRef("seen__updated_at")) | same_moment)
        moved = self.alias(seen=seen).filter(~Exists(later), seen__isnull=False)
        accesses = apps.get_model("people", "PersonAccess").objects.open().values("person")
        # Each has an index; joined by OR, all of a ministry's accesses were read.
        shares = accesses.filter(organisation=by.organisation, reason="referral").union(accesses.filter(membership=by))
        shared = self.filter(~Exists(records), person__in=shares)
        return [moved.annotate(seen_at=F("seen__updated_at")), shared.annotate(seen_at=F("created_at"))]


class OnCaseQuerySet(ScopedQuerySet):
    """Rows that hang on a case."""

    person_path = "case__person"
    section = Section.JOURNEY


class StageRecordQuerySet(OnCaseQuerySet):
    def visible_to(self, membership: Membership | None, section: Section | None = None):
        """Of these a ministry sees those of its step and of the one before."""
        return super().visible_to(membership, section).of_stages_seen_by(membership)

    def of_stages_seen_by(self, membership: Membership | None):
        return self if membership is None else self.filter(stage__in=stages_seen_by(membership))


class ExpiryQuerySet(ScopedQuerySet):
    section = Section.DOCUMENTS

    def visible_to(self, membership: Membership | None, section: Section | None = None):
        """Select those of the stages a membership sees; where it sees no visas, each CPM as if none was asked for."""
        rows = super().visible_to(membership, section)
        if membership is None:
            return rows
        stages = stages_seen_by(membership)
        seen = rows.filter(stage__in=stages)
        return seen.mattering() if StageCode.VISA in stages else seen

    def mattering(self):
        """Leave out the CPMs of those who asked for the visa."""
        return self.filter(superseded=False)


class BlockerQuerySet(OnCaseQuerySet):
    section = Section.BLOCKERS

    def open(self):
        return self.filter(resolved_on=None)


class NoteQuerySet(OnCaseQuerySet):
    section = Section.NOTES


class AttachmentQuerySet(OnCaseQuerySet):
    section = Section.ATTACHMENTS


class OwnQuerySet(models.QuerySet):
    """Rows of the organisation that imports, for those of it who may; IOM's too see only its own."""

    def visible_to(self, membership: Membership | None):
        if not may(membership, Right.IMPORT):
            return self.none()
        return self.filter(organisation=membership.organisation)


class ImportQuerySet(OwnQuerySet):
    def visible_to(self, membership: Membership | None):
        """One with a territory sees what she sent herself: the others' people may live elsewhere."""
        own = super().visible_to(membership)
        return own.filter(membership=membership) if membership and membership.provinces else own

    def at_work(self):
        return self.filter(state__in=IMPORTS_AT_WORK)

    def with_waiting_rows(self):
        """Select the sheets of which rows wait until their organisation may ask about more people."""
        rows = apps.get_model("journey", "ImportRow").objects.waiting().filter(sheet=OuterRef("pk"))
        return self.filter(Exists(rows), cleared_at=None).exclude(state__in=IMPORTS_AT_WORK)

    def count_done(self, rows: int):
        """So many rows more are done, whoever counts beside."""
        return self.update(done=Least(F("done") + rows, F("total")))

    def to_clear(self, before: datetime):
        """Those whose values are to be deleted: nothing happened to them since then, and no job works on them."""
        return self.filter(cleared_at=None, updated_at__lt=before).exclude(state__in=IMPORTS_AT_WORK)


class ImportRowQuerySet(models.QuerySet):
    def visible_to(self, membership: Membership | None):
        imports = apps.get_model("journey", "Import").objects.visible_to(membership)
        return self.filter(sheet__in=imports)

    def by_outcome(self) -> dict[str, int]:
        """How many were found to be what."""
        return dict(self.order_by().values_list("outcome").annotate(Count("pk")))

    def to_check(self):
        """Those that were read and not held against the register yet."""
        return self.filter(outcome=self.model.Outcome.READ)

    def waiting(self):
        """Select the rows that wait until their organisation may ask about more people."""
        return self.filter(outcome=self.model.Outcome.LATER)

    def to_do(self):
        """Those that somebody decided to do something with, and with which nothing was done yet."""
        return self.filter(done_at=None).exclude(decision="").exclude(decision="skip")  # as its index says it

    def to_place(self):
        """Select those that became somebody and that somebody wants in one household, and are not in it yet."""
        return self.filter(home_decision="together", home_done_at=None, done_at__isnull=False)  # as its index says it

    def homes(self):
        """Select the first row of each household that is proposed."""
        return self.filter(home__isnull=False, home=F("line"))

    def undecided(self):
        return self.filter(done_at=None, decision="", outcome__in=self.model.OPEN_TO_DECISION)
