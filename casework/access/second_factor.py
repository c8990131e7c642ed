"""Who must sign in with more than a password, and whether she can; starting again when a phone is lost."""

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from casework.access.models import Membership, User
from casework.access.policy import NEEDS_SECOND_FACTOR
from casework.access.queries import active_memberships

# Recovery codes only stand in for one of these.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def factors_of(user: User):
    return Authenticator.objects.filter(user=user, type__in=FACTORS)


def needs_second_factor(user: User, memberships: Iterable[Membership] | None = None) -> bool:
    """Whether she may do nothing before she has one: a role in any organisation says so, or the administration.

    `memberships` are her active ones, where they are known already.
    """
    if user.is_service:
        return False
    mine = active_memberships(user) if memberships is None else memberships
    return user.is_staff or any(membership.role in NEEDS_SECOND_FACTOR for membership in mine)


def lacks_second_factor(user: User, memberships: Iterable[Membership] | None = None) -> bool:
    """She needs one and has none."""
    return needs_second_factor(user, memberships) and not factors_of(user).exists()


def may_give_up(factor: Authenticator) -> bool:
    """Whether this way of confirming may go: not the last one of a user who needs one."""
    if factor.type not in FACTORS or not needs_second_factor(factor.user):
        return True
    return factors_of(factor.user).exclude(pk=factor.pk).exists()


@transaction.atomic
def reset_second_factor(*, user: User) -> None:
    """Her app, passkeys and recovery codes count no more, and she is signed out everywhere: for a lost phone."""
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user=user)


@transaction.atomic
def end_sessions(*, user: User) -> None:
    """Signs her out in every browser, at once."""
    for session in UserSession.objects.filter(user=user):
        session.end()
