"""Tell how far a long command is: its phases one after another, each counted, with what is left."""

import time
from collections.abc import Callable

# Between two lines of a phase.
SECONDS = 2
# Slower than so many a second is told in steps alone.
SLOW = 10


class Progress:
    """Give a line to `say` when a phase begins, and while it lasts every two seconds at most. Without `say` it is
    silent, for callers that have nobody to tell."""

    def __init__(
        self, say: Callable[[str], object] = lambda line: None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.say, self.clock = say, clock
        self.phase, self.first, self.begun, self.told = "", 0, 0.0, 0.0

    def __call__(self, phase: str, done: int, total: int) -> None:
        """Say that so many of all are done in a phase such as "People"; the first call of a phase begins it."""
        now = self.clock()
        if phase != self.phase:
            self.phase, self.first, self.begun = phase, done, now
        elif now - self.told < SECONDS:
            return
        self.told = now
        self.say(f"{phase} {done:,} of {total:,}{self._left(done, total, now - self.begun)}")

    def _left(self, done: int, total: int, seconds: float) -> str:
        """Reckon by what was done since the phase began, in seconds."""
        if done <= self.first or seconds <= 0:
            return ""
        rate = (done - self.first) / seconds
        speed = f", {rate:,.0f} per second" if rate >= SLOW else ""
        return f"{speed}, {max(total - done, 0) / rate:,.0f} s left"
