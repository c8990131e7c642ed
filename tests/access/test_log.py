"""The log: what is written down, what is not, and who reads it."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.template import engines
from django.test import Client

from casework.access import log
from casework.access.models import Door, LogEntry
from casework.access.policy import Role
from casework.access.scope import acting_as
from casework.journey.actions import close_case, open_case, register
from casework.journey.files import attach_file
from casework.journey.reading import keepers_of
from casework.people.accesses import open_access
from casework.people.actions import register_person
from tests.api.conftest import PDF, api_of
from tests.cast import PASSWORD, member

Kind = LogEntry.Kind


@pytest.fixture(autouse=True)
def _nothing_refused_before():
    cache.clear()


@pytest.fixture
def browser_of():
    def signed_in(membership):
        browser = Client()
        assert browser.login(email=membership.user.email, password=PASSWORD)
        return browser

    return signed_in


def entries(kind):
    return list(LogEntry.objects.filter(kind=kind))


class TestReading:
    def test_a_page_of_a_case_that_another_organisation_keeps(self, case, ivan, browser_of):
        assert browser_of(ivan).get(f"/cases/{case.pk}/").status_code == 200
        (entry,) = entries(Kind.READ)
        assert (entry.door, entry.place) == (Door.WEB, "case")
        assert (entry.user_id, entry.membership_id, entry.organisation_id) == (
            ivan.user_id,
            ivan.pk,
            ivan.organisation_id,
        )
        assert (entry.persons, entry.owners) == ([case.person_id], [case.organisation_id])

    def test_ones_own_cases_are_read_without_a_word(self, case, ana, browser_of):
        browser = browser_of(ana)
        for page in (f"/cases/{case.pk}/", f"/cases/{case.pk}/person/", "/cases/", "/"):
            assert browser.get(page).status_code == 200
        assert not LogEntry.objects.exists()

    def test_every_page_on_a_case_counts(self, case, ivan, browser_of):
        browser_of(ivan).get(f"/cases/{case.pk}/person/")
        assert [entry.place for entry in entries(Kind.READ)] == ["edit_person"]

    def test_lists_and_search_show_names_and_are_no_reads(self, case, ivan, browser_of):
        browser = browser_of(ivan)
        browser.post("/search/", {"q": "Yulimar"})
        for page in ("/", "/cases/?scope=visible", "/search/"):
            assert browser.get(page).status_code == 200
        assert not LogEntry.objects.exists()

    def test_whose_case_it_was_is_not_whose_it_is(self, case, ana, bruno, browser_of):
        close_case(case=case, by=ana, close_reason="left")
        open_access(person=case.person, organisation=bruno.organisation, reason="owner")
        now = open_case(person=case.person, by=bruno)
        assert keepers_of([case.person_id]) == {case.person_id: now.organisation_id}
        browser_of(ana).get(f"/cases/{case.pk}/")
        assert [entry.owners for entry in entries(Kind.READ)] == [[bruno.organisation_id]]

    def test_who_registered_somebody_keeps_her_until_there_is_a_case(self, ana):
        person = register_person(by=ana, given_names="Rosa")
        assert keepers_of([person.pk]) == {person.pk: ana.organisation_id}

    def test_a_page_is_not_given_when_it_cannot_be_written_down(self, case, ivan, browser_of, monkeypatch):
        def broken(*args, **kwargs):
            raise DatabaseError("full")

        monkeypatch.setattr(LogEntry.objects, "create", broken)
        browser = browser_of(ivan)
        browser.raise_request_exception = False
        answer = browser.get(f"/cases/{case.pk}/")
        assert answer.status_code == 500
        assert "Yulimar" not in answer.content.decode()

    def test_the_administration(self, case, iom, browser_of, monkeypatch):
        monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")  # Unfold's templates count on it
        iris = member("Iris", iom, Role.ADMINISTRATOR, is_staff=True)
        browser = browser_of(iris)
        assert browser.get(f"/admin/people/person/{case.person_id}/change/").status_code == 200
        assert browser.get("/admin/people/person/").status_code == 200
        (entry,) = entries(Kind.READ)
        assert (entry.door, entry.place) == (Door.ADMIN, "admin:people_person_change")
        assert entry.persons == [case.person_id]


class TestApi:
    def test_one_case(self, case, hias, iom):
        api_of(hias).get(f"/cases/{case.pk}/")
        assert not LogEntry.objects.exists()
        assert api_of(iom).get(f"/cases/{case.pk}/").status_code == 200
        (entry,) = entries(Kind.READ)
        assert (entry.door, entry.place, entry.persons) == (Door.API, "cases_read", [case.person_id])

    def test_a_list_is_one_entry_with_those_that_are_not_ones_own(self, case, ana, ivan, iom):
        register(by=ivan, given_names="Own")
        other = register(by=ana, given_names="Other")
        assert len(api_of(iom).get("/people/").json()["results"]) == 3
        (entry,) = entries(Kind.READ)
        assert set(entry.persons) == {case.person_id, other.person_id}

    @pytest.mark.parametrize("part", ["documents", "contacts", "needs"])
    def test_an_empty_part_shows_nobody(self, case, iom, part):
        assert api_of(iom).get(f"/people/{case.person_id}/{part}/").json()["results"] == []
        assert not LogEntry.objects.exists()

    @pytest.mark.parametrize("part", ["events", "stages"])
    def test_what_hangs_on_a_case(self, case, iom, part):
        assert api_of(iom).get(f"/cases/{case.pk}/{part}/").status_code == 200
        assert [entry.persons for entry in entries(Kind.READ)] == [[case.person_id]]


class TestDownloads:
    def test_anybody_is_written_down(self, case, ana, hias, browser_of):
        attachment = attach_file(case=case, by=ana, upload=SimpleUploadedFile("a.pdf", PDF))
        assert browser_of(ana).get(f"/files/{attachment.pk}/").status_code == 200
        api_of(hias).get(f"/cases/{case.pk}/attachments/{attachment.pk}/content/")
        found = entries(Kind.DOWNLOAD)
        assert {entry.place for entry in found} == {"download", "attachments_download"}
        assert {entry.facts["attachment"] for entry in found} == {str(attachment.pk)}
        assert all(entry.persons == [case.person_id] and entry.owners == [hias.pk] for entry in found)


class TestRefusals:
    def test_an_outsider_at_somebodys_case(self, case, bruno, browser_of):
        browser = browser_of(bruno)
        for _again in range(3):
            assert browser.get(f"/cases/{case.pk}/").status_code == 404
        (entry,) = entries(Kind.REFUSED)
        assert (entry.place, entry.facts, entry.persons) == ("case", {"status": 404}, [])
        assert entry.user_id == bruno.user_id

    def test_a_right_that_is_missing(self, case, vera, browser_of):
        assert browser_of(vera).get(f"/cases/{case.pk}/note/").status_code == 403
        assert [entry.facts["status"] for entry in entries(Kind.REFUSED)] == [403]

    def test_at_the_api_after_its_transaction_was_undone(self, case, nrc):
        assert api_of(nrc).get(f"/cases/{case.pk}/").status_code == 404
        (entry,) = entries(Kind.REFUSED)
        assert (entry.door, entry.place, entry.organisation_id) == (Door.API, "api:case", nrc.pk)

    def test_an_address_that_is_none_is_no_attempt(self, ana, browser_of):
        assert browser_of(ana).get("/nothing/").status_code == 404
        assert not LogEntry.objects.exists()

    def test_strangers_do_not_fill_the_log(self, case, client):
        client.get(f"/cases/{case.pk}/")
        assert client.get(f"/api/v1/cases/{case.pk}/").status_code == 401
        assert not LogEntry.objects.exists()

    def test_it_stays_a_refusal_when_the_log_is_broken(self, case, bruno, browser_of, monkeypatch):
        monkeypatch.setattr(cache, "add", lambda *args: 1 / 0)
        assert browser_of(bruno).get(f"/cases/{case.pk}/").status_code == 404


class TestVisibility:
    def test_a_partner_reads_of_its_people_and_iom_of_all(self, case, ana, hilda, ivan, bruno, ines):
        with acting_as(ivan, Door.WEB):
            log.record(Kind.READ, place="case", persons=[case.person_id], owners=[case.organisation_id])
        with acting_as(bruno, Door.WEB):
            log.record(Kind.EXPORT, place="x")
        assert LogEntry.objects.visible_to(hilda).count() == 1
        assert LogEntry.objects.visible_to(ines).count() == 2
        assert LogEntry.objects.visible_to(ana).count() == 0

    def test_outside_any_scope_it_is_a_job(self, db):
        entry = log.record(Kind.EXPORT, place="nightly", rows=3)
        assert (entry.door, entry.user_id, entry.facts) == (Door.JOB, None, {"rows": 3})
