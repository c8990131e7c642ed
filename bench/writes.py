"""Every write that was answered, on paper as it was answered, to look afterwards whether the database has it.

A line of JSON each: what kind, of which case or task, and the unique mark that was typed.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from casework.followups.models import Task
from casework.journey.models import Case, Import, Note
from casework.people.models import Event

AT_ONCE = 500
# The request of a write may have begun this long before its answer.
SLACK = timedelta(minutes=2)


class Writes:
    """Takes down writes in a file: first that one is sent, then that it was answered as done."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path, self.file = path, path.open("w")
        self.sent = self.answered = 0

    def sends(self) -> None:
        self.sent += 1

    def was_answered(self, kind: str, of: str, mark: str) -> None:
        """Keep that it was answered as done: of the case or task with this id, with this mark."""
        self.answered += 1
        at = datetime.now(UTC).isoformat()
        self.file.write(json.dumps({"kind": kind, "of": of, "mark": mark, "at": at}) + "\n")
        self.file.flush()


def read(path: Path) -> dict[str, list[dict]]:
    """Read the writes that were answered, by their kind."""
    found = defaultdict(list)
    for line in path.read_text().splitlines():
        write = json.loads(line)
        found[write["kind"]].append(write)
    return found


def lost(path: Path) -> Iterator[tuple[str, int, list[dict]]]:
    """For each kind of write: how many were answered, and those that the database has not."""
    for kind, writes in read(path).items():
        missing = []
        for begin in range(0, len(writes), AT_ONCE):
            missing += _CHECKS[kind](writes[begin : begin + AT_ONCE])
        yield kind, len(writes), missing


def lines(path: Path) -> Iterator[str]:
    """The table of `lost`."""
    yield f"\nWrites that were answered ({path}), looked for in the database:\n"
    yield "| write | answered | lost | none is lost |\n|---|---|---|---|"
    for kind, number, missing in lost(path):
        yield f"| {kind} | {number} | {len(missing)} | {'MISSED' if missing else 'ok'} |"
        for write in missing[:10]:
            yield f"|   {write['of']} at {write['at']} | | | |"


def _without(writes: list[dict], there: set[tuple[str, str]]) -> list[dict]:
    return [write for write in writes if (write["of"], write["mark"]) not in there]


def _notes(writes: list[dict]) -> list[dict]:
    found = Note.objects.filter(case__in=[write["of"] for write in writes]).values_list("case", "text")
    return _without(writes, {(str(case), text) for case, text in found})


def _registrations(writes: list[dict]) -> list[dict]:
    found = Case.objects.filter(pk__in=[write["of"] for write in writes]).values_list("pk", "person__address")
    return _without(writes, {(str(case), address) for case, address in found})


def _outcomes(writes: list[dict]) -> list[dict]:
    found = Task.objects.filter(pk__in=[write["of"] for write in writes], state=Task.State.DONE)
    return _without(writes, {(str(task), remark) for task, remark in found.values_list("pk", "remark")})


def _moves(writes: list[dict]) -> list[dict]:
    """Moves carry no text: each is a line of the timeline since the first was sent; as many as were answered."""
    since = min(datetime.fromisoformat(write["at"]) for write in writes) - SLACK
    cases = [write["of"] for write in writes]
    events = Event.objects.filter(kind="stage_moved", at__gte=since, person__cases__in=cases)
    there = Counter((str(case), facts.get("stage")) for case, facts in events.values_list("person__cases", "facts"))
    missing = []
    for write in writes:
        key = (write["of"], write["mark"])
        there[key] -= 1
        if there[key] < 0:
            missing.append(write)
    return missing


def _imports(writes: list[dict]) -> list[dict]:
    done = Import.objects.filter(pk__in=[write["of"] for write in writes], state=Import.State.DONE)
    there = {str(pk) for pk in done.values_list("pk", flat=True)}
    return [write for write in writes if write["of"] not in there]


_CHECKS = {
    "note": _notes,
    "registration": _registrations,
    "outcome": _outcomes,
    "move": _moves,
    "import": _imports,
}
