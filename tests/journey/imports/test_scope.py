"""Who sees an import: who may import for its organisation, whoever the people are, and the database holds it."""

import pytest
from django.db import ProgrammingError, connection, transaction

from casework.access.models import Door
from casework.access.policy import Role
from casework.access.scope import acting_as
from casework.journey.models import ColumnMapping, Import, ImportRow
from casework.places.models import Division
from tests.cast import member
from tests.journey.imports.sheets import MARIBEL, previewed, sent, sheet_of
from tests.people.test_scope import OF_IMPORTS

WHO = ("ana", "hilda", "vera", "fabiola", "bruno", "ivan", "amelia", "ines", "carmen", None)


@pytest.fixture
def amelia(iom):
    """Of IOM's office in Azuay."""
    amelia = member("Amelia", iom, Role.IOM_CASEWORKER)
    amelia.territory.set([Division.objects.get(code="01")])
    return amelia


@pytest.fixture
def sheets(ana, bruno, ivan, amelia):
    """One of each, with columns that were said."""
    for by in (ana, bruno, ivan, amelia):
        previewed(sheet_of(MARIBEL), by)
        said = {"headings": ["x"], "columns": ["full_name"]}
        ColumnMapping.objects.create(organisation=by.organisation, shape=str(by.pk), **said)


SEEN = {
    "ana": {"HIAS"},
    "hilda": {"HIAS"},
    "bruno": {"NRC"},
    "ivan": {"OIM"},
    "amelia": {"OIM"},
}


@pytest.mark.parametrize("who", WHO)
def test_only_who_may_import_for_the_organisation_sees_it(who, sheets, request):
    by = who and request.getfixturevalue(who)
    seen = Import.objects.visible_to(by)
    assert set(seen.values_list("organisation__short_name", flat=True)) == SEEN.get(who, set())
    assert seen.count() == {"ivan": 2}.get(who, len(SEEN.get(who, ())))


def keys(rows):
    return set(rows.values_list("pk", flat=True))


@pytest.mark.parametrize("who", WHO)
def test_the_database_shows_what_visible_to_shows(who, sheets, request):
    by = who and request.getfixturevalue(who)
    for model in OF_IMPORTS:
        expected = keys(model.objects.visible_to(by))
        with acting_as(by, Door.WEB):
            assert keys(model.objects.all()) == expected, model.__name__


def test_the_lock_is_on_all_of_them(db):
    tables = [model._meta.db_table for model in OF_IMPORTS]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relrowsecurity FROM pg_class WHERE relname = ANY(%s)",
            [tables],
        )
        assert cursor.fetchall() == [(True,)] * len(OF_IMPORTS)


def test_nobody_writes_into_an_import_of_another_organisation(ana, bruno):
    sheet = sent(sheet_of(MARIBEL), ana)
    row = ImportRow(sheet=sheet, line=9, fingerprint="x", outcome="new")
    with acting_as(bruno, Door.WEB):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            row.save(force_insert=True)
        assert Import.objects.update(state="failed", problem="x") == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Import.objects.create(organisation=ana.organisation, membership=bruno, name="x", sha256="x", size=1)
