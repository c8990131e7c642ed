"""Some who were registered a second time, so that there is somebody in the queue of duplicates."""

from casework.access.models import Membership
from casework.journey.anyway import register_anyway
from casework.journey.models import Case
from casework.people.models import Person

# A smaller register has nobody twice.
FEWEST = 1_000
# By whom, of whose people which one (by the code of the case), and what was written down of her the second time.
AGAIN = (
    ("ana@hias.example", "HIAS", 3, {"documents"}),
    ("ana@hias.example", "HIAS", 7, {"slip"}),
    ("hilda@hias.example", "HIAS", 7, {"first_names"}),
    ("bruno@nrc.example", "HIAS", 11, {"documents", "slip"}),
    ("bruno@nrc.example", "NRC", 5, {"first_names", "slip"}),
)
# What is heard is not always what is written.
HEARD = str.maketrans({"z": "s", "Z": "S", "v": "b", "V": "B", "y": "i"})


def tell_twice() -> None:
    """As those who work there would do it, through the same action; where one of them is not there, by nobody."""
    for email, keeper, place, how in AGAIN:
        by = Membership.objects.active().filter(user__email=email).select_related("user", "organisation").first()
        person = _person_of(keeper, place)
        if by and person:
            register_anyway(by=by, **_told(person, how))


def _person_of(keeper: str, place: int) -> Person | None:
    cases = Case.objects.open().filter(organisation__short_name=keeper, person__birth_precision="day")
    known = cases.filter(person__documents__isnull=False).order_by("code").distinct()
    return next((case.person for case in known.select_related("person")[place : place + 1]), None)


def _told(person: Person, how: set[str]) -> dict:
    given, family = person.given_names, person.family_names
    if "first_names" in how:
        given, family = given.split()[0], family.split()[0]
    if "slip" in how:
        family = family.translate(HEARD)
    documents = person.documents.values("kind", "number")[:1] if "documents" in how else ()
    return {
        "given_names": given,
        "family_names": family,
        "birth_date": person.birth_date,
        "birth_precision": person.birth_precision,
        "sex": person.sex,
        "canton": person.canton,
        "documents": list(documents),
    }
