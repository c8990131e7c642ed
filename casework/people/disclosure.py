"""Decide which people an organisation may learn of though it does not see them, and how often it may ask.

One rule for the form, /people/match/ and imports (docs/data-protection.md, "One person in several organisations"):

- a person out of sight is told of only where `matching.may_be_disclosed` says so;
- each description of somebody who is not in one's own register counts against the day's budget of the membership and of
  its organisation, found or not, registered afterwards or not; the same description counts once;
- of one name, of a given name with a surname, and of one number only a few descriptions may be asked about, also of
  somebody in one's own register, so that no value is found by trying: one with many numbers counts as several;
- a list of names is no name: with more than four given names or surnames nobody out of sight is told of;
- over the budget nothing is told of people out of sight, whether there are any or not, and the sweep stands in the log.
"""

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import product
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone

from casework.access import log
from casework.access.models import LogEntry, Membership
from casework.access.policy import DISCLOSURE_BUDGET
from casework.access.scope import system
from casework.base.many import insert_new, new_row
from casework.people.candidates import Candidate
from casework.people.matching import HIGHLIGHT, Traits, may_be_disclosed
from casework.people.matching.keys import name_sounds
from casework.people.models import DisclosureQuestion, Person

DAY = timedelta(days=1)
# So long a name's questions are counted, and all are kept as proof.
NAME_DAYS, KEPT_DAYS = timedelta(days=30), timedelta(days=90)
# A sweep is written down once in so many seconds for each membership.
SWEEP_AGAIN_AFTER = 60 * 60
NAMES_MOST = 4  # given names, and surnames
# Shorter words are articles: "de los".
LONG_WORD = 4  # letters
# A birth date and two numbers are one description; each fact more is tried like another description.
FACTS_OF_ONE = 3
COUNT_KEYS = "SELECT key, asked FROM casework_questions_counted(%s, %s, %s, %s, %s)"


class Question(NamedTuple):
    """A description by its fingerprints."""

    fingerprint: UUID
    name_keys: tuple[int, ...]  # of all names, then of each given name with each surname
    fact_keys: tuple[int, ...]
    number_keys: tuple[int, ...]
    of_own: bool = False  # somebody in one's own register is described

    @property
    def cost(self) -> int:
        return max(1, len(self.fact_keys) - FACTS_OF_ONE + 1)


class Disclosed(NamedTuple):
    """The people an asker may be told of, likeliest first, and which of them the asker sees.

    `ask_later`: the budget is used up; people out of sight were left out unasked.
    """

    candidates: tuple[Candidate, ...]
    seen: frozenset[UUID]
    ask_later: bool


def disclosed(
    people: Sequence[Traits], found: Sequence[Sequence[Candidate]], by: Membership, *, place: str
) -> list[Disclosed]:
    """Reduce what was `found` of each description to what `by` may be told, and count what was asked."""
    ids = {candidate.person_id for candidates in found for candidate in candidates}
    seen = set(Person.objects.visible_to(by).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    asked = {} if by.is_everywhere else _questions(people, found, seen)
    refused = _beyond_budget(asked, by, place) if asked else set()
    return [
        Disclosed(
            tuple(
                one
                for one in candidates
                if one.person_id in seen
                or (at not in refused and _could_disclose(people[at]) and may_be_disclosed(one.score.levels))
            ),
            frozenset(one.person_id for one in candidates if one.person_id in seen),
            at in refused,
        )
        for at, candidates in enumerate(found)
    ]


def _questions(people: Sequence[Traits], found: Sequence[Sequence[Candidate]], seen: set[UUID]) -> dict[int, Question]:
    """Return the questions to be counted, by place: enough is said to learn of somebody."""
    return {
        at: question_of(traits)._replace(
            of_own=any(one.person_id in seen and one.probability >= HIGHLIGHT for one in candidates)
        )
        for at, (traits, candidates) in enumerate(zip(people, found, strict=True))
        if _could_disclose(traits)
    }


def _could_disclose(traits: Traits) -> bool:
    return bool(
        traits.given and traits.family and _is_one_name(traits) and (traits.birth or traits.documents or traits.phones)
    )


def _is_one_name(traits: Traits) -> bool:
    return all(sum(len(name) >= LONG_WORD for name in names) <= NAMES_MOST for names in (traits.given, traits.family))


def question_of(traits: Traits) -> Question:
    """Make the fingerprints of a description: names by sound and in any order, facts as they are compared."""
    names = "|".join(name_sounds((*traits.given, *traits.family)))
    pairs = {"+".join(name_sounds(pair)) for pair in product(traits.given, traits.family)}
    numbers = {f"n{number}" for _, number in traits.documents} | {f"t{phone}" for phone in traits.phones}
    facts = sorted(numbers)
    if traits.birth:
        facts.append(f"b{traits.birth.digits}{'' if traits.birth.precise else '~'}")
    whole = _digest("|".join((names, *facts)))
    return Question(
        UUID(bytes=whole[:16]),
        (_key(names), *sorted(_key(f"pair {pair}") for pair in pairs)),
        tuple(sorted(map(_key, facts))),
        tuple(sorted(map(_key, numbers))),
    )


def _digest(text: str) -> bytes:
    """Fingerprint a text with a key made of SECRET_KEY: nobody with a copy of the table alone can try values."""
    return hmac.digest(_secret_of(settings.SECRET_KEY), text.encode(), "sha256")


@lru_cache(2)
def _secret_of(key: str) -> bytes:
    """Derive the key of fingerprints as Django's `salted_hmac` does for each text anew: a row of a sheet has eleven."""
    return hashlib.sha256(b"casework.people.disclosure" + key.encode()).digest()


def _key(text: str) -> int:
    return int.from_bytes(_digest(text)[:8], "big", signed=True)


def _beyond_budget(asked: dict[int, Question], by: Membership, place: str) -> set[int]:
    """Count these questions, and return the places of those that the budget does not allow any more."""
    with system("questions are counted for the whole organisation, and read by nobody"):
        questions = DisclosureQuestion.objects.filter(organisation=by.organisation)
        known = set(
            questions.filter(fingerprint__in=[one.fingerprint for one in asked.values()]).values_list(
                "fingerprint", flat=True
            )
        )
        new = {at: one for at, one in asked.items() if one.fingerprint not in known}
        refused = _refused(new, by, questions) if new else set()
        allowed = {one for at, one in new.items() if at not in refused}
        insert_new(
            new_row(
                DisclosureQuestion,
                organisation_id=by.organisation_id,
                membership_id=by.pk,
                place=place,
                fingerprint=one.fingerprint,
                name_keys=one.name_keys,
                fact_keys=one.fact_keys,
                of_own=one.of_own,
            )
            for one in sorted(allowed)
        )
        if refused:
            _tell_of_sweep(by, place, questions)
    return refused


def _refused(new: dict[int, Question], by: Membership, questions) -> set[int]:
    now, limit = timezone.now(), _limit(by)
    today = questions.filter(of_own=False, asked_at__gt=now - DAY).aggregate(
        organisation=Count("pk"), membership=Count("pk", filter=Q(membership=by))
    )
    room = min(limit - today["organisation"], limit // 2 - today["membership"])
    counted = _counted(new.values(), by, now - NAME_DAYS)
    # Whoever brings very many people brings more of a name.
    of_name, of_pair, of_number = DISCLOSURE_BUDGET.of_one(limit)
    refused, allowed = set(), set()
    for at, one in new.items():
        if one in allowed:
            continue
        whole, *pairs = one.name_keys
        if (
            (len(allowed) >= room and not one.of_own)
            or counted[whole] + one.cost > of_name
            or any(counted[pair] + one.cost > of_pair for pair in pairs)
            or any(counted[number] >= of_number for number in one.number_keys)
        ):
            refused.add(at)
            continue
        allowed.add(one)
        counted.update(dict.fromkeys(one.name_keys, one.cost) | dict.fromkeys(one.number_keys, 1))
    return refused


def _counted(new: Iterable[Question], by: Membership, since: datetime) -> Counter[int]:
    """Count the descriptions asked about since then by the names and numbers that the new ones have, too."""
    names = {key for one in new for key in one.name_keys}
    numbers = {key for one in new for key in one.number_keys}
    with connection.cursor() as cursor:
        # A function of the owner's: under row-level security no index of arrays is used, as && might tell of rows.
        cursor.execute(COUNT_KEYS, [by.organisation_id, since, list(names), list(numbers), FACTS_OF_ONE])
        return Counter({key: int(asked) for key, asked in cursor.fetchall()})


def _tell_of_sweep(by: Membership, place: str, questions) -> None:
    """Write a sweep into the log, once an hour: its readers are IOM's and the managers of the people told of today."""
    if not cache.add(f"sweep:{by.pk}", 1, SWEEP_AGAIN_AFTER):
        return
    since = timezone.now() - DAY
    told = LogEntry.objects.filter(membership_id=by.pk, at__gt=since, kind=LogEntry.Kind.READ)
    keepers = {owner for owners in told.values_list("owners", flat=True) for owner in owners}
    asked = questions.filter(membership=by, asked_at__gt=since).count()
    log.record(LogEntry.Kind.SWEEP, place=place, owners=keepers, asked=asked)


def has_room(by: Membership) -> bool:
    """Tell whether the budget allows a question now."""
    with system("questions are counted for the whole organisation, and read by nobody"):
        since = timezone.now() - DAY
        counted = DisclosureQuestion.objects.filter(organisation=by.organisation, of_own=False, asked_at__gt=since)
        return counted.count() < _limit(by)


def _limit(by: Membership) -> int:
    return by.organisation.disclosure_budget or DISCLOSURE_BUDGET.organisation


def forget_old() -> int:
    """Delete questions that no longer serve as proof; return their number."""
    return DisclosureQuestion.objects.filter(asked_at__lt=timezone.now() - KEPT_DAYS).delete()[0]


def asked_about(numbers: Iterable[str]) -> list[DisclosureQuestion]:
    """Find the questions about people with these document or telephone numbers, the newest first."""
    described = [Traits(given_names="", documents=[("other", number)], phones=[number]) for number in numbers]
    keys = {key for traits in described for key in question_of(traits).fact_keys}
    questions = DisclosureQuestion.objects.filter(fact_keys__overlap=list(keys))
    return list(questions.select_related("organisation", "membership__user").order_by("-asked_at"))
