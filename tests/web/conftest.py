"""What the tests of the pages share."""

import re

import pytest
from django.test import Client

from tests.cast import PASSWORD


@pytest.fixture
def browser_of():
    """A signed-in test client acting for a membership."""

    def signed_in(membership) -> Client:
        client = Client()
        assert client.login(email=membership.user.email, password=PASSWORD)
        return client

    return signed_in


def words(response) -> str:
    """The text of a page as one reads it."""
    body = re.sub(r"<(script|style).*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())
