"""What makes a person's data right or wrong."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from stdnum.ec import ci

from casework.people import rules

TODAY = date(2025, 3, 12)


def code_of(check, *args, **kwargs):
    with pytest.raises(ValidationError) as refused:
        check(*args, **kwargs)
    return refused.value.code


def test_birth_dates():
    for fine in (TODAY, date(2024, 2, 29), date(1905, 1, 1)):
        rules.check_birth_date(fine, today=TODAY)
    assert code_of(rules.check_birth_date, date(2025, 3, 13), today=TODAY) == "birth_in_future"
    assert code_of(rules.check_birth_date, date(1904, 12, 31), today=TODAY) == "birth_too_long_ago"
    assert code_of(rules.check_birth_date, date.min, today=TODAY) == "birth_too_long_ago"


def test_what_happened_is_neither_ahead_nor_before_anybody_alive_was_born():
    for fine in (TODAY, date(1905, 1, 1)):
        rules.check_not_in_future(fine, today=TODAY)
    assert code_of(rules.check_not_in_future, date(2025, 3, 13), today=TODAY) == "in_future"
    assert code_of(rules.check_not_in_future, date(1904, 12, 31), today=TODAY) == "out_of_reach"


def test_what_may_be_ahead_is_not_centuries_away():
    for fine in (TODAY, date(2125, 12, 31), date(1905, 1, 1)):
        rules.check_within_reach(fine, today=TODAY)
    for slip in (date(205, 3, 12), date(2205, 3, 12), date.min, date.max):
        assert code_of(rules.check_within_reach, slip, today=TODAY) == "out_of_reach"


@pytest.mark.parametrize(
    ("born", "today", "age"),
    [
        (date(2000, 3, 12), date(2025, 3, 12), 25),
        (date(2000, 3, 13), date(2025, 3, 12), 24),
        (date(2004, 2, 29), date(2025, 2, 28), 20),
        (date(2004, 2, 29), date(2025, 3, 1), 21),
        (date(2004, 2, 29), date(2024, 2, 29), 20),
        (date(2025, 3, 12), date(2025, 3, 12), 0),
        (None, date(2025, 3, 12), None),
    ],
)
def test_age(born, today, age):
    assert rules.age_on(born, today) == age


def test_names():
    rules.check_name("Ñ", "")
    rules.check_name("ر", "")
    rules.check_name("x" * 120, "y" * 120)
    assert code_of(rules.check_name, " .-", "González") == "name_without_letters"
    assert code_of(rules.check_name, "ﷺ" * 30, "") == "name_too_long"


@pytest.mark.parametrize("number", ["1713175071", "171317507-1", " 1713175071 "])
def test_a_cedula_is_taken_however_written(number):
    rules.check_document_number("ec_cedula", number)


@given(st.integers(0, 9), st.integers(0, 9))
def test_one_wrong_digit_in_a_cedula_is_found(position, digit):
    right = "1713175071"
    wrong = right[:position] + str(digit) + right[position + 1 :]
    if wrong != right:
        assert not ci.is_valid(wrong)
        assert code_of(rules.check_document_number, "ec_cedula", wrong) == "cedula_check_digit"


@pytest.mark.parametrize("number", ["171317507", "17131750711", "abcdefghij", "1713175072", "9913175071"])
def test_what_is_no_cedula(number):
    assert code_of(rules.check_document_number, "ec_cedula", number) == "cedula_check_digit"


@pytest.mark.parametrize("number", ["V-12.345.678", "e12345678", "12345", "V12345", "V١٢٣٤٥"])
def test_venezuelan_cedulas(number):
    rules.check_document_number("ve_cedula", number)


@pytest.mark.parametrize("number", ["V-1234", "V-123456789", "X-12345678", "VE1234567", "V", "1234V5678"])
def test_what_is_no_venezuelan_cedula(number):
    assert code_of(rules.check_document_number, "ve_cedula", number) == "ve_cedula_form"


@pytest.mark.parametrize("kind", ["passport", "cpm", "ec_cedula", "ve_cedula", "other"])
def test_a_number_has_letters_or_digits_and_fits_what_it_is_searched_by(kind):
    for empty in ("", " - ", "\x00", "\u200b"):
        assert code_of(rules.check_document_number, kind, empty) == "number_empty"
    assert code_of(rules.check_document_number, kind, "ﷺ" * 5) == "number_too_long"


@pytest.mark.parametrize("typed", ["0987654321", "987654321", "+593 98 765 4321", "\u202a+593-98-765-4321\u202c"])
def test_a_mobile_is_one_number_however_written(typed):
    assert rules.parse_phone(typed) == "+593987654321"


def test_numbers_of_other_countries_keep_their_country():
    assert rules.parse_phone("+58 412 1234567") == "+584121234567"


@pytest.mark.parametrize("typed", ["", "hola", "123", "098765432", "+593", "+999 123456789", "9" * 250, "\x00", "@"])
def test_what_is_no_phone(typed):
    assert code_of(rules.parse_phone, typed) == "phone_form"


def test_contacts_have_one_form_and_a_key():
    assert rules.parse_contact("whatsapp", "0987654321") == "+593987654321"
    assert rules.parse_contact("email", " Yuli@Example.ORG ") == "yuli@example.org"
    with pytest.raises(ValidationError):
        rules.parse_contact("email", "yuli\x00@example.org")
    assert rules.contact_key("phone", "+593987654321") == rules.contact_key("whatsapp", "098 765 4321") == "7654321"
    assert rules.contact_key("email", "yuli@example.org") == "yuli@example.org"
