"""Sheets that tests import, and an import taken as far as it goes, without a worker."""

from pathlib import Path

from django.core.files.base import ContentFile

from casework.access.models import Door
from casework.access.scope import acting_as
from casework.journey.imports.commit import start_commit
from casework.journey.imports.decisions import decide_all
from casework.journey.imports.uploads import start_import
from casework.journey.imports.work import work_on
from casework.journey.models import Case, Import, IntakeRow, Note, StageRecord
from casework.people.models import ContactPoint, Event, IdentityDocument, Person, PersonAccess

AZUAY = Path(__file__).parents[2] / "data" / "intake_azuay.csv"
HEADINGS = (
    "Fecha de registro;Nombres;Apellidos;Sexo;Fecha Nac.;Nacionalidad;Tipo Doc;Nro Documento;Teléfono;Correo;Provincia;"
    "Cantón;Viaja con;# hijos;Jefe/a de hogar;Discapacidad %;Observaciones"
)
YULIMAR = (
    "06/03/2023;Yulimar;González;Mujer;01/02/1993;VE;Cédula;V-12345678;0991234567;y@correo.example;Azuay;"
    "Cuenca;sola;2;si;40;pidió curso"
)
MARIBEL = "07/03/2023;Maribel;Rojas;Mujer;;VE;;;;;;;;;;;"


def sheet_of(*rows):
    return "\n".join([HEADINGS, *rows])


def sent(source, by, name="brigada.csv") -> Import:
    """A sheet that this member has just sent."""
    content = source.read_bytes() if isinstance(source, Path) else source
    with acting_as(by, Door.WEB):
        return start_import(by=by, upload=ContentFile(content.encode() if isinstance(content, str) else content, name))


def worked(sheet: Import) -> Import:
    """The same, once a job has done what was begun with it. A job sees nothing but what it is told to."""
    with acting_as(None, Door.JOB):
        while work_on(sheet.pk):
            pass
    return Import.objects.get(pk=sheet.pk)


def previewed(source, by, name="brigada.csv") -> Import:
    return worked(sent(source, by, name))


def committed(source, by, name="brigada.csv", *, duplicates="") -> Import:
    """Registered, all that can be; `duplicates` is what becomes of rows that may be somebody who is there."""
    sheet = previewed(source, by, name)
    with acting_as(by, Door.WEB):
        if duplicates:
            decide_all(sheet=sheet, by=by, outcome="duplicate", decision=duplicates)
        if sheet.rows.to_do().exists():
            start_commit(sheet=sheet, by=by)
    return worked(sheet)


def outcomes(sheet: Import) -> list[str]:
    return list(sheet.rows.order_by("line").values_list("outcome", flat=True))


def everything() -> dict[str, int]:
    models = (Person, Case, StageRecord, IdentityDocument, ContactPoint, Note, IntakeRow, Event, PersonAccess)
    return {model.__name__: model.objects.count() for model in models}
