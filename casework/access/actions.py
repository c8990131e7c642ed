"""The only writers of organisations' people and programs."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from casework.access.models import ApiClient, Membership, Organisation, User
from casework.access.policy import Kind, Role

SERVICE_ROLE = {Kind.IOM: Role.COORDINATOR, Kind.PARTNER: Role.MANAGER, Kind.MINISTRY: Role.OFFICER}


@transaction.atomic
def create_api_client(*, organisation: Organisation, name: str) -> tuple[ApiClient, str]:
    """A partner system with a service user of its own. The secret is returned this once and kept only as a hash."""
    token = secrets.token_hex(8)
    user = User.objects.create_user(f"api-{token}@service.invalid", name, is_service=True)
    membership = Membership(user=user, organisation=organisation, role=SERVICE_ROLE[organisation.kind])
    membership.full_clean()
    membership.save()
    secret = secrets.token_urlsafe(36)
    client = ApiClient(
        name=name,
        user=user,
        client_secret=secret,
        client_type=ApiClient.CLIENT_CONFIDENTIAL,
        authorization_grant_type=ApiClient.GRANT_CLIENT_CREDENTIALS,
    )
    client.full_clean()
    client.save()
    return client, secret


@transaction.atomic
def revoke_api_client(*, client: ApiClient) -> None:
    """The system signs in no more, also not with a token it holds. Its user stays, for what it did."""
    client.user.is_active = False
    client.user.save(update_fields=["is_active"])
    client.delete()


@transaction.atomic
def end_membership(*, membership: Membership) -> None:
    """The membership stops counting at once: its last day was yesterday, or it never began."""
    yesterday = timezone.localdate() - timedelta(days=1)
    if membership.since > yesterday:
        membership.since = yesterday
    membership.until = yesterday
    membership.full_clean()
    membership.save()


def set_language(*, user: User, language: str) -> None:
    """The language in which this user reads pages and gets messages."""
    user.language = language
    user.full_clean(exclude=["password"])
    user.save(update_fields=["language"])
