"""Asking who keeps a person for access to her file, and the answer.

So two organisations that may not see each other's people find out that they know the same one: the asker is told at
registration that somebody is there (`likely`), asks, and sees no more of her until it is granted. To grant it is to
share the case (`people.consents.share`): on her consent, or for a legal reason that stays on record.
"""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.models import Membership
from casework.access.policy import Right, Section, require
from casework.access.scope import system
from casework.base.errors import Conflict
from casework.base.text import tidy
from casework.base.tries import count_try
from casework.journey.likely import known_by, may_ask
from casework.journey.reading import log_read
from casework.people.actions import lock_person, record_event
from casework.people.consents import require_may_share, share
from casework.people.models import AccessRequest, Person

State = AccessRequest.State
PLACE = "ask_access"
# So often somebody may ask within an hour: more than a day's registrations.
ASKED_AT_MOST = 20
# What sharing says when the asker sees as much already.
SEES_HER = ("shared_already", "kept_there")


def require_may_ask(by: Membership) -> None:
    """Raise PermissionDenied, with a sentence that says what to do instead, unless `may_ask`."""
    require(by, Right.REGISTER)
    if not may_ask(by):
        raise PermissionDenied(_("IOM sees people by territory: ask the office of IOM that serves where she lives."))


@transaction.atomic
def ask_for_access(*, by: Membership, token: str, why: str) -> AccessRequest:
    """Asks who keeps the person that a hint's token names. Each try counts: TooOften after some in an hour.

    Conflict when she is seen already, or was asked for and the answer is still open.
    """
    require_may_ask(by)
    sentence = _("You have asked for access %(count)s times within an hour. Go on later.")
    count_try(f"ask-access-{by.pk}", most=ASKED_AT_MOST, sentence=sentence)
    known = known_by(token, by)
    with system("who asks does not see her yet"):
        person = Person.objects.select_for_update(no_key=True).get(pk=known.person_id)
        _require_new(person, by)
        request = AccessRequest(
            person=person,
            organisation=by.organisation,
            asked_of=known.organisation,
            why=tidy(why),
            asked_by=by.user,
        )
        request.full_clean()
        request.save()
        asked = {"organisation": by.organisation.short_name}
        record_event(person=person, by=by, kind="access_asked", section=Section.CONSENTS, **asked)
        log_read([person.pk], place=PLACE)
    return request


def _require_new(person: Person, by: Membership) -> None:
    if Person.objects.visible_to(by).filter(pk=person.pk).exists():
        raise Conflict("seen_already", _("You see this person already: look for her by name."))
    if AccessRequest.objects.open().filter(person=person, organisation=by.organisation).exists():
        raise Conflict("asked_already", _("Your organisation has asked for this already, and waits for the answer."))


@transaction.atomic
def grant_access(
    *,
    request: AccessRequest,
    by: Membership,
    sections: Iterable[str] = (),
    legal_reason: str = "",
    explanation: str = "",
) -> AccessRequest:
    """Shares the case with who asked, as `share` does: with her consent, or for a legal reason and why."""
    request = _lock_open(request, by)
    ground = {"sections": sections, "legal_reason": legal_reason, "explanation": explanation}
    try:
        share(person=request.person, organisation=request.organisation, by=by, **ground)
    except Conflict as conflict:
        if conflict.code not in SEES_HER:
            raise
    return _answer(request, by, State.GRANTED)


@transaction.atomic
def refuse_access(*, request: AccessRequest, by: Membership, answer: str) -> AccessRequest:
    """Says no, and why: who asked reads it."""
    request = _lock_open(request, by)
    answer = tidy(answer)
    if not answer:
        raise ValidationError({"answer": ValidationError(_("Say why: who asked reads it."), code="required")})
    refused = {"organisation": request.organisation.short_name}
    record_event(person=request.person, by=by, kind="access_refused", section=Section.CONSENTS, **refused)
    return _answer(request, by, State.REFUSED, answer)


def _lock_open(request: AccessRequest, by: Membership) -> AccessRequest:
    """The request and its person, locked; DoesNotExist for who does not see her, such as the one who asked."""
    person = lock_person(Person(pk=request.person_id), by)
    require_may_share(person, by)
    seen = AccessRequest.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    request = seen.select_related("organisation").get(pk=request.pk)
    if request.state != State.OPEN:
        raise Conflict("answered_already", _("This was answered already."))
    request.person = person
    return request


def _answer(request: AccessRequest, by: Membership, state: State, answer: str = "") -> AccessRequest:
    request.state, request.answer = state, answer
    request.answered_by, request.answered_at = by.user, timezone.now()
    request.full_clean()
    request.save()
    return request
