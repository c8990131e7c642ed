"""What merging two records would do, reckoned before anything is done: what is chosen, what goes over, what stays.

plan(kept, gone, choices)   all changes, in the order in which they are made
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.access.models import Membership
from casework.access.scope import system
from casework.base.shown import digest
from casework.journey.models import Case
from casework.merging.cases import close, further, join, open_cases, statuses_after, steps_that_end
from casework.merging.homes import NOWHERE, settle
from casework.merging.moving import Change, change, move, pointing_at
from casework.merging.rules import COLUMNS, Part, Side, better
from casework.people.models import Person

PERSON_OF_CASE = Case._meta.get_field("person")


@dataclass
class Plan:
    """`same` are rows that stay where they are, as the one who is kept has them already."""

    kept: Person
    gone: Person
    choices: dict[Part, Side]
    cases: dict[Side, Case]
    changes: list[Change] = field(default_factory=list)
    same: list[Model] = field(default_factory=list)

    @property
    def ends(self) -> Case | None:
        """Of two open cases the one that ends."""
        return self.cases[_other(self.choices[Part.CASE])] if Part.CASE in self.choices else None

    @property
    def digest(self) -> str:
        """Digest what would be changed, and how each row stands before; not the instant at which it would be."""
        return digest([(one.model._meta.label, one.pk, one.before, sorted(one.after)) for one in self.changes])

    def moved(self, by: Membership) -> list[tuple[str, int]]:
        """What goes over and how many of it, by kind, of what `by` may read."""
        return _counted(((one.model, one.pk) for one in self.changes if _goes_over(one)), by)

    def staying(self, by: Membership) -> list[tuple[str, int]]:
        """What is the same on both sides, by kind, of what `by` may read."""
        return _counted(((type(row), row.pk) for row in self.same), by)


def plan(kept: Person, gone: Person, choices: Mapping[str, str] | None = None) -> Plan:
    """For who checked that both may be merged; what is not chosen is as `rules.better` has it."""
    today = timezone.localdate()
    with system("what hangs on a person goes over, whoever sees it"):
        cases = open_cases(kept, gone)
        planned = Plan(kept, gone, _chosen(kept, gone, cases, choices or {}, today), cases)
        _plan_cases(planned, today)
        _plan_rows(planned)
        _plan_people(planned, today)
    return planned


def _chosen(kept, gone, cases, choices: Mapping[str, str], today) -> dict[Part, Side]:
    for part, side in choices.items():
        if part not in Part.values or side not in Side.values:
            raise ValidationError({"choices": ValidationError(_("There is no such choice."), code="invalid_choice")})
    best = {part: better(part, kept, gone) for part in COLUMNS}
    if len(cases) == len(Side):
        best[Part.CASE] = further(cases, today)
    return {part: Side(choices.get(part, side)) for part, side in best.items()}


def _plan_cases(planned: Plan, today) -> None:
    if planned.ends:
        goes_on = planned.cases[planned.choices[Part.CASE]]
        changes, same = join(planned.ends, goes_on, today)
        planned.changes += [close(planned.ends, goes_on, today), *changes]
        planned.same += same
    hers = Case.objects.filter(person=planned.gone).order_by("pk")
    planned.changes += [change(case, person=planned.kept) for case in hers]
    statuses = statuses_after(planned.cases, planned.changes)
    planned.changes += steps_that_end((planned.kept, planned.gone), statuses, timezone.now())


def _plan_rows(planned: Plan) -> None:
    for column in pointing_at(Person):
        if column is not PERSON_OF_CASE:
            changes, same = move(column, planned.gone, planned.kept)
            planned.changes += changes
            planned.same += same


def _plan_people(planned: Plan, today) -> None:
    """First the one who is gone leaves her place, then the other takes it, and then others follow as heads."""
    kept, gone = planned.kept, planned.gone
    place, others = settle(kept, gone, planned.choices[Part.HOUSEHOLD], today)
    planned.changes.append(change(gone, **NOWHERE, merged_into=kept))
    for part, side in planned.choices.items():
        if part in COLUMNS and part != Part.HOUSEHOLD and side == Side.GONE:
            told = {column: getattr(gone, gone._meta.get_field(column).attname) for column in COLUMNS[part]}
            planned.changes.append(change(kept, **told))
    planned.changes += [change(kept, **place), *others]
    planned.changes = [one for one in planned.changes if one.before != one.after]


def _other(side: Side) -> Side:
    return Side.KEPT if side == Side.GONE else Side.GONE


def _goes_over(one: Change) -> bool:
    return one.model is not Person and not one.makes_way and len(one.after) == 1 and "until" not in one.after


def _counted(rows: Iterable[tuple], by: Membership) -> list[tuple[str, int]]:
    keys = {}
    for model, pk in rows:
        keys.setdefault(model, set()).add(pk)
    seen = Counter()
    for model, those in keys.items():
        if hasattr(model.objects.all(), "visible_to"):
            seen[model] = model.objects.visible_to(by).filter(pk__in=those).count()
    return sorted((str(model._meta.verbose_name_plural), count) for model, count in seen.items() if count)
