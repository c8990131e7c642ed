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
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.access import log
from casework.access.models import Membership, Organisation
from casework.access.policy import Right, may, require
from casework.access.scope import system
from casework.base.sealed import cipher
from casework.base.shown import digest
from casework.journey.models import Case
from casework.journey.reading import keepers_of
from casework.people.candidates import Candidate, likely
from casework.people.disclosure import disclosed, question_of
from casework.people.matching import HIGHLIGHT, Agreement, Traits, agreement, explain
from casework.people.matching.comparing import COMPARISONS
from casework.people.matching.words import Line
from casework.people.models import AccessRequest, Person
from casework.people.sharing_rules import RECIPIENTS

PLACE = "likely_people"
# Of so many who come into question so many are told of.
COMPARED, SHOWN = 20, 5
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
    BIRTH_NEAR = "birth_near", _("birth date: near")
    DOCUMENT = "document", _("document")
    PHONE = "phone", _("phone")
    CANTON = "canton", _("canton")
    ADDRESS = "address", _("address")
    SEX = "sex", _("sex")


# Comparisons of a part that is not called like them.
PARTS = {"given_more": Part.GIVEN, "family_more": Part.FAMILY, "swapped": Part.NAMES}


class Reason(NamedTuple):
    """Holds the finding of one comparison in words."""

    part: Part
    text: str
    agreement: Agreement

    @property
    def speaks_for(self) -> bool:
        return self.agreement != Agreement.DIFFERS


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


class Found(NamedTuple):
    """Somebody who was found, and by what; `candidate` where she is compared now."""

    person_id: UUID
    very_likely: bool
    parts: tuple[Part, ...]
    candidate: Candidate | None = None


@dataclass(frozen=True)
class Known:
    """What one who does not see a person is told of her."""

    person_id: UUID
    organisation: Organisation | None
    since: date


class RegisteredMatches(NamedTuple):
    """The people who may be the one asked about, likeliest first.

    `ask_later`: the day's budget of questions about people out of sight is used up, and none of them was looked at.
    """

    people: list[Registered]
    ask_later: bool = False

    @property
    def very_likely(self) -> list[Registered]:
        return [one for one in self.people if one.very_likely]


def registered_matches(traits: Traits, by: Membership) -> RegisteredMatches:
    """Find people who may be the one described, as far as `by` may learn of them; nobody for a name alone.

    Raises PermissionDenied for a role that registers nobody.
    """
    require(by, Right.REGISTER)
    if not (traits.given and (traits.birth or traits.documents or traits.phones)):
        return RegisteredMatches([])
    found = likely([traits], most=COMPARED)
    (answer,) = disclosed([traits], found, by, place=PLACE)
    told = told_of(map(_found, answer.candidates[:SHOWN]), by, place=PLACE)
    return RegisteredMatches(list(told.values()), answer.ask_later)


def digest_of(traits: Traits, matches: RegisteredMatches) -> str:
    """Make a digest of a description and of the people it very likely is, as they are told of."""
    told = [(getattr(one.person, "pk", None), one.organisation, one.since, one.why) for one in matches.very_likely]
    return digest(question_of(traits).fingerprint, told)


def _found(candidate: Candidate) -> Found:
    parts = parts_of(zip(COMPARISONS, candidate.score.levels, strict=True))
    return Found(candidate.person_id, candidate.probability >= HIGHLIGHT, parts, candidate)


def parts_of(compared: Iterable[tuple[str, int]]) -> tuple[Part, ...]:
    """Name the parts that agree, each once; of those that are near the birth date alone, and as near."""
    parts = []
    for comparison, level in compared:
        found = agreement(comparison, level)
        if comparison == "birth" and found == Agreement.NEAR:
            parts.append(Part.BIRTH_NEAR)
        elif found == Agreement.AGREES and comparison != "swapped":
            parts.append(_part_of(comparison))
    return tuple(dict.fromkeys(parts))


def told_of(found: Iterable[Found], by: Membership, *, place: str) -> dict[Found, Registered]:
    """What `by` is told of each of these, in a few questions for all of them; nothing of who is gone meanwhile.

    That she is told of people whom she does not see is written in the log.
    """
    found = list(found)
    if not found:
        return {}
    ids = {one.person_id for one in found}
    seen, known = _seen(ids, by), _known(ids)
    hidden = known.keys() - seen.keys()
    log.read_of({p: known[p].organisation and known[p].organisation.pk for p in hidden}, place=place)
    told = seen | _to_ask_for(hidden, by)
    return {
        one: Registered(
            very_likely=one.very_likely,
            reasons=_reasons(one, whole=one.person_id in seen),
            organisation=known[one.person_id].organisation,
            since=known[one.person_id].since,
            probability=one.candidate.probability if one.candidate and one.person_id in seen else None,
            **told[one.person_id],
        )
        for one in found
        if one.person_id in known
    }


def _known(ids: Iterable[UUID]) -> dict[UUID, Known]:
    """Who keeps these people and since when, as far as they are still registered."""
    with system("of people whom the asker may not see she is told who keeps them and since which month"):
        people = Person.objects.filter(pk__in=ids, anonymised_on=None, merged_into=None)
        since = dict(people.values_list("pk", "created_at"))
        keepers = keepers_of(since)
        organisations = Organisation.objects.in_bulk(set(filter(None, keepers.values())))
    return {
        person: Known(person, organisations.get(keepers[person]), timezone.localdate(at))
        for person, at in since.items()
    }


def _seen(ids: Iterable[UUID], by: Membership) -> dict[UUID, dict]:
    """Of these people those the asker may see, each with her open case, else her newest."""
    people = Person.objects.visible_to(by).in_bulk(ids)
    cases = Case.objects.visible_to(by).open_or_newest_of(people)
    return {pk: {"person": person, "case": cases.get(pk)} for pk, person in people.items()}


def may_ask(by: Membership) -> bool:
    """Whether `by` asks others for access: who registers people, but for IOM, which sees them by territory."""
    return may(by, Right.REGISTER) and by.organisation.kind in RECIPIENTS


def _to_ask_for(hidden: Iterable[UUID], by: Membership) -> dict[UUID, dict]:
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
    known = _known([person_id])
    if not known:
        raise _no_such_token()
    return known[person_id]


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


def _reasons(found: Found, *, whole: bool) -> tuple[Reason, ...]:
    """What agrees and differs; of somebody the asker may not see only which parts agree."""
    if whole and found.candidate:
        return reasons_of(explain(found.candidate.score))
    near = {Part.BIRTH_NEAR: Agreement.NEAR}
    return tuple(Reason(part, str(part.label), near.get(part, Agreement.AGREES)) for part in found.parts)


def reasons_of(lines: Iterable[Line]) -> tuple[Reason, ...]:
    """The lines of a comparison, for those who see both."""
    return tuple(Reason(_part_of(line.comparison), str(line.text), line.agreement) for line in lines)


def _part_of(comparison: str) -> Part:
    return PARTS.get(comparison) or Part(comparison)
