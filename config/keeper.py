"""The keeper of a stack of embedded servers: their parent for as long as somebody uses them (see config/stack.py).

Started by Stack.attach() as `python -m config.keeper NAME`. Until the servers are ready it writes lines to its output:
`say TEXT` while it works, then `ready` or `failed TEXT`. A server that dies is started again.
"""

import contextlib
import datetime
import os
import signal
import sys
import time
from collections.abc import Callable

from config.processes import Lock, poll
from config.servers import Postgres, Server, Valkey, prepare_folders
from config.stack import DEV, TEST, Stack, StackError

_LOOK_EVERY = 0.2
_RESTARTS = 6
_RESTARTS_WITHIN = 300


class _Stopped(Exception):
    """The keeper was told to end."""


def _stop(signal_number: int, frame: object) -> None:
    raise _Stopped


def _tell(line: str) -> None:
    # Whoever started us may have died meanwhile; that they no longer use the servers is noticed by their lock.
    with contextlib.suppress(BrokenPipeError):
        print(line, flush=True)


def _note(line: str) -> None:
    print(datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"), line, file=sys.stderr, flush=True)


def _wait_for_remains(servers: list[Server], lock_is_free: Callable[[], bool]) -> None:
    """Sees off what an earlier keeper, killed with -9, may have left. Raises StackError when it will not go."""
    if lock_is_free() and not any(server.ask_remains_to_stop(0) for server in servers):
        return
    _tell("say Waiting for the servers of an earlier run to stop")
    for signal_number, seconds in ((signal.SIGINT, 20), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
        for server in servers:
            server.ask_remains_to_stop(signal_number)
        for _ in poll(time.monotonic() + seconds):
            if lock_is_free() and not any(server.ask_remains_to_stop(0) for server in servers):
                return
    pids = [pid for server in servers for pid in server.ask_remains_to_stop(0)]
    raise StackError(f"Servers of an earlier run on this data will not stop: processes {', '.join(map(str, pids))}.")


def _start(stack: Stack) -> list[Server]:
    lock = stack.lock("servers")
    postgres = Postgres(stack, lock.file)
    servers = [postgres, *([Valkey(stack, lock.file)] if stack.with_valkey else [])]
    _wait_for_remains(servers, lock.try_exclusive)
    prepare_folders(servers)
    postgres.forget_earlier_runs()
    if not postgres.has_data():
        _tell(f"say Making a new database in {postgres.folder}")
        for other in sorted(postgres.folder.parent.glob(f"{postgres.folder.name.partition('-')[0]}-[0-9]*")):
            _tell(f"say The data in {other} is another version's: to bring it over, use pg_dump and pg_restore of both")
        postgres.make_data()
    try:
        for server in servers:
            _tell(f"say Starting {server.title}")
            server.start()
    except BaseException:
        _stop_all(servers)
        raise
    return servers


def _stop_all(servers: list[Server]) -> None:
    for server in reversed(servers):
        server.stop()


def _keep(stack: Stack, servers: list[Server], users: Lock) -> None:
    """Until nobody uses the servers. Raises StackError when one dies again and again."""
    restarts: list[float] = []
    while not users.try_exclusive():
        for server in servers:
            if server.has_died():
                restarts = [t for t in restarts if t > time.monotonic() - _RESTARTS_WITHIN] + [time.monotonic()]
                if len(restarts) > _RESTARTS:
                    raise StackError(f"{server.title} ends again and again; see {stack.log(server.name)}.")
                _note(f"{server.title} ended unexpectedly; starting it again.")
                # The processes of a PostgreSQL that was killed need a moment to notice and let go of its memory.
                time.sleep(_LOOK_EVERY * 2 ** len(restarts))
                with contextlib.suppress(StackError):  # then it is found dead again, and counted
                    server.start()
        time.sleep(_LOOK_EVERY)


def main(name: str) -> int:
    """Keeps the stack of this name; returns the exit status."""
    stack = {DEV.name: DEV, TEST.name: TEST}[name]
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_number, _stop)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    os.umask(0o077)
    lock = stack.lock("keeper")
    # Only one keeper is started at a time; who looks whether there is one holds the lock for a moment.
    if not any(lock.try_exclusive() for _ in poll(time.monotonic() + 5)):
        _tell("failed Another keeper has these servers already.")
        return 1
    # Got when nobody uses the servers, and held until they have stopped: who wants to attach meanwhile waits for it.
    users = stack.lock("users")
    servers: list[Server] = []
    try:
        servers = _start(stack)
        _tell("ready")
        _keep(stack, servers, users)
    except StackError as error:
        _note(str(error))
        _tell("failed " + str(error).replace("\n", "\\n"))
        return 1
    except _Stopped:
        _note("Told to stop.")
    finally:
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signal_number, signal.SIG_IGN)
        # From here on these servers have no keeper. Who attaches now, though we were told to stop while they are used,
        # starts a new one; that waits for the servers' lock, which goes with this process.
        lock.close()
        _stop_all(servers)
        with contextlib.suppress(OSError):  # not empty, if a server had to be killed
            stack.sockets.rmdir()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
