"""What the tests of this room share."""

import pytest

from casework.people.consents import give_consent


@pytest.fixture
def agrees():
    """Makes a person agree to messages."""

    def agree(person, by):
        return give_consent(person=person, by=by, purpose="contact", how="spoken")

    return agree
