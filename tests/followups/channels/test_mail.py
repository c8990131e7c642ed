"""E-mail: what a mail server or a provider's API says, and what that means for the message."""

import smtplib
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail

from casework.followups.channels import NotNow, Receipt, Refused, Unknown
from casework.followups.channels.mail import Mail
from tests.followups.channels.conftest import outgoing, send, tells

ADDRESS = "yulimar@correo.example"


def letter(**other: object):
    return outgoing(**({"to": ADDRESS, "subject": "Su cita"} | other))


def test_what_is_sent(settings):
    settings.DEFAULT_FROM_EMAIL = "OIM <avisos@casework.example>"
    message = letter()
    assert send(Mail(), message) == [Receipt(f"<{message.key}@casework.example>")]
    [sent] = mail.outbox
    assert (sent.to, sent.subject, sent.body) == ([ADDRESS], "Su cita", message.text)
    headers = sent.message()
    assert headers["Message-ID"] == f"<{message.key}@casework.example>"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Content-Language"] == "es"


@pytest.mark.parametrize(
    "wrong", [{"subject": "Su cita\nBcc: all@example.org"}, {"to": "a@example.org\nb@example.org"}]
)
def test_what_would_break_the_letter_is_refused(wrong):
    [error] = send(Mail(), letter(**wrong))
    assert (type(error), error.code) == (Refused, "malformed")
    assert not mail.outbox


class Smtp(socketserver.StreamRequestHandler):
    """As much of SMTP as smtplib needs; the script says what it answers to which word, and where it hangs up."""

    def handle(self) -> None:
        if not self.say("GREETING", "220 hello"):
            return
        while line := self.rfile.readline():
            word = line.split()[0].upper().decode()
            if not self.say(word, {"DATA": "354 go on", "QUIT": "221 bye"}.get(word, "250 ok")):
                return
            if word == "DATA" and "DATA" not in self.server.script and not self.take():
                return

    def take(self) -> bool:
        while self.rfile.readline() not in (b".\r\n", b""):
            pass
        self.server.taken += 1
        return self.say("END", "250 taken")

    def say(self, word: str, usual: str) -> bool:
        answer = self.server.script.get(word, usual)
        if answer:
            self.wfile.write(f"{answer}\r\n".encode())
        return bool(answer)


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def by_smtp(settings):
    """Sends one letter to a server with this script."""

    def by_smtp(**script: str):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = "127.0.0.1"
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Smtp)
        server.script, server.taken = script, 0
        with serving(server) as settings.EMAIL_PORT:
            [outcome] = send(Mail(), letter())
        return outcome, server.taken

    return by_smtp


def test_a_server_that_takes_it(by_smtp):
    outcome, taken = by_smtp()
    assert (type(outcome), taken) == (Receipt, 1)


@pytest.mark.parametrize(
    ("script", "meaning", "code"),
    [
        ({"GREETING": "554 not today"}, NotNow, "SMTPConnectError"),
        ({"GREETING": ""}, NotNow, "SMTPServerDisconnected"),
        ({"MAIL": "451 later"}, NotNow, "smtp_451"),
        ({"MAIL": "550 who are you"}, NotNow, "smtp_550"),
        ({"RCPT": f"550 no such {ADDRESS}"}, Refused, "smtp_550"),
        ({"RCPT": "450 grey"}, NotNow, "smtp_450"),
        ({"RCPT": "421 closing"}, NotNow, "smtp_421"),
        ({"DATA": "554 no"}, Refused, "smtp_554"),
        ({"DATA": "451 later"}, NotNow, "smtp_451"),
        ({"END": "554 spam"}, Refused, "smtp_554"),
        ({"END": "451 later"}, NotNow, "smtp_451"),
        ({"END": "nonsense"}, Unknown, "SMTPDataError"),
        ({"END": ""}, Unknown, "SMTPServerDisconnected"),
    ],
)
def test_what_a_mail_server_says(by_smtp, script, meaning, code):
    error, _ = by_smtp(**script)
    assert (type(error), error.code) == (meaning, code)
    assert ADDRESS not in tells(error)


@pytest.mark.parametrize("bye", ["", "451 no", "nonsense"])
def test_a_good_bye_that_goes_wrong_takes_nothing_back(by_smtp, bye):
    outcome, taken = by_smtp(QUIT=bye)
    assert (type(outcome), taken) == (Receipt, 1)


def test_where_no_server_listens_nothing_was_sent(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = free.getsockname()[1]
        [error] = send(Mail(), letter())
    assert (type(error), error.code) == (NotNow, "ConnectionRefusedError")


def test_signs_the_server_does_not_know(monkeypatch, settings):
    def refuse(*args):
        raise smtplib.SMTPNotSupportedError(ADDRESS)

    monkeypatch.setattr(f"{settings.EMAIL_BACKEND}.send_messages", refuse)
    [error] = send(Mail(), letter())
    assert (type(error), error.code) == (Refused, "address_not_supported")


def test_a_backend_that_takes_nothing(monkeypatch, settings):
    monkeypatch.setattr(f"{settings.EMAIL_BACKEND}.send_messages", lambda *args: 0)
    [error] = send(Mail(), letter())
    assert (type(error), error.code) == (NotNow, "not_taken")


class Api(BaseHTTPRequestHandler):
    """A provider's API for letters, that answers always the same."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        if not self.server.status:
            return
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def by_api(settings):
    def by_api(port: int):
        settings.EMAIL_BACKEND = "anymail.backends.mailgun.EmailBackend"
        settings.ANYMAIL = {
            "MAILGUN_API_KEY": "k",
            "MAILGUN_SENDER_DOMAIN": "casework.example",
            "MAILGUN_API_URL": f"http://127.0.0.1:{port}",
            "REQUESTS_TIMEOUT": 20,
        }
        [outcome] = send(Mail(), letter())
        return outcome

    return by_api


@pytest.mark.parametrize(
    ("status", "body", "meaning", "code"),
    [
        (400, b"{}", Refused, "http_400"),
        (401, b"{}", NotNow, "http_401"),
        (429, b"{}", NotNow, "http_429"),
        (500, b"", Unknown, "http_500"),
        (503, b"", NotNow, "http_503"),
        (200, b"what?", Unknown, "answer_not_understood"),
        (0, b"", Unknown, "connection_lost"),
    ],
)
def test_what_a_providers_api_says(by_api, status, body, meaning, code):
    server = HTTPServer(("127.0.0.1", 0), Api)
    server.status, server.body = status, body
    with serving(server) as port:
        error = by_api(port)
    assert (type(error), error.code) == (meaning, code)
    assert ADDRESS not in tells(error)


def test_what_a_provider_calls_it(by_api):
    server = HTTPServer(("127.0.0.1", 0), Api)
    server.status, server.body = 200, b'{"id": "<17@mailgun>", "message": "Queued. Thank you."}'
    with serving(server) as port:
        assert by_api(port) == Receipt("<17@mailgun>")


def test_where_no_api_listens_nothing_was_sent(by_api):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        error = by_api(free.getsockname()[1])
    assert (type(error), error.code) == (NotNow, "no_connection")
