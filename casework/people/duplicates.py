"""Deciding about pairs of people who may be one, or of one household. Only who sees both decides; nobody is merged.

decide(pair=…, state="different", reason="siblings", by=…)      one pair, after a look at both
decide_identical(pairs=[…], by=…)                               many at once, of which document, birth and names agree
"""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.models import Membership
from casework.access.policy import Right, Section, require
from casework.access.scope import system
from casework.base.errors import Conflict
from casework.base.shown import digest, require_as_shown
from casework.base.text import tidy
from casework.people.actions import record_event, require_writable
from casework.people.households import join_household_of
from casework.people.models import Duplicate, Person

State = Duplicate.State
# The lines on the timelines of both.
DECIDED = {Duplicate.Kind.PERSON: "duplicate_decided", Duplicate.Kind.HOUSEHOLD: "same_household_decided"}


@transaction.atomic
def decide(*, pair: Duplicate, by: Membership, state: str, reason: str = "", remark: str = "") -> Duplicate:
    """Says whether the two are the same; "unsure" leaves it for another look, "open" takes a decision back.

    Raises ValidationError on `reason` where two are said to be different without one.
    """
    require(by, Right.MERGE_PEOPLE)
    pair = Duplicate.objects.visible_to(by).select_for_update(of=("self",)).get(pk=pair.pk)
    _decide(pair, by, state, reason, tidy(remark))
    return pair


@transaction.atomic
def decide_identical(*, pairs: Iterable[UUID], by: Membership, shown: Mapping[UUID, str] | None = None) -> int:
    """Say of these pairs that they are the same, as far as document, birth date and names of both are; how many.

    `shown` has the digest of each pair that was shown (`digest_of`): Conflict when one is another by now.
    """
    require(by, Right.MERGE_PEOPLE)
    identical = Duplicate.objects.visible_to(by).to_review(Duplicate.Kind.PERSON).filter(pk__in=pairs, identical=True)
    chosen = list(identical.select_for_update(of=("self",)).select_related("one", "other"))
    if shown is not None:
        require_as_shown(digest(sorted(shown.items())), digest(sorted((pair.pk, digest_of(pair)) for pair in chosen)))
    for pair in chosen:
        _decide(pair, by, State.SAME)
    return len(chosen)


def digest_of(pair: Duplicate) -> str:
    """Digest a pair as it is decided about: its two people and the state they are in."""
    return digest(pair.state, pair.identical, [(person.pk, person.updated_at) for person in (pair.one, pair.other)])


@transaction.atomic
def live_together(*, pair: Duplicate, by: Membership, relationship: str) -> Duplicate:
    """The two are of one household: who is in none joins the other's, as her partner, child, …; of two who are in none
    the elder heads it."""
    pair = decide(pair=pair, by=by, state=State.SAME)
    if pair.kind != Duplicate.Kind.HOUSEHOLD:
        raise Conflict("not_of_a_household", _("These two may be one person. Say whether they are."))
    head, joining = head_and_joining(pair)
    join_household_of(person=joining, other=head, relationship=relationship, by=by)
    return pair


def head_and_joining(pair: Duplicate) -> tuple[Person, Person]:
    """Of a pair who would be one household: whose it is, and who comes."""
    return tuple(sorted((pair.one, pair.other), key=lambda p: (p.household_id is None, p.birth_date or date.max)))


@transaction.atomic
def note_merged(*, kept: Person, gone: Person, by: Membership) -> None:
    """The two became one: that is decided, and whom else she may be is looked for by what is known of her now."""
    with system("pairs of the one who is gone are seen by nobody"):
        Duplicate.objects.between(kept, gone).update(
            state=State.SAME, reason="", decided_at=timezone.now(), decided_by=by.user, decided_for=by.organisation
        )
        Duplicate.objects.of(gone).filter(state=State.OPEN).delete()


@transaction.atomic
def note_parted(*, kept: Person, gone: Person) -> None:
    """The two are two again: whether they are one is to be reviewed once more."""
    with system("a pair is of two organisations, and who undoes a merge need not see both"):
        Duplicate.objects.between(kept, gone).update(
            state=State.OPEN, reason="", remark="", decided_at=None, decided_by=None, decided_for=None
        )


def _decide(pair: Duplicate, by: Membership, state: str, reason: str = "", remark: str = "") -> None:
    if state not in State:
        raise ValidationError({"state": ValidationError(_("Say what the two are."), code="required")})
    if state == State.DIFFERENT and not reason:
        raise ValidationError({"reason": ValidationError(_("Say why they are different."), code="required")})
    if reason == Duplicate.Reason.OTHER and not remark:
        raise ValidationError({"remark": ValidationError(_("Say the other reason in words."), code="required")})
    for person in (pair.one, pair.other):
        require_writable(person, by, Section.IDENTITY)
    opened = state == State.OPEN
    pair.state, pair.remark = state, "" if opened else remark
    pair.reason = reason if state == State.DIFFERENT else ""
    pair.decided_at = None if opened else timezone.now()
    pair.decided_by, pair.decided_for = (None, None) if opened else (by.user, by.organisation)
    pair.full_clean()
    pair.save()
    for person in (pair.one, pair.other):
        # Without a word of who the other is: not everybody who sees the one sees the other.
        record_event(person=person, by=by, kind=DECIDED[pair.kind], section=Section.IDENTITY, decision=pair.state)
