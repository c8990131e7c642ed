"""Makes small spreadsheet files, and the part of Ecuador that the sheets of these tests speak of."""

import datetime as dt
import io
import tempfile
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter

from casework.people.sheets import (
    Columns,
    Home,
    Homes,
    RowParser,
    Sheet,
    SheetRow,
    Twins,
    find_columns,
    first_rows,
    open_rows,
)

TODAY = dt.date(2025, 3, 12)

# (INEC code, level, name, code of the province), as the database hands it over.
DIVISIONS = [
    ("01", 1, "Azuay", None),
    ("0101", 2, "Cuenca", "01"),
    ("0102", 2, "Girón", "01"),
    ("0103", 2, "Gualaceo", "01"),
    ("0105", 2, "Paute", "01"),
    ("0109", 2, "Sígsig", "01"),
    ("0110", 2, "San Felipe de Oña", "01"),
    ("03", 1, "Cañar", None),
    ("0301", 2, "Azogues", "03"),
    ("0304", 2, "La Troncal", "03"),
    ("04", 1, "Carchi", None),
    ("0402", 2, "Bolívar", "04"),
    ("07", 1, "El Oro", None),
    ("0701", 2, "Machala", "07"),
    ("11", 1, "Loja", None),
    ("1101", 2, "Loja", "11"),
    ("13", 1, "Manabí", None),
    ("1302", 2, "Bolívar", "13"),
    ("17", 1, "Pichincha", None),
    ("1701", 2, "Quito", "17"),
    ("23", 1, "Santo Domingo de los Tsáchilas", None),
    ("2301", 2, "Santo Domingo", "23"),
]

HEADINGS = "Nombres y Apellidos;Sexo;Fecha Nac.;Nacionalidad;Tipo Doc;Nro Documento;Fecha de registro"


@dataclass
class Read:
    """A whole sheet."""

    rows: list[SheetRow]
    columns: Columns
    skipped: dict
    warnings: list
    said: list
    questions: list
    seconds: list[SheetRow]
    homes: dict[int, Home]


def read(source, today=TODAY):
    """Text, bytes or a path, read to its end as an import does it."""
    with saved(source) as path, open_rows(path) as rows:
        columns = find_columns(first_rows(rows))
        sheet, twins = Sheet(rows, columns, today=today), Twins()
        parser = RowParser(sheet.columns, sheet.habits, divisions=DIVISIONS, today=today)
        parsed = [parser.parse(line, cells) for line, cells in sheet.kept()]
        homes, members = Homes(sheet.columns), list(sheet.members())
        for row in parsed:
            homes.see(row.line, row.cells, row.raw, row.person)
            row.warnings.extend(twins.warnings(row.line, row.person) if row.person else [])
        seconds = [parser.parse(member.line, member.cells) for member in members]
        for member, row in zip(members, seconds, strict=True):
            homes.see_member(member, row)
        assert len(parsed) + len(seconds) == sheet.total
        said, found = sheet.said, homes.found()
        return Read(parsed, columns, sheet.skipped, sheet.warnings, said, sheet.questions, seconds, found)


@contextmanager
def saved(source):
    """The path of a file with this in it."""
    if isinstance(source, Path):
        yield source
        return
    with tempfile.NamedTemporaryFile() as file:
        file.write(source.encode() if isinstance(source, str) else source)
        file.flush()
        yield Path(file.name)


def read_one(**cells):
    """The SheetRow of a sheet with one row: headings by keyword, with "_" for a space."""
    headings, values = zip(*cells.items(), strict=True)
    sheet = read("\n".join(";".join(line) for line in ([h.replace("_", " ") for h in headings], values)))
    (row,) = sheet.rows
    return row


def codes(problems):
    return [problem.code for problem in problems]


def _column(number):
    letters = ""
    while number >= 0:
        number, letter = divmod(number, 26)
        letters, number = chr(ord("A") + letter) + letters, number - 1
    return letters


def xlsx(rows, merged=()):
    """A workbook with one sheet of {row number: [cells]}: texts, numbers, dates (styled), None. `merged`: "A1:C1"."""

    def cell(line, place, value):
        at = f"{_column(place)}{line}"
        if isinstance(value, dt.date):
            return f'<c r="{at}" s="1"><v>{(value - dt.date(1899, 12, 30)).days}</v></c>'
        if isinstance(value, int | float):
            return f'<c r="{at}"><v>{value}</v></c>'
        return f'<c r="{at}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'

    body = "".join(
        f'<row r="{line}">{"".join(cell(line, p, v) for p, v in enumerate(cells) if v is not None)}</row>'
        for line, cells in rows.items()
    )
    spreadsheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    merges = "".join(f'<mergeCell ref="{area}"/>' for area in merged)
    return _zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="a" '
            f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="e" Type="{relations}/worksheet" Target="worksheets/empty.xml"/>'
            f'<Relationship Id="s" Type="{relations}/worksheet" Target="worksheets/sheet.xml"/>'
            f'<Relationship Id="y" Type="{relations}/styles" Target="styles.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{spreadsheet}" xmlns:r="{relations}"><sheets>'
            '<sheet name="Portada" sheetId="1" r:id="e"/><sheet name="Registro" sheetId="2" r:id="s"/>'
            "</sheets></workbook>",
            "xl/styles.xml": f'<styleSheet xmlns="{spreadsheet}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>'
            "</cellXfs></styleSheet>",
            "xl/worksheets/empty.xml": f'<worksheet xmlns="{spreadsheet}"><sheetData/></worksheet>',
            "xl/worksheets/sheet.xml": f'<worksheet xmlns="{spreadsheet}"><sheetData>{body}</sheetData>'
            + (f"<mergeCells>{merges}</mergeCells>" if merges else "")
            + "</worksheet>",
        }
    )


def ods(rows):
    """A one-sheet OpenDocument spreadsheet of texts, numbers and dates; `rows` as lists."""

    def cell(value):
        if isinstance(value, dt.date):
            return f'<table:table-cell office:value-type="date" office:date-value="{value}"/>'
        if isinstance(value, int | float):
            return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'

    body = "".join(f"<table:table-row>{''.join(map(cell, cells))}</table:table-row>" for cells in rows)
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    return _zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
            "content.xml": f"<office:document-content {names}><office:body><office:spreadsheet>"
            f'<table:table table:name="Hoja1">{body}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        }
    )


def _zipped(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def zipped_anew(archive, changes):
    """The archive again, with some of its files changed: {name: function of the bytes}."""
    with zipfile.ZipFile(io.BytesIO(archive)) as old:
        return _zipped({name: changes.get(name, bytes)(old.read(name)) for name in old.namelist()})


def xlsx_of(sheets):
    """A workbook with these sheets: {name: rows of texts and numbers}."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as workbook:
        for name, rows in sheets.items():
            worksheet = workbook.add_worksheet(name)
            for line, cells in enumerate(rows):
                worksheet.write_row(line, 0, cells)
    return file.getvalue()
