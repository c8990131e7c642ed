"""Whether somebody is registered already, as far as the one who asks may know.

Whom she sees she is told with her case. Of people whom other organisations keep she is told which organisation, since
which month, and which parts agree: so much is needed to ask for access, and no more. It is written in the log.

To ask (`asking`), she is named by a token: her id, encrypted, for this one membership and for an hour. The id itself
would tell whether two hints were about the same person.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.access import log
from casework.access.models import Membership, Organisation
from casework.access.policy import Right, may, require
from casework.access.scope import system
from casework.base.sealed import cipher
from casework.journey.models import Case
from casework.journey.reading import keepers_of
from casework.people.candidates import Candidate, likely
from casework.people.matching import HIGHLIGHT, Traits, explain
from casework.people.matching.words import Line
from casework.people.models import AccessRequest, Person
from casework.people.sharing_rules import RECIPIENTS

PLACE = "likely_people"
SHOWN = 5
# So long a token counts: as long as somebody fills in a form.
TOKEN_SECONDS = 60 * 60
PURPOSE = b"casework.journey.likely"
ID_BYTES = 16


class Part(models.TextChoices):
    """What is compared, for whoever may not know what was found."""

    GIVEN = "given", _("given names")
    FAMILY = "family", _("family names")
    NAMES = "names", _("names")
    BIRTH = "birth", _("birth date")
    DOCUMENT = "document", _("document")
    PHONE = "phone", _("phone")
    CANTON = "canton", _("canton")
    ADDRESS = "address", _("address")
    SEX = "sex", _("sex")


# Comparisons of a part that is not called like them.
PARTS = {"given_more": Part.GIVEN, "family_more": Part.FAMILY, "swapped": Part.NAMES}


class Reason(NamedTuple):
    """What was found when a part was compared, in words."""

    part: Part
    text: str
    speaks_for: bool = True


@dataclass(frozen=True)
class Registered:
    """Somebody who may be the one that is asked about.

    `person`, `case` and `probability` (from 0 to 1) are None where the asker may not see her. Then `token` names her,
    to ask for access; or it was asked for already.
    """

    very_likely: bool
    reasons: tuple[Reason, ...]
    organisation: Organisation | None
    since: date
    probability: float | None = None
    person: Person | None = None
    case: Case | None = None
    token: str = ""
    asked: AccessRequest | None = None

    @property
    def why(self) -> list[str]:
        return [reason.text for reason in self.reasons]


@dataclass(frozen=True)
class Known:
    """What one who does not see a person is told of her."""

    person_id: UUID
    organisation: Organisation | None
    since: date


def who_is_likely(traits: Traits, by: Membership) -> list[Registered]:
    """The likeliest first. Nobody for a name alone, which would tell who is known to whom of anybody's name."""
    require(by, Right.REGISTER)
    if not traits.given or not (traits.birth or traits.documents or traits.phones):
        return []
    candidates = likely([traits], most=SHOWN)[0]
    if not candidates:
        return []
    ids = [candidate.person_id for candidate in candidates]
    seen = _seen(ids, by)
    with system("of people the asker may not see she is told who keeps them and since which month"):
        keepers = keepers_of(ids)
        organisations = Organisation.objects.in_bulk(set(filter(None, keepers.values())))
        since = dict(Person.objects.filter(pk__in=ids).values_list("pk", "created_at"))
    log.read_of({person: keeper for person, keeper in keepers.items() if person not in seen}, place=PLACE)
    told = seen | _to_ask_for([person for person in ids if person not in seen], by)
    return [
        Registered(
            very_likely=candidate.probability >= HIGHLIGHT,
            reasons=_reasons(candidate, whole=candidate.person_id in seen),
            organisation=organisations.get(keepers[candidate.person_id]),
            since=timezone.localdate(since[candidate.person_id]),
            probability=candidate.probability if candidate.person_id in seen else None,
            **told[candidate.person_id],
        )
        for candidate in candidates
        if candidate.person_id in since
    ]


def _seen(ids: list[UUID], by: Membership) -> dict[UUID, dict]:
    """Of these people those the asker may see, each with her open case, else her newest."""
    newest = Case.objects.visible_to(by).filter(person=OuterRef("pk")).open_first().values("pk")
    people = Person.objects.visible_to(by).filter(pk__in=ids).annotate(of_case=Subquery(newest[:1]))
    people = list(people)
    cases = Case.objects.visible_to(by).in_bulk([person.of_case for person in people if person.of_case])
    return {person.pk: {"person": person, "case": cases.get(person.of_case)} for person in people}


def may_ask(by: Membership) -> bool:
    """Whether `by` asks others for access: who registers people, but for IOM, which sees them by territory."""
    return may(by, Right.REGISTER) and by.organisation.kind in RECIPIENTS


def _to_ask_for(hidden: list[UUID], by: Membership) -> dict[UUID, dict]:
    """Of each of these how to ask for access to her, or what was asked."""
    if not may_ask(by):
        return {person: {} for person in hidden}
    asked = AccessRequest.objects.visible_to(by).open().asked_by(by.organisation).filter(person__in=hidden)
    asked = {request.person_id: request for request in asked}
    return {p: {"asked": asked[p]} if p in asked else {"token": token_for(p, by)} for p in hidden}


def token_for(person_id: UUID, by: Membership) -> str:
    """Names a person to this membership, without saying her id."""
    return cipher(PURPOSE).encrypt(person_id.bytes + by.pk.bytes).decode()


def known_by(token: str, by: Membership) -> Known:
    """Whom a token names; ValidationError for one that is none, another's, too old, or of somebody who is gone."""
    person_id = _named(token, by)
    with system("of somebody whom she does not see she is told who keeps her and since when"):
        person = Person.objects.filter(pk=person_id, anonymised_on=None, merged_into=None).first()
        keeper = keepers_of([person_id])[person_id]
        organisation = Organisation.objects.filter(pk=keeper).first()
    if person is None:
        raise _no_such_token()
    return Known(person.pk, organisation, timezone.localdate(person.created_at))


def _named(token: str, by: Membership) -> UUID:
    try:
        sealed = cipher(PURPOSE).decrypt(token.encode(), ttl=TOKEN_SECONDS)
    except (InvalidToken, UnicodeEncodeError):
        raise _no_such_token() from None
    if sealed[ID_BYTES:] != by.pk.bytes:
        raise _no_such_token()
    return UUID(bytes=sealed[:ID_BYTES])


def _no_such_token() -> ValidationError:
    sentence = gettext("Too much time has passed since you were told of this person. Look for her once more.")
    return ValidationError({"token": ValidationError(sentence, code="token_ended")})


def _reasons(candidate: Candidate, *, whole: bool) -> tuple[Reason, ...]:
    """What agrees and differs; of somebody the asker may not see only which parts agree."""
    lines = explain(candidate.score)
    if whole:
        return reasons_of(lines)
    parts = dict.fromkeys(_part_of(line) for line in lines if line.weight > 0)
    return tuple(Reason(part, str(part.label)) for part in parts)


def reasons_of(lines: Iterable[Line]) -> tuple[Reason, ...]:
    """The lines of a comparison, for those who see both."""
    return tuple(Reason(_part_of(line), str(line.text), line.weight > 0) for line in lines)


def _part_of(line: Line) -> Part:
    return PARTS.get(line.comparison) or Part(line.comparison)
