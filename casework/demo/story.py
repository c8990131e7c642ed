"""One invented person's file as rows: what happened, day by day, with the rows that the actions would have left.

Moves go through the map of journey.stages, so a story can tell only what is possible.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random

from django.conf import settings

from casework.access.policy import STEP_SECTIONS, Kind, Section
from casework.demo.days import Calendar, instant, iso
from casework.demo.households import Family, Member, uuid
from casework.demo.organisations import Actor, Staff
from casework.demo.plans import Document, Plan, Reached
from casework.demo.writing import Batch, array, encode_facts
from casework.journey.models import Blocker, Case, Note, StageRecord
from casework.journey.rules import kept_until
from casework.journey.stages import OPEN, STAGES, StageCode, Status, Verb, target
from casework.people.models import Event, IdentityDocument, Person, PersonAccess
from casework.people.rules import document_key

Evidence = IdentityDocument.Evidence
# A day's events follow each other by so many minutes.
EVENT_MINUTES = 7
PARTS_OF_STEP = {duty: array(sections) for duty, sections in STEP_SECTIONS.items()}
# What moves a case in its worklist, as the actions do (`moves.touch`).
TOUCHING = frozenset(
    "case_opened stage_moved blocker_opened blocker_resolved note_added case_closed instalment_paid".split()
)


@dataclass(frozen=True)
class World:
    """What all stories share."""

    calendar: Calendar
    staff: dict[str, Staff]
    ministries: dict[str, Staff]
    pathway_id: str
    # Of each purpose: (first day, id) of the versions of its text, the newest first.
    texts: dict[str, list[tuple[int, str]]]
    # Of the batch that is being made.
    codes: Iterator[str] = field(default_factory=lambda: iter(()))


@dataclass(slots=True)
class Record:
    """Where the case stands at a stage, as it is told."""

    stage: StageCode
    status: Status = Status.NOT_STARTED
    since: int = 0
    started: int | None = None
    submitted: int | None = None
    decided: int | None = None
    decider: Actor | None = None
    reason: str = ""
    document: Document | None = None
    document_id: str | None = None
    step_since: int | None = None
    facts: dict = field(default_factory=dict)


class Story:
    """A person with a case that was opened on `plan.registered` by `home`, and what is told of it."""

    def __init__(
        self,
        world: World,
        batch: Batch,
        rng: Random,
        family: Family,
        member: Member,
        plan: Plan,
        reached: Reached,
        home: Staff,
        caseworker: Actor | None,
    ) -> None:
        self.world, self.batch, self.rng = world, batch, rng
        self.family, self.member, self.plan, self.reached = family, member, plan, reached
        self.home, self.caseworker = home, caseworker
        self.yesterday = world.calendar.yesterday
        self.case_id, self.code = uuid(rng), next(world.codes)
        self.records: dict[StageCode, Record] = {}
        self.events: list[tuple[int, str, Section, Actor, dict]] = []
        self.closed: tuple[int, str] | None = None
        # By what the person is found: (recorded at, id, kind, number) and (recorded at, id, number).
        self.papers: list[tuple[str, str, str, str]] = []
        self.phones: list[tuple[str, str, str]] = []

    # What is told --------------------------------------------------------------------------------------------------
    @property
    def worker(self) -> Actor:
        """Who does what is to be done in the organisation that keeps the case."""
        if self.caseworker and self.rng.random() < 0.8:
            return self.caseworker
        return self.home.caseworkers[int(self.rng.random() * len(self.home.caseworkers))]

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def between(self, first: int, last: int) -> int:
        """A day from first to last, but none after yesterday."""
        last = min(last, self.yesterday)
        return first + int(self.rng.random() * (last - first + 1)) if last > first else min(first, self.yesterday)

    def tell(self, day: int, kind: str, section: Section, by: Actor, **facts) -> None:
        self.events.append((day, kind, section, by, facts))

    def move(
        self, stage: StageCode, verb: Verb, day: int, *, reason: str = "", by: Actor | None = None, **facts
    ) -> Record:
        """One move of the map on this day; `facts` are columns of the stage's record."""
        record = self.records.get(stage) or self.records.setdefault(stage, Record(stage))
        before, by = record.status, by or self.worker
        after = target(stage, before, verb)
        if after is None:
            raise ValueError(f"no way {verb} from {before} at {stage}")
        record.status, record.since, record.reason = after, day, reason
        if after == Status.IN_PROGRESS:
            record.started, record.submitted, record.decided, record.decider = day, None, None, None
        elif after == Status.SUBMITTED:
            record.submitted = day
        else:
            record.decided, record.decider = day, by
        if verb == Verb.RENEW:
            record.facts.clear()  # a renewal has an appointment, an application and a fee of its own
        record.facts |= facts
        self._step(record, day)
        told = {"stage": stage.value, "verb": verb.value, "before": before.value, "after": after.value, "on": iso(day)}
        if reason:
            told["reason"] = reason
        self.tell(day, "stage_moved", Section.JOURNEY, by, **told)
        return record

    def _step(self, record: Record, day: int) -> None:
        """The ministry sees the person from the day she comes to its step until it is decided."""
        if STAGES[record.stage].decided_by is None:
            return
        if record.status in OPEN and record.step_since is None:
            record.step_since = day
        elif record.status not in OPEN and record.step_since is not None:
            self._write_step(record, until=day)

    def _write_step(self, record: Record, until: int | None) -> None:
        ministry = self.world.ministries[STAGES[record.stage].decided_by]
        self.write_access(
            PersonAccess.Reason.STEP,
            record.step_since,
            until,
            organisation_id=ministry.organisation_id,
            organisation_kind=Kind.MINISTRY.value,
            sections=PARTS_OF_STEP[STAGES[record.stage].decided_by],
        )
        record.step_since = None

    def decider(self, stage: StageCode) -> Actor:
        """Who records a decision: the ministry whose step it is, or the staff that was shown the paper."""
        ministry = self.world.ministries[STAGES[stage].decided_by]
        if self.chance(0.55):
            return ministry.officers[int(self.rng.random() * len(ministry.officers))]
        return self.worker

    def issue(self, stage: StageCode, number: str, document: Document) -> None:
        """The stage is approved on the day on which its document was issued."""
        by = self.decider(stage)
        evidence = Evidence.ISSUED if by.is_ministry else Evidence.ORIGINAL
        document_id = self.add_document(
            STAGES[stage].yields, number, "EC", document.issued, document.expires, evidence, document.issued, by
        )
        record = self.move(stage, Verb.APPROVE, document.issued, by=by)
        record.document, record.document_id = document, document_id

    def seen(self, day: int, by: Actor) -> dict:
        """That a document was seen or a contact verified, as its row keeps it."""
        return {
            "verified_at": instant(day),
            "verified_by_id": by.user_id,
            "verified_organisation_id": by.organisation_id,
        }

    def add_document(
        self,
        kind: str,
        number: str,
        country: str,
        issued: int | None,
        expires: int | None,
        evidence: Evidence,
        day: int,
        by: Actor,
    ) -> str:
        """A document recorded on this day; returns its id."""
        document_id, at = uuid(self.rng), instant(day)
        self.papers.append((at, document_id, kind, number))
        self.batch.add(
            IdentityDocument,
            id=document_id,
            created_at=at,
            updated_at=at,
            person_id=self.member.id,
            kind=kind,
            number=number,
            number_key=document_key(kind, number),
            country=country,
            issued_on=issued and iso(issued),
            expires_on=expires and iso(expires),
            evidence=evidence.value,
            **(self.seen(day, by) if evidence != Evidence.DECLARED else {}),
        )
        self.tell(day, "document_added", Section.DOCUMENTS, by, document=kind, document_id=document_id)
        return document_id

    def block(
        self, stage: StageCode, cause: Blocker.Cause, since: int, *, detail="", resolved=None, resolution=""
    ) -> None:
        """A blocker since this day; resolved on a day, or open."""
        self.batch.add(
            Blocker,
            id=uuid(self.rng),
            created_at=instant(since),
            updated_at=instant(resolved or since),
            case_id=self.case_id,
            stage=stage.value,
            cause=cause.value,
            detail=detail,
            since=iso(since),
            review_on=None
            if resolved or self.chance(0.4)
            else iso(self.yesterday + 1 + int(self.rng.random() * 60) - 15),
            resolved_on=resolved and iso(resolved),
            resolution=resolution,
        )
        facts = {"stage": stage.value, "cause": cause.value}
        self.tell(since, "blocker_opened", Section.BLOCKERS, self.worker, **facts)
        if resolved:
            self.tell(resolved, "blocker_resolved", Section.BLOCKERS, self.worker, **facts, resolution=resolution)

    def note(self, day: int, text: str) -> None:
        by, note_id = self.worker, uuid(self.rng)
        self.batch.add(
            Note,
            id=note_id,
            created_at=instant(day, 30),
            updated_at=instant(day, 30),
            case_id=self.case_id,
            text=text,
            author_id=by.user_id,
            organisation_id=by.organisation_id,
        )
        self.tell(day, "note_added", Section.NOTES, by, note_id=note_id)

    # What is written at the end ------------------------------------------------------------------------------------
    @property
    def last_day(self) -> int:
        return max(event[0] for event in self.events)

    def close(self, day: int, reason: Case.CloseReason) -> None:
        self.closed = (day, reason.value)
        if reason == Case.CloseReason.DIED:
            known_by = Person.DeathKnownBy.FAMILY.value
            told = {"death_known_by": known_by, "death_told_by": "Su familia, por teléfono"}
            self.batch.change_last(Person, died_on=iso(day), **told)
            self.tell(day, "death_recorded", Section.IDENTITY, self.worker, on=iso(day), known_by=known_by)
        self.tell(day, "case_closed", Section.JOURNEY, self.worker, reason=reason.value)

    @property
    def kept_until(self) -> date | None:
        """The last day on which the case is kept, once it is closed."""
        day, reason = self.closed or (None, "")
        return day and kept_until(date.fromordinal(day), reason, settings.RETENTION_YEARS)

    def write(self) -> None:
        """The case, its records and the timeline."""
        opened = self.plan.registered
        self.write_access(
            PersonAccess.Reason.OWNER,
            opened,
            None,
            organisation_id=self.home.organisation_id,
            organisation_kind=self.home.kind,
        )
        moved_at = self._write_events()
        self.batch.add(
            Case,
            id=self.case_id,
            created_at=instant(opened),
            updated_at=moved_at,
            code=self.code,
            person_id=self.member.id,
            pathway_id=self.world.pathway_id,
            organisation_id=self.home.organisation_id,
            caseworker_id=self.caseworker and self.caseworker.user_id,
            state=(Case.State.CLOSED if self.closed else Case.State.OPEN).value,
            opened_on=iso(opened),
            closed_on=self.closed and iso(self.closed[0]),
            close_reason=self.closed[1] if self.closed else "",
            retain_until=self.kept_until,
            moved_at=moved_at,
        )
        for record in self.records.values():
            if record.step_since is not None:
                self._write_step(record, until=self.closed[0] if self.closed else None)
            self._write_record(record)

    def write_access(self, reason: PersonAccess.Reason, since: int, until: int | None, **whose) -> None:
        self.batch.add(
            PersonAccess,
            id=uuid(self.rng),
            created_at=instant(since),
            updated_at=instant(until or since),
            person_id=self.member.id,
            reason=reason.value,
            since=instant(since),
            until=until and instant(until),
            **whose,
        )

    def _write_record(self, record: Record) -> None:
        decider = record.decider
        self.batch.add(
            StageRecord,
            id=uuid(self.rng),
            created_at=instant(record.started or record.since),
            updated_at=instant(record.since),
            case_id=self.case_id,
            stage=record.stage.value,
            status=record.status.value,
            since=iso(record.since),
            started_on=record.started and iso(record.started),
            submitted_on=record.submitted and iso(record.submitted),
            decided_on=record.decided and iso(record.decided),
            decided_by_id=decider and decider.user_id,
            decided_by_organisation_id=decider and decider.organisation_id,
            reason=record.reason,
            document_id=record.document_id,
            **record.facts,
        )

    def _write_events(self) -> str:
        """Writes the timeline and returns the instant on which the case last moved."""
        self.events.sort(key=lambda event: event[0])
        add, person_id = self.batch.add, self.member.id
        before, minute, moved_at = 0, 0, ""
        for day, kind, section, by, facts in self.events:
            minute = minute + EVENT_MINUTES if day == before else 0
            before, at = day, instant(day, minute)
            if kind in TOUCHING:
                moved_at = at
            add(
                Event,
                person_id=person_id,
                at=at,
                kind=kind,
                section=section.value,
                facts=encode_facts(facts),
                by_user_id=by.user_id,
                by_organisation_id=by.organisation_id,
            )
        return moved_at
