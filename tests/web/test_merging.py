"""The page of two records beside each other, and the one that makes two of them again."""

import pytest

from casework.journey.actions import register
from casework.merging.actions import merge
from casework.people.actions import add_contact, add_document, update_person
from casework.people.models import Merge, Person
from tests.web.conftest import confirm


@pytest.fixture
def again(ana):
    """The same Yulimar, registered once more at HIAS."""
    return register(by=ana, given_names="Yulimar", family_names="González", caseworker=ana.user)


@pytest.fixture
def as_hilda(client, hilda):
    client.force_login(hilda.user)
    return client


def page_of(kept, gone):
    return f"/people/{kept.person_id}/merge/{gone.person_id}/"


def test_both_records_and_what_would_go_over(as_hilda, case, again, ana):
    add_contact(person=again.person, by=ana, kind="phone", value="0991234567")
    answer = as_hilda.get(page_of(case, again))
    told = answer.content.decode()
    for words in ("Yulimar del Valle González Rondón", "Yulimar González", case.code, again.code, "Contacts: 1"):
        assert words in told, words
    form = answer.context["form"]
    assert {"names", "sex", "nationality", "case"} == set(form.parts)
    assert form["names"].value() == "kept"
    assert not Merge.objects.exists()


def test_what_is_chosen_is_done_and_her_page_says_so(as_hilda, case, again):
    chosen = {"names": "gone", "sex": "kept", "nationality": "kept", "case": "gone", "reason": "The same passport"}
    answer = confirm(as_hilda, page_of(case, again), chosen, follow=True)
    assert answer.redirect_chain[-1][0] == f"/cases/{again.pk}/"
    assert Person.objects.get(pk=case.person_id).full_name == "Yulimar González"
    told = answer.content.decode()
    assert f"/merges/{Merge.objects.get().pk}/undo/" in told
    closed = as_hilda.get(f"/cases/{case.pk}/").content.decode()
    assert f"/cases/{again.pk}/" in closed
    assert "Reopen the case" not in closed


def test_without_a_reason_nothing_is_lost(as_hilda, case, again):
    answer = as_hilda.post(
        page_of(case, again), {"names": "gone", "sex": "kept", "nationality": "kept", "case": "kept"}
    )
    assert answer.status_code == 400
    assert answer.context["form"]["names"].value() == "gone"
    assert not Merge.objects.exists()


def test_what_was_changed_since_the_page_is_looked_at_again(as_hilda, case, again, ana):
    chosen = {"names": "gone", "sex": "kept", "nationality": "kept", "case": "gone", "reason": "The same passport"}
    shown = as_hilda.get(page_of(case, again)).context["shown"]
    add_contact(person=again.person, by=ana, kind="phone", value="0991234567")
    answer = as_hilda.post(page_of(case, again), chosen | {"shown": shown})
    assert answer.status_code == 409
    assert "Something has changed since this was shown" in answer.content.decode()
    assert answer.context["form"]["reason"].value() == "The same passport"
    assert not Merge.objects.exists()
    assert as_hilda.post(page_of(case, again), chosen | {"shown": answer.context["shown"]}).status_code == 302


def test_without_the_digest_of_the_page_nothing_is_done(as_hilda, case, again):
    chosen = {"names": "gone", "sex": "kept", "nationality": "kept", "case": "gone", "reason": "The same passport"}
    assert as_hilda.post(page_of(case, again), chosen).status_code == 409


def test_what_was_merged_meanwhile_is_said(as_hilda, case, again, ana, hilda):
    other = register(by=ana, given_names="Yuli")
    merge(kept=other.person, gone=again.person, by=hilda, reason="x")
    answer = as_hilda.get(page_of(case, again))
    assert answer.status_code == 409
    assert "merged into another record already" in answer.content.decode()


def test_her_former_address_leads_to_her(as_hilda, case, again, hilda):
    merge(kept=case.person, gone=again.person, by=hilda, reason="x")
    answer = as_hilda.get(f"/people/{again.person_id}/data-rights/")
    assert (answer.status_code, answer.url) == (302, f"/people/{case.person_id}/data-rights/")


def test_who_has_not_the_right_and_who_sees_only_one(client, case, again, ana, bruno, hilda):
    client.force_login(ana.user)
    assert client.get(page_of(case, again)).status_code == 403
    theirs = register(by=bruno, given_names="Luis")
    client.force_login(hilda.user)
    for pair in ((case, theirs), (theirs, case), (case, case)):
        assert client.get(page_of(*pair)).status_code == 404


def test_the_link_to_undo_is_for_who_may(client, case, again, ana, hilda):
    merge(kept=case.person, gone=again.person, by=hilda, reason="x", choices={"case": "kept"})
    client.force_login(ana.user)
    assert "/undo/" not in client.get(f"/cases/{case.pk}/").content.decode()


class TestUndo:
    @pytest.fixture
    def made(self, case, again, ana, hilda):
        update_person(person=again.person, by=ana, address="Calle Larga 1")
        add_document(person=again.person, by=ana, kind="passport", number="P1")
        made = merge(
            kept=case.person, gone=again.person, by=hilda, reason="The same passport", choices={"case": "kept"}
        )
        case.person.refresh_from_db()
        update_person(person=case.person, by=ana, address="Calle Corta 2")
        return made

    def test_it_shows_what_was_changed_since(self, as_hilda, made):
        told = as_hilda.get(f"/merges/{made.pk}/undo/").content.decode()
        for words in ("Calle Larga 1", "Calle Corta 2", "The same passport"):
            assert words in told, words

    @pytest.mark.parametrize(("ticked", "address"), [(False, "Calle Corta 2"), (True, "")])
    def test_it_makes_two_again(self, ticked, address, as_hilda, made, case):
        page = f"/merges/{made.pk}/undo/"
        (edit,) = as_hilda.get(page).context["edits"]
        answer = confirm(as_hilda, page, {"put_back": edit["step"]} if ticked else {}, follow=True)
        assert answer.redirect_chain[-1][0] == f"/cases/{case.pk}/"
        assert "two records again" in answer.content.decode()
        assert Person.objects.filter(merged_into=None).count() == 2
        assert Person.objects.get(pk=case.person_id).address == address

    def test_once(self, as_hilda, made):
        page = f"/merges/{made.pk}/undo/"
        confirm(as_hilda, page)
        assert as_hilda.get(page).status_code == 409

    def test_what_was_changed_since_the_page_is_looked_at_again(self, as_hilda, made, case, ana):
        page = f"/merges/{made.pk}/undo/"
        shown = as_hilda.get(page).context["shown"]
        add_contact(person=case.person, by=ana, kind="phone", value="0991234567")
        answer = as_hilda.post(page, {"shown": shown})
        assert answer.status_code == 409
        assert "Something has changed since this was shown" in answer.content.decode()
        assert Person.objects.filter(merged_into=None).count() == 1
        assert as_hilda.post(page, {"shown": answer.context["shown"]}).status_code == 302
