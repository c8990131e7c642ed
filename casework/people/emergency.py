"""Breaking the glass: a read outside one's scope for a few hours, with a reason, told to those whom it concerns."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.models import Membership
from casework.access.policy import EMERGENCY_HOURS, OPENED_IN_EMERGENCY, Right, Section, require
from casework.access.scope import system
from casework.base.errors import Conflict
from casework.base.text import tidy
from casework.people.actions import record_event
from casework.people.models import Person, PersonAccess

LEAST_WORDS = 20


def check_explanation(explanation: str) -> str:
    """The reason in one line; ValidationError when it is too short to be one."""
    explanation = tidy(explanation)
    if len(explanation) < LEAST_WORDS:
        sentence = _("Say why in at least %(count)s characters: others will read it.") % {"count": LEAST_WORDS}
        raise ValidationError({"explanation": ValidationError(sentence, code="too_short")})
    return explanation


@transaction.atomic
def open_emergency(*, person: Person, by: Membership, explanation: str) -> PersonAccess | None:
    """Opens parts of the person's file to `by` alone, from now for some hours; None when `by` sees her anyway."""
    require(by, Right.EMERGENCY_READ)
    explanation = check_explanation(explanation)
    if Person.objects.visible_to(by).filter(pk=person.pk).exists():
        return None
    now = timezone.now()
    access = PersonAccess(
        person=person,
        organisation=by.organisation,
        organisation_kind=by.organisation.kind,
        membership=by,
        reason=PersonAccess.Reason.EMERGENCY,
        sections=sorted(str(section) for section in OPENED_IN_EMERGENCY),
        explanation=explanation,
        opened_by=by.user,
        since=now,
        until=now + timedelta(hours=EMERGENCY_HOURS),
    )
    with system("the person is out of sight until this opens her file"):
        access.full_clean(exclude=["organisation_kind"])
        access.save()
        record_event(person=person, by=by, kind="emergency_read", section=Section.CONSENTS)
    return access


@transaction.atomic
def acknowledge(*, access: PersonAccess, by: Membership) -> PersonAccess:
    """Takes note of an emergency read, once, for those who were told of it. Nobody does so of her own."""
    require(by, Right.READ_LOG)
    access = PersonAccess.objects.told_to(by).select_for_update(of=("self",), no_key=True).get(pk=access.pk)
    if access.acknowledged_at:
        raise Conflict("acknowledged_already", _("Somebody has taken note of this emergency read already."))
    if not PersonAccess.objects.to_acknowledge(by).filter(pk=access.pk).exists():
        raise Conflict("not_to_acknowledge", _("Who keeps the case takes note of it, and nobody of her own read."))
    access.acknowledged_by, access.acknowledged_at = by.user, timezone.now()
    with system("accesses are opened, ended and taken note of by the system alone"):
        access.full_clean(exclude=["organisation_kind"])
        access.save(update_fields=["acknowledged_by", "acknowledged_at", "updated_at"])
    return access
