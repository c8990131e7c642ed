"""What bin/run does once the packages are there: servers, migrations, demo data, then web, worker and beat.

Every process is this one's child and dies with it, even by kill -9. One that ends by itself is started again.
"""

import argparse
import contextlib
import errno
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from types import FrameType

from config import stack
from config.probe import health
from config.processes import Lock, dies_with_parent, last_lines, poll

READY_SECONDS = 90
STOP_SECONDS = 12
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_BACKOFF_SECONDS = (0, 1, 2, 5, 10, 30)
# Who ran this long before ending is started again without waiting.
_STEADY_SECONDS = 60
_started = time.monotonic()


class RunError(Exception):
    """Casework cannot run; the text says why and what to do, for a person at a terminal."""


class _Stop(Exception):
    """Ctrl-C, SIGTERM or SIGHUP."""


def say(line: str) -> None:
    with contextlib.suppress(OSError):  # the terminal may be gone
        print(f"{time.monotonic() - _started:6.1f} s  {line}", flush=True)


class Service:
    """One of the processes that make up the running application."""

    def __init__(self, name: str, arguments: list[str]) -> None:
        self.name, self.arguments = name, arguments
        self.log = stack.DATA_DIR / "logs" / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.started_at = self.start_at = 0.0
        self.failures = 0

    def start(self) -> None:
        self.started_at = time.monotonic()
        with stack.open_log(self.log) as log:
            self.process = subprocess.Popen(  # noqa: S603  (our own modules and arguments)
                [sys.executable, "-m", *self.arguments],
                cwd=stack.BASE_DIR,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # the terminal's Ctrl-C is for the runner, which stops all in order
                preexec_fn=dies_with_parent(signal.SIGKILL),
            )

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def look_after(self) -> None:
        """Notices that it has ended and, after a pause that grows, starts it again; says both."""
        if self.has_ended():
            status = self.process.returncode
            steady = time.monotonic() - self.started_at > _STEADY_SECONDS
            self.failures = 0 if steady else self.failures + 1
            pause = _BACKOFF_SECONDS[min(self.failures, len(_BACKOFF_SECONDS) - 1)]
            self.process, self.start_at = None, time.monotonic() + pause
            how = f"by {signal.Signals(-status).name}" if status < 0 else f"with status {status}"
            said = last_lines(self.log, 5)
            say(f"{self.name} ended unexpectedly, {how}; starting it again in {pause} s. It said:\n{said}")
        elif self.process is None and time.monotonic() >= self.start_at:
            self.start()

    def signal(self, number: int) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)


def services(host: str, port: int) -> list[Service]:
    """Web, worker and beat; beat is a process of its own, as it would outlive a worker killed with -9 otherwise."""
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    schedule = stack.DATA_DIR / "beat-schedule"
    celery = ["celery", "--app", "config"]
    alone = ["--without-mingle", "--without-gossip"]  # there are no other workers to talk to
    # One process may be planning and one sending: the third has time for everything else.
    return [
        Service("web", ["gunicorn", "--config", "config/gunicorn_conf.py", "--bind", bind]),
        Service("worker", [*celery, "worker", *alone, "--concurrency", "3", "--loglevel", "INFO"]),
        Service("beat", [*celery, "beat", "--schedule", str(schedule), "--pidfile", "", "--loglevel", "INFO"]),
    ]


def parse_arguments(given: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/run", description="Starts Casework on this machine, from nothing.")
    port = os.environ.get("PORT") or "8000"
    parser.add_argument("--port", type=int, default=port, help="where to listen (default: PORT, or 8000)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine only)")
    parser.add_argument("--no-demo", action="store_true", help="do not fill an empty database with invented people")
    arguments = parser.parse_args(given)
    if not 0 < arguments.port < 65536:
        parser.error(f"there is no port {arguments.port}: choose one from 1 to 65535")
    return arguments


def check_address(host: str, port: int) -> None:
    """Raises RunError, with what to do about it, when one cannot listen there."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise RunError(
                f"Port {port} is taken by another program. Choose another: bin/run --port {port + 1}"
            ) from None
        raise RunError(f"Cannot listen on {host}, port {port}: {error.strerror}. See --host and --port.") from None


def url(host: str, port: int) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  (only compared)
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"


def claim(address: str) -> Lock:
    """The right to be the one bin/run of this checkout. Raises RunError when another one has it, saying which."""
    lock = Lock(stack.DATA_DIR / "locks" / "run")
    if not lock.try_exclusive():
        lock.file.seek(0)
        other = json.loads(lock.file.read() or "{}")
        process = f" (process {other['pid']}): {other['url']}" if other else "; it is just starting."
        raise RunError(f"Casework is already running in this folder{process}")
    lock.file.truncate(0)
    json.dump({"pid": os.getpid(), "url": address}, lock.file)
    lock.file.flush()
    return lock


def manage(*arguments: str) -> str:
    """Run a management command to its end, and return what it printed. Raises RunError when it fails."""
    log_path = stack.DATA_DIR / "logs" / "manage.log"
    told = last_lines(log_path, 1).strip() if log_path.exists() else ""
    with stack.open_log(log_path) as log, tempfile.TemporaryFile() as printed:
        command = subprocess.Popen(  # noqa: S603
            [sys.executable, "manage.py", *arguments],
            cwd=stack.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=log,
            preexec_fn=dies_with_parent(signal.SIGKILL),
        )
        try:
            while (status := _wait(command, seconds=10)) is None:
                now = last_lines(log_path, 1).strip()
                say(f"  still at it: {now}" if now != told else "  still at it")
                told = now
        except BaseException:
            command.kill()
            command.wait()
            raise
        printed.seek(0)
        text = printed.read().decode(errors="replace")
    if status:
        raise RunError(f"manage.py {arguments[0]} failed. The end of {log_path}:\n{last_lines(log_path)}")
    return text


def _wait(command: subprocess.Popen[bytes], seconds: float) -> int | None:
    try:
        return command.wait(seconds)
    except subprocess.TimeoutExpired:
        return None


def wait_until_healthy(address: str, running: list[Service]) -> None:
    """Raises RunError when a service ends, or /healthz does not say 200 in time."""
    text = ""
    for _ in poll(time.monotonic() + READY_SECONDS, every=0.2):
        for service in running:
            if service.has_ended():
                raise RunError(f"{service.name} ended at once. The end of {service.log}:\n{last_lines(service.log)}")
        status, text = health(address)
        if status == 200:
            return
    tails = "\n".join(f"The end of {service.log}:\n{last_lines(service.log)}" for service in running)
    raise RunError(f"{address}healthz did not become healthy in {READY_SECONDS} s; it says: {text[:300]}\n{tails}")


def stop(running: list[Service]) -> None:
    """Asks all at once, waits, and kills those that will not end; a second Ctrl-C does not wait."""
    for service in running:
        service.signal(signal.SIGTERM)
    with contextlib.suppress(_Stop):
        for _ in poll(time.monotonic() + STOP_SECONDS):
            if all(service.process is None or service.has_ended() for service in running):
                return
    for service in running:
        service.signal(signal.SIGKILL)
        if service.process:
            service.process.wait()


def run(arguments: argparse.Namespace, attach: Callable[[], None]) -> None:
    """From servers that run to an application that runs, until _Stop. Raises RunError and StackError."""
    say("Bringing the database's tables up to date")
    manage("migrate", "--noinput")
    if not arguments.no_demo:
        say("Making sure there are people to try it with (the first time this takes a while)")
        manage("demo", "--people", "2000", "--seed", "1")
        say("Planning what is due")
        manage("reminders", "plan")
    address = url(arguments.host, arguments.port)
    running = services(arguments.host, arguments.port)
    try:
        say("Starting web, worker and beat")
        for service in running:
            service.start()
        logins = "" if arguments.no_demo else manage("demo", "--logins")
        wait_until_healthy(address, running)
        if arguments.host not in LOOPBACK:
            say("It listens beyond this machine, in debug mode with known passwords: only for a network you trust.")
        say(f"Casework is ready: {address}")
        if logins:
            print(logins.rstrip(), flush=True)
        say(f"Ctrl-C stops it. Logs are in {stack.DATA_DIR / 'logs'}.")
        while True:
            time.sleep(0.5)
            attach()
            for service in running:
                service.look_after()
    finally:
        say("Stopping")
        stop(running)


class Servers:
    """The embedded servers, as far as the environment does not name others."""

    def __init__(self) -> None:
        self.hold: Lock | None = None

    def attach(self) -> None:
        """Starts them when they are not running, which later means that somebody killed their keeper."""
        if not stack.is_needed() or (self.hold and stack.DEV.is_kept()):
            return
        if self.hold:
            say("The embedded servers have ended unexpectedly; starting them again.")
            self.hold.close()
        self.hold = stack.DEV.attach(say)

    def leave(self) -> None:
        """Waits for them to end, unless others use them too."""
        if stack.is_needed() and not stack.DEV.leave(self.hold, seconds=30):
            say(f"The database has not stopped in time; see {stack.DEV.log('postgres')}.")


def _raise_stop(signal_number: int, frame: FrameType | None) -> None:
    raise _Stop


def _on_stop_signals(handler: Callable[[int, FrameType | None], None] | signal.Handlers) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, handler)


def main() -> int:
    """Returns the exit status: 0 when stopped as asked, 1 when Casework could not run."""
    arguments = parse_arguments(sys.argv[1:])
    _on_stop_signals(_raise_stop)
    if arguments.host not in LOOPBACK:
        os.environ.setdefault("ALLOWED_HOSTS", "*")
    servers = Servers()
    status = 0
    try:
        stack.DEV.make_folders()
        with contextlib.closing(claim(url(arguments.host, arguments.port))):
            try:
                check_address(arguments.host, arguments.port)
                servers.attach()
                run(arguments, servers.attach)
            finally:
                _on_stop_signals(signal.SIG_IGN)  # whoever presses Ctrl-C again gets the database stopped whole, too
                servers.leave()
    except _Stop:
        say("Stopped")
    except (RunError, stack.StackError) as error:
        print(f"bin/run: {error}", file=sys.stderr, flush=True)
        status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
