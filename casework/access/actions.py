"""The only writers of organisations' people; their programs are in api_clients.py."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.models import Membership, Organisation, User
from casework.access.policy import Kind, Right, Role, require
from casework.places.models import Division


@transaction.atomic
def end_membership(*, membership: Membership, last_day: date | None = None) -> None:
    """The membership counts to the end of its last day; without one it stops counting at once.

    At once means that its last day was yesterday, or that it never began.
    """
    yesterday = timezone.localdate() - timedelta(days=1)
    if last_day is None:
        membership.since = min(membership.since, yesterday)
    membership.until = last_day or yesterday
    membership.full_clean()
    membership.save()


@transaction.atomic
def end_membership_of_colleague(*, membership: Membership, by: Membership, last_day: date | None = None) -> None:
    """The same, by one who hands caseloads over in the same organisation. Nobody ends her own by mistake."""
    end_membership(membership=_lock_colleague(membership, by), last_day=last_day)


@transaction.atomic
def set_territory(*, membership: Membership, by: Membership, provinces: Iterable[Division]) -> None:
    """For which provinces a colleague works; none means the whole country. Only IOM has territories."""
    membership = _lock_colleague(membership, by)
    provinces = list(provinces)
    check_territory(membership.organisation, provinces)
    membership.territory.set(provinces)


def check_territory(organisation: Organisation, provinces: Iterable[Division]) -> None:
    """ValidationError unless these are provinces, and of an organisation that has territories."""
    wrong = ""
    if provinces and organisation.kind != Kind.IOM:
        wrong = _("Only IOM's memberships have a territory: a partner sees its own cases.")
    elif any(place.level != Division.Level.PROVINCE for place in provinces):
        wrong = _("A territory is made of provinces.")
    if wrong:
        raise ValidationError({"territory": ValidationError(wrong, code="territory")})


def _lock_colleague(membership: Membership, by: Membership) -> Membership:
    """The membership of somebody else in the same organisation, locked; an administrator's only by another."""
    require(by, Right.HAND_OVER)
    colleagues = Membership.objects.filter(organisation=by.organisation, user__is_service=False)
    membership = colleagues.select_for_update(of=("self",), no_key=True).get(pk=membership.pk)
    if membership.user_id == by.user_id:
        raise PermissionDenied(_("Ask a colleague to change your own membership."))
    if membership.role == Role.ADMINISTRATOR and by.role != Role.ADMINISTRATOR:
        raise PermissionDenied(_("Only an administrator changes an administrator's membership."))
    return membership


def set_language(*, user: User, language: str) -> None:
    """The language in which this user reads pages and gets messages."""
    user.language = language
    user.full_clean(exclude=["password"])
    user.save(update_fields=["language"])
