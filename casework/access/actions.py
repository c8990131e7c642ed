"""The only writers of organisations' people; their programs are in api_clients.py."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from casework.access.models import Membership, User


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
