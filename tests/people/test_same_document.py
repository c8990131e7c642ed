"""A document is recorded once on a person; a renewed one may keep its number."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from casework.people import actions

CEDULA = {"kind": "ec_cedula", "number": "1713175071"}


def test_the_same_document_twice_is_refused_with_a_sentence(case, ana):
    actions.add_document(person=case.person, by=ana, **CEDULA)
    with pytest.raises(ValidationError, match="recorded already"):
        actions.add_document(person=case.person, by=ana, **CEDULA)


def test_a_renewed_cedula_keeps_its_number(case, ana):
    for issued_on in (date(2023, 5, 1), date(2025, 5, 1)):
        actions.add_document(person=case.person, by=ana, issued_on=issued_on, **CEDULA)
    assert case.person.documents.count() == 2
