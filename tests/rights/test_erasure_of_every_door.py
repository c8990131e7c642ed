"""A person who came through every door there is, and was erased, is found in no table, no file and no name of one."""

import os
import time
from pathlib import Path

import pytest
from django.test import Client

from casework.access.models import Door
from casework.access.scope import acting_as
from casework.base.errors import Conflict
from casework.journey.actions import close_case
from casework.journey.asking import ask_for_access
from casework.journey.imports.uploads import clear_imports
from casework.journey.likely import registered_matches
from casework.journey.models import Case, Import, ImportRow, IntakeRow
from casework.merging.actions import merge
from casework.people.likenesses import traits_of
from casework.people.models import Person
from casework.rights.actions import erase, open_request
from tests.api.conftest import api_of
from tests.journey.imports.sheets import HEADINGS, MARIBEL, committed, previewed, sent
from tests.rights.test_erasure import files_on, found

GIVEN, FAMILY, NUMBER, PHONE = "Zuleima Coromoto", "Urdaneta Chirinos", "23987654", "0987612345"
HERS = ("Zuleima", "Chirinos", NUMBER, "987612345", "zuleima@correo")
ROW = (
    f"06/03/2023;{GIVEN};{FAMILY};Mujer;01/02/1993;VE;Cédula;V-{NUMBER};{PHONE};zuleima@correo.example;Azuay;"
    "Cuenca;sola;2;si;40;Zuleima pidió curso"
)
WRONG = ROW.replace("01/02/1993", "31/02/1993").replace(NUMBER, "2398765")


def sheet_of(*rows):
    return "\n".join([HEADINGS, *rows])


def everywhere(settings):
    """The words found in any table, in any file on the disk, and in any file's name."""
    words = {word for word, _table in found(HERS)}
    for path in files_on(settings.MEDIA_ROOT):
        content = path.read_bytes().decode("latin-1") + str(path.relative_to(settings.MEDIA_ROOT))
        words |= {word for word in HERS if word.lower() in content.lower()}
    return words


def through_the_page(ana) -> Person:
    browser = Client()
    browser.force_login(ana.user)
    form = {"given_names": GIVEN, "family_names": FAMILY, "sex": "female", "birth_date": "1993-02-01"}
    answer = browser.post("/register/", form | {"document_kind": "ve_cedula", "document_number": f"V-{NUMBER}"})
    assert answer.status_code == 302, answer.content.decode()
    return Person.objects.get()


def one_record(people, by):
    """Make one record of all of them."""
    kept, *others = people
    for other in others:
        merge(kept=kept, gone=other, by=by, reason="The same")
    return kept


@pytest.fixture
def doors(ana, bruno, hias, ivan):
    """Every door, with what each leaves behind; the person is one record in the end."""
    people = [through_the_page(ana)]
    api = api_of(hias)
    body = {"given_names": GIVEN, "family_names": FAMILY, "contacts": [{"kind": "phone", "value": PHONE}]}
    created = api.post("/people/", body, **{"Idempotency-Key": "one"})
    assert created.status_code == 201, created.content
    people.append(Person.objects.get(pk=created.json()["id"]))
    sheet = committed(sheet_of(ROW, WRONG, MARIBEL), ana, "Zuleima Chirinos.csv", duplicates="add")
    people.append(sheet.rows.get(line=2).person)
    previewed(sheet_of(WRONG, MARIBEL), ana, "brigada.csv")
    with acting_as(bruno, Door.WEB):
        described = traits_of(people[2], [("ve_cedula", NUMBER)], [PHONE])
        (elsewhere,) = registered_matches(described, bruno).people[:1]
        ask_for_access(by=bruno, token=elsewhere.token, why="Zuleima is with us")
    return list(dict.fromkeys(people))


@pytest.fixture
def erased(doors, ana, hilda, ines, ivan, settings, django_capture_on_commit_callbacks):
    assert everywhere(settings) == set(HERS)
    for case in Case.objects.filter(person__in=doors):
        close_case(case=case, by=hilda, close_reason="left")
    person = one_record(doors, hilda)
    request = open_request(person=person, by=ana, kind="erase")
    with django_capture_on_commit_callbacks(execute=True):
        erase(request=request, by=ines)
    return person


def test_nothing_is_left_of_a_person_who_came_through_every_door(erased, settings):
    assert everywhere(settings) == set()


def test_what_the_sheets_became_stays_without_a_word(erased):
    assert {sheet.name for sheet in Import.objects.all()} == {"—", "brigada.csv"}
    assert all(sheet.cleared_at and not sheet.file and not sheet.samples for sheet in Import.objects.all())
    assert not ImportRow.objects.exclude(cells=None).exists()
    assert set(IntakeRow.objects.values_list("sheet", flat=True)) == {"—"}
    assert Person.objects.filter(given_names="Maribel").exists()


def test_sheets_without_the_person_keep_what_they_hold(doors, erased, ana):
    sheet = previewed(sheet_of(MARIBEL), ana)
    assert sheet.rows.get().cells


def test_while_a_job_works_on_such_a_sheet_nothing_is_erased(doors, ana, hilda, ines):
    for case in Case.objects.filter(person__in=doors):
        close_case(case=case, by=hilda, close_reason="left")
    person = one_record(doors, hilda)
    request = open_request(person=person, by=ana, kind="erase")
    Import.objects.filter(name="brigada.csv").update(state="checking")
    with pytest.raises(Conflict, match="being worked on"):
        erase(request=request, by=ines)
    person.refresh_from_db()
    assert person.given_names == GIVEN


def test_a_file_that_a_killed_process_left_is_deleted_by_the_job(ana, settings):
    sheet = sent(sheet_of(MARIBEL), ana)
    path = Path(settings.MEDIA_ROOT) / sheet.file.name
    sheet.delete()
    assert path.exists()
    clear_imports()
    assert path.exists()  # it may be one that is being sent now
    two_days_ago = time.time() - 2 * 24 * 60 * 60
    os.utime(path, (two_days_ago, two_days_ago))
    clear_imports()
    assert not path.exists()
