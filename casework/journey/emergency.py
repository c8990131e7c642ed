"""Finding a case for an emergency read: by what only one who has the person or her papers before her can know."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from casework.access.models import LogEntry, Membership
from casework.access.policy import EMERGENCY_TRIES, Right, require
from casework.access.scope import system
from casework.base.codes import parse_code
from casework.base.text import squash
from casework.base.tries import count_try
from casework.journey.models import Case
from casework.journey.reading import log_taken
from casework.people.emergency import check_explanation, open_emergency
from casework.people.models import IdentityDocument
from casework.people.rules import ASYLUM_DOCUMENTS, document_keys

# A number that more people have is none: somebody wrote "0000".
MOST_FOUND = 3


@dataclass(frozen=True)
class Wanted:
    """Whom an emergency read is about: an exact case code, or an exact document number with the year of birth."""

    code: str = ""
    number: str = ""
    birth_year: int | None = None


@transaction.atomic
def read_in_emergency(*, by: Membership, wanted: Wanted, explanation: str) -> list[Case]:
    """Opens the files of those who are meant, mostly one; returns their cases, none when nobody is meant.

    Each try counts, whether it finds somebody or not: TooOften after some in an hour.
    """
    require(by, Right.EMERGENCY_READ)
    explanation = check_explanation(explanation)
    _count_try(by)
    with system("an emergency read is of somebody out of sight"):
        cases = _cases_of(wanted)
    for case in cases:
        if open_emergency(person=case.person, by=by, explanation=explanation):
            log_taken(LogEntry.Kind.EMERGENCY, [case.person_id], place="emergency_read")
    return cases


def _count_try(by: Membership) -> None:
    sentence = _("You have tried %(count)s emergency reads within an hour. Call a protection officer of IOM.")
    count_try(f"emergency-{by.pk}", most=EMERGENCY_TRIES, sentence=sentence)


def _cases_of(wanted: Wanted) -> list[Case]:
    """Of each person the open case, else the last one."""
    cases = Case.objects.filter(person__anonymised_on=None).select_related("person")
    if wanted.code:
        return list(cases.filter(code=parse_code(wanted.code)))
    key = squash(wanted.number)
    if not key or not wanted.birth_year:
        return []
    papers = IdentityDocument.objects.exclude(kind__in=ASYLUM_DOCUMENTS)
    people = papers.filter(number_key__in=document_keys(key), person__birth_date__year=wanted.birth_year)
    found = cases.filter(person__in=people.values("person")).order_by("person_id", "-state", "-opened_on")
    found = list(found.distinct("person_id")[: MOST_FOUND + 1])
    return found if len(found) <= MOST_FOUND else []
