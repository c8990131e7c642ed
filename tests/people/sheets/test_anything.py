"""Whatever people type: it is understood or refused with a sentence, and nothing ever crashes."""

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.people.sheets import SheetError, ValueProblem
from casework.people.sheets.columns import HEADINGS
from casework.people.sheets.rows import fingerprint
from casework.people.sheets.values import answers, contacts, countries, dates, documents, names
from casework.people.sheets.values.places import Places

from .making import DIVISIONS, TODAY, read

PLACES = Places(DIVISIONS)
TYPED = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="0123456789/-.,+ VEve%ñÁ?aprox", max_size=25),
    st.lists(st.sampled_from("no tiene M F 12/03 1990 ene de la V- 0992133505 Cuenca - E8 si vencido".split())).map(
        " ".join
    ),
)


def says_something(problem):
    assert problem.message


READERS = {
    "full name": names.read_full_name,
    "surnames first": lambda text: names.read_full_name(text, surnames_first=True),
    "name part": names.read_name_part,
    "sex": answers.read_sex,
    "yes or no": answers.read_yes_no,
    "number": lambda text: answers.read_whole_number(text, least=0, most=30),
    "age": answers.read_age,
    "percentage": answers.read_percentage,
    "text": lambda text: answers.read_text(text, limit=20),
    "date": lambda text: dates.read_date(text, today=TODAY),
    "date, month first": lambda text: dates.read_date(text, today=TODAY, month_first=True),
    "nationality": countries.read_nationality,
    "kind of document": documents.read_kind,
    "document": lambda text: documents.build_document(
        documents.Kind("cedula", False), documents.read_number(text), nationality="VE"
    ),
    "phones": contacts.read_phones,
    "e-mail": contacts.read_email,
    "province": PLACES.read_province,
    "canton": PLACES.read_canton,
}


@pytest.mark.parametrize("reader", READERS)
@given(text=TYPED)
def test_a_value_is_understood_or_refused(reader, text):
    try:
        READERS[reader](text)
    except ValueProblem as problem:
        says_something(problem)


@given(
    day=st.dates(min_value=dt.date(1910, 1, 1), max_value=TODAY),
    form=st.sampled_from("%d/%m/%Y %Y-%m-%d %d.%m.%Y".split()),
)
def test_a_date_is_read_as_it_was_written(day, form):
    assert dates.read_date(day.strftime(form), today=TODAY) == (day, "day")
    assert dates.read_date(str((day - dates.SERIAL_ZERO).days).zfill(5), today=TODAY).date == day


@given(text=TYPED)
def test_a_date_is_never_in_the_future_nor_older_than_people(text):
    try:
        dated = dates.read_date(text, today=TODAY)
    except ValueProblem:
        return
    assert TODAY.year - dates.OLDEST <= dated.date.year
    assert dated.date <= TODAY


@given(text=TYPED)
def test_no_letter_of_a_name_is_lost(text):
    try:
        name = names.read_full_name(text)
    except ValueProblem:
        return

    def letters(words):
        return sorted(filter(str.isalpha, unicodedata.normalize("NFKD", words).casefold()))

    assert letters("".join(name)) == letters(text)


@given(rows=st.lists(st.lists(TYPED, min_size=len(HEADINGS), max_size=len(HEADINGS)), max_size=4))
def test_a_row_is_a_person_or_has_problems(rows):
    headings = [text.split("|")[0].strip() for text in HEADINGS.values()]
    lines = [headings, *([cell.replace('"', "").replace("|", "") for cell in row] for row in rows)]
    text = "\n".join("|".join(" ".join(cell.split()) for cell in line) for line in lines)
    try:
        sheet = read(text)
    except SheetError as error:
        says_something(error)
        return
    for row in sheet.rows:
        assert (row.person is None) == bool(row.problems)
        assert all(problem.message for problem in row.problems + row.warnings)


@given(data=st.binary(max_size=200))
def test_any_bytes_are_a_sheet_or_an_error_with_a_sentence(data):
    for start in (b"", b"Nombre;Edad\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe"):
        try:
            read(start + data)
        except SheetError as error:
            says_something(error)


@given(texts=st.dictionaries(st.sampled_from(sorted(HEADINGS)), st.text(alphabet="aáñÑ 1/.-", min_size=1), max_size=6))
def test_a_fingerprint_ignores_case_accents_and_spaces(texts):
    reversed_order = dict(reversed(texts.items()))
    assert fingerprint(texts) == fingerprint(reversed_order)
    assert fingerprint(texts) == fingerprint({field: f"  {text.upper()} " for field, text in texts.items()})
    plain = {field: text.replace("á", "a").replace("ñ", "n").replace("Ñ", "N") for field, text in texts.items()}
    assert fingerprint(texts) == fingerprint(plain)
