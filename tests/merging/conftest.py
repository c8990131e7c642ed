"""Yulimar, registered twice: by Ana at HIAS and once more by Ana, or by Bruno at NRC."""

import pytest

from casework.access.policy import Role
from casework.journey.actions import register
from tests.cast import member


@pytest.fixture
def iris(iom):
    """A coordinator of IOM, who sees everybody."""
    return member("Iris", iom, Role.COORDINATOR)


@pytest.fixture
def again(ana):
    """The same Yulimar, registered once more at HIAS."""
    return register(by=ana, given_names="Yulimar", family_names="González", sex="female", caseworker=ana.user)


@pytest.fixture
def elsewhere(bruno):
    """The same Yulimar at NRC."""
    return register(by=bruno, given_names="Yulimar", family_names="González", caseworker=bruno.user)
