import time

import pytest
from django.core.cache import cache

from tests.access.signing_in import new_browser


@pytest.fixture(autouse=True)
def _no_tries_yet():
    """What limits count is in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture
def later(monkeypatch):
    """Puts the clock forward by so many seconds."""
    now, passed = time.time, [0]
    monkeypatch.setattr(time, "time", lambda: now() + passed[0])

    def put_forward(seconds):
        passed[0] += seconds

    return put_forward


@pytest.fixture
def client():
    return new_browser()
