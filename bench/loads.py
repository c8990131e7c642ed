"""What a load was answered: times by kind of request, errors, load that was shed, and the verdict. No network here."""

import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

BUDGET = 300
# So many times as long as in a quiet hour may an answer take while every job is at work.
MOST_SLOWED = 1.5
# The service says that it is full; what the person did is not refused, and may be done again.
SHED = 503
HEADINGS = (
    "| kind | number | errors | 503 | refused | p50 ms | p95 ms | p99 ms | max ms | p95 ≤ 300 |\n"
    "|---|---|---|---|---|---|---|---|---|---|"
)


def judged(status: int) -> str:
    """Say what an answer is: done, refused (a sentence for the person), shed, or an error; 0 is no answer."""
    if status == SHED:
        return "shed"
    if status == 0 or status >= 500:
        return "error"
    return "refused" if status >= 400 else "done"


def percentile(milliseconds: list[float], share: float) -> float:
    """Return the least time that this share of all is not over; 0 of none."""
    ordered = sorted(milliseconds)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


@dataclass
class Kind:
    """All answers to requests of one kind. Times are of those that were answered and not shed."""

    name: str
    milliseconds: list[float] = field(default_factory=list)
    outcomes: Counter = field(default_factory=Counter)

    @property
    def number(self) -> int:
        return self.outcomes.total()

    @property
    def failed(self) -> int:
        return self.outcomes["error"] + self.outcomes["shed"]

    def add(self, milliseconds: float, status: int) -> None:
        outcome = judged(status)
        self.outcomes[outcome] += 1
        if outcome != "shed":
            self.milliseconds.append(milliseconds)

    def holds(self, budget: float = BUDGET) -> bool:
        return not self.failed and percentile(self.milliseconds, 0.95) <= budget

    def line(self, budget: float | None = BUDGET) -> str:
        times = [percentile(self.milliseconds, share) for share in (0.5, 0.95, 0.99)]
        times.append(max(self.milliseconds, default=0.0))
        counts = (self.number, *(self.outcomes[one] for one in ("error", "shed", "refused")))
        verdict = "" if budget is None else "ok" if self.holds(budget) else "MISSED"
        return f"| {' | '.join([self.name, *map(str, counts), *(f'{one:.0f}' for one in times), verdict])} |"


class Window:
    """A stretch of time and what was answered in it; requests of the ramp or of an outage are in others."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.kinds: dict[str, Kind] = {}
        self.sentences: Counter = Counter()
        self.begun, self.ended = time.monotonic(), None
        self.most_at_once = 0

    @property
    def seconds(self) -> float:
        return max((self.ended or time.monotonic()) - self.begun, 0.001)

    def add(self, kind: str, milliseconds: float, status: int, said: str = "") -> None:
        self.kinds.setdefault(kind, Kind(kind)).add(milliseconds, status)
        if judged(status) != "done":
            self.sentences[f"{kind}: {status or 'no answer'} {said}".strip()] += 1

    def together(self) -> Kind:
        """Put all kinds together as one."""
        every = Kind("all")
        for kind in self.kinds.values():
            every.milliseconds += kind.milliseconds
            every.outcomes += kind.outcomes
        return every

    def lines(self, budget: float | None = BUDGET) -> Iterator[str]:
        """The table, and what it comes to."""
        every = self.together()
        yield f"\n**{self.name}**: {self.seconds:.0f} s, {every.number / self.seconds:.1f} requests a second"
        yield f"\n{HEADINGS}"
        for name in sorted(self.kinds):
            yield self.kinds[name].line(budget)
        yield every.line(budget)
        if budget is not None:
            yield f"\n{self.verdict(budget)}"
        for sentence, times in self.sentences.most_common(12):
            yield f"- {times} × {sentence}"

    def verdict(self, budget: float = BUDGET) -> str:
        """One line: whether each kind holds, and the slowest three."""
        missed = [kind for kind in self.kinds.values() if not kind.holds(budget)]
        slowest = sorted(self.kinds.values(), key=lambda kind: -percentile(kind.milliseconds, 0.95))[:3]
        told = ", ".join(f"{kind.name} {percentile(kind.milliseconds, 0.95):.0f} ms" for kind in slowest)
        every = self.together()
        failed = f"{every.outcomes['error']} errors, {every.outcomes['shed']} times 503"
        said = "ok" if self.kinds and not missed else "MISSED" if missed else "nothing was asked"
        return f"Verdict: p95 ≤ {budget:.0f} ms for each kind and no error: {said}; {failed}; slowest p95: {told}"

    def breaks(self, budget: float = BUDGET, most_failed: float = 0.01) -> str:
        """Say why this is more than the service bears; "" while it bears it."""
        every = self.together()
        if every.number and every.failed / every.number > most_failed:
            return f"{every.failed / every.number:.1%} of requests failed"
        p95 = percentile(every.milliseconds, 0.95)
        return f"p95 is {p95:.0f} ms" if p95 > budget else ""


def slowed(quiet: Window, busy: Window, most: float = MOST_SLOWED) -> Iterator[str]:
    """Compare the p95 in two windows, of the kinds of request that both have: what a sheet asks for is in one alone."""
    yield "\n| p95 in ms | quiet | with jobs | times |\n|---|---|---|---|"
    kinds, times = sorted(quiet.kinds.keys() & busy.kinds.keys()), 0.0
    for name, those in [*((kind, [kind]) for kind in kinds), ("all", kinds)]:
        before, beside = (
            percentile([one for kind in those for one in window.kinds[kind].milliseconds], 0.95)
            for window in (quiet, busy)
        )
        times = beside / before if before else 0.0
        yield f"| {name} | {before:.0f} | {beside:.0f} | {times:.2f} |"
    yield f"\nVerdict: jobs slow answers to at most {most} times: {'ok' if times <= most else 'MISSED'} ({times:.2f})"


class Record:
    """Takes down every answer, in the window that is open, and how many requests are under way."""

    def __init__(self) -> None:
        self.window = Window("ramp")
        self.under_way = 0

    def begin(self, name: str) -> Window:
        """Close the window that is open, open the next, and return the one that was closed."""
        closed, self.window = self.window, Window(name)
        closed.ended = self.window.begun
        return closed

    def starts(self) -> None:
        self.under_way += 1
        self.window.most_at_once = max(self.window.most_at_once, self.under_way)

    def ends(self, kind: str, milliseconds: float, status: int, said: str = "") -> None:
        self.under_way -= 1
        self.window.add(kind, milliseconds, status, said)


@dataclass
class Shares:
    """What processes and the database did, from a look every few seconds."""

    looks: int = 0
    seconds: float = 0.0
    cpu: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    statements: Counter = field(default_factory=Counter)
    waits: Counter = field(default_factory=Counter)
    under_way: list[int] = field(default_factory=list)
    active: list[int] = field(default_factory=list)

    def lines(self, turns: int) -> Iterator[str]:
        """The shares, largest first; processor time in cores."""
        if not self.looks:
            return
        cores = ", ".join(f"{name} {spent / self.seconds:.2f}" for name, spent in sorted(self.cpu.items()))
        yield f"- Cores in use: {cores}"
        if self.under_way:
            full = sum(number >= turns for number in self.under_way) / len(self.under_way)
            mean, most = statistics.mean(self.under_way), max(self.under_way)
            yield (
                f"- Requests under way: {mean:.1f} on average, {most} at most; all {turns} turns of the web taken"
                f" in {full:.0%} of looks"
            )
        if self.active:
            yield f"- Statements at once: {statistics.mean(self.active):.1f} on average, {max(self.active)} at most"
        for title, counted in (("Waits of statements", self.waits), ("Statements seen at work", self.statements)):
            every = counted.total()
            for name, times in counted.most_common(6):
                yield f"- {title}: {times / every:.0%} {name}"

    def broke_first(self, turns: int, cores: int) -> str:
        """Name what had nothing left: the turns of the web, the processors, or the database's statements."""
        if not self.looks:
            return "not known: nothing of the server was looked at"
        used = {name: spent / self.seconds for name, spent in self.cpu.items()}
        hungry = max(used, key=used.get)
        busy = sum(number >= turns for number in self.under_way) / max(1, len(self.under_way))
        if sum(used.values()) >= 0.9 * cores:
            return f"the processors: {sum(used.values()):.1f} of {cores} cores in use, most by {hungry}"
        if busy > 0.5:
            return f"the web's turns: all {turns} taken in {busy:.0%} of looks, with processors to spare"
        waiting = self.waits.most_common(1)
        return f"neither turns nor processors; statements waited for {waiting[0][0] if waiting else 'nothing'}"


def cores_of(text: str, available: set[int]) -> dict[str, set[int]]:
    """Read "web=1,db=1": how many cores each gets, one after the other. Raises ValueError when there are too few."""
    left, given = sorted(available), {}
    for part in filter(None, text.split(",")):
        name, _, number = part.partition("=")
        if name not in ("web", "db") or not number.isdecimal() or not 0 < int(number) <= len(left):
            raise ValueError(f"{part!r}: web or db, and a number of the {len(available)} cores of this machine")
        given[name], left = set(left[: int(number)]), left[int(number) :]
    return given
