"""Long commands tell how far they are: phases, counted, and not too often."""

import pytest

from casework.base.progress import SECONDS, Progress


@pytest.fixture
def told():
    return []


@pytest.fixture
def clock():
    """A clock that stands still until it is moved on."""

    class Clock:
        now = 100.0

        def __call__(self):
            return self.now

    return Clock()


@pytest.fixture
def progress(told, clock):
    return Progress(told.append, clock=clock)


def test_a_phase_is_told_when_it_begins_and_then_with_what_is_left(progress, told, clock):
    progress("Likenesses", 0, 1_000_000)
    clock.now += 100
    progress("Likenesses", 240_000, 1_000_000)
    assert told == ["Likenesses 0 of 1,000,000", "Likenesses 240,000 of 1,000,000, 2,400 per second, 317 s left"]


def test_it_is_told_every_two_seconds_at_most(progress, told, clock):
    for done in range(41):
        progress("People", done, 40)
        clock.now += SECONDS / 10
    assert len(told) == 5


def test_each_phase_is_counted_from_its_own_beginning(progress, told, clock):
    progress("People", 0, 10)
    clock.now += 50
    progress("Indexes", 0, 47)
    clock.now += 24
    progress("Indexes", 12, 47)
    assert told[1:] == ["Indexes 0 of 47", "Indexes 12 of 47, 70 s left"]


def test_what_was_done_before_does_not_count_into_the_pace(progress, told, clock):
    progress("Rows", 500, 1_000)
    clock.now += 10
    progress("Rows", 600, 1_000)
    assert told[-1] == "Rows 600 of 1,000, 10 per second, 40 s left"


def test_nobody_has_to_be_told():
    Progress()("People", 1, 2)
