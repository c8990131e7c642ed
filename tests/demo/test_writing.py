"""Rows as COPY reads them, and pieces of work that several processes make."""

import os
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from casework.demo.making import in_their_order
from casework.demo.writing import as_copy_reads


@pytest.mark.django_db
def test_copy_reads_what_was_meant():
    rows = [
        ("a\\b", "two\nlines\r", "tab\there", None, 3, True, date(2026, 3, 1), Decimal("1.50")),
        ("", "\\N", "\\.", "ñandú", -4, False, None, None),
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE copied (a text, b text, c text, d text, e int, f bool, g date, h numeric)"
            " ON COMMIT DROP"
        )
        with cursor.copy("COPY copied FROM STDIN") as copy:
            copy.write(as_copy_reads(rows))
        cursor.execute("SELECT * FROM copied")
        assert cursor.fetchall() == rows


@pytest.mark.parametrize("sign", ["\x1e", "\x1f"])
def test_a_text_that_would_part_rows_is_refused(sign):
    with pytest.raises(ValueError, match="parts rows"):
        as_copy_reads([(f"a{sign}b", 1)])


def made_of(place):
    return place, os.getpid()


def test_pieces_come_in_their_order_from_so_many_processes():
    made = list(in_their_order(made_of, range(0, 50, 7), processes=3))
    assert [place for place, _ in made] == list(range(0, 50, 7))
    assert len({process for _, process in made} | {os.getpid()}) == 4


def test_one_process_makes_all_itself():
    assert {process for _, process in in_their_order(made_of, range(5), processes=1)} == {os.getpid()}


def breaks(place):
    raise SystemExit(1)


def test_a_process_that_ends_too_early_is_told():
    with pytest.raises(ChildProcessError):
        list(in_their_order(breaks, range(4), processes=2))


def test_makers_end_with_whoever_stops_taking():
    pieces = in_their_order(made_of, range(10_000), processes=2)
    _, process = next(pieces)
    pieces.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
