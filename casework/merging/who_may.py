"""Who may make one record of two, and two again: asked before it is shown, and once more before it is done."""

from collections.abc import Mapping
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from casework.access.models import Membership
from casework.access.policy import Kind, Right, require, sections_read
from casework.base.errors import Conflict
from casework.journey.models import Case
from casework.merging.undoing import later_merge
from casework.people.merged import kept_instead
from casework.people.models import Merge, Person
from casework.people.queries import open_sections


def find_two(*, kept: Person, gone: Person, by: Membership) -> tuple[Person, Person]:
    """Both, for who may merge them; raises what `merge` would."""
    require(by, Right.MERGE_PEOPLE)
    if kept.pk == gone.pk:
        raise ValidationError({"other": ValidationError(_("This is the same record."), code="same")})
    seen = Person.objects.visible_to(by).in_bulk([kept.pk, gone.pk])
    if any(kept_instead(person.pk, by) for person in (kept, gone) if person.pk not in seen):
        raise Conflict("merged_already", _("One of the two was merged into another record already."))
    return both_of(seen, kept, gone, by)


def both_of(seen: Mapping[UUID, Person], kept: Person, gone: Person, by: Membership) -> tuple[Person, Person]:
    """The two of those that were found; raises unless `by` may make one of them."""
    if len(seen) < 2:
        raise Person.DoesNotExist
    both = seen[kept.pk], seen[gone.pk]
    for person in both:
        require_mergeable(person, by)
    return both


def require_mergeable(person: Person, by: Membership) -> None:
    """Raise Conflict or PermissionDenied, with the sentence to read, unless `by` may make one of her and another."""
    if open_sections(person, by, to_write=True) != sections_read(by):
        raise PermissionDenied(
            _("Only who sees both files whole can merge them: ask the organisations that keep them.")
        )
    if person.anonymised_on:
        raise Conflict("anonymised", _("This person was anonymised: nothing is written about her any more."))
    if person.restricted_on:
        raise Conflict("restricted", _("The use of this person's data is restricted, at her own wish."))


def require_may_end(case: Case | None, by: Membership) -> None:
    """Raise PermissionDenied unless `by` may close this case, which goes on as another."""
    if case and by.organisation.kind != Kind.IOM and case.organisation_id != by.organisation_id:
        sentence = _("Only %(organisation)s, which keeps the case, and IOM may do this.")
        raise PermissionDenied(sentence % {"organisation": case.organisation})


def require_undoable(merge: Merge, by: Membership) -> None:
    """Raise Conflict or PermissionDenied, with the sentence to read, unless `by` may undo it now."""
    if merge.undone_at:
        raise Conflict("merge_undone_already", _("This merge was undone already."))
    if later_merge(merge):
        sentence = _("One of the two was merged again since then. Undo the last merge first.")
        raise Conflict("merged_again", sentence)
    require_mergeable(merge.kept, by)
