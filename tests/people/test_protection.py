"""The protection compartment: who writes it, who reads it, and that nobody else learns that there is anything."""

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError

from casework.access.models import Door
from casework.access.policy import KIND_OF_ROLE, SECTIONS, Kind, Level, Role, Section
from casework.access.scope import acting_as
from casework.journey.timeline import sentence, timeline
from casework.people.models import Event, ProtectionNote
from casework.people.protection import add_protection_note, report_to_protection
from tests.cast import member, refer


def notes_of(person, by):
    return list(ProtectionNote.objects.visible_to(by).filter(person=person).values_list("kind", "text"))


@pytest.mark.parametrize("kind", ["note", "psea"])
def test_a_caseworker_reports_and_does_not_read_it_again(kind, case, ana, hilda, ines, ivan):
    with acting_as(ana, Door.WEB):
        report_to_protection(person=case.person, by=ana, kind=kind, text=" He follows her. \n")
        assert not ProtectionNote.objects.exists()
        assert not Event.objects.filter(section=Section.PROTECTION).exists()
    assert notes_of(case.person, ines) == [(kind, "He follows her.")]
    for other in (ana, hilda, ivan):
        assert notes_of(case.person, other) == []
        assert "protection_note_added" not in {event.kind for event in timeline(case, other)}
    newest = timeline(case, ines).first()
    assert "He follows" not in sentence(newest)
    assert newest.section == Section.PROTECTION


def test_nothing_is_reported_on_whom_one_does_not_see(case, bruno, fabiola):
    for outsider in (bruno, fabiola):
        with acting_as(outsider, Door.WEB), pytest.raises(ObjectDoesNotExist):
            report_to_protection(person=case.person, by=outsider, kind="note", text="x")
    refer(case.person, fabiola.organisation)
    report_to_protection(person=case.person, by=fabiola, kind="psea", text="x")
    assert ProtectionNote.objects.get().author == fabiola.user


def test_who_has_not_the_right_reports_nothing(case, vera, carmen):
    for other in (vera, carmen):
        with pytest.raises(PermissionDenied):
            report_to_protection(person=case.person, by=other, kind="note", text="x")


@pytest.mark.parametrize(("kind", "text"), [("asylum", "x"), ("other", "x"), ("note", " "), ("note", "x" * 5001)])
def test_a_report_has_text_and_is_a_note_or_psea(kind, text, case, ana):
    with pytest.raises(ValidationError):
        report_to_protection(person=case.person, by=ana, kind=kind, text=text)


def test_asylum_facts_are_written_and_read_by_those_of_that_section(case, ana, ines, ivan, fabiola, vera):
    refer(case.person, fabiola.organisation)
    with acting_as(ana, Door.WEB):
        add_protection_note(person=case.person, by=ana, kind="asylum", text="Asked in Tulcán")
    for reader in (ana, ines, ivan):
        assert notes_of(case.person, reader) == [("asylum", "Asked in Tulcán")]
    for other in (fabiola, vera):
        assert notes_of(case.person, other) == []
        with pytest.raises(PermissionDenied):
            add_protection_note(person=case.person, by=other, kind="asylum", text="x")


def test_asylum_facts_of_a_shared_case_need_that_part_shared(case, ana, bruno):
    add_protection_note(person=case.person, by=ana, kind="asylum", text="Asked in Tulcán")
    refer(case.person, bruno.organisation, sections=["identity", "contact", "journey"])
    assert notes_of(case.person, bruno) == []
    with pytest.raises(PermissionDenied):
        add_protection_note(person=case.person, by=bruno, kind="asylum", text="x")


@pytest.mark.parametrize("role", Role)
def test_each_role_reads_the_kinds_of_its_sections(role, case, ines, iom, hias, interior):
    of_kind = {Kind.IOM: iom, Kind.PARTNER: hias, Kind.MINISTRY: interior}
    by = member("Zoe", of_kind[KIND_OF_ROLE[role]], role)
    if by.organisation.kind == Kind.MINISTRY:
        refer(case.person, interior)
    for kind in ProtectionNote.Kind:
        add_protection_note(person=case.person, by=ines, kind=kind, text=kind)
    expected = {kind for kind, section in ProtectionNote.SECTION_OF.items() if SECTIONS[role][section] != Level.NONE}
    assert {kind for kind, _ in notes_of(case.person, by)} == expected
    with acting_as(by, Door.WEB):
        assert set(ProtectionNote.objects.values_list("kind", flat=True)) == expected
