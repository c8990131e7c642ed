"""Which column of a sheet holds what: the heading row is found and its headings are matched to our fields."""

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


@dataclass(frozen=True)
class Columns:
    """Where each field stands in the sheet."""

    line: int  # the line of the heading row
    headings: tuple  # as written in the file
    places: dict  # field → the positions of its columns, from 0
    surnames_first: bool  # the full name's heading says that surnames come first

    def heading(self, field):
        """The heading(s) of a field as written in the file; "" for a field the sheet does not have."""
        return " / ".join(self.headings[place] for place in self.places.get(field, ()))

    @property
    def not_used(self):
        """The headings that were not understood, in their order."""
        used = {place for places in self.places.values() for place in places}
        return [heading for place, heading in enumerate(self.headings) if heading and place not in used]

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
        filled = [cell for cell in cells if cell]
        if all(cell.startswith("#") for cell in filled):
            return bool(filled)
        headings = [heading for heading in self.headings if heading]
        # Most rows differ in the first cell: only a row that does not is compared as a whole.
        return fold(filled[0]) == fold(headings[0]) and [*map(fold, filled)] == [*map(fold, headings)]

    def overflows(self, cells):
        """True when a row has text beyond the last heading: a delimiter inside a value has shifted it."""
        width = max(place for place, heading in enumerate(self.headings) if heading) + 1
        return any(cells[width:])


def find_columns(rows):
    """The Columns of a sheet: `rows` are its first (line, cells), of which the one with most known headings counts.

    Raises SheetError: sheet_no_name_column (the sentence lists the headings found), sheet_column_twice.
    """
    candidates = [(_match(cells), line, cells) for line, cells in rows[:SEARCHED_ROWS]]
    places, line, cells = max(candidates, key=lambda candidate: len(candidate[0]))
    if "full_name" not in places and "given_names" not in places:
        # When not one heading is known, the first row with several cells is what a person would call the headings.
        headings = cells if places else next((c for _m, _l, c in candidates if sum(map(bool, c)) > 1), cells)
        raise SheetError("sheet_no_name_column", found=", ".join(cell for cell in headings if cell)[:300] or "–")
    for field, found in places.items():
        if len(found) > 1 and field not in JOINED_BY:
            raise SheetError("sheet_column_twice", first=cells[found[0]], second=cells[found[1]])
    surnames_first = any(fold(cells[place]) in SURNAMES_FIRST for place in places.get("full_name", ()))
    return Columns(line, tuple(cells), places, surnames_first)


def _match(cells):
    names = [fold(cell) for cell in cells]
    apart = any(FIELD_OF_HEADING.get(name) == "family_names" for name in names)
    places = {}
    for place, name in enumerate(names):
        field = "given_names" if apart and name in GIVEN_BESIDE_SURNAMES else FIELD_OF_HEADING.get(name)
        if field:
            places.setdefault(field, []).append(place)
    by_kind = [field for field in ("cedula_number", "passport_number") if field in places]
    if "document_kind" in places and "document_number" not in places and len(by_kind) == 1:
        # Beside a column with the kind, a column called "Cédula" holds the number of whatever document it is.
        places["document_number"] = places.pop(by_kind[0])
    return {field: tuple(found) for field, found in places.items()}
