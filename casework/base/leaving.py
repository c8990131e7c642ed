"""End the statement of a request whose browser has gone: nobody would read the answer, and a core is kept busy.

Gunicorn hands each request its socket (`gunicorn.socket`). One thread in each process looks at the sockets of the
requests that are being answered; a proxy in between closes its connection when its visitor does.
"""

import logging
import socket
import threading
from dataclasses import dataclass, field

import psycopg
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

LOOK_SECONDS = 0.5
CANCEL_SECONDS = 2

logger = logging.getLogger(__name__)


@dataclass(eq=False)
class _Answering:
    """A request that is being answered, and the connection whose statement is to end when its browser goes."""

    browser: socket.socket
    database: BaseDatabaseWrapper
    # Held while the statement is ended: the connection serves no other request meanwhile.
    ending: threading.Lock = field(default_factory=threading.Lock)

    def end_if_gone(self) -> bool:
        """Cancel the statement that runs when the browser has gone; tell whether it has."""
        if not is_gone(self.browser):
            return False
        logger.info("the browser of a request has gone: its statement is ended")
        asked: psycopg.Connection | None = self.database.connection
        try:
            if asked is not None:
                asked.cancel_safe(timeout=CANCEL_SECONDS)
        except psycopg.Error:
            logger.warning("a statement whose browser has gone could not be ended")
        return True


def is_gone(browser: socket.socket) -> bool:
    """Tell whether the other end has closed the connection; a next request that waits in it is no end."""
    try:
        return browser.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


class _Watch:
    """Looks at all requests of this process; its thread begins with the first one and lasts."""

    def __init__(self):
        self.requests: set[_Answering] = set()
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None
        self.work = threading.Event()

    def add(self, answering: _Answering) -> None:
        with self.lock:
            self.requests.add(answering)
            if self.thread is None:
                self.thread = threading.Thread(target=self._look, name="leaving", daemon=True)
                self.thread.start()
        self.work.set()

    def remove(self, answering: _Answering) -> None:
        with self.lock:
            self.requests.discard(answering)
        with answering.ending:
            pass

    def _look(self) -> None:
        pause = threading.Event()
        while self.work.wait():
            pause.wait(LOOK_SECONDS)
            with self.lock:
                looked_at = list(self.requests)
                if not looked_at:
                    self.work.clear()
            for answering in looked_at:
                with answering.ending:
                    if answering in self.requests and answering.end_if_gone():
                        with self.lock:
                            self.requests.discard(answering)


_watch = _Watch()


class EndWithBrowser:
    """Watches the browser of each request while it is answered."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        browser = request.META.get("gunicorn.socket")
        if browser is None:
            return self.get_response(request)
        answering = _Answering(browser, connections["default"])
        _watch.add(answering)
        try:
            return self.get_response(request)
        finally:
            _watch.remove(answering)
