"""Answer a program that a request was refused: RFC 9457 problem+json.

The body is `{type, title, status, detail, code, errors}`: `detail` is a sentence in the reader's language, `code` is
for programs and never changes, `errors` names what is wrong field by field (`documents.1.number`; null for the whole).
"""

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:casework:problem:"
# After so many seconds somebody who was told that the service is busy may come again.
RETRY_SECONDS = 3
MEMBERS = ("type", "title", "status", "detail", "code", "errors")

TITLES = {
    400: gettext_lazy("What was sent is not right"),
    401: gettext_lazy("Sign in first"),
    403: gettext_lazy("Not allowed"),
    404: gettext_lazy("Not found"),
    405: gettext_lazy("No such method here"),
    406: gettext_lazy("This form of answer is not given"),
    409: gettext_lazy("It does not fit how things stand"),
    412: gettext_lazy("Changed in the meantime"),
    413: gettext_lazy("Too large"),
    415: gettext_lazy("This form of data is not taken"),
    429: gettext_lazy("Too many requests"),
    500: gettext_lazy("An error of ours"),
    503: gettext_lazy("Not now"),
}


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: list[dict] | None = None,
    facts: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    """Make the answer. It is rendered here, so that no content negotiation stands between an error and its reader."""
    title = TITLES.get(status) or HTTPStatus(status).phrase
    body = {"type": TYPE_PREFIX + code, "title": str(title), "status": status, "detail": str(detail), "code": code}
    body["errors"] = errors or []
    for name, value in (facts or {}).items():
        body[f"current_{name}" if name in MEMBERS else name] = value
    text = json.dumps(body, ensure_ascii=False, default=str).encode("utf-8", "backslashreplace")
    response = HttpResponse(text, status=status, content_type=MEDIA_TYPE, headers=headers)
    response.problem = body
    response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["Accept-Language"])
    return response


def busy(*, perhaps_done: bool = False) -> HttpResponse:
    """Make the answer of a service that has too much to do, or whose database is away: come again.

    `perhaps_done`: it had begun, and the connection was lost.
    """
    detail = _("The service has too much to do now. Try again in some seconds.")
    if perhaps_done:
        detail = _("The database was lost. Send it again: with the same Idempotency-Key nothing is done twice.")
    return problem(503, "busy", detail, headers={"Retry-After": str(RETRY_SECONDS)})
