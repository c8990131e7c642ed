"""How fast a sheet becomes people, with the duplicate check, and the memory it takes; afterwards the import is undone.

The sheet is the same for the same seed: people as a brigade writes them down, one in twenty of them in the register
already, one in fifty rows wrong.
"""

import csv
import io
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.core.files.base import ContentFile

from casework.access.models import Door, Membership
from casework.access.scope import acting_as
from casework.demo import names
from casework.journey.imports.commit import start_commit
from casework.journey.imports.decisions import decide_all
from casework.journey.imports.undo import start_undo
from casework.journey.imports.uploads import discard_import, start_import
from casework.journey.imports.work import work_on
from casework.journey.models import Import
from casework.people.models import IdentityDocument

ROWS = 20_000
KNOWN_EVERY, WRONG_EVERY = 20, 50
HEADINGS = (
    *("Nro", "Fecha de registro", "Nombres y Apellidos", "Sexo", "Fecha Nac.", "Nacionalidad", "Tipo Doc"),
    *("Nro Documento", "Teléfono", "Correo", "Provincia", "Cantón", "Dirección", "Fecha de ingreso"),
    *("Punto de ingreso", "Ingreso regular (S/N)", "Viaja con", "# hijos", "Discapacidad %", "Observaciones"),
)
BIRTHS, DAYS = date(1945, 1, 1), 365 * 75


@dataclass(frozen=True)
class Pace:
    """How long so many rows took, and the most memory the process had meanwhile."""

    name: str
    rows: int
    seconds: float
    megabytes: int

    def line(self) -> str:
        rate = f"{self.rows / self.seconds:,.0f} rows/s"
        return f"| {self.name} | {self.rows:,} rows | {self.seconds:.1f} s | {rate} | {self.megabytes} MB | | |"


def sheet_of(rng: random.Random, rows: int = ROWS) -> bytes:
    known = IdentityDocument.objects.filter(kind__in=["passport", "ve_cedula"]).order_by("pk")
    known = list(known.select_related("person")[: rows // KNOWN_EVERY])
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(HEADINGS)
    for number in range(1, rows + 1):
        document = known[number // KNOWN_EVERY - 1] if known and number % KNOWN_EVERY == 0 else None
        writer.writerow(_row(number, rng, document))
    return text.getvalue().encode("cp1252", errors="replace")


def _row(number: int, rng: random.Random, known: IdentityDocument | None) -> list:
    born = BIRTHS + timedelta(days=rng.randrange(DAYS))
    sex = rng.choice(["female", "male"])
    given = " ".join(rng.sample(names.FEMALE if sex == "female" else names.MALE, 2))
    kind, papers = "Cédula venezolana", f"V-{rng.randrange(10**6, 4 * 10**7)}"
    whole = f"{given} {' '.join(rng.sample(names.SURNAMES, 2))}"
    if known:
        whole, kind, papers = known.person.full_name, known.get_kind_display(), known.number
    return [
        *(number, "06/03/2023", whole, {"female": "F", "male": "M"}[sex]),
        "31/02/1990" if number % WRONG_EVERY == 0 else f"{born:%d/%m/%Y}",
        *("Venezolana", kind, papers, f"09{rng.randrange(10**8):08}", "", "Azuay", "Cuenca"),
        *("Av. 24 de Mayo y Matovelle", f"{max(born, date(2019, 1, 1)) + timedelta(days=30):%d/%m/%Y}", "Rumichaca"),
        *(rng.choice("SN"), "familia", rng.randrange(5), "", "viene de la brigada"),
    ]


def imports(by: Membership, rng: random.Random) -> Iterator[Pace]:
    content = sheet_of(rng)
    with acting_as(by, Door.IMPORT):
        sheet = start_import(by=by, upload=ContentFile(content, "bench.csv"))
    look = paced("look through a sheet", ROWS, lambda: work_on(sheet.pk))
    yield look
    sheet.refresh_from_db()
    with acting_as(by, Door.IMPORT):
        decide_all(sheet=sheet, by=by, outcome="duplicate", decision="skip")
        sheet = start_commit(sheet=sheet, by=by)
    commit = paced("register its people", sheet.total, lambda: work_on(sheet.pk))
    yield commit
    yield Pace("both", ROWS, look.seconds + commit.seconds, max(look.megabytes, commit.megabytes))
    with acting_as(by, Door.IMPORT):
        start_undo(sheet=sheet, by=by)
    yield paced("undo all of it", sheet.total, lambda: work_on(sheet.pk))
    sheet = Import.objects.get(pk=sheet.pk)
    if sheet.state != Import.State.UNDONE:
        raise RuntimeError(f"the import of the benchmark was not undone: {sheet.state}")
    with acting_as(by, Door.IMPORT):
        discard_import(sheet=sheet, by=by)


def paced(name: str, rows: int, act: Callable) -> Pace:
    """Does it, and tells how long it took and the most memory the process had meanwhile."""
    Path("/proc/self/clear_refs").write_text("5")  # the most memory is counted from here
    begun = time.perf_counter()
    act()
    seconds = time.perf_counter() - begun
    status = Path("/proc/self/status").read_text().splitlines()
    kilobytes = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    return Pace(name, rows, seconds, kilobytes // 1024)
