"""`Idempotency-Key` on every POST: sent twice, done once.

The answer is stored in the transaction of the write itself: either both are there or neither. Two requests with one key
at the same time wait for each other on a lock of the database, which ends with the transaction, however it ends.
Only successes are kept: a refusal wrote nothing, so after the cause is gone the same key may be tried again.
"""

import functools
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer

from casework.api.models import GivenAnswer
from casework.base.errors import Conflict

KEPT_FOR = timedelta(hours=24)
KEY_FORM = re.compile(r"[\x21-\x7e]{1,255}")
KEPT_HEADERS = ("Location", "ETag")
REPLAYED = "Idempotency-Replayed"


def idempotent(post: Callable) -> Callable:
    """A view's `post`, done at most once for each key of the one who acts. Without a key it is simply done."""

    @functools.wraps(post)
    def once(view, request, *args, **kwargs):
        key = request.META.get("HTTP_IDEMPOTENCY_KEY")
        if key is None:
            return post(view, request, *args, **kwargs)
        if not KEY_FORM.fullmatch(key):
            sentence = _("An Idempotency-Key has 1 to 255 visible ASCII characters, such as a UUID.")
            raise ValidationError({"Idempotency-Key": ValidationError(sentence, code="idempotency_key")})
        membership, fingerprint = request._request.membership, _fingerprint(request)
        with transaction.atomic():
            _lock(f"{membership.pk}:{key}")
            given = GivenAnswer.objects.filter(membership=membership, key=key).first()
            if given:
                return _again(given, fingerprint)
            response = post(view, request, *args, **kwargs)
            _keep(response, membership, key, fingerprint)
        return response

    return once


def _lock(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _fingerprint(request) -> str:
    """What was asked, without how it was written: spaces in JSON or the boundary of a form make no difference."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    for part in _parts(request.data):
        digest.update(part)
        digest.update(b"\0")
    return digest.hexdigest()


def _parts(data) -> Iterator[bytes]:
    if not isinstance(data, QueryDict):
        yield json.dumps(data, sort_keys=True).encode()
        return
    for name in sorted(data):
        for value in data.getlist(name):
            yield name.encode("utf-8", "surrogatepass")
            if isinstance(value, UploadedFile):
                yield (value.name or "").encode("utf-8", "surrogatepass")
                for chunk in value.chunks():
                    yield hashlib.sha256(chunk).digest()
                value.seek(0)
            else:
                yield value.encode("utf-8", "surrogatepass")


def _again(given: GivenAnswer, fingerprint: str) -> HttpResponse:
    if given.fingerprint != fingerprint:
        raise Conflict("idempotency_key_used", _("This Idempotency-Key was used for another request."))
    return HttpResponse(
        given.body, status=given.status, content_type="application/json", headers={**given.headers, REPLAYED: "true"}
    )


def _keep(response, membership, key: str, fingerprint: str) -> None:
    GivenAnswer.objects.create(
        membership=membership,
        key=key,
        fingerprint=fingerprint,
        status=response.status_code,
        headers={name: response[name] for name in KEPT_HEADERS if name in response},
        body=JSONRenderer().render(response.data).decode(),
    )


def forget_old() -> int:
    """Forgets answers given longer than a day ago; says how many."""
    return GivenAnswer.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()[0]
