"""Telephones of other people are never kept as the person's own."""

import pytest

from casework.people.sheets.headings import meaning_of

from .making import read


def numbers(source):
    """For each row the person's own numbers, and those of others with who they are."""
    return [(row.person.phones, tuple(row.person.other_phones)) for row in read(source).rows]


@pytest.mark.parametrize(
    "heading",
    """Teléfono activo en Ecuador|¿Cuál es su número de teléfono celular o WhatsApp?|Número de celular (WhatsApp)
    Teléfono Claro|Teléfono internacional|Teléfono de contacto en Venezuela|Teléfono (10 dígitos)|WhatsApp
    Phone number of the applicant|Beneficiary phone (WhatsApp)|Teléfono del titular|Household phone|Phone (current)
    Teléfono para contactarle|Celular movistar|Teléfono (propio o de un familiar)|Número de contacto""".replace(
        "\n", "|"
    ).split("|"),
)
def test_own_telephones(heading):
    assert meaning_of(heading.strip()).field == "phone"


@pytest.mark.parametrize(
    "heading",
    """Tel. del albergue|Neighbour phone|Neighbor's phone|Teléfono de la vecina|Teléfono del jefe|Landlord's phone
    Celular del arrendador|Teléfono (mamá)|Celular 2 (familiar)|WhatsApp del hijo|Teléfono de la iglesia
    Alt. contact phone|Phone of the pastor|Celular de la pareja""".replace("\n", "|").split("|"),
)
def test_telephones_of_others(heading):
    assert meaning_of(heading.strip()).field == "other_phone"


@pytest.mark.parametrize(
    "heading",
    """Focal point phone|Phone (focal point)|Phone of referring partner|Teléfono del gestor|Caseworker phone
    Case manager phone|Teléfono del punto focal|Teléfono del colegio|Teléfono empleador|Referral phone""".replace(
        "\n", "|"
    ).split("|"),
)
def test_telephones_of_nobody_in_the_family(heading):
    assert meaning_of(heading.strip()).field == ""


@pytest.mark.parametrize(
    "heading",
    """Phone 1 owner|De quién es el teléfono 1|Propietario del teléfono|Dueño del celular|Whose phone is it?
    ¿A quién pertenece el teléfono?|Owner of the phone|phone_1_owner|Teléfono 1 - propietario""".replace(
        "\n", "|"
    ).split("|"),
)
def test_columns_that_say_whose_a_telephone_is(heading):
    assert meaning_of(heading.strip()).field == "phone_owner"


@pytest.mark.parametrize(
    ("name", "phone"),
    [
        ("Alt. contact name", "Alt. contact phone"),
        ("Contact name", "Contact phone"),
        ("Nombre de la persona de contacto", "Teléfono de contacto"),
    ],
)
def test_a_named_contact_has_the_telephone_of_a_contact(name, phone):
    sheet = f"Nombre y apellido;{name};{phone};Celular\nLila Rojas;Wilson Mosquera;0984411301;0984411300"
    assert numbers(sheet) == [(("+593984411300",), (("+593984411301", phone),))]
    assert read(sheet).rows[0].person.others == f"{name}: Wilson Mosquera"


def test_the_telephone_of_a_contact_alone_is_the_persons():
    assert numbers("Nombre completo;Teléfono de contacto\nLila Rojas;0984411301") == [(("+593984411301",), ())]
    kobo = "contacto/nombre completo;contacto/telefono\nLila Rojas;0984411301"
    assert numbers(kobo) == [(("+593984411301",), ())]


def test_a_telephone_right_after_somebody_else_and_before_the_names_is_of_that_person():
    own, others = numbers(
        "Nombres del representante;Cédula del representante;Teléfono;Nombres y apellidos del NNA;Sexo\n"
        "Marielba Sosa;V-15.222.333;0984412050;Sofía Valentina Rangel Sosa;F"
    )[0]
    assert (own, [phone.number for phone in others]) == ((), ["+593984412050"])
    after = "Nombre de la madre;Nombres y apellidos;Teléfono\nMarielba Sosa;Sofía Rangel;0984412050"
    assert numbers(after) == [(("+593984412050",), ())]


@pytest.mark.parametrize(
    "own", ["herself", "propio", "De ella misma", "titular", "Beneficiaria", "", "Lila Rojas", "yo"]
)
def test_the_owner_is_the_person(own):
    sheet = f"Nombre y apellido;Teléfono;Dueño del teléfono\nLila Rojas;0984413010;{own}"
    assert numbers(sheet) == [(("+593984413010",), ())]


@pytest.mark.parametrize(
    ("owner", "whose"),
    [
        ("neighbour", "neighbour"),
        ("de la vecina", "de la vecina"),
        ("su hermano", "su hermano"),
        ("Madre (2)", "Madre"),
        ("tía y prima", "tía & prima"),
    ],
)
def test_the_owner_is_somebody_else(owner, whose):
    sheet = f"Nombre y apellido;Teléfono;Dueño del teléfono\nLila Rojas;0984413010 / 022345678;{owner}"
    assert numbers(sheet) == [((), (("+593984413010", whose), ("+59322345678", whose)))]


def test_owners_belong_to_the_telephones_of_their_number():
    sheet = "Full name;Phone 1 owner;Phone 2 owner;Phone 1;Phone 2\nLila Rojas;self;neighbour;0984413010;0984413011"
    assert numbers(sheet) == [(("+593984413010",), (("+593984413011", "neighbour"),))]


def test_owners_without_a_number_belong_to_the_nearest_telephone():
    sheet = "Nombre y apellido;Celular;Propietario del celular;Otro teléfono\nLila Rojas;0984413010;su hija;0984413011"
    assert numbers(sheet) == [(("+593984413011",), (("+593984413010", "su hija"),))]


@pytest.mark.parametrize(
    ("cell", "phones", "email"),
    [
        ("0984412040 yoli@correo.example", ("+593984412040",), "yoli@correo.example"),
        ("yoli@correo.example / 0984412040", ("+593984412040",), "yoli@correo.example"),
        ("0984412041", ("+593984412041",), ""),
        ("12345678901234567 x", (), ""),
        ("yoli1984412040@correo.example", (), "yoli1984412040@correo.example"),
    ],
)
def test_a_number_beside_an_address_is_a_telephone(cell, phones, email):
    person = read(f"Nombre y apellido;Telf. / Correo\nYolanda Mora;{cell}").rows[0].person
    assert (person.phones, person.email) == (phones, email)
