"""Everything that can be wrong with a sheet, a row or a value: one code and one sentence for each.

A problem keeps the code and the sentence's parameters apart, so it can be stored and told in the language of whoever
reads it later. No sentence repeats the value it is about: the value stands beside it, and may be personal.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    # The whole file: nothing of it can be read.
    "sheet_empty": _("The file holds no rows."),
    "sheet_unreadable": _("The file cannot be opened. Save it again as XLSX or CSV, without a password."),
    "sheet_not_a_sheet": _("This is not a spreadsheet. Send an XLSX, ODS, XLS or CSV file."),
    "sheet_quotes": _("A quotation mark near line %(line)s is not closed, so the columns cannot be told apart."),
    "sheet_nul": _("The file is damaged: it holds zero bytes. Open it, and save it again as XLSX or CSV."),
    "sheet_macros": _("This workbook holds macros. Save it as a workbook without macros (XLSX) and send that."),
    "sheet_file_too_large": _("The file is larger than %(limit)s MB. Divide it."),
    "sheet_too_large": _("The file is too large once unpacked."),
    "sheet_too_many_rows": _("The file has more than %(limit)s rows. Divide it."),
    "sheet_too_many_columns": _("The file has more than %(limit)s columns. Leave those that are needed."),
    "sheet_no_name_column": _("No column with the person's name was found. These headings were: %(found)s."),
    "sheet_column_twice": _("Two columns say the same: “%(first)s” and “%(second)s”. Rename or remove one."),
    # The whole sheet, worth knowing.
    "columns_month_first": _(
        "The dates of these columns were read as month/day/year, because some fit no other order: %(columns)s."
    ),
    "sheet_month_first": _("The dates of this sheet were read as month/day/year, because some fit no other order."),
    "sheet_notes_left_out": _("Titles, notes and totals were left out (%(count)s rows: lines %(lines)s)."),
    "sheet_no_such_part": _("The workbook has no sheet of this name."),
    "sheet_no_such_line": _("Line %(line)s is not among the first of the sheet."),
    "sheet_question": _("Something has to be said about the columns before the rows are understood."),
    "parts_read": _("Sheets that are read: %(names)s."),
    "part_not_read": _("The sheet “%(name)s” is not read (%(rows)s rows)."),
    "part_members": _(
        "The sheet “%(name)s” holds household members (%(rows)s): each is proposed with the person it points to."
    ),
    "second_persons": _(
        "The columns “%(name)s” are about another person: each is proposed as a row, with the person of the same line."
    ),
    "column_of_others": _(
        "“%(column)s” comes right after the columns of another person and was read as theirs. If it is the person's "
        "own, say so under “Columns”."
    ),
    "part_hidden": _("The sheet “%(name)s” is hidden and is not read."),
    "rows_hidden": _("Hidden rows are not read (%(count)s: lines %(lines)s)."),
    "columns_hidden": _("Hidden columns are not read: %(columns)s."),
    # One row.
    "row_too_long": _("The row has more cells than there are headings, so its values may stand in the wrong columns."),
    "row_same_document": _("Line %(other)s has the same document number."),
    "row_same_person": _("Line %(other)s has the same name and date of birth."),
    # Names.
    "name_missing": _("There is no name."),
    "name_not_letters": _("A name is written with letters, spaces, apostrophes, hyphens and dots."),
    "name_encoding": _(
        "This text was saved in another encoding and seems to have been read as %(encoding)s. Write it again."
    ),
    "name_commas": _("The name has more than one comma. Write: surnames, given names."),
    "name_one_word": _("There is only one name; it was taken as the given name."),
    "name_two_given": _("Both words are given names, so no surname was recorded. Ask for it."),
    "name_three_words": _("The second word may be a given name or a surname. Check how the name was divided."),
    "name_placeholder": _("This says that the name is not known; it was left empty."),
    "name_surnames_first": _("The surnames seem to come first; they were read so."),
    # Sex.
    "sex_unknown_word": _("This word for the sex is not known."),
    "sex_unclear": _("It is not certain which sex is meant, so none was recorded. Ask the person."),
    # Dates and ages.
    "date_unclear": _("This is not understood as a date. Write day/month/year."),
    "date_impossible": _("This day does not exist."),
    "birth_order_doubtful": _("Day and month may be the other way round: only so does the age fit this birth date."),
    "date_month_first": _("The month seems to come first. Was it %(suggestion)s (day/month/year)?"),
    "date_future": _("This date is in the future."),
    "date_too_old": _("This date is more than %(years)s years ago."),
    "date_not_whole": _("Write the day, the month and the year, or leave the cell empty."),
    "birth_after_registration": _("The person was registered before being born."),
    "entry_before_birth": _("The person entered the country before being born."),
    "entry_after_registration": _("The person was registered before entering the country."),
    "birth_against_age": _("The birth date and the age are not of one person. Correct one of them, or leave it empty."),
    "age_disagrees": _("The age does not fit the date of birth; the date was kept."),
    # Nationality.
    "nationality_unknown": _("This nationality is not known."),
    "nationality_unknown_suggestion": _("This nationality is not known. Was it %(suggestion)s?"),
    "nationality_several": _("Write one nationality, that of the document shown, and the other in the remarks."),
    "nationality_stateless": _("A stateless person: no nationality was recorded."),
    # Documents.
    "document_kind_unknown": _("This kind of document is not known."),
    "document_kind_kept": _("This kind of document is not in our list: it was recorded as “other”, and its name kept."),
    "document_kinds_disagree": _("The kind of document and the words beside its number do not agree."),
    "document_kind_missing": _("The number has no kind of document; it was recorded as “other”."),
    "document_none_with_number": _("It says that there is no document, and yet there is a number."),
    "document_impossible": _("This number cannot belong to this kind of document."),
    "document_check_digit": _("The check digit of this Ecuadorian cédula is wrong."),
    "document_which_cedula": _("This could be an Ecuadorian cédula too; it was taken as one of the nationality."),
    "document_placeholder": _("Nobody has this number; it was taken as not known."),
    "document_lost_zero": _("A leading zero was missing; it was put back, as the check digit fits."),
    "number_rounded": _("The spreadsheet rounded this number. Format the column as text and write it again."),
    # Contacts.
    "phone_impossible": _("This cannot be a telephone number. Foreign numbers begin with + and the country."),
    "phone_placeholder": _("Nobody has this number; it was taken as not known."),
    "phone_country": _("This was read as a number of the person's own country."),
    "email_placeholder": _("Nobody has this address; it was taken as not known."),
    "email_impossible": _("This cannot be an e-mail address."),
    # Places.
    "province_unknown": _("There is no province of this name."),
    "province_unknown_suggestion": _("There is no province of this name. Was it %(suggestion)s?"),
    "canton_unknown": _("There is no canton of this name."),
    "canton_unknown_suggestion": _("There is no canton of this name. Was it %(suggestion)s?"),
    "province_kept_as_text": _("There is no province of this name; it was kept in the address."),
    "canton_kept_as_text": _("There is no canton of this name; it was kept in the address."),
    "canton_elsewhere": _("This canton belongs to %(province)s."),
    "canton_ambiguous": _("There is a canton of this name in %(provinces)s. Fill in the province."),
    "canton_with_place": _("Only the canton was taken from this cell; “%(place)s” was kept in the address."),
    # Answers and numbers.
    "answer_unclear": _("This is neither yes nor no."),
    "number_unclear": _("This is not a whole number."),
    "number_out_of_range": _("This number must lie between %(least)s and %(most)s."),
    "percent_missing": _("Write the percentage."),
    "percent_unclear": _("This may mean yes, one per cent or a hundred. Write the percentage with its sign."),
    "text_too_long": _("This text is longer than %(limit)s characters."),
    "entry_regular_doubtful": _("A regular entry, yet through an unauthorised crossing: ask the person."),
}


def sentence(code, params=None):
    """The sentence of a code in the language now active. `params` fill its named places."""
    return str(MESSAGES[code]) % (params or {})


class SheetError(Exception):
    """The file as a whole cannot be read. `code` is a key of MESSAGES; `message` the sentence for the reader."""

    def __init__(self, code, **params):
        super().__init__(code)
        self.code, self.params = code, params

    @property
    def message(self):
        return sentence(self.code, self.params)

    def __str__(self):
        return self.message


class ValueProblem(Exception):
    """One value is not understood or cannot be true. `code` is a key of MESSAGES; the value itself is not in it."""

    def __init__(self, code, **params):
        super().__init__(code)
        self.code, self.params = code, params

    @property
    def message(self):
        return sentence(self.code, self.params)


@dataclass(frozen=True)
class Problem:
    """What is wrong (or only doubtful, when it stands among the warnings) in one cell.

    `line` is the line in the file, from 1; `column` its heading as written there ("" for the whole row); `field` our
    name for that column; `value` the cell as written.
    """

    line: int
    column: str
    field: str
    value: str
    code: str
    params: dict = field(default_factory=dict)

    @property
    def message(self):
        return sentence(self.code, self.params)


def no_warning(code, **params):
    """For callers who do not want to hear what was doubtful about a value."""
