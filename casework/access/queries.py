"""Reads about who acts."""

from datetime import date
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils import timezone

from casework.access.models import Membership
from casework.base.standing import Standing


def active_memberships(user) -> list[Membership]:
    """The memberships this user may act under today, in the order of the organisation switch."""
    return _of_user.rows(user=user.pk, today=timezone.localdate())


@Standing
def _of_user(user: UUID, today: date):
    return with_provinces(Membership.objects.active(today).filter(user=user).select_related("user", "organisation"))


def with_provinces(memberships):
    """The same, each with the provinces of its territory."""
    territory = Membership.territory.through.objects.filter(membership=OuterRef("pk")).values("division_id")
    return memberships.annotate(provinces=ArraySubquery(territory))


def acting_membership(user, preferred_id=None) -> Membership | None:
    """The membership a user acts under: the preferred one while it is active, else her first, else None."""
    return chosen(active_memberships(user) if user.is_authenticated else [], preferred_id)


def chosen(memberships: list[Membership], preferred_id) -> Membership | None:
    """Of a user's active memberships the preferred one, else the first, else None."""
    preferred = [m for m in memberships if str(m.id) == str(preferred_id)]
    return (preferred or memberships or [None])[0]
