"""The only writers of partner systems: credentials that are made, limited, rotated and taken away.

A secret is returned by what makes it, this once, and kept only as a hash. Which tokens a client gets is for
casework/api/oauth.py; this is what it may get.
"""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from oauth2_provider.models import AccessToken

from casework.access.models import ApiClient, Membership, Organisation, User, a_year_on
from casework.access.policy import KIND_OF_ROLE, STEP_SECTIONS, Kind, Role, Section
from casework.access.scopes import Scope

# The role of a client's service user unless another is chosen, and those it never has.
SERVICE_ROLE = {Kind.IOM: Role.COORDINATOR, Kind.PARTNER: Role.MANAGER, Kind.MINISTRY: Role.OFFICER}
NEVER_SERVICE = {Role.ADMINISTRATOR, Role.PROTECTION_OFFICER}
MINISTRY_SCOPES = [Scope.PEOPLE_READ, Scope.CASES_READ, Scope.CASES_WRITE, Scope.REFERENCE_READ]
LONGEST = timedelta(days=730)
RATE = 300
OVERLAP_DAYS, MOST_OVERLAP_DAYS = 1, 7


def service_roles(kind: Kind | None = None) -> list[Role]:
    """The roles a partner system may have, in one kind of organisation or in all."""
    return [role for role in Role if role not in NEVER_SERVICE and kind in (None, KIND_OF_ROLE[role])]


def usual_scopes(organisation: Organisation) -> list[Scope]:
    """What a system of this organisation asks for unless told otherwise: of a ministry, what its step needs."""
    if organisation.kind != Kind.MINISTRY:
        return list(Scope)
    sees_programmes = Section.PROGRAMMES in STEP_SECTIONS[organisation.duty]
    return [*MINISTRY_SCOPES, Scope.PROGRAMMES_READ] if sees_programmes else MINISTRY_SCOPES


@transaction.atomic
def create_api_client(
    *,
    organisation: Organisation,
    name: str,
    role: Role | str = "",
    scopes: Sequence[str] = (),
    expires_on: date | None = None,
    rate_per_minute: int = RATE,
) -> tuple[ApiClient, str]:
    """A partner system with a service user of its own, and its secret. What is not said is usual for its kind."""
    token = secrets.token_hex(8)
    user = User.objects.create_user(f"api-{token}@service.invalid", name, is_service=True)
    role = role or SERVICE_ROLE[organisation.kind]
    fitting = service_roles(organisation.kind)
    if role not in fitting:
        names = ", ".join(str(one.label) for one in fitting)
        raise ValidationError(
            {"role": _("A partner system here has one of these roles: %(roles)s.") % {"roles": names}}
        )
    membership = Membership(user=user, organisation=organisation, role=role)
    membership.full_clean()
    membership.save()
    secret = _new_secret()
    client = ApiClient(
        name=name,
        user=user,
        client_secret=secret,
        client_type=ApiClient.CLIENT_CONFIDENTIAL,
        authorization_grant_type=ApiClient.GRANT_CLIENT_CREDENTIALS,
    )
    _limit(client, scopes or usual_scopes(organisation), expires_on or a_year_on(), rate_per_minute)
    return client, secret


@transaction.atomic
def change_api_client(*, client: ApiClient, scopes: Sequence[str], expires_on: date, rate_per_minute: int) -> None:
    """What the system may ask for, until when and how often. It holds at once, for tokens given before as well."""
    _limit(_locked(client), scopes, expires_on, rate_per_minute)


@transaction.atomic
def rotate_api_client_secret(*, client: ApiClient, overlap_days: int = OVERLAP_DAYS) -> str:
    """A new secret. The one before works for the overlap; with none it is taken as stolen, and its tokens end, too."""
    if not 0 <= overlap_days <= MOST_OVERLAP_DAYS:
        sentence = _("The secret before goes on working for 0 to %(most)s days.") % {"most": MOST_OVERLAP_DAYS}
        raise ValidationError({"overlap_days": sentence})
    client = _locked(client)
    secret = _new_secret()
    client.previous_secret = client.client_secret if overlap_days else ""
    client.previous_secret_until = timezone.now() + timedelta(days=overlap_days) if overlap_days else None
    client.client_secret = secret
    client.full_clean()
    client.save()
    if not overlap_days:
        AccessToken.objects.filter(application=client).delete()
    return secret


@transaction.atomic
def revoke_api_client(*, client: ApiClient) -> None:
    """The system signs in no more, also not with a token it holds. Its user stays, for what it did."""
    client.user.is_active = False
    client.user.save(update_fields=["is_active"])
    client.delete()


def record_use(*, client_id: int, at: datetime) -> None:
    """The system was here; an older use than the one known changes nothing."""
    earlier = Q(last_used_at=None) | Q(last_used_at__lt=at)
    ApiClient.objects.filter(earlier, pk=client_id).update(last_used_at=at)


def _limit(client: ApiClient, scopes: Sequence[str], expires_on: date, rate_per_minute: int) -> None:
    today = timezone.localdate()
    if not today <= expires_on <= today + LONGEST:
        sentence = _("Credentials end today at the earliest and within two years.")
        raise ValidationError({"expires_on": sentence})
    client.scopes = [str(scope) for scope in scopes]
    client.expires_on, client.rate_per_minute = expires_on, rate_per_minute
    client.full_clean()
    client.save()


def _locked(client: ApiClient) -> ApiClient:
    return ApiClient.objects.select_for_update(of=("self",), no_key=True).get(pk=client.pk)


def _new_secret() -> str:
    return secrets.token_urlsafe(36)
