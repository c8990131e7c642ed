"""Two records of one person become one, and two again: the only writers of both."""

from collections.abc import Iterable, Mapping
from copy import copy
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.models import Membership
from casework.access.policy import Right, Section, require
from casework.access.scope import system
from casework.base.errors import Conflict
from casework.base.many import check_rows
from casework.base.shown import require_as_shown
from casework.base.text import tidy
from casework.journey.models import Case
from casework.merging.moving import Change, native, put, table_of
from casework.merging.plan import Plan, plan
from casework.merging.undoing import digest_of, homes_of, refusal_of, to_put_back, yielded_since
from casework.merging.who_may import both_of, find_two, require_may_end, require_undoable
from casework.people.actions import record_event
from casework.people.duplicates import note_merged, note_parted
from casework.people.likenesses import note
from casework.people.models import Household, Merge, MergeStep, Person


@transaction.atomic
def merge(
    *,
    kept: Person,
    gone: Person,
    by: Membership,
    reason: str,
    choices: Mapping[str, str] | None = None,
    shown: str | None = None,
) -> Merge:
    """Makes one of two records of a person: what hangs on `gone` goes over to `kept`, in whichever room it is.

    `choices` say by part (`rules.Part`) whose value is taken, and which of two open cases goes on; what is not chosen
    is as `rules.better` has it. Nothing is deleted: `gone` stays to be found again, and all can be undone. `shown` is
    the digest of the plan that was shown, without choices: Conflict when it is another by now.
    """
    kept, gone = _lock_both(kept, gone, by)
    reason = tidy(reason)
    if not reason:
        raise ValidationError({"reason": ValidationError(_("Say why it is the same person."), code="required")})
    if shown is not None:
        require_as_shown(shown, plan(kept, gone).digest)
    planned = plan(kept, gone, choices)
    require_may_end(planned.ends, by)
    _check(planned)
    merged = Merge(kept=kept, gone=gone, reason=reason, by_user=by.user, organisation=by.organisation)
    merged.full_clean()
    with system("what hangs on a person goes over, whoever sees it"):
        _put(planned.changes, "merge_in_the_way", _("The two cannot be merged as long as something is in the way."))
        merged.save()
        MergeStep.objects.bulk_create(_steps(merged, planned))
    note_merged(kept=kept, gone=gone, by=by)
    _finish(merged, by, "people_merged")
    return merged


@transaction.atomic
def undo(*, merge: Merge, by: Membership, put_back: Iterable[UUID | int] = (), shown: str | None = None) -> Merge:
    """Makes two records again of one: every row as it was before, in whichever room it is.

    What somebody changed since then stays as it is now, unless its step is in `put_back`; rows that were added since
    then stay with who was kept. `shown` is `undoing.digest_of` as it was shown: Conflict when it is another by now.
    """
    merge = _lock_merge(merge, by)
    if shown is not None:
        require_as_shown(shown, digest_of(merge, by))
    with system("every row goes back, whoever sees it"):
        changes = to_put_back(merge, set(put_back))
        _put(changes, "undo_in_the_way", _("This merge cannot be undone as long as something is in the way."))
        yielded_since(merge)
        # They hold what both people were, and nobody needs that any more: history has it.
        merge.steps.all().delete()
        merge.undone_at, merge.undone_by, merge.undone_organisation = timezone.now(), by.user, by.organisation
        merge.save()
    note_parted(kept=merge.kept, gone=merge.gone)
    _finish(merge, by, "merge_undone")
    return merge


def _put(changes: list[Change], code: str, sentence: str) -> None:
    """Makes the changes; Conflict, with the words of the constraint, where a row is in the way of one."""
    try:
        with transaction.atomic():
            put(changes)
    except IntegrityError as error:
        raise Conflict(code, f"{sentence} {refusal_of(error, changes)}".strip()) from None


def _lock_both(kept: Person, gone: Person, by: Membership) -> tuple[Person, Person]:
    """Both as they are now, locked with their cases and households till the transaction ends.

    In the order in which all do it: households, cases, people, each in the order of their ids.
    """
    find_two(kept=kept, gone=gone, by=by)
    keys = sorted((kept.pk, gone.pk), key=str)
    with system("households and cases of both are locked, whoever sees them"):
        homes = _locked(Household, {"members__in": keys})
        cases = _locked(Case, {"person__in": keys})
        seen = {}
        for key in keys:
            seen[key] = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=key)
        changed = homes != _keys(Household, {"members__in": keys}) or cases != _keys(Case, {"person__in": keys})
    if any(person.merged_into_id for person in seen.values()):
        raise Conflict("merged_already", _("Somebody else merged one of the two just now. Look again."))
    if changed:
        raise Conflict("changed_meanwhile", _("Somebody changed one of the two just now. Look again."))
    return both_of(seen, kept, gone, by)


def _keys(model, conditions: dict) -> set:
    return set(model.objects.filter(**conditions).values_list("pk", flat=True))


def _locked(model, conditions: dict) -> set:
    rows = model.objects.filter(pk__in=_keys(model, conditions)).order_by("pk")
    return {row.pk for row in rows.select_for_update(of=("self",), no_key=True)}


def _check(planned: Plan) -> None:
    """What was chosen fits together (ValidationError)."""
    person = copy(planned.kept)
    for one in planned.changes:
        if (one.model, one.pk) == (Person, person.pk):
            for column, value in native(Person, one.after).items():
                setattr(person, column, value)
    person.clean_fields(exclude=["name_key"])
    person.clean()
    (wrong,) = check_rows([person])
    if wrong:
        raise wrong


def _steps(merged: Merge, planned: Plan) -> Iterable[MergeStep]:
    for number, one in enumerate(planned.changes):
        told = {"before": one.before, "after": one.after, "makes_way": one.makes_way}
        yield MergeStep(merge=merged, number=number, table=table_of(one.model), row=str(one.pk), **told)


def _lock_merge(merge: Merge, by: Membership) -> Merge:
    """The merge and its two people, locked, for who may undo it; Conflict when it is undone or another came later."""
    require(by, Right.MERGE_PEOPLE)
    seen = Merge.objects.visible_to(by).get(pk=merge.pk)
    with system("what hangs on a person goes back, whoever sees it"):
        _locked(Household, {"pk__in": homes_of(seen)})
        _locked(Case, {"person__in": (seen.kept_id, seen.gone_id)})
        people = Person.objects.filter(pk__in=(seen.kept_id, seen.gone_id)).order_by("pk")
        both = {person.pk: person for person in people.select_for_update(of=("self",), no_key=True)}
        merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    merge.kept, merge.gone = both[merge.kept_id], both[merge.gone_id]
    require_undoable(merge, by)
    return merge


def _finish(merge: Merge, by: Membership, kind: str) -> None:
    """Both are found anew from now on, and it stands on both timelines."""
    with system("the one of the two whom nobody sees is written about as well"):
        both = list(Person.objects.filter(pk__in=(merge.kept_id, merge.gone_id)).order_by("pk"))
        for person in both:
            record_event(person=person, by=by, kind=kind, section=Section.IDENTITY)
        note(both)
