"""What goes on beside the people at work: a partner's system polls, a sheet is brought in, the jobs of the hour run."""

import json
import re
import subprocess
import sys
import time
import uuid
from base64 import b64encode
from collections.abc import Iterator

import gevent
from celery import Celery
from urllib3.filepost import encode_multipart_formdata

from bench.reading import ID, form_with, path_of
from bench.visitors import Browser, come_in
from bench.writes import Writes
from config import stack

POLL_EVERY, PAGE_SIZE = 10, 100
ROWS, LOOK_EVERY = 2_000, 2
ORGANISATION, IMPORTER = "HIAS", "ana@hias.example"
# Whatever beat sends once an hour or a night and that takes long.
JOBS = (
    "casework.followups.tasks.plan",
    "casework.people.tasks.find_duplicates",
    "casework.people.tasks.note_likenesses",
    "casework.journey.tasks.check_waiting_rows",
    "casework.rights.tasks.propose_retention",
)
AT_WORK = 'hx-trigger="every 2s"'


def api_client() -> tuple[str, str]:
    """Make credentials for a partner's system by the command for it; return id and secret."""
    command = ["create_api_client", "--organisation", ORGANISATION, "--name", f"Carga {uuid.uuid4()}", "--rate", "600"]
    made = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=stack.BASE_DIR, capture_output=True, text=True, check=True
    )
    words = made.stdout.split()
    return words[1], words[3]


def poll(browser: Browser, client_id: str, secret: str) -> None:
    """Walk through the cases page by page, one page in ten seconds, and begin anew at the end; for good."""
    basic = {"Authorization": "Basic " + b64encode(f"{client_id}:{secret}".encode()).decode()}
    first = path = f"/api/v1/cases/?page_size={PAGE_SIZE}"
    bearer: dict[str, str] = {}
    while True:
        if not bearer:
            answer = browser.post("REST, token", "/oauth/token/", {"grant_type": "client_credentials"}, **basic)
            bearer = {"Authorization": f"Bearer {_json(answer.text).get('access_token', '')}"}
        answer = browser.get("REST, poll", path, Accept="application/json", **bearer)
        if answer.status == 401:
            bearer = {}
        following = _json(answer.text).get("next") if answer.status == 200 else None
        path = path_of(following) if following else first
        gevent.sleep(POLL_EVERY)


def _json(text: str) -> dict:
    try:
        return json.loads(text)
    except ValueError:
        return {}


class SheetOfTheDay:
    """An import as a caseworker does it: sent, its columns confirmed, the rows looked at, registered."""

    def __init__(self, browser: Browser, writes: Writes, content: bytes) -> None:
        self.browser, self.writes, self.content = browser, writes, content
        self.begun = time.monotonic()
        self.steps: list[str] = []

    def bring(self) -> None:
        """Do all of it; what came of it is in `lines`."""
        if not come_in(self.browser, IMPORTER):
            self._reached("nobody came in")
            return
        path = self._send()
        if not path:
            self._reached("the sheet was not taken")
            return
        self._reached("sent")
        self._wait(path)
        self._reached("read")
        self._confirm_columns(path)
        self._wait(path)
        self._reached("columns confirmed and read again")
        self._leave_out_doubtful(path)
        if self._commit(path):
            self._reached("set to be registered")
            self._wait(path)
            self.writes.was_answered("import", re.search(ID, path).group(), "")
            self._reached("registered")

    def lines(self) -> Iterator[str]:
        yield f"- Import of {ROWS:,} rows, in seconds since the load began: {'; '.join(self.steps) or 'not begun'}"

    def _reached(self, step: str) -> None:
        self.steps.append(f"{step} {time.monotonic() - self.begun:.0f}")

    def _send(self) -> str:
        form = form_with(self.browser.get("import, list", "/imports/").text, 'type="file"')
        if form is None:
            return ""
        file = {"file": (f"brigada-{uuid.uuid4()}.csv", self.content, "text/csv")}
        body, kind = encode_multipart_formdata(form.fields | file)
        self.writes.sends()
        page = self.browser.send("import, sheet", "/imports/", body, {"Content-Type": kind})
        return page.location if page.is_done else ""

    def _wait(self, path: str) -> None:
        """Look again and again, as the page does by itself, until no job is at the sheet."""
        while True:
            page = self.browser.get("import, progress", f"{path}progress/", **{"HX-Request": "true"})
            if page.status == 200 and AT_WORK not in page.text:
                return
            gevent.sleep(LOOK_EVERY)

    def _confirm_columns(self, path: str) -> None:
        form = form_with(self.browser.get("import, columns", f"{path}columns/").text, 'class="sheet columns"')
        if form is None:
            return
        answers = {
            name: next(one for one in offered if one)
            for name, offered in form.choices.items()
            if name.startswith("q") and not form.fields.get(name)
        }
        self.browser.post("import, columns", f"{path}columns/", form.filled(**answers))

    def _leave_out_doubtful(self, path: str) -> None:
        form = form_with(self.browser.get("import, rows", f"{path}?show=duplicate").text, 'id="rows-form"')
        if form and "shown" in form.fields:
            self.browser.post("import, decide", f"{path}decide/", form.filled(decision="skip"))

    def _commit(self, path: str) -> bool:
        page = self.browser.get("import, rows", path)
        form = form_with(page.text, 'id="rows-form"')
        if form is None or f'formaction="{path}commit/"' not in page.text:
            # With --host rows wait for a decision when the organisation asked much that day (disclosure budget).
            self._reached("nothing to register")
            return False
        return self.browser.post("import, register", f"{path}commit/", form.fields).is_done


def send_jobs(app: Celery) -> None:
    """Ask the running worker for the jobs of the hour and of the night now."""
    for name in JOBS:
        app.send_task(name)
