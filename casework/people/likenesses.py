"""Keeps what people are found and compared by, beside them and in the same transaction.

note_new(drafts)        when people are registered
note(people)            after a person, her documents or her contacts were written
note_missing()          those who have none yet, or one that an older version made
gather()                statistics of what these have written
"""

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

import orjson
from django.db import connection, transaction
from django.db.models import F

from casework.access.scope import system
from casework.base.behind_people import Pace
from casework.base.progress import Progress
from casework.base.statistics import gather_statistics
from casework.people.drafts import Draft
from casework.people.matching import Kind, Traits, keys, search_keys
from casework.people.models import ContactPoint, IdentityDocument, Likeness, Person

# Counted up when traits or keys are made otherwise: likenesses of older versions are then made anew. Until they are,
# those from READABLE on hold the same traits and at least the same keys.
VERSION, READABLE = 3, 2
TELEPHONES = (ContactPoint.Kind.PHONE, ContactPoint.Kind.WHATSAPP)
AT_ONCE = 500
TABLES = ("people_likeness", "people_nameword")
WORDS = "INSERT INTO people_nameword (word, key) SELECT * FROM unnest(%s::text[], %s::bigint[]) ON CONFLICT DO NOTHING"
# Both in one statement: it stands in every registration.
WRITE = f"""
WITH words AS ({WORDS})
INSERT INTO people_likeness AS known (person_id, values, keys, made_by, noted_at)
SELECT person, said::jsonb, found_by::bigint[], %s, clock_timestamp()
FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS told (person, said, found_by)
ON CONFLICT (person_id) DO UPDATE
SET values = excluded.values, keys = excluded.keys, made_by = excluded.made_by, noted_at = excluded.noted_at
WHERE known.values <> excluded.values OR known.made_by <> excluded.made_by
"""  # noqa: S608  (a statement of ours)


def note_new(drafts: Iterable[Draft]) -> None:
    """What people are found by who are written now, with their documents and contacts: nothing else is known of them,
    and nothing is asked."""
    with system("what people are found by is kept for all, and read by nobody in particular"):
        write((draft.person.pk, traits_of_draft(draft)) for draft in drafts)


def note(people: Iterable[Person]) -> None:
    """What these people are found by from now on; who is anonymised, or merged into another, is found by nothing."""
    people = list(people)
    gone = [person.pk for person in people if _is_gone(person)]
    present = [person for person in people if not _is_gone(person)]
    with system("what people are found by is kept for all, and read by nobody in particular"):
        if gone:
            Likeness.objects.filter(pk__in=gone).delete()
        documents, phones = _documents_of(present), _phones_of(present)
        for begin in range(0, len(present), AT_ONCE):
            write(
                (person.pk, traits_of(person, documents.get(person.pk, ()), phones.get(person.pk, ())))
                for person in present[begin : begin + AT_ONCE]
            )


def _is_gone(person: Person) -> bool:
    return bool(person.anonymised_on or person.merged_into_id)


def write(rows: Iterable[tuple[UUID, Traits]]) -> None:
    """Likenesses of people with such traits; one that stays as it was is not noted anew."""
    people, said, found_by, words = [], [], [], set()
    for person, traits in rows:
        values, numbers = as_text(traits)
        people.append(person)
        said.append(values)
        found_by.append(f"{{{','.join(map(str, numbers))}}}")
        words |= {*traits.given, *traits.family}
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [*_with_keys(words), VERSION, people, said, found_by])


def as_text(traits: Traits) -> tuple[str, list[int]]:
    """Traits as JSON, and the keys they are found by, in the same order in every process."""
    return orjson.dumps(traits.as_values()).decode(), sorted(key.value for key in keys(traits))


def write_words(words: Iterable[str]) -> None:
    """Words of names of people whose likenesses are written otherwise, by COPY."""
    with connection.cursor() as cursor:
        cursor.execute(WORDS, _with_keys(words))


def _with_keys(words: Iterable[str]) -> list[list]:
    named = sorted(words)
    return [named, [_key_of(word) for word in named]]


def _key_of(word: str) -> int:
    """What people with this name, or one that sounds so, are found by."""
    return next(key.value for key in search_keys(word) if key.kind == Kind.NAME)


def note_missing() -> Iterator[int]:
    """Notes everybody who has no likeness, or one of an older version; tells how many it has looked at. To be run again
    at any time."""
    looked_at, last, pace = 0, UUID(int=0), Pace()
    while True:
        with system("what people are found by is kept for all"), transaction.atomic():
            page = Person.objects.filter(pk__gt=last).order_by("pk").annotate(noted=F("likeness__made_by"))[:AT_ONCE]
            people = list(page)
            note(person for person in people if not _is_gone(person) and (person.noted or 0) < VERSION)
        if not people:
            return
        looked_at, last = looked_at + len(people), people[-1].pk
        pace.give_way()
        yield looked_at


def gather(progress: Progress | None = None) -> None:
    """Gather the statistics of likenesses and words, by which a search is planned."""
    gather_statistics(TABLES, progress)


def traits_of_draft(draft: Draft) -> Traits:
    """What somebody who is not registered yet is compared by."""
    documents = [(document.kind, document.number) for document in draft.documents]
    phones = [contact.value for contact in draft.contacts if contact.kind in TELEPHONES]
    return traits_of(draft.person, documents, phones)


def traits_of(person: Person, documents: Iterable[tuple[str, str]], phones: Iterable[str]) -> Traits:
    """What a person with these documents (kind, number) and telephone numbers is compared by."""
    return Traits(
        given_names=person.given_names,
        family_names=person.family_names,
        sex=person.sex,
        birth_date=person.birth_date,
        birth_precise=person.birth_precision == Person.BirthPrecision.DAY,
        documents=documents,
        phones=phones,
        canton=person.canton_id or "",
        address=person.address,
    )


def _documents_of(people: list[Person]) -> Mapping[UUID, list]:
    rows = IdentityDocument.objects.filter(person__in=people).order_by("created_at", "pk")
    return _by_person((person, (kind, number)) for person, kind, number in rows.values_list("person", "kind", "number"))


def _phones_of(people: list[Person]) -> Mapping[UUID, list]:
    rows = ContactPoint.objects.filter(person__in=people, kind__in=TELEPHONES).order_by("created_at", "pk")
    return _by_person(rows.values_list("person", "value"))


def _by_person(rows: Iterable[tuple]) -> Mapping[UUID, list]:
    found = {}
    for person, value in rows:
        found.setdefault(person, []).append(value)
    return found
