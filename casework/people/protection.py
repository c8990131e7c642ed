"""The writers of the protection compartment: notes, asylum facts and PSEA reports.

Who reports need not be one who may read: she writes once and never sees it again.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from casework.access.models import Membership
from casework.access.policy import Right, Section, require
from casework.access.scope import system
from casework.base.text import tidy_lines
from casework.people.actions import lock_person, record_event
from casework.people.models import Person, ProtectionNote

Kind = ProtectionNote.Kind
# What is reported by those who do not read it.
REPORTED = (Kind.NOTE, Kind.PSEA)


@transaction.atomic
def report_to_protection(*, person: Person, by: Membership, kind: str, text: str) -> ProtectionNote:
    """A protection note or PSEA report on a person whom `by` sees, for protection officers to read."""
    require(by, Right.REPORT_PROTECTION)
    if kind not in REPORTED:
        sentence = _("Only a protection note or a PSEA report can be reported.")
        raise ValidationError({"kind": ValidationError(sentence, code="not_reported")})
    person = Person.objects.visible_to(by).get(pk=person.pk)
    with system("nobody may write where she may not read, and who reports to protection may not read there"):
        return _write(person, by, kind, text)


@transaction.atomic
def add_protection_note(*, person: Person, by: Membership, kind: str, text: str) -> ProtectionNote:
    """A note, a PSEA report or an asylum fact, by one who writes in that section of the file."""
    return _write(lock_person(person, by, ProtectionNote.SECTION_OF[Kind(kind)]), by, kind, text)


def _write(person: Person, by: Membership, kind: str, text: str) -> ProtectionNote:
    note = ProtectionNote(person=person, kind=kind, text=tidy_lines(text), author=by.user, organisation=by.organisation)
    note.full_clean()
    note.save()
    section: Section = ProtectionNote.SECTION_OF[Kind(kind)]
    record_event(person=person, by=by, kind="protection_note_added", section=section, protection=kind)
    return note
