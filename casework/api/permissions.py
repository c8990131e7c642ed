"""What every request is held to before anything is looked up. What one may see of whom comes after, row by row."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from oauth2_provider.models import AccessToken
from rest_framework import exceptions
from rest_framework.permissions import BasePermission

from casework.access.policy import may, require_section, require_write
from casework.access.scopes import Scope


class NoMembership(exceptions.PermissionDenied):
    default_code = "no_membership"


class InsufficientScope(exceptions.PermissionDenied):
    default_code = "insufficient_scope"


class MayAct(BasePermission):
    """Signed in (401), working for an organisation, with the token's scope, the right and the section (403)."""

    def has_permission(self, request, view):
        if not request.user.is_authenticated:
            raise exceptions.NotAuthenticated
        membership = request._request.membership
        if membership is None:
            raise NoMembership(_("Your account works for no organisation at present."))
        operation = view.operation_of(request.method)
        if operation is None:
            return True  # no such method here: the dispatcher answers 405
        require_scope(request, operation.scope)
        if operation.rights and not any(may(membership, right) for right in operation.rights):
            names = ", ".join(str(right.label) for right in operation.rights)
            raise PermissionDenied(_("Your role does not allow this: %(right)s.") % {"right": names})
        if operation.section:
            (require_write if operation.writes else require_section)(membership, operation.section)
        return True


class SignedIn(BasePermission):
    """For what is the same for everybody: the description of the API."""

    def has_permission(self, request, view):
        if not request.user.is_authenticated:
            raise exceptions.NotAuthenticated
        return True


def scopes_of(request) -> list[str] | None:
    """What the token was given for and its client may still ask for; None in a session, which has no scopes."""
    if not isinstance(request.auth, AccessToken):
        return None
    return [scope for scope in request.auth.scope.split() if scope in request.auth.application.scopes]


def require_scope(request, scope: Scope | None) -> None:
    """A token was given for this scope; a session is held to the role alone."""
    scopes = scopes_of(request)
    if scope and scopes is not None and scope.value not in scopes:
        raise InsufficientScope(_("The token was not given for this: ask for the scope %(scope)s.") % {"scope": scope})
