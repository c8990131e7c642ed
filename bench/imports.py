"""How fast a sheet becomes people, with the duplicate check, and the memory it takes; afterwards the import is undone.

Two processes are at it, as the worker has it (`journey.imports.work`).

The sheet is the same for the same seed: people as a brigade writes them down, one in twenty of them in the register
already, one in fifty rows wrong.
"""

import csv
import io
import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import connection

from casework.access.models import Door, Membership, Organisation
from casework.access.scope import acting_as, system
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
PROCESSES, MOMENT = 2, 0.05
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


def known_documents(rows: int = ROWS) -> list[IdentityDocument]:
    """Return documents of the register, as many as a sheet of so many rows names."""
    known = IdentityDocument.objects.filter(kind__in=["passport", "ve_cedula"]).order_by("pk")
    return list(known.select_related("person")[: rows // KNOWN_EVERY])


def sheet_of(rng: random.Random, rows: int = ROWS, known: Sequence[IdentityDocument] = ()) -> bytes:
    """Write a sheet, the same for the same seed and the same `known` documents, which people in it hold."""
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
    # As an administrator of IOM gives it to a partner that brings its first large sheets.
    with system("the benchmark's partner may bring a sheet of this size"):
        Organisation.objects.filter(pk=by.organisation_id).update(disclosure_budget=ROWS * 4)
        by.organisation.refresh_from_db()
    content = sheet_of(rng, ROWS, known_documents())
    with acting_as(by, Door.IMPORT):
        sheet = start_import(by=by, upload=ContentFile(content, "bench.csv"))
    look = _worked_on("look through a sheet", ROWS, sheet.pk)
    yield look
    sheet.refresh_from_db()
    with acting_as(by, Door.IMPORT):
        decide_all(sheet=sheet, by=by, outcome="duplicate", decision="skip")
        sheet = start_commit(sheet=sheet, by=by)
    commit = _worked_on("register its people", sheet.total, sheet.pk)
    yield commit
    yield Pace("both", ROWS, look.seconds + commit.seconds, max(look.megabytes, commit.megabytes))
    with acting_as(by, Door.IMPORT):
        start_undo(sheet=sheet, by=by)
    yield _worked_on("undo all of it", sheet.total, sheet.pk)
    sheet = Import.objects.get(pk=sheet.pk)
    if sheet.state != Import.State.UNDONE:
        raise RuntimeError(f"the import of the benchmark was not undone: {sheet.state}")
    with acting_as(by, Door.IMPORT):
        discard_import(sheet=sheet, by=by)


def paced(name: str, rows: int, act: Callable) -> Pace:
    """Does it, and tells how long it took and the most memory the process had meanwhile."""
    _forget_most_memory()
    begun = time.perf_counter()
    act()
    return Pace(name, rows, time.perf_counter() - begun, _most_memory())


def _worked_on(name: str, rows: int, sheet: UUID) -> Pace:
    """Lets all processes do what was begun; tells how long it took and the most memory one of them had."""
    connection.close()  # each process opens its own
    begun = time.perf_counter()
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("fork")) as pool:
        megabytes = list(pool.map(_work, [sheet] * PROCESSES))
    return Pace(name, rows, time.perf_counter() - begun, max(megabytes))


def _work(sheet: UUID) -> int:
    """Takes part until the sheet is done with; the most memory the process had meanwhile."""
    _forget_most_memory()
    at_work = True
    while at_work:
        if not work_on(sheet):
            time.sleep(MOMENT)
        with system("a benchmark looks how far an import is"):
            at_work = Import.objects.get(pk=sheet).is_at_work
    return _most_memory()


def _forget_most_memory() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def _most_memory() -> int:
    """In megabytes, since it was forgotten."""
    status = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) // 1024
