"""Every kind of value: what is understood, what is refused and with which code."""

import datetime as dt

import pytest

from casework.people.sheets import ValueProblem
from casework.people.sheets.values import answers, contacts, countries, dates, documents, names
from casework.people.sheets.values.numbers import without_float
from casework.people.sheets.values.places import Places
from casework.people.sheets.values.words import is_not_known, says_none

from .making import DIVISIONS, TODAY


def refused(read, *args, **options):
    """The code with which a value is refused."""
    with pytest.raises(ValueProblem) as caught:
        read(*args, **options)
    assert caught.value.message
    return caught.value.code


class Warnings(list):
    def __call__(self, code, **params):
        self.append(code)


# Names ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ana pérez", ("Ana", "Pérez")),
        ("Ana Pérez Soto", ("Ana", "Pérez Soto")),
        ("Ana María Soto", ("Ana María", "Soto")),
        ("ANA MARÍA PÉREZ SOTO", ("Ana María", "Pérez Soto")),
        ("José Gregorio Luis Pérez Soto", ("José Gregorio Luis", "Pérez Soto")),
        ("pérez soto,ana maría", ("Ana María", "Pérez Soto")),
        ("María de los Ángeles Peña", ("María de los Ángeles", "Peña")),
        ("MARÍA DEL VALLE PEÑA SOTO", ("María del Valle", "Peña Soto")),
        ("Ana De la Cruz Soto", ("Ana", "De la Cruz Soto")),
        ("JUAN SAN MARTÍN", ("Juan", "san Martín")),
        ("José ORTEGA y Gasset", ("José", "Ortega y Gasset")),
        ("ana o'neill", ("Ana", "O'Neill")),
        ("RONALD McDonald-PÉREZ", ("Ronald", "McDonald-PÉREZ")),
        ("j.c. pérez", ("J.C.", "Pérez")),
        ("ÑÁÑEZ, ÍÑIGO", ("Íñigo", "Ñáñez")),
        ("محمد علي", ("محمد", "علي")),
    ],
)
def test_full_names(text, name):
    warnings = Warnings()
    assert names.read_full_name(text, warn=warnings) == name
    assert warnings == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Pérez Ana", ("Ana", "Pérez")),
        ("Pérez Soto Ana", ("Ana", "Pérez Soto")),
        ("Pérez Ana María", ("Ana María", "Pérez")),
        ("PÉREZ SOTO ANA MARÍA", ("Ana María", "Pérez Soto")),
        ("De la Cruz Soto Ana", ("Ana", "De la Cruz Soto")),
    ],
)
def test_names_under_a_heading_that_puts_surnames_first(text, name):
    assert names.read_full_name(text, surnames_first=True) == name


def test_turned_names_are_read_surnames_first_with_a_warning():
    warnings = Warnings()
    assert names.read_full_name("PÉREZ SOTO ANA MARÍA", warn=warnings) == ("Ana María", "Pérez Soto")
    assert warnings == ["name_surnames_first"]


def test_one_name_is_the_given_name_with_a_warning():
    warnings = Warnings()
    assert names.read_full_name("yusbelis", warn=warnings) == ("Yusbelis", "")
    assert names.read_full_name("Yusbelis,", warn=warnings) == ("Yusbelis", "")
    assert warnings == ["name_one_word"] * 2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("?", "name_missing"),
        ("  ", "name_missing"),
        ("Ana 2", "name_not_letters"),
        ("Elaborado por: Ana", "name_not_letters"),
        ("Soto, Ana, María", "name_commas"),
        ("Ana " + "x" * 101, "text_too_long"),
    ],
)
def test_names_refused(text, code):
    assert refused(names.read_full_name, text) == code


# Sex ------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("Hombre", "male"),
        ("MASCULINO", "male"),
        ("h", "male"),
        ("mujer", "female"),
        ("F.", "female"),
        ("otro", "other"),
    ],
)
def test_sex(text, sex):
    assert answers.read_sex(text) == sex


def test_an_m_that_cannot_be_told_is_left_open():
    warnings = Warnings()
    assert answers.read_sex("M", warn=warnings) == ""
    assert answers.read_sex("Mujer trans", warn=warnings) == ""
    assert warnings == ["sex_unclear"] * 2
    assert answers.read_sex("M", m_is="female") == "female"
    assert refused(answers.read_sex, "azul") == "sex_unknown_word"


# Dates ----------------------------------------------------------------------------------------------------------------
DAY_5_JAN_90 = (dt.date(1990, 1, 5), "day")


@pytest.mark.parametrize(
    "text",
    """05/01/1990|5/1/90|5.1.1990|05-01-1990|5 1 1990|1990-01-05|1990/1/5|1990-01-05T00:00:00|05/01/1990 00:00|
    05/01/1990 12:00:00 a. m.|5-ene-90|5-Ene-1990|5 de enero de 1990|5 enero del 1990|5-Jan-90|January 5, 1990|
    Jan 5th 1990|05-ene.-90|32878|32878.0""".replace("\n    ", "").split("|"),
)
def test_the_same_day_in_many_ways(text):
    assert dates.read_date(text, today=TODAY) == DAY_5_JAN_90


@pytest.mark.parametrize(
    ("text", "dated"),
    [
        ("1985", (dt.date(1985, 1, 1), "year")),
        ("1985.0", (dt.date(1985, 1, 1), "year")),
        ("aprox 1985", (dt.date(1985, 1, 1), "estimated")),
        ("Aprox. 1985", (dt.date(1985, 1, 1), "estimated")),
        ("1985 aproximadamente", (dt.date(1985, 1, 1), "estimated")),
        ("~1985", (dt.date(1985, 1, 1), "estimated")),
        ("1985?", (dt.date(1985, 1, 1), "estimated")),
        ("c. 1985", (dt.date(1985, 1, 1), "estimated")),
        ("aprox 05/01/1990", (dt.date(1990, 1, 5), "estimated")),
        ("29/02/2024", (dt.date(2024, 2, 29), "day")),
        ("12/3/25", (dt.date(2025, 3, 12), "day")),  # today
        ("13/3/25", (dt.date(1925, 3, 13), "day")),  # would be tomorrow
        ("15-sept-70", (dt.date(1970, 9, 15), "day")),
        ("15 set 1970", (dt.date(1970, 9, 15), "day")),
    ],
)
def test_dates(text, dated):
    assert dates.read_date(text, today=TODAY) == dated


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31/02/1990", "date_impossible"),
        ("29/02/2023", "date_impossible"),
        ("00/05/1990", "date_impossible"),
        ("1990-13-01", "date_impossible"),
        ("05/25/1990", "date_month_first"),
        ("13/03/2025", "date_future"),
        ("2031", "date_future"),
        ("60000", "date_future"),
        ("99999", "date_future"),
        ("01/01/1904", "date_too_old"),
        ("1850", "date_too_old"),
        ("pronto", "date_unclear"),
        ("5-xyz-90", "date_unclear"),
        ("38", "date_unclear"),
        ("5/1/990", "date_unclear"),
    ],
)
def test_dates_refused(text, code):
    assert refused(dates.read_date, text, today=TODAY) == code


def test_month_first_only_where_nothing_speaks_against_it():
    written = ["05/25/1990", "25/05/1990", "01/02/1990", "1990-05-25", "03/03/1990", "pronto"]
    both = (dates.DAY_FIRST, dates.MONTH_FIRST)
    assert [dates.orders_of(text) for text in written] == [(dates.MONTH_FIRST,), (dates.DAY_FIRST,), both, (), (), ()]
    assert dates.read_date("01/25/1990", today=TODAY, month_first=True).date == dt.date(1990, 1, 25)
    with pytest.raises(ValueProblem) as caught:
        dates.read_date("05/25/1990", today=TODAY)
    assert caught.value.params == {"suggestion": "25/05/1990"}


def test_whole_dates_and_ages():
    assert dates.read_whole_date("05/01/2020", today=TODAY) == dt.date(2020, 1, 5)
    assert refused(dates.read_whole_date, "2020", today=TODAY) == "date_not_whole"
    assert refused(dates.read_whole_date, "aprox 05/01/2020", today=TODAY) == "date_not_whole"
    assert dates.birth_from_age(41, on=dt.date(2023, 4, 24)) == (dt.date(1982, 1, 1), "estimated")
    assert dates.age_on(dt.date(1982, 1, 1), dt.date(2023, 4, 24)) == 41
    assert [answers.read_age(t) for t in ("30", "30 años", "30.0", "8 meses", "30 AÑOS", "20 días")] == [
        30,
        30,
        30,
        0,
        30,
        0,
    ]
    assert refused(answers.read_age, "121") == "number_out_of_range"


# Nationality ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Venezolana", "VE"),
        ("venezolano", "VE"),
        ("Venezolano/a", "VE"),
        ("VENEZUELA", "VE"),
        ("VEN", "VE"),
        ("ve", "VE"),
        ("Venezuelan", "VE"),
        ("Colombiana", "CO"),
        ("peruano", "PE"),
        ("Perú", "PE"),
        ("Española", "ES"),
        ("francesa", "FR"),
        ("alemana", "DE"),
        ("Haití", "HT"),
        ("Costa Rican", "CR"),
        ("estadounidense", "US"),
        ("ecuatorianos", "EC"),
        ("República Dominicana", "DO"),
        ("Chinese", "CN"),
        ("Syria", "SY"),
    ],
)
def test_nationalities(text, code):
    assert countries.read_nationality(text) == code


def test_nationalities_refused():
    with pytest.raises(ValueProblem) as caught:
        countries.read_nationality("venezoalna")
    assert (caught.value.code, caught.value.params) == ("nationality_unknown_suggestion", {"suggestion": "Venezolana"})
    assert refused(countries.read_nationality, "Marciana") == "nationality_unknown"
    assert refused(countries.read_nationality, "no") == "nationality_unknown"
    assert refused(countries.read_nationality, "Venezolana y colombiana") == "nationality_several"
    assert refused(countries.read_nationality, "VEN/COL") == "nationality_several"
    warnings = Warnings()
    assert countries.read_nationality("apátrida", warn=warnings) == ""
    assert warnings == ["nationality_stateless"]


# Documents ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Pasaporte", ("passport", False)),
        ("PASAPORTE VENCIDO", ("passport", True)),
        ("Expired passport", ("passport", True)),
        ("Cédula venezolana caducada", ("ve_cedula", True)),
        ("Cédula vencida venezolana", ("ve_cedula", True)),
        ("Cédula ecuatoriana", ("ec_cedula", False)),
        ("cedula", ("cedula", False)),
        ("C.I.", ("cedula", False)),
        ("DNI", ("national_id", False)),
        ("Cédula de ciudadanía", ("national_id", False)),
        ("Partida de nacimiento", ("birth_certificate", False)),
        ("Carnet de refugiado/a", ("refugee_card", False)),
        ("Carta andina", ("andean_card", False)),
        ("Visa", ("other", False)),
        ("no posee", ("none", False)),
        ("Ninguno", ("none", False)),
        ("Sin documentos", ("none", False)),
        ("indocumentada", ("none", False)),
    ],
)
def test_kinds_of_documents(text, kind):
    assert documents.read_kind(text) == kind


def build(kind, number, nationality="VE", warn=None):
    return documents.build_document(
        kind and documents.read_kind(kind),
        documents.read_number(number),
        nationality=nationality,
        warn=Warnings() if warn is None else warn,
    )


@pytest.mark.parametrize(
    ("kind", "number", "nationality", "document"),
    [
        ("cedula", "V-12.345.678", "", ("ve_cedula", "V12345678", "VE")),
        ("cedula", "e 84123456", "CO", ("ve_cedula", "E84123456", "VE")),
        ("CI", "020123456", "VE", ("ve_cedula", "20123456", "VE")),
        ("cédula", "0152033908", "VE", ("ec_cedula", "0152033908", "EC")),
        ("cédula", "0152033908", "", ("ec_cedula", "0152033908", "EC")),
        ("cédula ecuatoriana", "152033908.0", "VE", ("ec_cedula", "0152033908", "EC")),
        ("cédula", "1020304050", "CO", ("national_id", "1020304050", "CO")),
        ("DNI", "45612378", "PE", ("national_id", "45612378", "PE")),
        ("pasaporte", "ab-699 175", "PE", ("passport", "AB699175", "PE")),
        ("pasaporte", "", "VE", ("passport", "", "VE")),
        ("partida", "s/n", "VE", ("birth_certificate", "", "")),
        (None, "V-12345678", "", ("ve_cedula", "V12345678", "VE")),
        ("Carta andina", "A-17/2019", "VE", ("andean_card", "A172019", "EC")),
    ],
)
def test_documents(kind, number, nationality, document):
    assert build(kind, number, nationality) == (*document, False)


def test_no_document():
    assert build("no posee", "no tiene") is None
    assert build(None, "") is None


@pytest.mark.parametrize(
    ("kind", "number", "code"),
    [
        ("cédula venezolana", "V-1234567890123", "document_impossible"),
        ("cédula venezolana", "V-12345", "document_impossible"),
        ("cédula ecuatoriana", "0102030405", "document_check_digit"),
        ("cédula", "0102030405", "document_check_digit"),
        ("cédula ecuatoriana", "12345", "document_impossible"),
        ("pasaporte", "AB", "document_impossible"),
        ("pasaporte", "NOSABEELNUMERO", "document_impossible"),
        ("no posee", "152837672", "document_none_with_number"),
        ("pasaporte", "1.53E+08", "number_rounded"),
    ],
)
def test_documents_refused(kind, number, code):
    assert refused(build, kind, number) == code


def test_doubtful_documents():
    warnings = Warnings()
    assert build(None, "152837672", warn=warnings) == ("other", "152837672", "", False)
    assert build("cédula", "0152033908", "CO", warn=warnings) == ("national_id", "0152033908", "CO", False)
    assert warnings == ["document_kind_missing", "document_which_cedula"]
    assert refused(documents.read_kind, "papelito") == "document_kind_unknown"


# Contacts -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("0992133505", ["+593992133505"]),
        ("992133505", ["+593992133505"]),
        ("992133505.0", ["+593992133505"]),
        ("9.92133505E8", ["+593992133505"]),
        ("9,92133505E+08", ["+593992133505"]),
        ("099-213-3505", ["+593992133505"]),
        ("+593 99 213 3505", ["+593992133505"]),
        ("+593 099 213 3505", ["+593992133505"]),
        ("593992133505", ["+593992133505"]),
        ("Cel. 0992133505 (mamá)", ["+593992133505"]),
        ("0906920396", ["+593906920396"]),  # a mobile range that phonenumbers does not know
        ("(07) 281-2345", ["+59372812345"]),
        ("+58 414 2699828", ["+584142699828"]),
        ("0058 414 2699828", ["+584142699828"]),
        ("04142699828", ["+584142699828"]),
        ("584142699828", ["+584142699828"]),
        ("+57 300 1234567", ["+573001234567"]),
        ("0971124787 / 0959792051", ["+593971124787", "+593959792051"]),
        ("0971124787 y 0959792051", ["+593971124787", "+593959792051"]),
        ("0971124787; no tiene", ["+593971124787"]),
        ("0971124787,0959792051", ["+593971124787", "+593959792051"]),
        ("9.92133505E8 / 0971124787", ["+593992133505", "+593971124787"]),
        ("0971124787 / 971124787", ["+593971124787"]),
        ("no tiene", []),
        ("Sin teléfono", []),
    ],
)
def test_phones(text, phones):
    assert list(contacts.read_phones(text)) == phones


@pytest.mark.parametrize(
    "text", ["12345", "099213350", "09921335055", "abc", "0992133505 ext. Juan", "3001234567", "+1 2"]
)
def test_phones_refused(text):
    assert refused(contacts.read_phones, text) == "phone_impossible"


def test_a_rounded_phone_is_told():
    assert refused(contacts.read_phones, "9.92E+08") == "number_rounded"
    assert without_float("V-12.345.678") == "V-12.345.678"


def test_emails():
    assert contacts.read_email(" Ana@Correo.Example ") == "ana@correo.example"
    assert contacts.read_email("no tiene") == ""
    assert contacts.read_email("Sin correo") == ""
    assert refused(contacts.read_email, "juan@@correo") == "email_impossible"
    assert refused(contacts.read_email, "ana@correo.example / luis@correo.example") == "email_impossible"


# Places ---------------------------------------------------------------------------------------------------------------
PLACES = Places(DIVISIONS)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Azuay", "01"),
        ("CANAR", "03"),
        ("Provincia del Azuay", "01"),
        ("el oro", "07"),
        ("Santo Domingo", "23"),
        ("Sto. Domingo de los Tsáchilas", "23"),
    ],
)
def test_provinces(text, code):
    assert PLACES.read_province(text) == code


def test_provinces_refused():
    assert refused(PLACES.read_province, "Azuai") == "province_unknown_suggestion"
    assert refused(PLACES.read_province, "Táchira") == "province_unknown"


@pytest.mark.parametrize(
    ("text", "province", "canton"),
    [
        ("cuenca", "01", ("0101", "01", "")),
        ("GIRON ", None, ("0102", "01", "")),
        ("Cantón Quito", None, ("1701", "17", "")),
        ("Oña", "01", ("0110", "01", "")),
        ("Cuenca, Azuay", None, ("0101", "01", "")),
        ("Cuenca - El Vecino", "01", ("0101", "01", "El Vecino")),
        ("Cuenca (Totoracocha)", "01", ("0101", "01", "Totoracocha")),
        ("Bolívar", "13", ("1302", "13", "")),
        ("Loja", "11", ("1101", "11", "")),
    ],
)
def test_cantons(text, province, canton):
    warnings = Warnings()
    assert PLACES.read_canton(text, province=province, warn=warnings) == canton
    assert warnings == (["canton_with_place"] if canton[2] else [])


@pytest.mark.parametrize(
    ("text", "province", "code", "params"),
    [
        ("Cueca", "01", "canton_unknown_suggestion", {"suggestion": "Cuenca"}),
        ("Cueca - El Vecino", None, "canton_unknown_suggestion", {"suggestion": "Cuenca"}),
        ("Xyz", "01", "canton_unknown", {}),
        ("Machala", "01", "canton_elsewhere", {"province": "El Oro"}),
        ("Bolívar", None, "canton_ambiguous", {"provinces": "Carchi, Manabí"}),
        ("Bolívar", "01", "canton_elsewhere", {"province": "Carchi, Manabí"}),
    ],
)
def test_cantons_refused(text, province, code, params):
    with pytest.raises(ValueProblem) as caught:
        PLACES.read_canton(text, province=province)
    assert (caught.value.code, caught.value.params) == (code, params)


# Answers and numbers --------------------------------------------------------------------------------------------------
def test_yes_and_no():
    assert all(answers.read_yes_no(text) for text in ("si", "SÍ", "s", "X", "1", "yes", "Y", "TRUE"))
    assert not any(answers.read_yes_no(text) for text in ("no", "N", "0", "FALSE", "No."))
    assert refused(answers.read_yes_no, "tal vez") == "answer_unclear"


def test_whole_numbers():
    read = answers.read_whole_number
    assert [read(t, least=0, most=30) for t in ("2", "2.0", "dos", "ninguno", " 3 ")] == [2, 2, 2, 0, 3]
    assert refused(read, "2.5", least=0, most=30) == "number_unclear"
    assert refused(read, "varios", least=0, most=30) == "number_unclear"
    assert refused(read, "-1", least=0, most=30) == "number_out_of_range"


def test_percentages():
    read = answers.read_percentage
    assert [read(t) for t in ("45%", "45 %", "45", "0.45", "0,3", "no", "0", "1%", "100")] == [
        45,
        45,
        45,
        45,
        30,
        0,
        0,
        1,
        100,
    ]
    assert refused(read, "400") == "number_out_of_range"
    assert refused(read, "si") == "percent_missing"
    assert refused(read, "1") == "percent_unclear"
    assert refused(read, "45.5%") == "number_unclear"


def test_words_for_not_known_and_for_none():
    assert all(is_not_known(text) for text in ("", "?", " -- ", "N/A", "no sabe", "S/D", "Sin datos"))
    assert not any(is_not_known(text) for text in ("no", "no tiene", "0", "Ñ", "محمد"))
    assert all(says_none(text) for text in ("no tiene", "NO", "Ninguno", "s/n", "sin correo", "No posee"))
    assert not any(says_none(text) for text in ("No. 12345", "Sinaí", "nota@correo.example"))


@pytest.mark.parametrize(
    ("text", "kind", "words", "number"),
    [
        ("Pasaporte 087654321", "passport", "", "087654321"),
        ("PASAPORTE087654321", "passport", "", "087654321"),
        ("087654321 (pasaporte)", "passport", "", "087654321"),
        ("Pasaporte N° AR445566", "passport", "", "AR445566"),
        ("Passport No. PP1234567", "passport", "", "PP1234567"),
        ("PAS098765432", "passport", "", "098765432"),
        ("Cédula V-9.123.456", "cedula", "", "V9123456"),
        ("C.I.V-20123999", "cedula", "", "V20123999"),
        ("C.I. 20.123.999", "cedula", "", "20123999"),
        ("CI: 20.123.999", "cedula", "", "20123999"),
        ("Ced. 1710034065", "cedula", "", "1710034065"),
        ("C.C. 1098765432", "cedula", "", "1098765432"),
        ("DNI 12345678", "national_id", "", "12345678"),
        ("Carnet de refugiado EC12345", "refugee_card", "", "EC12345"),
        ("CE 456789", "other", "CE", "456789"),
        ("PTP 123456", "other", "PTP", "123456"),
        ("Salvoconducto 12345", "other", "Salvoconducto", "12345"),
        ("Pasaporte", "passport", "", ""),
        ("AR 445566", None, "", "AR445566"),
        ("PP 1234567", None, "", "PP1234567"),
        ("Nº 20123456", None, "", "20123456"),
        ("123-AB", None, "", "123AB"),
        ("V 20.123.456", None, "", "V20123456"),
    ],
)
def test_the_kind_of_a_document_beside_its_number(text, kind, words, number):
    worded = documents.read_worded(text)
    assert (worded.kind and worded.kind.kind, worded.words, worded.number) == (kind, words, number)


@pytest.mark.parametrize("text", ["CI 20123999 / PAS 098765432", "NOSABEELNUMERO"])
def test_two_numbers_in_one_cell_are_not_stored_as_one(text):
    assert refused(documents.read_worded, text) == "document_impossible"


def test_the_words_beside_a_number_and_the_kind_of_its_column():
    passport, cedula = documents.read_kind("pasaporte"), documents.read_kind("CI")
    venezuelan, other = documents.read_kind("cédula venezolana"), documents.read_kind("PTP")
    assert documents.agreed_kind(passport, None) == passport
    assert documents.agreed_kind(other, cedula) == cedula
    assert documents.agreed_kind(venezuelan, cedula) == venezuelan
    assert documents.agreed_kind(cedula, venezuelan) == venezuelan
    assert documents.agreed_kind(cedula, passport, by_heading=True) == passport
    assert refused(lambda text: documents.agreed_kind(passport, cedula), "") == "document_kinds_disagree"
