"""`Idempotency-Key` on every POST: sent twice, done once.

The answer is stored in the transaction of the write itself: either both are there or neither. Two requests with one key
at the same time wait for each other on a lock of the database, which ends with the transaction, however it ends.
Only successes are kept: a refusal wrote nothing, so after the cause is gone the same key may be tried again.

An answer is repeated only as long as the caller may read of its people what was read then; else 204 says that it was
done, and no more. Operations that write nothing (`Operation.asks_only`) keep no answer.
"""

import functools
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer

from casework.access.models import Membership
from casework.access.scope import system
from casework.api.models import GivenAnswer
from casework.base.errors import Conflict
from casework.base.locks import wait_for
from casework.journey.models import Case
from casework.people.models import Person
from casework.people.queries import open_sections

KEPT_FOR = timedelta(hours=24)
ID_FORM = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
KEY_FORM = re.compile(r"[\x21-\x7e]{1,255}")
KEPT_HEADERS = ("Location", "ETag")
REPLAYED = "Idempotency-Replayed"


def idempotent(post: Callable) -> Callable:
    """A view's `post`, done at most once for each key of the one who acts. Without a key it is simply done."""

    @functools.wraps(post)
    def once(view, request, *args, **kwargs):
        key = request.META.get("HTTP_IDEMPOTENCY_KEY")
        if key is None or post.operation.asks_only:
            return post(view, request, *args, **kwargs)
        if not KEY_FORM.fullmatch(key):
            sentence = _("An Idempotency-Key has 1 to 255 visible ASCII characters, such as a UUID.")
            raise ValidationError({"Idempotency-Key": ValidationError(sentence, code="idempotency_key")})
        membership, fingerprint = request._request.membership, _fingerprint(request)
        with transaction.atomic():
            wait_for(f"{membership.pk}:{key}")
            given = GivenAnswer.objects.filter(membership=membership, key=key).first()
            if given:
                return _again(given, fingerprint, membership)
            response = post(view, request, *args, **kwargs)
            if response.status_code < 300:
                _keep(response, membership, key, fingerprint, kwargs.values())
        return response

    return once


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


def _again(given: GivenAnswer, fingerprint: str, by: Membership) -> HttpResponse:
    if given.fingerprint != fingerprint:
        raise Conflict("idempotency_key_used", _("This Idempotency-Key was used for another request."))
    now = _open_to(given.opened, by)
    if any(not sections or set(sections) - now.get(person, set()) for person, sections in given.opened.items()):
        return HttpResponse(status=204, headers={REPLAYED: "true"})
    return HttpResponse(
        given.body, status=given.status, content_type="application/json", headers={**given.headers, REPLAYED: "true"}
    )


def _open_to(person_ids: Iterable[str], by: Membership) -> dict[str, set[str]]:
    """Return the sections of these people's files that are open to `by`; nothing of people out of sight."""
    people = Person.objects.visible_to(by).filter(pk__in=person_ids)
    return {str(person.pk): {section.value for section in open_sections(person, by)} for person in people}


def _people_in(body: str, path: Iterable) -> set[str]:
    """Find the people an answer holds something of: by every id in its body and its address, a person's or a case's."""
    ids = {UUID(text) for text in ID_FORM.findall(body)} | {value for value in path if isinstance(value, UUID)}
    with system("of whose file an answer holds a part is kept with it, also where its receiver sees it no more"):
        people = set(Person.objects.filter(pk__in=ids, merged_into=None).values_list("pk", flat=True))
        people |= set(Case.objects.filter(pk__in=ids, person__merged_into=None).values_list("person_id", flat=True))
    return set(map(str, people))


def _keep(response, membership: Membership, key: str, fingerprint: str, path: Iterable) -> None:
    body = JSONRenderer().render(response.data).decode()
    people = _people_in(body, path)
    opened = _open_to(people, membership)
    GivenAnswer.objects.create(
        membership=membership,
        key=key,
        fingerprint=fingerprint,
        status=response.status_code,
        headers={name: response[name] for name in KEPT_HEADERS if name in response},
        body=body,
        opened={person: sorted(opened.get(person, ())) for person in people},
    )


def forget_old() -> int:
    """Forgets answers given longer than a day ago; says how many."""
    return GivenAnswer.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()[0]
