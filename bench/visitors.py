"""The people who work with Casework on an ordinary day, as sessions of a browser: what each opens, types and sends.

Each session is one user with one role; an act is drawn by the mix of the day and asks for what the pages offer. Forms
go back with all that is hidden in them. Pictures, style sheets and scripts are not asked for: a browser has them.
"""

import random
import re
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import urlencode

import gevent
from django.utils import timezone
from locust import FastHttpUser, constant_pacing, task
from locust.exception import StopUser

from bench.loads import Record, judged
from bench.reading import ID, Form, fields_of, form_with, links, path_of
from bench.writes import Writes
from casework.access.policy import Role
from casework.demo import names
from casework.demo.organisations import COLLEAGUES, LOGINS, PASSWORD, code_of_now, invented_colleagues
from casework.demo.safeguards import LEFT

# Acts of a day, in hundredths.
MIX = {
    **{"today": 20, "search": 15, "worklist": 12, "open_case": 20, "note": 8, "outcome": 8, "move": 3, "register": 6},
    **{"around": 5, "timeline": 3},
}
# Of a hundred who are at work at once.
STAFF = {Role.CASEWORKER: 60, Role.IOM_CASEWORKER: 14, Role.MANAGER: 9, Role.OFFICER: 9, Role.TRAINER: 4}
STAFF |= {Role.COORDINATOR: 2, Role.VIEWER: 2}
LISTS = ("expired", "expiring", "blocked", "children", "waiting", "still", "unassigned", "all", "all")
SCOPES = ("mine", "mine", "organisation", "organisation", "visible")
VERBS = "start|submit|approve"
# Where a page says why not: beside a field, above the form, as the page of an error.
SENTENCES = (r'class="error-said">([^<]*)', r'(?s)id="errors">.*?<li>([^<]*)</li>', r"<h1[^>]*>([^<]*)")
CODE = re.compile(r'class="code">\s*([A-Z0-9]{4}-[A-Z0-9]{4})|<small>([A-Z0-9]{4}-[A-Z0-9]{4})')
SIGN_IN, SECOND_STEP = "/account/login/", "/account/second-step/authenticate/"
# Seconds. A code of the second step counts once, and so may have to be waited for; a full office waits a little.
CODE_LASTS, TRIES, PATIENCE, TYPING, ANSWER_WITHIN = 30, 4, 5, 1.5, 60.0


def everybody(people: int) -> dict[str, str]:
    """Return the e-mail and the role of everybody who works with a demo of so many people, but for those who left."""
    named = ((email, role) for _, email, role, *_ in (*LOGINS, *COLLEAGUES, *invented_colleagues(people)))
    return {email: role for email, role in named if email not in LEFT}


def staff(sessions: int, roles: dict[str, str], rng: random.Random) -> list[str]:
    """Return the e-mail of each session's user: the roles of STAFF, everybody of a role before anybody twice."""
    by_role = {role: [email for email, theirs in roles.items() if theirs == role] for role in STAFF}
    for emails in by_role.values():
        rng.shuffle(emails)
    found: list[str] = []
    # Role by role in turns, so that any number of sessions has about the mix.
    taken = dict.fromkeys(STAFF, 0)
    for number in range(1, sessions + 1):
        role = max(STAFF, key=lambda one: STAFF[one] * number / 100 - taken[one])
        found.append(by_role[role][taken[role] % len(by_role[role])])
        taken[role] += 1
    return found


class Page:
    """What was answered."""

    def __init__(self, status: int, text: str, location: str) -> None:
        self.status, self.text, self.location = status, text, location

    @property
    def is_done(self) -> bool:
        """Whether a form was taken: then the answer leads on."""
        return self.status == 302 and not self.location.startswith(SIGN_IN)


class Browser:
    """One session: it keeps its cookies, and each answer is taken down by its kind. Redirects are followed by hand."""

    def __init__(self, client, record: Record) -> None:
        self.client, self.record = client, record

    def get(self, kind: str, path: str, **headers: str) -> Page:
        return self._ask("GET", kind, path, headers)

    def post(self, kind: str, path: str, fields: dict[str, str], **headers: str) -> Page:
        kinds = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.send(kind, path, urlencode(fields).encode(), kinds | headers)

    def send(self, kind: str, path: str, body: bytes, headers: dict[str, str]) -> Page:
        return self._ask("POST", kind, path, headers, body)

    def _ask(self, method: str, kind: str, path: str, headers: dict[str, str], body: bytes | None = None) -> Page:
        given = {"Accept-Language": "es", "Referer": self.client.base_url + "/"} | headers
        page, milliseconds, said = Page(0, "", ""), 0.0, "gone"
        self.record.starts()
        try:
            with self.client.request(
                method, path, name=kind, data=body, headers=given, allow_redirects=False, catch_response=True
            ) as answer:
                milliseconds = answer.request_meta["response_time"]
                said = _told(answer)
                location = path_of((answer.headers or {}).get("location", "") or "")
                page = Page(answer.status_code or 0, answer.text or "", location)
                answer.failure(said) if judged(page.status) == "error" else answer.success()
        finally:
            if page.status == 302 and page.location.startswith(SIGN_IN) and kind != "sign in":
                page, said = Page(500, "", ""), "signed out"
            self.record.ends(kind, milliseconds, page.status, said)
        return page


def _told(answer) -> str:
    """Return why there was no answer, or the first sentence of a refusal; nothing that was typed."""
    if not answer.status_code:
        return type(answer.error).__name__ if getattr(answer, "error", None) else "no answer"
    if answer.status_code < 400:
        return ""
    found = (re.search(pattern, answer.text or "") for pattern in SENTENCES)
    # Of an error only its kind: the page of debug mode says at which address it was.
    said = next((" ".join(one.group(1).split()) for one in found if one), "")
    return said.partition(" at /")[0][:90]


def sign_in(browser: Browser, email: str) -> bool:
    """Sign in as a person does, with the code of the second step where it is asked for; say whether one is in."""
    form = form_with(browser.get("sign in, form", SIGN_IN).text, 'name="password"')
    if form is None:
        return False
    answer = browser.post("sign in", SIGN_IN, form.filled(login=email, password=PASSWORD))
    if not answer.location.startswith(SECOND_STEP):
        return answer.status == 302 and not answer.location.startswith(SIGN_IN)
    for _ in range(TRIES):
        form = form_with(browser.get("second step, form", SECOND_STEP).text, 'name="code"')
        if form and browser.post("second step", SECOND_STEP, form.filled(code=code_of_now())).status == 302:
            return True
        gevent.sleep(CODE_LASTS)
    return False


def come_in(browser: Browser, email: str) -> bool:
    """Sign in; where that is refused, as an office is that is too quick, try some times more."""
    for _ in range(TRIES):
        if sign_in(browser, email):
            return True
        gevent.sleep(PATIENCE)
    return False


class Visitor(FastHttpUser):
    """A user with one role, who does one act after the other, each with its time to think."""

    network_timeout = connection_timeout = ANSWER_WITHIN
    # Set by bench/load.py before the first one comes.
    record: Record
    writes: Writes
    emails: list[str] = []
    came = at_work = 0

    def on_start(self) -> None:
        """Sign in, and look what the pages offer this user."""
        number, Visitor.came = Visitor.came, Visitor.came + 1
        self.rng = random.Random(number)
        self.browser = Browser(self.client, self.record)
        self.email = self.emails[number % len(self.emails)]
        self.cases: list[str] = []
        self.codes: list[str] = []
        self.case = self.case_page = ""
        if not come_in(self.browser, self.email):
            raise StopUser
        Visitor.at_work += 1
        self.offered: set[str] = set()
        for _ in range(TRIES):
            # A page that says that the service is full offers nothing, and is asked for again.
            self.offered = set(links(self._today().text, r"/[a-z-]+/"))
            if self.offered:
                break
            gevent.sleep(PATIENCE)
        # Not all sessions begin their acts at the same moment of the pace.
        gevent.sleep(self.rng.random() * 2)

    @task
    def act(self) -> None:
        """One act of those that this user's pages offer."""
        acts = {name: weight for name, weight in MIX.items() if self._is_offered(name)}
        getattr(self, f"_{self.rng.choices(list(acts), list(acts.values()))[0]}")()

    def _is_offered(self, act: str) -> bool:
        needed = {"outcome": "/tasks/", "register": "/register/"}
        return act not in needed or needed[act] in self.offered

    def _today(self) -> Page:
        return self._listed(self.browser.get("today", "/"))

    def _listed(self, page: Page) -> Page:
        """Keep what a page of cases leads to."""
        if found := links(page.text, f"/cases/{ID}/"):
            self.cases = found
        if codes := ["".join(found) for found in CODE.findall(page.text)]:
            self.codes = codes
        return page

    def _search(self) -> None:
        form = form_with(self._any_page(), 'action="/search/"')
        if form and self.browser.post("search, sent", "/search/", form.filled(q=self._sought())).is_done:
            self._listed(self.browser.get("search, found", "/search/"))

    def _any_page(self) -> str:
        return self.case_page or self._today().text

    def _sought(self) -> str:
        """A full name mostly; else one surname, or a case's code."""
        given, surname = self.rng.choice((*names.FEMALE, *names.MALE)), self.rng.choice(names.SURNAMES)
        kind = self.rng.random()
        if kind < 0.25 and self.codes:
            return self.rng.choice(self.codes)
        return surname if kind < 0.4 else f"{given} {surname}"

    def _worklist(self) -> None:
        asked = {"show": self.rng.choice(LISTS), "scope": self.rng.choice(SCOPES)}
        asked |= {"order": "name"} if self.rng.random() < 0.2 else {}
        page = self._listed(self.browser.get("worklist", f"/cases/?{urlencode(asked)}"))
        if 'rel="next"' in page.text and self.rng.random() < 0.2:
            self._listed(self.browser.get("worklist", f"/cases/?{urlencode(asked | {'page': 2})}"))

    def _open_case(self) -> bool:
        if not self.cases:
            self._worklist()
        if not self.cases:
            return False
        self.case = self.rng.choice(self.cases)
        return self._read_case(self.case)

    def _read_case(self, path: str) -> bool:
        page = self.browser.get("case", path)
        self.case_page = page.text if page.status == 200 else ""
        return bool(self.case_page)

    def _note(self) -> None:
        if not self._offers('note/"'):
            return
        mark = f"Visita registrada. Carga {uuid.uuid4()}"
        form = form_with(self.case_page, f'action="{self.case}note/"')
        if self._write("note", f"{self.case}note/", form.filled(text=mark), "note", mark):
            self._read_case(self.case)

    def _offers(self, action: str) -> bool:
        """Whether the case that is open has this form; else another is opened, once."""
        if self.case and f'action="{self.case}{action}' in self.case_page:
            return True
        return self._open_case() and f'action="{self.case}{action}' in self.case_page

    def _write(self, kind: str, path: str, fields: dict[str, str], what: str, mark: str) -> Page | None:
        """Send a form of the case or task that the path names; what is answered as done is kept for `writes`."""
        self.writes.sends()
        page = self.browser.post(kind, path, fields)
        if not page.is_done:
            return None
        of = re.search(ID, page.location if what == "registration" else path)
        if of:
            self.writes.was_answered(what, of.group(), mark)
        return page

    def _outcome(self) -> None:
        page = self._today() if self.rng.random() < 0.5 else self.browser.get("tasks", "/tasks/")
        tasks = links(page.text, f"/tasks/{ID}/")
        if not tasks:
            return
        path = self.rng.choice(tasks)
        form = form_with(self.browser.get("task", path).text, f'action="{path}done/"')
        offered = form.choices.get("outcome", []) if form else []
        offered = [one for one in offered if one not in ("moved", "not_reached")]
        if not offered:
            return
        mark = f"Carga {uuid.uuid4()}"
        if self._write("outcome", f"{path}done/", form.filled(outcome=offered[0], remark=mark), "outcome", mark):
            self._today()

    def _move(self) -> None:
        if not self._moves() and not (self._open_case() and self._moves()):
            return
        path = self.rng.choice(self._moves())
        page = self.browser.get("move, form", path)
        form = form_with(page.text, f'action="{path}"')
        if form and self._write("move", path, _moved(form, self.rng), "move", path.split("/")[4]):
            self._read_case(self.case)

    def _moves(self) -> list[str]:
        return links(self.case_page, f"{self.case}stages/[a-z_]+/(?:{VERBS})/") if self.case else []

    def _register(self) -> None:
        form = form_with(self.browser.get("register, form", "/register/").text, 'hx-post="/register/"')
        if form is None:
            return
        mark = f"Calle de la carga {uuid.uuid4()}"
        typed = form.filled(**_described(form, self.rng), address=mark)
        # The check asks while names are typed and once the document stands there, too.
        for last in ("family_names", "document_number"):
            gevent.sleep(TYPING)
            so_far = typed | ({"document_number": ""} if last == "family_names" else {})
            answer = self.browser.post("register, live check", "/register/likely/", so_far, **{"HX-Request": "true"})
        sent = typed | _told_of(answer.text)
        self.writes.sends()
        page = self.browser.post("register", "/register/", sent)
        if page.status == 400 and "likely_shown" in page.text:
            form = form_with(page.text, 'hx-post="/register/"')
            page = self.browser.post("register", "/register/", form.fields | _told_of(page.text))
        if page.is_done and (of := re.search(ID, page.location)):
            self.writes.was_answered("registration", of.group(), mark)
            self.case = page.location
            self._read_case(self.case)

    def _around(self) -> None:
        """The household, the expiries or the team, whichever there is."""
        households = links(self.case_page, f"/households/{ID}/")
        ways = [("household", households[0])] if households else []
        ways += [(path.strip("/"), path) for path in ("/expiries/", "/team/") if path in self.offered]
        if ways:
            self.browser.get(*self.rng.choice(ways))

    def _timeline(self) -> None:
        if self.case_page or self._open_case():
            about = self.rng.choice(("", "journey", "identity"))
            self.browser.get("timeline", f"{self.case}timeline/?about={about}", **{"HX-Request": "true"})


def _told_of(html: str) -> dict[str, str]:
    """Return what is answered to the people who were shown: that the one who is registered is none of them."""
    shown = fields_of(html)
    reasons = [one for one in shown.choices.get("not_the_same", []) if one not in ("", "other")]
    if "likely_shown" not in shown.fields or not reasons:
        return {}
    return {"likely_shown": shown.fields["likely_shown"], "not_the_same": reasons[0]}


def _described(form: Form, rng: random.Random) -> dict[str, str]:
    """Return a person as she is described at the desk, with a document and a telephone that nobody has."""
    sex = rng.choice(("female", "male"))
    given = " ".join(rng.sample(names.FEMALE if sex == "female" else names.MALE, 2))
    born = date(1950, 1, 1) + timedelta(days=rng.randrange(365 * 55))
    cantons = [code for code in form.choices.get("canton", []) if code]
    return {
        "given_names": given,
        "family_names": " ".join(rng.sample(names.SURNAMES, 2)),
        "sex": sex,
        "birth_date": born.isoformat(),
        "nationality": "VE",
        "document_kind": "ve_cedula",
        "document_number": f"V-{uuid.uuid4().int % (3 * 10**7) + 5 * 10**6}",
        "phone": f"09{uuid.uuid4().int % 10**8:08}",
        "canton": rng.choice(cantons) if cantons else "",
    }


def _moved(form: Form, rng: random.Random) -> dict[str, str]:
    """Return the form of a move, with what it asks and does not suggest."""
    day = timezone.localdate()
    makers: dict[str, Callable[[], str]] = {
        "number": lambda: f"{rng.randrange(10**9):010}",
        "reason": lambda: "La persona lo pide así.",
        "expires_on": lambda: (day + timedelta(days=700)).isoformat(),
        "starts_on": day.isoformat,
        "ends_on": lambda: (day + timedelta(days=30)).isoformat(),
        "certificate_number": lambda: f"C-{rng.randrange(10**6)}",
        "amount": lambda: "500",
        "course": lambda: "Manipulación de alimentos",
        "business_name": lambda: "Panadería La Carga",
        "hours_attended": lambda: "40",
    }
    typed = {name: make() for name, make in makers.items() if name in form.fields and not form.fields[name]}
    for name, offered in form.choices.items():
        if not form.fields.get(name):
            typed[name] = next((one for one in offered if one), "")
    return form.filled(**typed)


def pace(seconds: float) -> None:
    """Let each session do one act in so many seconds."""
    Visitor.wait_time = constant_pacing(seconds)
