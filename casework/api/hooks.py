"""What providers of messages call: receipts and answers, signed. Public addresses without a session.

What is not signed is refused without a word. What is, is taken event by event, each in a transaction of its own; one
that fails takes no other with it, and 500 lets the provider tell it again. Nothing of a body is logged.
"""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from casework.access.scope import system
from casework.api import throttling
from casework.followups.channels import webhooks
from casework.followups.channels.codes import Channel
from casework.followups.inbound import take_delivery, take_reply

LARGEST_BODY = 256 * 1024

logger = logging.getLogger(__name__)


def _hook(*methods: str) -> Callable:
    """A view for programs: no cookie proves anything here, and each event has its own transaction."""

    def decorate(view):
        return csrf_exempt(login_not_required(transaction.non_atomic_requests(require_http_methods(methods)(view))))

    return decorate


@_hook("POST")
def sms(request: HttpRequest) -> HttpResponse:
    """Of the SMS gateway, as docs/operations.md has it."""
    secrets = settings.MESSAGE_HOOKS["sms"]["SECRETS"]

    def is_signed(body: bytes) -> bool:
        signed = {name: request.headers.get(f"X-{name}", "") for name in ("Signature", "Timestamp")}
        said = {"signature": signed["Signature"], "timestamp": signed["Timestamp"]}
        return webhooks.signed_by_gateway(body, secrets=secrets, now=time.time(), **said)

    return _take(request, Channel.SMS, is_signed, webhooks.read_gateway)


@_hook("GET", "POST")
def whatsapp(request: HttpRequest) -> HttpResponse:
    """Of Meta's WhatsApp Cloud API; it asks by GET whether the address is ours."""
    hook = settings.MESSAGE_HOOKS["whatsapp"]
    if request.method == "GET":
        challenge = webhooks.whatsapp_challenge(request.GET, verify_token=hook["VERIFY_TOKEN"])
        return HttpResponse(challenge, content_type="text/plain") if challenge else _refuse(request, Channel.WHATSAPP)

    def is_signed(body: bytes) -> bool:
        signature = request.headers.get("X-Hub-Signature-256", "")
        return webhooks.signed_by_whatsapp(body, signature=signature, secrets=hook["SECRETS"])

    return _take(request, Channel.WHATSAPP, is_signed, webhooks.read_whatsapp)


def _take(
    request: HttpRequest,
    channel: Channel,
    is_signed: Callable[[bytes], bool],
    read: Callable[[bytes], list[webhooks.Told]],
) -> HttpResponse:
    body = request.read(LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        return HttpResponse(status=413)
    if not is_signed(body):
        return _refuse(request, channel)
    try:
        events = read(body)
    except webhooks.BadHook as wrong:
        logger.warning("A call of the provider of %s cannot be read: %s", channel.value, wrong)
        return HttpResponse(status=400)
    taken = [_take_one(channel, event) for event in events]
    return HttpResponse(status=200 if all(taken) else 500)


def _take_one(channel: Channel, event: webhooks.Told) -> bool:
    """Whether it was taken; the error itself might repeat what was said, so only its kind is logged."""
    take = take_delivery if isinstance(event, webhooks.Delivery) else take_reply
    try:
        with system("whose message it is shows only by the message itself"), transaction.atomic():
            take(channel, event)
    except Exception as error:
        logger.error("A call of the provider of %s broke: %s", channel.value, type(error).__name__)
        return False
    return True


def _refuse(request: HttpRequest, channel: Channel) -> HttpResponse:
    """Without a reason; who guesses from one address is soon refused without being logged, too."""
    guessed = throttling.count(f"hook:{throttling.address_of(request)}", throttling.rate("failed_sign_in"))
    if guessed.exceeded:
        return HttpResponse(status=429, headers={"Retry-After": str(guessed.seconds_left)})
    logger.warning("A call for %s was not signed as its provider signs", channel.value)
    return HttpResponse(status=403)
