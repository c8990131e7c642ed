"""Do work in pieces by some processes, and take the results in their order in one."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TypeVar

from casework.base.collecting import uncollected

Piece = TypeVar("Piece")


def in_their_order(make: Callable[[int], Piece], places: Sequence[int], *, processes: int) -> Iterator[Piece]:
    """Yield the piece made of each place, in their order; by this process where there is but one.

    Each process makes every so-many-th piece and waits until it is taken: no more than one a process is in memory. They
    end with whoever takes, however that ends. Raises ChildProcessError when one of them ended too early; it has said
    why.
    """
    if processes < 2:
        yield from map(make, places)
        return
    # By fork: what the pieces are made of is not sent.
    fork, makers = get_context("fork"), []
    try:
        for first in range(processes):
            taken, given = fork.Pipe(duplex=False)
            inherited = [taken, *(pipe for _, pipe in makers)]
            maker = fork.Process(target=_make, args=(make, places[first::processes], given, inherited), daemon=True)
            maker.start()
            given.close()
            makers.append((maker, taken))
        for at in range(len(places)):
            yield _next_of(makers[at % processes][1])
    finally:
        for maker, pipe in makers:
            pipe.close()
            maker.join()


def _next_of(pipe: Connection):
    try:
        return pipe.recv()
    except EOFError:
        raise ChildProcessError("A process that invents people has ended.") from None


def _make(make: Callable, places: Sequence[int], given: Connection, inherited: Sequence[Connection]) -> None:
    """Send what is made of these places. Nobody takes it any more once the other end of the pipe is closed, which holds
    only when no process but the taking one has it open."""
    for pipe in inherited:
        pipe.close()
    with suppress(BrokenPipeError, KeyboardInterrupt), uncollected():
        for place in places:
            given.send(make(place))
