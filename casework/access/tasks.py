"""Messages to users about their own account."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from celery import shared_task
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from casework.access.models import PowerProposal, User


class NotSent(Exception):
    """The mail server did not take it. What it said is left out: it may hold her address."""


@shared_task(bind=True, max_retries=3, default_retry_delay=60)
def tell_of_new_device(self, *, user_id: str, at: str, browser: str, account_url: str) -> None:
    """Tells a user that she, or somebody else, signed in with a browser she never used before."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    facts = {"at": timezone.localtime(datetime.fromisoformat(at)), "browser": browser, "account_url": account_url}
    with translation.override(user.language):
        text = render_to_string("access/mail/new_device.txt", facts)
        failure = _failure_of(partial(send_mail, _("A new device signed in to your account"), text, None, [user.email]))
    if failure:
        raise self.retry(exc=NotSent(failure))


@shared_task(bind=True, max_retries=3, default_retry_delay=60)
def tell_of_power(self, *, to_id: str, proposal_id: str, state: str, by_id: str) -> None:
    """Tell one user that somebody's powers change, or may change once another administrator confirms it."""
    proposal = PowerProposal.objects.select_related("user").get(pk=proposal_id)
    users = User.objects.in_bulk([to_id, by_id])
    to, by = (next(user for key, user in users.items() if str(key) == pk) for pk in (to_id, by_id))
    with translation.override(to.language):
        facts = {"proposal": proposal, "state": PowerProposal.State(state).label, "by": by}
        text = render_to_string("access/mail/power.txt", facts)
        failure = _failure_of(partial(send_mail, _("A change of powers in Casework"), text, None, [to.email]))
    if failure:
        raise self.retry(exc=NotSent(failure))


def _failure_of(send: Callable) -> str:
    """The kind of error that sending ends with; nothing of it goes on, not even as the cause of another."""
    try:
        send()
    except OSError as error:
        return type(error).__name__
    return ""
