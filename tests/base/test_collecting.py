"""The collector rests while a batch is worked on, and only then."""

import gc

import pytest

from casework.base.collecting import uncollected


def test_it_rests_within_and_goes_on_afterwards():
    with uncollected():
        assert not gc.isenabled()
        with uncollected():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_after_an_error():
    with pytest.raises(KeyError), uncollected():
        raise KeyError
    assert gc.isenabled()
