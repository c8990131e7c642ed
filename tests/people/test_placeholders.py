"""What people write to get past a form: one rule for the page, REST, imports and merging."""

import pytest
from django.core.exceptions import ValidationError

from casework.people import rules
from casework.people.placeholders import is_no_contact, is_no_name, is_no_number


@pytest.mark.parametrize(
    "text", ["N/A", "0", "NO TIENE", "S/N", "xxx", "Sin nombre", "?", "--", "no sabe", "000", "n. n."]
)
def test_no_names(text):
    assert is_no_name(text)


@pytest.mark.parametrize("text", ["Ana", "Nadia", "Sin Wai", "Noé", "Ñ", "Nora", "Nonato", "Zulay"])
def test_names(text):
    assert not is_no_name(text)


@pytest.mark.parametrize(
    "number",
    ["00000000", "12345678", "1234567890", "S/N", "NO TIENE", "11111111", "V-00000000", "en trámite", "123456"],
)
def test_no_numbers(number):
    assert is_no_number(number)
    with pytest.raises(ValidationError) as caught:
        rules.check_document_number("ve_cedula", number)
    assert caught.value.code == "number_placeholder"


@pytest.mark.parametrize("number", ["V-12345678", "9876543", "1710034065", "AB123456", "27149666", "145678901"])
def test_numbers(number):
    assert not is_no_number(number)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("phone", "0999999999"),
        ("phone", "0900000000"),
        ("whatsapp", "999999999"),
        ("phone", "+593 99 999 9999"),
        ("phone", "no tiene"),
        ("email", "notiene@gmail.com"),
        ("email", "sin.correo@hotmail.com"),
        ("email", "x@x.com"),
        ("email", "NA@na.com"),
    ],
)
def test_contacts_that_reach_nobody(kind, value):
    assert is_no_contact(kind, value)
    with pytest.raises(ValidationError) as caught:
        rules.parse_contact(kind, value)
    assert caught.value.code == "contact_placeholder"


@pytest.mark.parametrize(
    ("kind", "value"), [("phone", "0987654321"), ("phone", "+58 414 2699828"), ("email", "ana@correo.example")]
)
def test_contacts(kind, value):
    assert not is_no_contact(kind, value)


@pytest.mark.parametrize("text", ["José1", "Ana <b>", "Peña@", "Luis_2", "Ana 😀", "Ana;Soto"])
def test_names_are_spelled_as_names(text):
    with pytest.raises(ValidationError) as caught:
        rules.check_name_part(text)
    assert caught.value.code == "name_not_letters"


@pytest.mark.parametrize("text", ["José", "O’Hara", "D'Angelo", "Ana-Luz", "Ma. José", "محمد", "नेहा", "João", "Ñáñez"])
def test_names_of_any_script(text):
    rules.check_name_part(text)


def test_a_name_in_another_encoding_is_refused_with_its_name():
    with pytest.raises(ValidationError) as caught:
        rules.check_name_part("JosÃ© Marã­a")
    assert (caught.value.code, caught.value.params) == ("name_encoding", {"encoding": "Windows-1252"})


@pytest.mark.parametrize("written", ["V-9876543", "V-09876543", "09876543", "9876543", "V 009.876.543", "v9876543"])
def test_one_key_for_a_venezuelan_cedula(written):
    assert rules.document_key("ve_cedula", written) == "V9876543"
    assert "V9876543" in rules.document_keys(written)
    assert rules.check_document_number("ve_cedula", written) is None


def test_keys_of_other_documents_are_as_written():
    assert rules.document_key("passport", "012-345 678a") == "012345678A"
    assert rules.document_key("ve_cedula", "E-84.111.406") == "E84111406"
    assert "012345678A" in rules.document_keys("012345678a")
    assert rules.document_keys("E-84111406") == ["E84111406"]
