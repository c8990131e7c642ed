import pytest
from django.test import Client

from tests.cast import PASSWORD


@pytest.fixture
def browser_of():
    """A signed-in test client acting for a membership."""

    def signed_in(membership) -> Client:
        client = Client(raise_request_exception=False)
        assert client.login(email=membership.user.email, password=PASSWORD)
        return client

    return signed_in
