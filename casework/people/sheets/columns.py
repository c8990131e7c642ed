"""Which column of a sheet holds what: the heading row is found and its headings are matched to our fields."""

import hashlib
import json
from dataclasses import dataclass

from .problems import SheetError
from .values.words import fold, listed

# Field → the headings partners use for it, folded (no accents, case or punctuation: "Fecha Nac." is "fecha nac").
HEADINGS = {
    "registered_on": """
        fecha de registro|fecha registro|fecha de ingreso de datos|fecha de atencion|fecha atencion|
        fecha de la brigada|fecha brigada|fecha de entrevista|fecha|registration date|date of registration|
        registered on|registered|intake date|date of intake|interview date|date
    """,
    "full_name": """
        nombres y apellidos|nombre y apellido|nombre y apellidos|nombres apellidos|nombre completo|
        nombres completos|nombre del beneficiario|nombre de la persona|beneficiario|beneficiaria|
        beneficiario a|persona|apellidos y nombres|apellido y nombre|apellidos nombres|apellidos y nombre|
        nombre|nombres|full name|complete name|name|person|beneficiary|beneficiary name|name and surname|
        surname and name|surnames and names|last name first name|name of beneficiary
    """,
    "given_names": """
        primer nombre|segundo nombre|middle name|second name|
        nombres de pila|nombre de pila|nombres propios|given name|given names|given name s|
        first name|first names|first name s|forename|forenames
    """,
    "family_names": """
        apellido|apellidos|primer apellido|segundo apellido|apellido paterno|apellido materno|
        apellido s|surname|surnames|surname s|family name|family names|family name s|
        last name|last names|last name s
    """,
    "sex": "sexo|genero|sexo genero|genero sexo|sex|gender|sex gender",
    "birth_date": """
        fecha de nacimiento|fecha nacimiento|fecha nac|fecha de nac|f nac|f nacimiento|fec nac|fdn|
        nacimiento|fecha de nacimiento dd mm aaaa|date of birth|birth date|birthdate|dob|born|born on|
        birthday
    """,
    "age": "edad|edad anos|edad en anos|edad actual|anos|anos cumplidos|age|age in years|age years",
    "nationality": """
        nacionalidad|pais de origen|pais origen|pais de nacionalidad|nationality|country of origin|
        country of nationality|citizenship
    """,
    "document_kind": """
        tipo doc|tipo de doc|tipo documento|tipo de documento|tipo de documento de identidad|
        clase de documento|documento tipo|tipo de identificacion|tipo identificacion|document type|
        type of document|id type|type of id|document kind|kind of document
    """,
    "document_number": """
        nro documento|nro de documento|n documento|n de documento|no documento|no de documento|
        num documento|num de documento|numero documento|numero de documento|numero de documento de identidad|
        nro doc|n doc|no doc|documento|documento de identidad|numero de identificacion|nro identificacion|
        n identificacion|identificacion|cedula o pasaporte|cedula pasaporte|document number|document no|
        number of document|id number|id no|id|document|identification
    """,
    "cedula_number": """
        cedula|cedula de identidad|nro cedula|nro de cedula|n cedula|no cedula|numero de cedula|ci|c i|
        national id
    """,
    "passport_number": """
        pasaporte|nro pasaporte|nro de pasaporte|n pasaporte|no pasaporte|numero de pasaporte|passport|
        passport number|passport no
    """,
    "phone": """
        telefono|telefonos|telefono s|telefono 1|telefono 2|telefono celular|celular|celulares|cel|telf|
        tlf|tel|movil|numero de telefono|nro telefono|n telefono|telefono de contacto|contacto|
        numero de contacto|nro celular|whatsapp|telefono whatsapp|telefono alterno|otro telefono|phone|
        phones|phone 1|phone 2|phone number|phone numbers|telephone|telephone number|mobile|mobile number|
        mobile phone|cell|cell phone|contact number
    """,
    "email": """
        correo|correos|correo electronico|email|e mail|mail|correo e|direccion de correo|correo email|
        email address|e mail address
    """,
    "province": """
        provincia|provincia de residencia|provincia residencia|prov|province|province of residence|admin 1|
        adm1
    """,
    "canton": """
        canton|canton de residencia|canton residencia|ciudad|ciudad de residencia|canton ciudad|
        municipality|city|admin 2|adm2
    """,
    "address": """
        direccion|direccion domiciliaria|direccion de domicilio|direccion de residencia|domicilio|barrio|
        barrio sector|sector|direccion barrio|lugar de residencia|address|home address|street|
        neighbourhood|neighborhood
    """,
    "entry_date": """
        fecha de ingreso|fecha ingreso|fecha de ingreso al pais|fecha de ingreso al ecuador|
        fecha de ingreso a ecuador|fecha de entrada|fecha entrada|fecha de llegada|fecha llegada|
        ingreso al pais|entry date|date of entry|arrival date|date of arrival|entered on|
        date of entry to ecuador
    """,
    "entry_point": """
        punto de ingreso|lugar de ingreso|punto ingreso|lugar ingreso|punto de entrada|lugar de entrada|
        paso fronterizo|frontera|punto de ingreso al pais|entry point|point of entry|border crossing|
        place of entry
    """,
    "entry_regular": """
        ingreso regular|ingreso regular s n|ingreso regular si no|ingreso por paso regular|ingreso legal|
        entrada regular|entrada regular s n|regular entry|regular entry y n|regular entry yes no|
        entered regularly|entered regularly y n
    """,
    "travels_with": """
        viaja con|con quien viaja|viajo con|acompanantes|composicion familiar|acompanado por|travels with|
        travelling with|traveling with|accompanied by|travel group
    """,
    "children_count": """
        hijos|numero de hijos|nro hijos|nro de hijos|n hijos|n de hijos|no hijos|no de hijos|num hijos|
        cantidad de hijos|cuantos hijos|hijos as|hijos menores|children|number of children|no of children|
        children count
    """,
    "household_head": """
        jefe a de hogar|jefe de hogar|jefa de hogar|jefatura de hogar|jefe a hogar|jefe hogar|
        cabeza de hogar|cabeza de familia|jefe de familia|jefe a de familia|head of household|household head|
        head of family|hoh
    """,
    "disability_percent": """
        discapacidad|porcentaje de discapacidad|porcentaje discapacidad|de discapacidad|grado de discapacidad|
        discapacidad porcentaje|disability|disability percent|disability percentage|percentage of disability|
        degree of disability
    """,
    "remarks": """
        observaciones|observacion|obs|comentarios|comentario|notas|nota|novedades|remarks|remark|
        comments|comment|notes|note|observations
    """,
}
FIELD_OF_HEADING = {heading: field for field, headings in HEADINGS.items() for heading in listed(headings)}
# Beside a column of surnames these hold the given names only.
GIVEN_BESIDE_SURNAMES = {"nombre", "nombres", "name", "names"}
SURNAMES_FIRST = frozenset(
    listed("""apellidos y nombres|apellido y nombre|apellidos nombres|apellidos y nombre|surname and name|
    surnames and names|last name first name""")
)
# Several columns of these are one value, joined so; two columns of anything else are a mistake.
JOINED_BY = {"phone": " / ", "remarks": " / ", "given_names": " ", "family_names": " "}
SEARCHED_ROWS = 40  # title rows, logos and notes above the headings never were more
# How KoBoToolbox writes each choice of a question with several answers, in a column of its own.
CHOICE_ANSWERS = frozenset({"", "0", "1", "true", "false"})
# Of these a 0 or a 1 is an answer by itself.
ANSWERED_BY_NUMBER = frozenset({"entry_regular", "household_head", "children_count", "age", "disability_percent"})


@dataclass(frozen=True)
class Columns:
    """Where each field stands in the sheet."""

    line: int  # the line of the heading row
    headings: tuple  # as written in the file
    places: dict  # field → the positions of its columns, from 0
    surnames_first: bool  # the full name's heading says that surnames come first

    @classmethod
    def of(cls, line, headings, fields):
        """Columns as somebody said: `fields` has for each heading its field, "" for one that is not used.

        Raises SheetError like find_columns().
        """
        places = {}
        for place, field in enumerate(fields):
            if field:
                places.setdefault(field, []).append(place)
        columns = cls(line, tuple(headings), {field: tuple(found) for field, found in places.items()}, False)
        return columns.checked()

    def checked(self):
        """These, when people can be read from them. Raises SheetError: sheet_no_name_column, sheet_column_twice."""
        if "full_name" not in self.places and "given_names" not in self.places:
            found = ", ".join(cell for cell in self.headings if cell)[:300]
            raise SheetError("sheet_no_name_column", found=found or "–")
        for field, found in self.places.items():
            if len(found) > 1 and field not in JOINED_BY:
                first, second = (self.headings[place] for place in found[:2])
                raise SheetError("sheet_column_twice", first=first, second=second)
        surnames_first = any(
            _plain(self.headings[place]) in SURNAMES_FIRST for place in self.places.get("full_name", ())
        )
        return Columns(self.line, self.headings, self.places, surnames_first)

    @property
    def fields(self):
        """For each heading its field, "" for one that is not used: what `of` takes."""
        field_of = {place: field for field, places in self.places.items() for place in places}
        return [field_of.get(place, "") for place in range(len(self.headings))]

    def heading(self, field):
        """The heading(s) of a field as written in the file; "" for a field the sheet does not have."""
        return " / ".join(self.headings[place] for place in self.places.get(field, ()))

    @property
    def not_used(self):
        """The headings that were not understood, in their order."""
        return [heading for heading, field in zip(self.headings, self.fields, strict=True) if heading and not field]

    def pick(self, cells):
        """The row as {field: text}; the texts of a field with several columns are joined (see JOINED_BY)."""
        return {
            field: JOINED_BY.get(field, " ").join(
                cells[place] for place in places if place < len(cells) and cells[place]
            )
            for field, places in self.places.items()
        }

    def repeats_headings(self, cells):
        """True for a row that is the heading row again (a page break) or names the columns by HXL tags."""
        if _names_by_tags(cells):
            return True
        filled = [cell for cell in cells if cell]
        if not filled:
            return False
        headings = [heading for heading in self.headings if heading]
        # Most rows differ in the first cell: only a row that does not is compared as a whole.
        return fold(filled[0]) == fold(headings[0]) and [*map(fold, filled)] == [*map(fold, headings)]

    def overflows(self, cells):
        """True when a row has text beyond the last heading: a delimiter inside a value has shifted it."""
        width = max(place for place, heading in enumerate(self.headings) if heading) + 1
        return any(cells[width:])


def shape_of(headings):
    """What a sheet's heading row is known by again (SHA-256, hex): its headings in their order, however written."""
    folded = [fold(heading) for heading in headings]
    while folded and not folded[-1]:
        folded.pop()
    return hashlib.sha256(json.dumps(folded).encode()).hexdigest()


def find_columns(rows, remembered=None):
    """The Columns of a sheet: `rows` are its first (line, cells). The heading row is one that is `remembered` ({shape:
    fields}, see shape_of) with what its columns hold, else the one with most known headings.

    Raises SheetError: sheet_no_name_column (the sentence lists the headings found), sheet_column_twice.
    """
    return guess_columns(rows, remembered).checked()


def guess_columns(rows, remembered=None):
    """The same, also where it is not enough to read people from: for somebody to say the rest."""
    rows = _with_merged_headings(rows[:SEARCHED_ROWS])
    for line, cells in rows if remembered else ():
        if fields := remembered.get(shape_of(cells)):
            return _columns(line, cells, {place: field for place, field in enumerate(fields) if field})
    candidates = [
        (_match(cells, [below for _l, below in rows[at + 1 :]]), line, cells) for at, (line, cells) in enumerate(rows)
    ]
    places, line, cells = max(candidates, key=lambda candidate: len(set(candidate[0].values())))
    if not places:
        # When not one heading is known, the first row with several cells is what a person would call the headings.
        _places, line, cells = next((c for c in candidates if sum(map(bool, c[2])) > 1), candidates[0])
    return _columns(line, cells, places)


def _columns(line, cells, field_at):
    places = {}
    for place, field in field_at.items():
        places.setdefault(field, []).append(place)
    return Columns(line, tuple(cells), {field: tuple(found) for field, found in places.items()}, False)


def _with_merged_headings(rows):
    """A heading that is merged over two rows stands in the upper one: it is taken where the lower cell is empty."""
    found, above = [], []
    for line, cells in rows:
        several = sum(map(bool, cells)) > 1 and not _names_by_tags(cells)
        over = [*above, *[""] * len(cells)] if several else [""] * len(cells)
        found.append((line, [cell or (up if _field_of(up) else "") for cell, up in zip(cells, over, strict=False)]))
        above = cells
    return found


def _names_by_tags(cells):
    """Whether a row names the columns by HXL tags."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(cell.startswith("#") for cell in filled)


def _plain(heading):
    """A heading without the groups that KoBoToolbox puts before it: "datos/nombres" → "nombres"."""
    whole = fold(heading)
    return whole if whole in FIELD_OF_HEADING else fold(heading.rpartition("/")[2])


def _field_of(heading):
    # "_id", "_uuid", "_submission_time": what KoBoToolbox says about the form itself.
    return "" if heading.rpartition("/")[2].startswith("_") else FIELD_OF_HEADING.get(_plain(heading), "")


def _match(cells, below):
    """{place: field} of the headings that are known, if this is the heading row."""
    field_at = {place: field for place, cell in enumerate(cells) if (field := _field_of(cell))}
    choices = [
        place for place, field in field_at.items() if "/" in cells[place] and _is_choice(place, field, cells, below)
    ]
    for place in choices:
        del field_at[place]
    if "family_names" in field_at.values():
        apart = [place for place in field_at if _plain(cells[place]) in GIVEN_BESIDE_SURNAMES]
        field_at |= dict.fromkeys(apart, "given_names")
    by_kind = [place for place, field in field_at.items() if field in ("cedula_number", "passport_number")]
    if "document_kind" in field_at.values() and "document_number" not in field_at.values() and len(by_kind) == 1:
        # Beside a column with the kind, a column called "Cédula" holds the number of whatever document it is.
        field_at[by_kind[0]] = "document_number"
    return field_at


def _is_choice(place, field, cells, below):
    """Whether a column is one choice of a question with several answers: "documentos/pasaporte", with 0 and 1."""
    if cells[place].rpartition("/")[0] in cells:
        return True
    answers = {row[place].casefold() for row in below if place < len(row)}
    return field not in ANSWERED_BY_NUMBER and bool(answers - {""}) and answers <= CHOICE_ANSWERS
