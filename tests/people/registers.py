"""Registers of invented people of whom it is known who is there twice."""

from bench.register import register
from casework.people.likenesses import note
from casework.people.models import ContactPoint, IdentityDocument, Person
from casework.places.models import Division


def invented_register(rows_wanted: int) -> list[tuple[Person, int]]:
    """So many rows of an invented register with known duplicates: each row's person, and whose row it is."""
    rows, known = list(register(rows_wanted)), set(Division.objects.cantons().values_list("pk", flat=True))
    people = Person.objects.bulk_create(
        Person(
            given_names=row.given_names or "?",
            family_names=row.family_names,
            name_key="-",
            sex=row.sex,
            birth_date=row.birth_date,
            birth_precision="" if row.birth_date is None else "day" if row.birth_precise else "year",
            canton_id=row.canton if row.canton in known else None,
            address=row.address,
        )
        for row, _truth in rows
    )
    IdentityDocument.objects.bulk_create(
        IdentityDocument(person=person, kind=kind, number=number, number_key=f"{number} {at}")
        for person, (row, _truth) in zip(people, rows, strict=True)
        for at, (kind, number) in enumerate(row.documents)
    )
    ContactPoint.objects.bulk_create(
        ContactPoint(person=person, kind="phone", value=phone[:40], value_key="-")
        for person, (row, _truth) in zip(people, rows, strict=True)
        for phone in dict.fromkeys(row.phones)
    )
    note(people)
    return [(person, truth.person) for person, (_row, truth) in zip(people, rows, strict=True)]
