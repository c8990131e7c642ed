"""Pages of memory: who looked, what changed, what one user did, and the whole log."""

import pgtrigger
import pytest
from django.core.cache import cache
from django.urls import reverse

from casework.access import log
from casework.access.models import Door, LogEntry
from casework.access.policy import Role
from casework.access.scope import acting_as
from casework.journey.actions import add_note
from casework.people.actions import add_contact, add_document, add_need, mark_contact, update_person
from casework.people.models import ContactPoint, ProtectionNote
from casework.programmes.actions import move_stage
from tests.api.conftest import api_of
from tests.cast import member
from tests.web.conftest import words

Kind = LogEntry.Kind


@pytest.fixture(autouse=True)
def _nothing_refused_before():
    cache.clear()


def looked(case, by, kind=Kind.READ, place="case"):
    with acting_as(by, Door.WEB):
        return log.record(kind, place=place, persons=[case.person_id], owners=[case.organisation_id])


def page_of(browser, name, *args, **query):
    answer = browser.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.content
    return words(answer)


@pytest.fixture
def iris(iom):
    return member("Iris", iom, Role.ADMINISTRATOR)


@pytest.mark.parametrize("name", ["who_looked", "what_changed", "activity", "log"])
@pytest.mark.parametrize("who", ["ana", "vera", "ivan", "fabiola"])
def test_only_for_those_who_read_the_log(name, who, request, case, browser_of):
    membership = request.getfixturevalue(who)
    arguments = {"log": [], "activity": [membership.user_id]}.get(name, [case.pk])
    assert browser_of(membership).get(reverse(name, args=arguments)).status_code == 403


def test_the_case_page_leads_there_who_may(case, ana, hilda, browser_of):
    addresses = [reverse(name, args=[case.pk]) for name in ("who_looked", "what_changed")]
    for membership, leads in ((hilda, True), (ana, False)):
        html = browser_of(membership).get(reverse("case", args=[case.pk])).content.decode()
        assert [address in html for address in addresses] == [leads, leads]
        assert (reverse("log") in html) is leads


class TestWhoLooked:
    def test_who_when_and_through_which_door(self, case, hilda, ivan, browser_of):
        looked(case, ivan)
        looked(case, ivan, Kind.DOWNLOAD, "download")
        text = page_of(browser_of(hilda), "who_looked", case.pk)
        assert "Read a file of another organisation" in text
        assert "Downloaded a file" in text
        assert "Ivan , OIM · web page case" in text

    def test_nobody(self, case, hilda, browser_of):
        assert "Nobody of another organisation has looked" in page_of(browser_of(hilda), "who_looked", case.pk)

    def test_of_others_nothing(self, case, nrc, browser_of):
        manager = member("Nora", nrc, Role.MANAGER)
        assert browser_of(manager).get(reverse("who_looked", args=[case.pk])).status_code == 404


class TestWhatChanged:
    def test_before_and_after_in_words(self, case, ana, hilda, browser_of):
        with acting_as(ana, Door.WEB):
            update_person(person=case.person, by=ana, sex="other", address="Calle Larga 1", nationality="CO")
        text = page_of(browser_of(hilda), "what_changed", case.pk)
        for pair in ("Sex female → other", "Address Calle Larga 1", "Nationality Venezuela → Colombia"):
            assert pair in text
        assert "Person: changed" in text
        assert "Person: added" in text
        assert "Ana , HIAS · web page" in text

    def test_also_of_what_is_older_than_its_history(self, case, ana, hilda, browser_of):
        with pgtrigger.ignore():
            contact = add_contact(person=case.person, by=ana, kind="phone", value="0991234567")
        mark_contact(contact=contact, by=ana, state="lost")
        assert "State not tried yet → lost" in page_of(browser_of(hilda), "what_changed", case.pk)

    def test_of_what_is_gone(self, case, ana, hilda, browser_of):
        add_contact(person=case.person, by=ana, kind="email", value="yuli@example.org")
        ContactPoint.objects.all().delete()
        text = page_of(browser_of(hilda), "what_changed", case.pk)
        assert "Contact: deleted" in text
        assert text.count("yuli@example.org") == 2

    def test_of_programmes(self, case, ana, hilda, browser_of):
        move_stage(case=case, stage="seed_capital", verb="start", by=ana, reason="x", business_name="Arepas")
        move_stage(case=case, stage="seed_capital", verb="approve", by=hilda, form="cash", amount=900, instalments=3)
        text = page_of(browser_of(hilda), "what_changed", case.pk)
        assert "Instalment: added" in text
        assert "Given as money" in text

    def test_a_section_that_is_not_read_is_not_there(self, case, ana, hilda, iris, browser_of):
        add_need(person=case.person, by=ana, kind="other", detail="Only for us")
        add_document(person=case.person, by=ana, kind="refugee_card", number="R-777")
        add_note(case=case, by=ana, text="She came in.")
        ProtectionNote.objects.create(
            person=case.person, kind="note", text="Told in private", author=ana.user, organisation=ana.organisation
        )
        of_hilda = page_of(browser_of(hilda), "what_changed", case.pk)
        of_iris = page_of(browser_of(iris), "what_changed", case.pk)
        secrets = ("Only for us", "R-777", "She came in.", "Told in private")
        assert [text in of_hilda for text in secrets] == [True, True, True, False]
        assert [text in of_iris for text in secrets] == [False, False, True, False]
        assert "Protection note" not in of_iris + of_hilda

    def test_page_by_page(self, case, ana, hilda, browser_of):
        for number in range(35):
            add_note(case=case, by=ana, text=f"Note-{number}-")
        browser = browser_of(hilda)
        first, second = (page_of(browser, "what_changed", case.pk, page=number) for number in (1, 2))
        assert "Note-34-" in first
        assert "Note-0-" not in first
        assert "Note-0-" in second
        assert "Show older" in first


class TestActivity:
    def test_what_she_read_took_out_and_changed(self, case, ana, hilda, iris, browser_of):
        looked(case, ana, Kind.DOWNLOAD, "download")
        with acting_as(ana, Door.WEB):
            add_note(case=case, by=ana, text="She came in.")
        for reader in (hilda, iris):
            text = page_of(browser_of(reader), "activity", ana.user_id)
            assert f"Downloaded a file · {case.code}" in text
            assert f"Note: added · {case.code}" in text
            assert "She came in." not in text

    def test_a_partner_reads_of_its_own_people_only(self, case, hilda, bruno, ivan, iris, browser_of):
        for user in (bruno, ivan):
            assert browser_of(hilda).get(reverse("activity", args=[user.user_id])).status_code == 404
            assert "Nothing is known" in page_of(browser_of(iris), "activity", user.user_id)

    def test_page_by_page(self, case, ana, hilda, browser_of):
        for _number in range(40):
            looked(case, ana, Kind.DOWNLOAD, "download")
        browser = browser_of(hilda)
        first = browser.get(reverse("activity", args=[ana.user_id]))
        assert len(first.context["lines"]) == 30
        second = browser.get(reverse("activity", args=[ana.user_id]), {"before": first.context["before"]})
        assert len(second.context["lines"]) == 10
        assert browser.get(reverse("activity", args=[ana.user_id]), {"before": "2024-13-99T"}).status_code == 200


class TestLog:
    def test_its_filters(self, case, ana, bruno, ivan, iris, browser_of):
        looked(case, ivan)
        looked(case, bruno, Kind.EXPORT, "export")
        browser = browser_of(iris)
        assert len(browser.get("/log/").context["entries"]) == 2
        for query, kinds in (
            ({"kind": "export"}, ["export"]),
            ({"organisation": ivan.organisation_id}, ["read"]),
            ({"organisation": ivan.organisation_id, "user": iris.user_id}, []),
            ({"until": "2020-01-01"}, []),
            ({"since": "2020-01-01", "kind": "read"}, ["read"]),
            ({"since": "not a day"}, ["export", "read"]),
        ):
            assert sorted(entry.kind for entry in browser.get("/log/", query).context["entries"]) == kinds, query
        assert "Nothing of this kind" in page_of(browser, "log", until="2020-01-01")

    def test_page_by_page(self, case, ivan, iris, browser_of):
        for _number in range(70):
            looked(case, ivan)
        browser, seen, address = browser_of(iris), [], "/log/"
        while address:
            context = browser.get(address).context
            seen += [entry.pk for entry in context["entries"]]
            address = context["older"] and f"/log/?{context['older']}"
        assert len(seen) == len(set(seen)) == 70

    def test_a_partner_chooses_among_its_own_users(self, case, hilda, ana, bruno, browser_of):
        form = browser_of(hilda).get("/log/").context["form"]
        assert set(form.fields["user"].queryset) == {hilda.user, ana.user}


def test_a_system_reads_who_looked(case, hias, iom, ivan, nrc):
    looked(case, ivan)
    from_hias = api_of(hias).get(f"/cases/{case.pk}/log/").json()["results"]
    assert [(entry["kind"], entry["user"]) for entry in from_hias] == [("read", str(ivan.user_id))]
    assert api_of(iom).get(f"/cases/{case.pk}/log/").status_code == 403
    assert api_of(nrc).get(f"/cases/{case.pk}/log/").status_code == 404


def test_a_sweep_is_told_on_today_to_those_who_keep_the_people_and_to_iom(case, bruno, hilda, ana, iom, browser_of):
    with acting_as(bruno, Door.WEB):
        log.record(Kind.SWEEP, place="likely_people", owners=[case.organisation_id], asked=2500)
    administrator = member("Adela", iom, Role.ADMINISTRATOR)
    told = "NRC asked about more people than a day allows"
    assert told in words(browser_of(hilda).get("/"))
    assert told in words(browser_of(administrator).get("/"))
    assert told not in words(browser_of(ana).get("/"))
    assert told not in words(browser_of(bruno).get("/"))
