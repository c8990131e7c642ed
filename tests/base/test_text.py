"""Spellings of the same thing compare equal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.base.text import fold, squash, tidy, tidy_lines

anything = st.text(st.characters(), max_size=40)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("José  de-la Ñusta", "jose de la nusta"),
        ("GONZÁLEZ,Rondón", "gonzalez rondon"),
        ("Gonza\u0301lez", "gonzalez"),
        ("Gon\u00adzález", "gonzalez"),
        ("\u202aYulimar\u202c", "yulimar"),
        ("O'Brien", "o brien"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("Ольга", "ольга"),
        ("٣٤٥", "345"),
        ("x²", "x2"),
        ("\x00\ud800 -.", ""),
    ],
)
def test_fold(typed, folded):
    assert fold(typed) == folded


@pytest.mark.parametrize(
    "written", ["V-12.345.678", "v 12345678", "V12345678", "\u200eV‑12 345 678", "Ｖ１２３４５６７８"]
)
def test_a_number_is_the_same_however_written(written):
    assert squash(written) == "V12345678"


@pytest.mark.parametrize(
    ("typed", "tidied"),
    [
        ("  María \t del\nCarmen ", "María del Carmen"),
        ("a\x00b", "a b"),
        ("a\u00a0b", "a b"),
        ("a\u200bb", "ab"),
        ("Gon\u00adzález", "González"),
        ("a\ud800b", "a b"),
        ("", ""),
    ],
)
def test_tidy(typed, tidied):
    assert tidy(typed) == tidied


@given(anything)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(anything)
def test_case_accents_and_spaces_do_not_matter(text):
    assert fold(f"  {fold(text).upper()} ") == fold(fold(text).upper())
    assert fold(tidy(text)) == fold(text)


@given(anything)
def test_squash_is_letters_and_digits_only(text):
    assert " " not in squash(text)
    assert all(c.isalnum() for c in squash(text))


@given(anything)
def test_tidy_text_is_one_printable_line_that_a_database_takes(text):
    tidied = tidy(text)
    assert tidied.isprintable()
    assert tidied == tidied.strip() == tidy(tidied)
    assert "\x00" not in tidied
    tidied.encode()


@given(anything)
def test_lines_stay_lines(text):
    tidied = tidy_lines(text)
    assert tidied == tidy_lines(tidied)
    assert all(line == tidy(line) for line in tidied.split("\n"))
    tidied.encode()


def test_tidy_lines_keeps_what_was_typed():
    assert tidy_lines("\r\n Llamó hoy. \r\n\r\nVuelve el lunes.\x00\n\n") == "Llamó hoy.\n\nVuelve el lunes."
