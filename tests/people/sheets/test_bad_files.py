"""Files that would harm the reader: each gets its sentence, and the memory that reading takes stays what it is."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from casework.people.sheets import SheetError, open_rows
from casework.people.sheets.reading import FILE_LIMIT
from casework.people.sheets.unpack import MEMORY_LIMIT, UNPACKED_LIMIT
from config import stack

from .making import codes, read, read_one, saved, xlsx, zipped_anew

SHEET = "xl/worksheets/sheet.xml"
# Reads a file to its end in a process of its own, and says what came of it and the most memory it ever had (in KiB).
READER = """
import resource, sys
from pathlib import Path
from casework.people.sheets import SheetError, open_rows
most = int(sys.argv[2]) * 1024**2
resource.setrlimit(resource.RLIMIT_AS, (most, most))
try:
    with open_rows(Path(sys.argv[1])) as rows:
        print("rows", sum(1 for row in rows))
except SheetError as error:
    print(error.code)
# Not ru_maxrss, in which a process starts with what its parent had.
print(next(line.split()[1] for line in Path("/proc/self/status").open() if line.startswith("VmHWM")))
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def read_alone(path: Path, megabytes: int = 400) -> tuple[str, int, int]:
    """What a process that may have no more memory than this says of a file; its and its child's peak in KiB."""
    done = subprocess.run(
        [sys.executable, "-c", READER, str(path), str(megabytes)],
        cwd=stack.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said, own, childs = done.stdout.split("\n")[:3]
    return said, int(own), int(childs)


def error_of(source):
    with pytest.raises(SheetError) as caught:
        read(source)
    return caught.value.code


@pytest.fixture
def bomb(tmp_path) -> Path:
    """A workbook of half a megabyte whose sheet says 550 MB."""
    path = tmp_path / "bomb.xlsx"
    whole = xlsx({1: ["Nombre"], 2: ["Ana Soto"]})
    with (
        saved(whole) as source,
        zipfile.ZipFile(source) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            with new.open(name, "w", force_zip64=True) as part:
                part.write(old.read(name).replace(b"</sheetData>", b""))
                for _ in range(550 if name == SHEET else 0):
                    part.write(b" " * 1024**2)
    assert path.stat().st_size < 2 * 1024**2
    return path


def test_a_zip_bomb_is_refused_before_it_is_unpacked(bomb):
    said, own, childs = read_alone(bomb)
    assert said == "sheet_too_large"
    assert own < 150 * 1024
    assert childs < 250 * 1024


def test_a_zip_bomb_that_says_it_is_small_ends_with_the_process_that_reads_it(bomb):
    lying = bomb.read_bytes()
    # What the archive says of the size of each part, in its directory at the end.
    directory = lying.rindex(b"PK\x01\x02", 0, lying.index(SHEET.encode(), lying.index(b"PK\x01\x02")))
    lying = lying[: directory + 24] + (1000).to_bytes(4, "little") + lying[directory + 28 :]
    bomb.write_bytes(lying)
    said, own, childs = read_alone(bomb)
    assert said in ("sheet_too_large", "sheet_unreadable", "sheet_not_a_sheet", "sheet_empty")
    assert own < 150 * 1024
    assert childs * 1024 < MEMORY_LIMIT


def test_two_cells_a_million_lines_apart(tmp_path):
    """The library asks for memory for every cell between them."""
    path = tmp_path / "far.xlsx"
    path.write_bytes(xlsx({1: ["Nombre"], 1_048_576: [*[None] * 16_000, "Ana Soto"]}))
    said, own, childs = read_alone(path)
    assert said == "sheet_too_large"
    assert own < 150 * 1024
    assert childs * 1024 < MEMORY_LIMIT


def test_a_file_of_two_gigabytes_is_not_even_opened(tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.write(b"Nombre;Edad\n")
        file.truncate(2 * 1024**3)
    said, own, _childs = read_alone(path)
    assert said == "sheet_file_too_large"
    assert own < 150 * 1024


def test_a_large_file_is_read_row_by_row(tmp_path):
    path = tmp_path / "large.csv"
    line = ";".join(["Ana María Soto Peña", "0991234567", "viene de la brigada de la feria libre " * 5]) + "\n"
    with path.open("w") as file:
        file.write("Nombre;Teléfono;Observaciones\n")
        file.writelines(line for _ in range(99_000))
    assert 20 * 1024**2 < path.stat().st_size < FILE_LIMIT
    said, own, _childs = read_alone(path)
    assert said == "rows 99001"
    assert own < 150 * 1024


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_five_thousand_columns(ending):
    headings = ["Nombre", *(f"P{number}" for number in range(5000))]
    answers = ["Ana Soto", *("x" for _ in range(5000))]
    sheet = xlsx({1: headings, 2: answers}) if ending == "xlsx" else "\n".join([";".join(headings), ";".join(answers)])
    assert error_of(sheet) == "sheet_too_many_columns"


def test_empty_columns_far_to_the_right_do_no_harm():
    assert read(f"Nombre;Edad{';' * 3000}\nAna Soto;30{';' * 3000}\n").rows[0].person.given_names == "Ana"


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "Basic/Standard/Module1.xml", "Scripts/python/a.py"])
def test_a_workbook_with_macros(part):
    whole = xlsx({1: ["Nombre"], 2: ["Ana Soto"]})
    with saved(whole) as path:
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(part, b"x")
        assert error_of(path) == "sheet_macros"


def test_an_old_workbook_with_macros():
    assert error_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le") * 3) == "sheet_macros"


def test_zero_bytes():
    assert error_of(b"Nombre;Edad\nAna Soto;30\nLuis\x00 Soto;31\nRosa Soto;32\n") == "sheet_nul"


def test_a_cell_of_a_megabyte():
    assert error_of(f"Nombre;Edad\nAna Soto;{'x' * 1024**2}\n") == "sheet_quotes"
    assert error_of(xlsx({1: ["Nombre"], 2: ["x" * 1024**2]})) == "sheet_too_large"


def test_expanding_entities_are_not_expanded():
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>'.encode()

    def laughing(xml):
        return bomb + xml.replace(b"Ana Soto", b"&l9;")

    whole = zipped_anew(xlsx({1: ["Nombre"], 2: ["Ana Soto"]}), {SHEET: laughing})
    with saved(whole) as path:
        _said, own, childs = read_alone(path)
    assert own < 150 * 1024
    assert childs < 250 * 1024


def test_names_from_right_to_left_and_very_long_ones():
    row = read_one(Nombres="\u200fمحمد", Apellidos="الحسن")
    assert (row.problems, row.person.given_names, row.person.family_names) == ([], "محمد", "الحسن")
    long = " ".join(["Wolfeschlegelsteinhausenbergerdorff"] * 3)[:80].strip()
    assert read_one(Nombres="Ana", Apellidos=long).person.family_names == long
    assert codes(read_one(Nombres="Ana", Apellidos="x" * 101).problems) == ["text_too_long"]


def test_the_limits_fit_together():
    assert FILE_LIMIT < UNPACKED_LIMIT < MEMORY_LIMIT
    assert re.search(r"\d+", SheetError("sheet_file_too_large", limit=50).message)[0] == "50"
    with saved(b"Nombre\nAna Soto\n") as path, open_rows(path) as rows:
        assert list(rows) == list(rows)
