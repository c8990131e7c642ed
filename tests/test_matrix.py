"""The policy, proved on every address: each role × each relation to a case × each URL and operation.

What is expected is reckoned from the tables of `access.policy` and from what each page and operation declares; what a
row of markers says is looked for in each answer. A new address is in here the day it is written; one that names an id
of a kind not known to `bench.addresses` fails until it is told how to fill it.
"""

from dataclasses import dataclass

import pytest
from django.test import Client

from bench.addresses import API, EVERY, OPEN, PAGES, address, body_of
from casework.access.policy import (
    KIND_OF_ROLE,
    STEP_SECTIONS,
    Duty,
    Kind,
    Role,
    Section,
    may,
    reads,
    sections_read,
    writes,
)
from casework.journey.models import Case
from casework.people.queries import open_sections
from tests.cast import member, refer
from tests.marked import MARKS, marked_case

# How the acting organisation stands to the case.
RELATIONS = ("own", "referred", "at my step", "another's")
REFERRED = frozenset({Section.IDENTITY, Section.CONTACT, Section.JOURNEY, Section.DOCUMENTS, Section.NOTES})


@dataclass(frozen=True)
class Asked:
    """One method of one address, and what is needed there."""

    name: str
    route: str
    method: str
    rights: tuple
    section: Section | None
    writes: bool
    in_api: bool

    @property
    def names_nothing(self) -> bool:
        """Whether it is the same address for every case."""
        return "<" not in self.route

    def role_allows(self, by) -> bool:
        """Whether the role alone is no hindrance."""
        if self.rights and not any(may(by, right) for right in self.rights):
            return False
        return self.section is None or (writes if self.writes else reads)(by, self.section)


def asked() -> list[Asked]:
    found = []
    for route, entry in PAGES:
        view = entry.callback
        found += [
            Asked(entry.name, route, method, (view.right,), view.section, view.writes, in_api=False)
            for method in view.methods
        ]
    for route, entry in API:
        view = entry.callback.cls(**entry.callback.initkwargs)
        for method in ("GET", "POST", "PATCH"):
            operation = view.operation_of(method)
            if operation:
                facts = (tuple(operation.rights), operation.section, operation.writes)
                found.append(Asked(operation.id, route, method, *facts, in_api=True))
    return found


ASKED = asked()


def test_every_address_is_in_the_matrix():
    there = {route for route, entry in EVERY if entry.name not in OPEN}
    left_out = there - {one.route for one in ASKED}
    assert {route for route in left_out if not route.startswith(("account/", "admin/"))} == {
        "api/v1/schema/",
        "api/v1/docs/",
        "api/v1/",
    }


def relations_of(role: Role) -> tuple[str, ...]:
    """Those that an organisation of this kind can stand in."""
    return {
        Kind.IOM: ("own", "another's"),
        Kind.PARTNER: ("own", "referred", "another's"),
        Kind.MINISTRY: ("at my step", "another's"),
    }[KIND_OF_ROLE[role]]


def seen_sections(by, relation: str) -> frozenset[Section]:
    """What the policy opens of a case in this relation."""
    mine = sections_read(by)
    if by.organisation.kind == Kind.IOM:
        return mine
    opened = {"own": mine, "referred": mine & REFERRED, "at my step": mine & STEP_SECTIONS[Duty.CPM]}
    return opened.get(relation, frozenset())


@pytest.fixture
def organisations(hias, nrc, iom, interior):
    return {Kind.PARTNER: hias, Kind.IOM: iom, Kind.MINISTRY: interior}


def case_in(relation: str, by, ana, hilda, bruno, ivan):
    """A full case in this relation to the one who acts, every part of it marked."""
    keeper = {"own": by.organisation, "referred": bruno.organisation}.get(relation, bruno.organisation)
    workers = {ana.organisation_id: (ana, hilda), ivan.organisation_id: (ivan, ivan)}
    caseworker, manager = workers.get(keeper.pk, (bruno, None))
    marked = marked_case(caseworker, manager or ivan)
    if relation == "referred":
        for person in marked.people:
            refer(person, by.organisation, REFERRED)
    if relation == "at my step":
        marked.to_step("cpm")
    return marked


@pytest.mark.parametrize("role", Role)
def test_each_role_gets_what_the_policy_gives_it_and_nothing_else(role, request, organisations, settings):
    ana, hilda, bruno, ivan = (request.getfixturevalue(name) for name in ("ana", "hilda", "bruno", "ivan"))
    by = member("Zoe", organisations[KIND_OF_ROLE[role]], role)
    browser = Client()
    browser.force_login(by.user)
    cases = {relation: case_in(relation, by, ana, hilda, bruno, ivan) for relation in relations_of(role)}
    for relation, marked in cases.items():
        opened = seen_sections(by, relation)
        assert (
            open_sections(marked.case.person, by) == (opened if opened else frozenset())
            or by.organisation.kind == Kind.IOM
        )
        assert Case.objects.visible_to(by).filter(pk=marked.case.pk).exists() == bool(opened)
    wrong = []
    for one in ASKED:
        for asked_for, response in answers(browser, one, cases):
            told = body_of(response)
            for relation in asked_for:
                problem = verdict(one, by, response, told, cases[relation], seen_sections(by, relation))
                if problem:
                    wrong.append((relation, one.method, one.name, response.status_code, problem))
    assert wrong == []


def answers(browser, one: Asked, cases):
    """Yield each answer, and the relations it has to be right for: an address that names nothing is asked once."""
    if one.names_nothing:
        yield tuple(cases), send(browser, one, next(iter(cases.values())))
        return
    for relation, marked in cases.items():
        yield (relation,), send(browser, one, marked)


def send(browser, one: Asked, marked):
    url = address(one.route, marked.ids)
    if one.method == "GET":
        return browser.get(url)
    kind = "application/json" if one.in_api else "application/x-www-form-urlencoded"
    # Empty: nothing is done, but who may not is refused before anybody looks at it.
    return browser.generic(one.method, url, b"{}" if one.in_api else b"", kind)


def verdict(one: Asked, by, response, told: str, marked, opened) -> str:
    """What is wrong with this answer, which told so much; or nothing."""
    status = response.status_code
    leaked = [section for section, mark in marked.marks.items() if section not in opened and mark in told]
    about_her = marked.is_in(response.request["PATH_INFO"])
    closed = about_her and (not opened or (one.section is not None and one.section not in opened))
    refused = status in (403, 404, 429)
    found = status not in (401, 404) or one.method != "GET" or not about_her or one.name in MAY_BE_MISSING
    rules = {
        f"tells of {leaked}": not leaked,
        "broke": status < 500,
        "was not refused": refused or one.role_allows(by),
        "was opened": refused or not closed,
        "was not found": found or closed or not one.role_allows(by),
    }
    return next((problem for problem, holds in rules.items() if not holds), "")


# Pages of a thing that a role which sees the case may still not see: a move that is not its own, a file of a section.
MAY_BE_MISSING = {"nothing_here", "not-there", "stages_no_such_move", "end_sharing"}
# A campaign is its organisation's, whoever sees the people whom it is for.
MAY_BE_MISSING |= {"campaign", "edit_campaign", "campaign_progress"}
# So is an import, and to throw it away takes no more than asking for it, which is asked here as well.
MAY_BE_MISSING |= {"import", "import_progress", "import_columns", "undo_import"}
MAY_BE_MISSING |= {"import_errors_csv", "import_errors_xlsx"}

MAY_BE_MISSING |= {"imports_read", "import_rows_list", "import_rows_read", "import_homes_list"}
# Who sees only one of two records finds neither.
MAY_BE_MISSING |= {"merge"}


def test_the_marks_are_found_by_who_may_see_them(ana, hilda, ines):
    """The matrix looks for marks: they have to be there to be found."""
    marked = marked_case(ana, hilda)
    told = {}
    for by in (ana, ines):
        browser = Client()
        browser.force_login(by.user)
        for one in ASKED:
            if one.method == "GET":
                body = body_of(send(browser, one, marked))
                for section, mark in marked.marks.items():
                    if mark in body:
                        told.setdefault(section, set()).add(by.user.full_name)
    assert set(told) == set(MARKS)
    assert told[Section.PROTECTION] == {"Ines"}
