"""What undoing a merge would do: what goes back as it was, and what somebody changed since then."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db import IntegrityError, models
from django.db.models import Exists, OuterRef, Q

from casework.access.models import Membership
from casework.access.scope import system
from casework.base.shown import digest
from casework.merging.moving import Change, model_of, pointing_at, said
from casework.people.models import IdentityDocument, Merge, MergeStep, Person


@dataclass(frozen=True)
class Found:
    """One step, and the row as it is now; None where it is there no more."""

    step: MergeStep
    row: models.Model | None

    @property
    def model(self) -> type[models.Model]:
        return model_of(self.step.table)

    @property
    def now(self) -> dict:
        return {column: said(self.row, column) for column in self.step.after}

    @property
    def is_as_merged(self) -> bool:
        return self.row is not None and self.now == self.step.after

    @property
    def is_later_edit(self) -> bool:
        return self.row is not None and self.now not in (self.step.after, self.step.before)

    @property
    def back(self) -> Change:
        return Change(self.model, self.row.pk, self.now, self.step.before, self.step.makes_way)


def found(merge: Merge) -> list[Found]:
    """All steps of it with their rows, the last first."""
    steps = list(merge.steps.order_by("-number"))
    keys = defaultdict(set)
    for step in steps:
        keys[step.table].add(step.row)
    rows = {
        (table, str(row.pk)): row
        for table, those in keys.items()
        for row in model_of(table)._base_manager.filter(pk__in=those)
    }
    return [Found(step, rows.get((step.table, step.row))) for step in steps]


def to_put_back(merge: Merge, chosen: Collection) -> list[Change]:
    """The changes that undo it: of what somebody changed since then only the chosen steps."""
    return [one.back for one in found(merge) if one.is_as_merged or (one.is_later_edit and one.step.pk in chosen)]


def later_edits(merge: Merge, by: Membership) -> list[Found]:
    """What somebody changed since then, of the rows that `by` may read, in the order of the merge."""
    with system("steps of a merge are of all sections; only those of rows she reads leave"):
        edits = [one for one in reversed(found(merge)) if one.is_later_edit]
    seen = defaultdict(set)
    for model in {one.model for one in edits}:
        # The one who is gone is seen by nobody; what is said of her is said of the one who is kept.
        those = [one.row.pk for one in edits if one.model is model]
        seen[model] = set(model.objects.visible_to(by).filter(pk__in=those).values_list("pk", flat=True))
    return [one for one in edits if one.row.pk in seen[one.model]]


def added_since(merge: Merge, by: Membership) -> list[tuple[str, int]]:
    """What was added to the one who is kept since then and stays with her, by kind, of what `by` may read."""
    counted = Counter()
    for column in pointing_at(Person):
        model = column.model
        if hasattr(model, "created_at") and hasattr(model.objects.all(), "visible_to"):
            rows = model.objects.visible_to(by).filter(**{column.name: merge.kept_id})
            counted[model] += rows.filter(created_at__gt=merge.created_at).count()
    return sorted((str(model._meta.verbose_name_plural), count) for model, count in counted.items() if count)


def digest_of(merge: Merge, by: Membership) -> str:
    """Digest what undoing it would find: the later edits and the rows that were added since, of what `by` reads."""
    edits = [(one.step.pk, one.now) for one in later_edits(merge, by)]
    return digest(edits, [(str(name), count) for name, count in added_since(merge, by)])


def homes_of(merge: Merge) -> set:
    """The households that undoing it may change."""
    told = merge.steps.filter(table=Person._meta.label_lower).values_list("before__household", "after__household")
    now = Person.objects.filter(pk=merge.kept_id).values_list("household", flat=True)
    return {home for homes in (*told, tuple(now)) for home in homes if home}


def later_merge(merge: Merge) -> bool:
    """Whether one of the two was merged again afterwards: merges are undone in the reverse order."""
    two = (merge.kept_id, merge.gone_id)
    with system("merges of the one who is gone are seen by nobody"):
        later = Merge.objects.standing().filter(created_at__gte=merge.created_at).exclude(pk=merge.pk)
        return later.filter(Q(kept__in=two) | Q(gone__in=two)).exists()


def yielded_since(merge: Merge) -> None:
    """Documents that stages of the one who is gone yielded while both were one go with them."""
    there = IdentityDocument.objects.filter(
        person=merge.gone_id, kind=OuterRef("kind"), number_key=OuterRef("number_key"), issued_on=OuterRef("issued_on")
    )
    yielded = IdentityDocument.objects.filter(person=merge.kept_id, created_at__gt=merge.created_at)
    hers = yielded.filter(stage_records__case__person=merge.gone_id).exclude(
        pk__in=yielded.filter(stage_records__case__person=merge.kept_id).values("pk")
    )
    keys = list(hers.filter(~Exists(there)).values_list("pk", flat=True))
    IdentityDocument.objects.filter(pk__in=keys).update(person=merge.gone_id)


def refusal_of(error: IntegrityError, changes: Iterable[Change]) -> str:
    """Why rows cannot be changed so, in the words of the constraint that is in the way."""
    name = error.__cause__.diag.constraint_name if error.__cause__ else ""
    return next((str(words) for key, words in _sentences(changes) if key == name), "")


def _sentences(changes: Iterable[Change]) -> Iterator[tuple[str, str]]:
    for model in {one.model for one in changes}:
        for constraint in model._meta.constraints:
            yield constraint.name, constraint.get_violation_error_message()
