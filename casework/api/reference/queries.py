"""Who and what may be named in a body."""

from django.db.models import Exists, OuterRef

from casework.access.models import Membership, Organisation, User
from casework.access.policy import RIGHTS, Kind, Right

ROLES_KEEPING_CASES = [role for role, rights in RIGHTS.items() if Right.KEEP_CASES in rights]


def memberships_keeping_cases(membership: Membership):
    """Memberships of people, not programs, who may keep a case: in the caller's organisation, for IOM in all."""
    active = Membership.objects.active().filter(role__in=ROLES_KEEPING_CASES, user__is_service=False)
    if membership.organisation.kind == Kind.IOM:
        return active
    return active.filter(organisation=membership.organisation)


def caseworkers(membership: Membership):
    """The users behind these memberships."""
    return User.objects.filter(Exists(memberships_keeping_cases(membership).filter(user=OuterRef("pk"))))


def organisations(membership: Membership):
    return Organisation.objects.active()
