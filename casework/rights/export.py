"""Everything held on one person, as she may have it: gathered once, written as JSON here and as a page by web.

Left out, and said in the file: what tells of others, names of staff, and what the one who exports may not read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.access.models import LogEntry, Membership, Organisation
from casework.access.policy import COMPARTMENT, Section, sections_read
from casework.access.scope import system
from casework.journey.timeline import sentence
from casework.people.merged import records_of
from casework.people.models import Event, Person, PersonAccess, ProtectionNote
from casework.places.zones import zone_of
from casework.rights.holding import Holding
from casework.rights.holdings import HOLDINGS

FORMAT, VERSION = "casework-person", 1


class Reason(models.TextChoices):
    """What an export is made for."""

    ASKED = "asked", gettext_lazy("the person asked for it")
    PORTABILITY = "portability", gettext_lazy("the person takes it to another organisation")
    AUTHORITY = "authority", gettext_lazy("an authority or a judge demands it")


@dataclass(frozen=True)
class Fact:
    """One column of one row: `value` for programs, `words` for people."""

    key: str
    label: str
    value: object
    words: str


@dataclass(frozen=True)
class Part:
    """One table."""

    key: str
    title: str
    rows: list[list[Fact]]


@dataclass(frozen=True)
class Withheld:
    """Something that is not in the file, and why."""

    code: str
    sentence: str


@dataclass(frozen=True)
class Export:
    person: Person
    organisation: Organisation
    reason: str
    made_at: datetime
    parts: list[Part] = field(default_factory=list)
    withheld: list[Withheld] = field(default_factory=list)


def gather(person: Person, by: Membership, reason: str) -> Export:
    """What this membership may give to the person, in the language that is active."""
    with timezone.override(zone_of(person.canton_id)):
        parts = [_part(holding, _visible(holding, person, by)) for holding in HOLDINGS if holding.given]
    parts.insert(1, _household(person))
    parts.append(_who_looked(person))
    return Export(
        person, by.organisation, reason, timezone.now(), [part for part in parts if part.rows], list(_withheld(by))
    )


def _visible(holding: Holding, person: Person, by: Membership) -> list[models.Model]:
    rows = holding.rows(person)
    if holding.model is Person:
        with system("what stood on a record that was merged into hers is hers as well"):
            return list(rows.select_related("canton").order_by(F("merged_into").asc(nulls_first=True), "created_at"))
    if holding.model is PersonAccess:
        # Also those of organisations that have nothing to do with the one who exports: she may know them all.
        with system("a person may know who saw her, whoever exports it"):
            return list(rows.select_related("organisation").order_by("since"))
    rows = rows.filter(pk__in=holding.model.objects.visible_to(by).filter(pk__in=rows.values("pk")).values("pk"))
    if holding.model is ProtectionNote:
        rows = rows.exclude(kind=ProtectionNote.Kind.PSEA)
    if holding.model is Event:
        # An event there could tell that there is a report of abuse; notes that are given have their own day.
        rows = rows.exclude(section=Section.PROTECTION)
    related = [f.name for f in holding.model._meta.concrete_fields if f.is_relation and f.name in holding.given.split()]
    return list(rows.select_related(*related).order_by("at" if holding.model is Event else "created_at", "pk"))


def _part(holding: Holding, rows: list[models.Model]) -> Part:
    return Part(holding.key, capfirst(holding.title), [list(_facts(holding, row)) for row in rows])


def _facts(holding: Holding, row: models.Model) -> Iterator[Fact]:
    for column in holding.given.split():
        value, words = getattr(row, column), _words(row, column)
        if isinstance(row, Event) and column == "facts":
            value = {name: fact for name, fact in value.items() if name != "caseworker"}
        yield Fact(column, capfirst(holding.label(column)), _plain(value), words)


def _words(row: models.Model, column: str) -> str:
    """What a column holds as one reads it; empty when it holds nothing."""
    if isinstance(row, Event) and column == "facts":
        return _told(row)
    value = getattr(row, column)
    shown = getattr(row, f"get_{column}_display", None)
    if column == "sections":
        return ", ".join(str(Section(s).label) for s in value) if value is not None else _("the whole file")
    if value is None or value == "" or (isinstance(row, Event) and column == "kind"):
        return ""  # of an event its sentence says it
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    return str(shown() if shown else getattr(value, "name", value))


def _told(event: Event) -> str:
    """The event's sentence, without the name of a caseworker."""
    if event.facts.get("caseworker"):
        event.facts["caseworker"] = _("a caseworker")
    parts = [
        sentence(event),
        event.facts.get("reason") if event.kind == "stage_moved" else "",
        event.facts.get("resolution"),
    ]
    return " · ".join(part for part in parts if part)


def _plain(value: object) -> object:
    """As JSON has it: days and instants ISO 8601, amounts as text, rows by their code or short name."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, models.Model):
        return next(getattr(value, name) for name in ("code", "short_name", "version", "name") if hasattr(value, name))
    return getattr(value, "code", value)


def _household(person: Person) -> Part:
    """Where she lives with others, and who they are to her household: their names are theirs."""
    household, rows = person.household, []
    if household:
        others = household.members.exclude(pk=person.pk).order_by("relationship")
        with system("how many live with her, also those whom the one who exports does not see"):
            relations = [(p.relationship, str(p.get_relationship_display())) for p in others]
        place = [_words(household, "canton"), household.address]
        rows = [
            [
                Fact("canton", capfirst(_("canton")), _plain(household.canton), place[0]),
                Fact("address", capfirst(_("address")), household.address, place[1]),
                Fact(
                    "others", _("Others in it"), [code for code, _w in relations], ", ".join(w for _c, w in relations)
                ),
            ]
        ]
    return Part("household", _("Household"), rows)


def _who_looked(person: Person) -> Part:
    """From the log: which organisations looked, on which days, and what they did."""
    with system("a person may know who looked, whoever exports it"):
        entries = LogEntry.objects.about(*records_of(person.pk)).exclude(kind=LogEntry.Kind.REFUSED).order_by("at")
        seen = dict.fromkeys((timezone.localtime(e.at).date(), e.organisation_id, e.kind) for e in entries)
        names = dict(Organisation.objects.values_list("pk", "short_name"))
    rows = [
        [
            Fact("day", _("Day"), day.isoformat(), day.isoformat()),
            Fact("organisation", _("Organisation"), names.get(organisation), names.get(organisation, "Casework")),
            Fact("kind", _("What"), kind, str(LogEntry.Kind(kind).label)),
        ]
        for day, organisation, kind in seen
    ]
    return Part("log", _("Who looked"), rows)


def _withheld(by: Membership) -> Iterator[Withheld]:
    yield Withheld("others", _("Names and data of the people she lives with: they are theirs."))
    yield Withheld("staff", _("Names of staff: the organisations named answer for what their staff did."))
    yield Withheld(
        "abuse_reports",
        _("Reports of sexual exploitation or abuse, if there are any: they tell of third persons and are protected."),
    )
    yield Withheld("files", _("The attached files themselves: copies are handed over together with this file."))
    for section in sorted(COMPARTMENT - sections_read(by)):
        sentence_ = _("%(section)s: who made this file does not read that part. IOM's protection officers give it.")
        yield Withheld(section.value, sentence_ % {"section": capfirst(str(section.label))})


def as_json(export: Export) -> dict:
    """For programs: the same keys whatever the language."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "person": str(export.person.pk),
        "made_at": _plain(export.made_at),
        "made_by": export.organisation.short_name,
        "reason": export.reason,
        "held": {part.key: [{f.key: f.value for f in row} for row in part.rows] for part in export.parts},
        "withheld": [{"code": w.code, "why": w.sentence} for w in export.withheld],
    }
