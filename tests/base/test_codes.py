"""Codes read over a phone: what their check character finds is counted, not believed."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from casework.base.codes import ALPHABET, LENGTH, new_code, parse_code, with_check

bodies = st.text(ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1)


def test_the_alphabet_has_no_vowels_and_nothing_that_is_mistaken_for_another():
    assert len(set(ALPHABET)) == len(ALPHABET) == 22
    assert not set(ALPHABET) & set("AEIOU01ZBVGNSQ")


def test_a_new_code_is_two_groups_of_four_and_no_two_are_alike():
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(len(code) == 9 and code[4] == "-" and parse_code(code) == code for code in codes)


@given(bodies)
def test_a_code_is_read_however_it_is_spaced_or_written(body):
    code = with_check(body)
    bare = code.replace("-", "")
    for spoken in (code, bare, code.lower(), " ".join(bare), f"  {bare[:2]} {bare[2:]}. "):
        assert parse_code(spoken) == code


@given(bodies)
def test_every_single_wrong_character_is_found(body):
    bare = with_check(body).replace("-", "")
    for position, wrong in product(range(LENGTH), ALPHABET):
        if wrong != bare[position]:
            assert parse_code(bare[:position] + wrong + bare[position + 1 :]) is None


def test_of_231_swaps_of_neighbours_230_are_found():
    """Over every pair of characters behind every beginning of two, which brings the check into each of its states."""
    swaps = missed = 0
    for first, second, one, other in product(ALPHABET, repeat=4):
        if one < other:
            swaps += 1
            tail = with_check(first + second + one + other + "222").replace("-", "")[4:]
            missed += parse_code(first + second + other + one + tail) is not None
    assert swaps == 22 * 22 * (22 * 21 // 2)
    assert missed * 231 == swaps


@given(st.text(max_size=20))
def test_whatever_is_typed_is_a_code_or_none(text):
    code = parse_code(text)
    assert code is None or parse_code(code) == code


def test_what_is_not_a_code():
    for text in ("", "K7M4", "K7M4-PXC", "K7M4-PXC99", "AEIO-UAEI", "²²²²-²²²²", "ＫＫＫＫ-ＫＫＫＫ", "K7M4\x00PXC9K"):
        assert parse_code(text) is None
