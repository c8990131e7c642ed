"""ETag, If-None-Match and If-Match: nobody overwrites what somebody else changed in the meantime.

The tag is a hash of the answer itself, so it changes with all that the reader can see of the record and with nothing
else. If-Match is optional: a PATCH changes only the fields it names. Whoever decided on what she had read sends it.
"""

import hashlib

from django.http import HttpResponse
from django.utils.http import parse_etags
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

HASH_CHARACTERS = 32


class PreconditionFailed(exceptions.APIException):
    """What the caller last read is not how the record is now (412)."""

    status_code = 412
    default_code = "changed_meanwhile"
    default_detail = _("Somebody changed this in the meantime. Read it again, then decide.")


def etag_of(data: dict) -> str:
    """The strong tag of an answer's data."""
    return f'"{hashlib.sha256(JSONRenderer().render(data)).hexdigest()[:HASH_CHARACTERS]}"'


def wants_match(request) -> bool:
    return "HTTP_IF_MATCH" in request.META


def check_match(request, data: dict) -> None:
    """PreconditionFailed unless If-Match names the record as it is, which the caller holds locked."""
    wanted = parse_etags(request.META["HTTP_IF_MATCH"])
    if wanted != ["*"] and etag_of(data) not in wanted:
        raise PreconditionFailed


def answer(request, data: dict) -> HttpResponse:
    """200 with the data and its tag, or 304 when the reader has it already."""
    tag = etag_of(data)
    known = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    if request.method in ("GET", "HEAD") and tag in [t.removeprefix("W/") for t in known]:
        return HttpResponse(status=304, headers={"ETag": tag})
    return Response(data, headers={"ETag": tag})
