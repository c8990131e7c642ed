"""What is measured: the reads and writes that people wait for, through the pages and endpoints they wait at."""

import random
import uuid
from collections.abc import Callable, Iterator
from contextvars import Context
from string import ascii_lowercase

from django.db import transaction
from django.test import Client
from django.utils import timezone

from bench.measure import Figure, measure
from casework.access.models import Door, Membership, User
from casework.access.scope import acting_as
from casework.journey.models import Case
from casework.journey.worklists import Scope, Worklist, cases_in
from casework.people.models import ContactPoint, Household, IdentityDocument, Person
from casework.web.views.lists import ORDERS, PAGE, matches

SEARCH, LIST, OPEN, CREATE = 30, 50, 60, 15
# Readers: all of the country, one organisation, one ministry's step.
IOM, PARTNER, MINISTRY = "cecilia@oim.example", "ana@hias.example", "marta@mremh.example"
ORDER_NAMES = {"recent": "default order", "name": "by name"}


def membership_of(email: str) -> Membership:
    return Membership.objects.select_related("user", "organisation").filter(user__email=email).first()


class Browser(Client):
    """Its requests begin in no scope, as a server's do."""

    def request(self, **asked):
        return Context().run(super().request, **asked)


def browser_of(email: str) -> Client:
    client = Browser(headers={"Accept-Language": "es", "Host": "localhost"})
    client.force_login(User.objects.get(email=email))
    return client


def page(client: Client) -> Callable[[str], None]:
    def get(address: str) -> None:
        response = client.get(address)
        if response.status_code != 200:
            raise RuntimeError(f"{address}: {response.status_code}")

    return get


def some(queryset, count: int, rng: random.Random) -> Iterator:
    """Rows from all over a table: the next after each of so many random ids."""
    for _ in range(count):
        found = queryset.filter(pk__gte=uuid.UUID(int=rng.getrandbits(128))).order_by("pk").first()
        yield found or queryset.order_by("pk").first()


def searches(count: int, rng: random.Random) -> Iterator[Figure]:
    """Who is found, with name and case; and what the page asks for to show them, with their journey lines."""
    people = list(some(Person.objects, count, rng))
    typed = {
        "full name": [p.name_key for p in people],
        "first given name and first surname": [_first_words(p) for p in people],
        "surname first": [" ".join(reversed(_first_words(p).split())) for p in people],
        "a misspelt name": [" ".join(map(_misspelt, _first_words(p).split())) for p in people],
        "beginnings of both": [" ".join(word[:4] for word in _first_words(p).split()) for p in people],
        "one surname": [p.family_names.split()[0] for p in people if p.family_names],
        "a name nobody has": [f"{p.name_key.split()[0]} qwertz" for p in people],
        "document number": [d.number for d in some(IdentityDocument.objects, count, rng)],
        "telephone": [c.value for c in some(ContactPoint.objects.filter(kind="phone"), count, rng)],
        "e-mail": [c.value for c in some(ContactPoint.objects.filter(kind="email"), count, rng)],
        "household": [home.number for home in some(Household.objects, count, rng)],
        "case code": [case.code for case in some(Case.objects, count, rng)],
    }
    for whose in (IOM, PARTNER):
        by = membership_of(whose)
        for name, texts in typed.items():
            yield measure(f"search by {name}, {by.organisation}", searcher(by), texts, SEARCH)
            yield measure(f"… with its page, {by.organisation}", searcher(by, with_lines=True), texts, LIST)


def searcher(by: Membership, *, with_lines: bool = False) -> Callable[[str], None]:
    def search(text: str) -> None:
        with acting_as(by, Door.WEB), transaction.atomic():
            found = matches(text, by).cases
            list(found.with_line(by) if with_lines else found.select_related("person"))

    return search


def _first_words(person: Person) -> str:
    return " ".join(names.split()[0] for names in (person.given_names, person.family_names) if names)


def _misspelt(word: str) -> str:
    """One sign is missing, as when somebody types in a hurry."""
    return word[:2] + word[3:] if len(word) > 4 else word


def worklists(times: int) -> Iterator[Figure]:
    """First pages: the query with its journey lines for each list and order, then whole pages as a browser's."""
    for whose, scope in ((IOM, Scope.VISIBLE), (PARTNER, Scope.ORGANISATION), (PARTNER, Scope.MINE)):
        by = membership_of(whose)
        for worklist in Worklist:
            for order, columns in ORDERS.items():
                name = f"list {worklist.value}, {by.organisation} {scope.value}, {ORDER_NAMES[order]}"
                yield measure(name, first_page(worklist, columns, by, scope), range(times), LIST)
    for whose in (IOM, PARTNER, MINISTRY):
        get = page(browser_of(whose))
        yield measure(f"page Today, {whose}", get, ["/"] * times, LIST)
        yield measure(f"page Cases, {whose}", get, ["/cases/"] * times, LIST)


def first_page(worklist: Worklist, columns: tuple[str, ...], by: Membership, scope: Scope) -> Callable:
    def read(_) -> None:
        with acting_as(by, Door.WEB), transaction.atomic():
            cases = cases_in(worklist, by, scope, today=timezone.localdate())
            list(cases.order_by(*columns).with_line(by)[: PAGE + 1])

    return read


def open_cases(count: int, rng: random.Random) -> Iterator[Figure]:
    """The whole page of a case."""
    by = membership_of(PARTNER)
    for whose, cases in ((IOM, Case.objects), (PARTNER, Case.objects.of_organisation(by.organisation))):
        addresses = [f"/cases/{case.pk}/" for case in some(cases, count, rng)]
        yield measure(f"open a case, {whose}", page(browser_of(whose)), addresses, OPEN)


def creations(count: int, rng: random.Random) -> Iterator[Figure]:
    """A person with a document and a telephone through REST; they stay in the database of the benchmarks."""
    client = browser_of(PARTNER)

    def create(_) -> None:
        body = {
            "given_names": "Yulimar del Valle",
            "family_names": f"Prueba {''.join(rng.choices(ascii_lowercase, k=8)).title()}",
            "sex": "female",
            "nationality": "VE",
            "documents": [{"kind": "ve_cedula", "number": f"V-{rng.randrange(4 * 10**7, 10**8)}"}],
            "contacts": [{"kind": "phone", "value": f"+59399{rng.randrange(10**7):07}"}],
        }
        response = client.post("/api/v1/people/", body, "application/json")
        if response.status_code != 201:
            raise RuntimeError(response.content[:300])

    yield measure("create a person through REST", create, range(count), CREATE)
