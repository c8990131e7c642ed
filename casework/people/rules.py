"""What makes a person's data right or wrong. Pure: no database, and `today` is passed in."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from phonenumbers import NumberParseException
from stdnum.ec import ci
from stdnum.exceptions import ValidationError as NumberError

from casework.base.mojibake import wrong_encoding
from casework.base.text import fold, squash
from casework.people.placeholders import is_no_contact, is_no_name, is_no_number

OLDEST_YEARS = 120
FARTHEST_YEARS = 100
CHILD_BELOW = 18
PHONE_KEY_DIGITS = 7
HOME, HOME_CALLING_CODE = "EC", 593
HOME_MOBILE = re.compile(r"9\d{8}")
# Nearly all are written so; the library takes long for each.
_MOBILE_AS_WRITTEN = re.compile(rf"(?:\+{HOME_CALLING_CODE}|0|)(9[0-9]{{8}})")
# Besides letters and marks: spaces, apostrophes as keyboards here write them, hyphens, dots.
_NAME_SIGNS = str.maketrans("", "", " .-‐‑–'’‘ʼ`´")
NAME_KEY_LENGTH = 260
NUMBER_KEY_LENGTH = 40
# Kinds of documents that tell of an asylum claim.
ASYLUM_DOCUMENTS = frozenset({"refugee_card"})


def is_spelled_as_name(text: str) -> bool:
    """Whether a text has only what names are written with: letters of any script and their marks, spaces, apostrophes,
    hyphens and dots."""
    bare = text.translate(_NAME_SIGNS)
    return not bare or bare.isalpha() or all(unicodedata.category(sign)[0] in "LM" for sign in bare)


def check_name_part(text: str) -> None:
    """Given names or surnames are spelled as names are, and were read in the encoding they were written in."""
    if encoding := wrong_encoding(text):
        raise ValidationError(
            _("This text was saved in another encoding and seems to have been read as %(encoding)s. Write it again."),
            code="name_encoding",
            params={"encoding": encoding},
        )
    if fold(text) and is_no_name(text):
        raise ValidationError(
            _("This says that the name is not known. Write the name, or leave it empty."), code="name_placeholder"
        )
    if not is_spelled_as_name(text):
        raise ValidationError(
            _("A name is written with letters, spaces, apostrophes, hyphens and dots."), code="name_not_letters"
        )


def check_name(given_names: str, family_names: str) -> None:
    """A name has letters, and is not longer than what it is searched by: one sign may fold to many letters."""
    check_name_part(given_names)
    if given_names and not fold(given_names):
        raise ValidationError(_("A name has letters."), code="name_without_letters")
    if len(fold(f"{given_names} {family_names}")) > NAME_KEY_LENGTH:
        raise ValidationError(_("This name is too long."), code="name_too_long")


def check_birth_date(birth_date: date, *, today: date) -> None:
    """A birth is not in the future and not more than 120 years ago."""
    if birth_date > today:
        raise ValidationError(_("The birth date is in the future."), code="birth_in_future")
    if birth_date.year < today.year - OLDEST_YEARS:
        raise ValidationError(_("This birth date would make the person older than 120."), code="birth_too_long_ago")


def check_not_in_future(day: date, *, today: date) -> None:
    """For facts that happened: a day after today is a slip, and so is one before anybody alive was born."""
    if day > today:
        raise ValidationError(_("This date is in the future."), code="in_future")
    check_within_reach(day, today=today)


def check_within_reach(day: date, *, today: date) -> None:
    """For facts that may be ahead: a year such as 0205 or 2205 is a slip, and nobody would be reminded of it."""
    if not today.year - OLDEST_YEARS <= day.year <= today.year + FARTHEST_YEARS:
        raise ValidationError(_("This date is too far from today."), code="out_of_reach")


def check_day_of_act(
    day: date,
    *,
    today: date,
    born: date | None = None,
    opened_on: date | None = None,
    after: date | None = None,
    ahead: bool = False,
) -> None:
    """Raises ValidationError for a day on which an act cannot have happened.

    It is not in the future, unless it may be `ahead` (an appointment, a course), nor before the earliest day on which
    the person can be `born`, the case was opened (`opened_on`) or the step was taken that it follows (`after`).
    """
    (check_within_reach if ahead else check_not_in_future)(day, today=today)
    if born and day < born:
        raise ValidationError(_("This day is before the person was born."), code="before_birth")
    if opened_on and day < opened_on:
        raise ValidationError(_("This day is before the case was opened."), code="before_opening")
    if after and day < after:
        raise ValidationError(_("This day is before the step that it follows."), code="before_step")


def check_days(days: dict[str, tuple[Callable, date | None]], *, today: date) -> None:
    """Raises one ValidationError that names each field whose day, where there is one, its rule refuses."""
    wrong = {}
    for name, (check, day) in days.items():
        try:
            if day:
                check(day, today=today)
        except ValidationError as error:
            wrong[name] = error
    if wrong:
        raise ValidationError(wrong)


def birth_range(birth_date: date | None, precision: str) -> tuple[date, date] | None:
    """The earliest and the latest day on which somebody may be born; None where nothing is known.

    Of a year alone it may be any day of it. An estimate stands as a day of the year that an age points to: who was
    "about 17" in November 2026 was born in 2008 or 2009.
    """
    if birth_date is None or precision == "day":
        return birth_date and (birth_date, birth_date)
    first = birth_date.year - (precision == "estimated")
    return date(first, 1, 1), date(birth_date.year, 12, 31)


def age_on(birth_date: date | None, today: date) -> int | None:
    """Completed years; someone born on 29 February completes one on 1 March of a common year."""
    if birth_date is None:
        return None
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))


def check_document_number(kind: str, number: str) -> None:
    """An Ecuadorian cédula has ten digits and a check digit; a Venezuelan one V- or E- and up to eight digits."""
    bare = squash(number)
    if not bare:
        raise ValidationError(_("A document number has letters or digits."), code="number_empty")
    if is_no_number(number, kind):
        raise ValidationError(
            _("Nobody has this number. Where it is not known, leave the document out."), code="number_placeholder"
        )
    if len(bare) > NUMBER_KEY_LENGTH:
        raise ValidationError(_("This number is too long."), code="number_too_long")
    if kind == "ec_cedula":
        try:
            ci.validate(bare)
        except NumberError:
            raise ValidationError(
                _("This is not a valid Ecuadorian cédula: it has ten digits, and the last one checks the others."),
                code="cedula_check_digit",
            ) from None
    if kind == "ve_cedula":
        digits = (bare[1:] if bare[0] in "VE" else bare).lstrip("0")
        if not (digits.isdigit() and 5 <= len(digits) <= 8):
            raise ValidationError(
                _("A Venezuelan cédula is V or E and five to eight digits, such as V-12345678."), code="ve_cedula_form"
            )


def document_key(kind: str, number: str) -> str:
    """Return the key a document is looked up by: letters and digits only.

    A Venezuelan cédula written without its letter is a V-, and its leading zeros do not count: V-09876543, 09876543 and
    V-9876543 are one.
    """
    key = squash(number)
    if kind != "ve_cedula":
        return key
    letter = key[0] if key[:1] in ("V", "E") else "V"
    return letter + key.removeprefix(letter).lstrip("0") if key.lstrip("VE").isdigit() else key


def document_keys(number: str) -> list[str]:
    """The keys under which a number that somebody looks for may stand, with or without letter and leading zeros."""
    key = squash(number)
    bare = (key[1:] if key[:1] in ("V", "E") and key[1:].isdigit() else key).lstrip("0") if key else ""
    letters = key[0] if key[:1] in ("V", "E") else "VE"
    found = [key, *(f"{letter}{key}" for letter in letters if key.isdigit())]
    if bare.isdigit():
        found += [*([bare] if key.isdigit() else []), *(f"{letter}{bare}" for letter in letters)]
    return list(dict.fromkeys(one for one in found if one))


def phone_number(text: str, region: str | None = HOME) -> str | None:
    """The number as E.164 (+593987654321), or None when it is none. Without a + it is read as one of the region.

    Any mobile of Ecuador's numbering plan (nine digits from 9 on) is taken: the library's list of ranges lags behind.
    """
    if region == HOME and (mobile := _MOBILE_AS_WRITTEN.fullmatch(text)):
        return f"+{HOME_CALLING_CODE}{mobile[1]}"
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    national = phonenumbers.national_significant_number(number)
    mobile_here = number.country_code == HOME_CALLING_CODE and HOME_MOBILE.fullmatch(national)
    if not (mobile_here or phonenumbers.is_valid_number(number)):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def parse_phone(value: str) -> str:
    """The number as E.164; national numbers are read as Ecuador's, also without their leading zero."""
    number = phone_number(value)
    if number is None:
        raise ValidationError(
            _("This is not a phone number. Ecuador: 0987654321; abroad: with + and the country."), code="phone_form"
        )
    return number


def parse_contact(kind: str, value: str) -> str:
    """The contact's value in its one stored form: E.164 for numbers, lower case for e-mail. Raises ValidationError."""
    if kind in ("phone", "whatsapp", "email") and is_no_contact(kind, value):
        raise ValidationError(
            _("This reaches nobody. Where it is not known, leave it empty."), code="contact_placeholder"
        )
    if kind in ("phone", "whatsapp"):
        return parse_phone(value)
    if kind == "email":
        value = value.strip().lower()
        validate_email(value)
    return value


def contact_key(kind: str, value: str) -> str:
    """What a contact is looked up by: a number's last seven digits, however its country was written; else the value."""
    if kind in ("phone", "whatsapp"):
        return squash(value)[-PHONE_KEY_DIGITS:]
    return value
