"""E-mail through Django's backend, whichever EMAIL_BACKEND names: SMTP, or a provider's API by django-anymail."""

import asyncio
import smtplib
from contextlib import suppress

from anymail.exceptions import AnymailError, AnymailInvalidAddress, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from casework.followups.channels import LONGEST_ID, ChannelError, NotNow, Outgoing, Plain, Receipt, Refused, Unknown
from casework.followups.channels.http import failure


class Mail(Plain):
    name = "django"
    honours_key = False
    has_receipts = False
    # Each has a connection and a thread of its own.
    at_once = 4
    # A conversation by SMTP has several steps, each of which EMAIL_TIMEOUT bounds.
    seconds = 60.0

    async def send(self, outgoing: Outgoing) -> Receipt:
        return await asyncio.to_thread(_send, outgoing)


def _send(outgoing: Outgoing) -> Receipt:
    message = _message(outgoing)
    connection = get_connection()
    try:
        connection.open()
    except Exception as error:
        # Nothing was asked yet; even a wrong password is no fault of this message.
        raise NotNow(_code_of(error)) from None
    try:
        return _deliver(connection, message)
    finally:
        # The receipt counts, whatever the server answers to good-bye.
        with suppress(Exception):
            connection.close()


def _message(outgoing: Outgoing) -> EmailMessage:
    """The same Message-ID at every try: mail programs show what comes twice under one id once, where they can."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    headers = {
        "Message-ID": f"<{outgoing.key}@{domain}>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": outgoing.language,
    }
    message = EmailMessage(outgoing.subject, outgoing.text, to=[outgoing.to], headers=headers)
    try:
        message.message()
    except ValueError:  # a line break in the subject or the address, or no address at all
        raise Refused("malformed") from None
    return message


def _deliver(connection: BaseEmailBackend, message: EmailMessage) -> Receipt:
    try:
        sent = connection.send_messages([message])
    except (smtplib.SMTPException, OSError, AnymailError, ValueError) as error:
        raise _meaning(error) from None
    if not sent:
        raise NotNow("not_taken")
    status = getattr(message, "anymail_status", None)
    provider_id = getattr(status, "message_id", None) or message.extra_headers["Message-ID"]
    return Receipt(str(provider_id)[:LONGEST_ID])


def _meaning(error: Exception) -> ChannelError:
    if isinstance(error, AnymailError):
        return _of_provider(error)
    if isinstance(error, smtplib.SMTPException):
        return _of_smtp(error)
    if isinstance(error, OSError):
        return Unknown(_code_of(error))
    return Refused("malformed")


def _of_smtp(error: smtplib.SMTPException) -> ChannelError:
    """A server that answered with a number has not taken the message; one that fell silent may have."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        status = max((status for status, _ in error.recipients.values()), default=0)
        return Refused(f"smtp_{status}") if status >= 500 else NotNow(f"smtp_{status}")
    if isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPHeloError):  # ours to put right, for every message
        return NotNow(f"smtp_{error.smtp_code}")
    if isinstance(error, smtplib.SMTPNotSupportedError):  # signs in the address that the server does not know
        return Refused("address_not_supported")
    if isinstance(error, smtplib.SMTPResponseException) and 400 <= error.smtp_code < 600:
        meaning = Refused if error.smtp_code >= 500 else NotNow
        return meaning(f"smtp_{error.smtp_code}")
    return Unknown(_code_of(error))


def _of_provider(error: AnymailError) -> ChannelError:
    if isinstance(error, AnymailRecipientsRefused | AnymailInvalidAddress):
        return Refused("recipient_refused")
    if error.status_code is None:
        return NotNow("no_connection") if _never_connected(error) else Unknown("connection_lost")
    if 200 <= error.status_code < 300:  # taken, but its answer cannot be read
        return Unknown("answer_not_understood")
    return failure(error.status_code)


def _never_connected(error: AnymailError) -> bool:
    """Whether the error of requests behind it, of urllib3 behind that, says so."""
    behind = error.__cause__.args[:1] if error.__cause__ else ()
    return any(isinstance(getattr(e, "reason", None), NewConnectionError | ConnectTimeoutError) for e in behind)


def _code_of(error: Exception) -> str:
    return type(error).__name__
