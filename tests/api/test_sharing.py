"""Consents and sharing over REST, by each organisation with its own token."""

import uuid

import pytest
from django.utils import timezone

from casework.api import examples
from casework.people.consents import give_consent, share
from casework.people.models import Consent, Person, PersonAccess
from tests.api.conftest import api_of, problem, wrong_fields

TODAY = timezone.localdate().isoformat()


@pytest.fixture
def consents(case):
    return f"/people/{case.person_id}/consents/"


@pytest.fixture
def accesses(case):
    return f"/cases/{case.pk}/accesses/"


@pytest.fixture
def consent(case, ana):
    return give_consent(person=case.person, by=ana, purpose="share", recipient_kind="partner", how="paper")


@pytest.fixture
def shared(case, ana, nrc, consent):
    return share(person=case.person, organisation=nrc, by=ana, sections=["documents"])


def test_a_consent_is_given_read_and_withdrawn(at_hias, consents, hias):
    made = at_hias.post(consents, examples.CONSENT.value)
    assert made.status_code == 201, made.content
    body = made.json()
    assert at_hias.get(made["Location"].removeprefix("/api/v1")).json() == body
    facts = {name: body[name] for name in ("purpose", "recipient_kind", "how", "given_on", "given_by", "version")}
    assert facts == {
        "purpose": "share",
        "recipient_kind": "partner",
        "how": "paper",
        "given_on": TODAY,
        "given_by": "herself",
        "version": "2026-1",
    }
    assert body["organisation"]["short_name"] == "HIAS"
    assert [one["id"] for one in at_hias.get(consents).json()["results"]] == [body["id"]]
    problem(at_hias.post(consents, examples.CONSENT.value), 409, "consent_given_already")
    withdrawn = at_hias.post(f"{consents}{body['id']}/withdraw/", {"how": "spoken"}).json()
    assert (withdrawn["withdrawn_on"], withdrawn["withdrawn_how"], withdrawn["lost_access"]) == (TODAY, "spoken", [])
    problem(at_hias.post(f"{consents}{body['id']}/withdraw/", {"how": "spoken"}), 409, "consent_withdrawn_already")


def test_wrong_consents_are_named(at_hias, consents):
    assert wrong_fields(at_hias.post(consents, {})) == {("purpose", "required"), ("how", "required")}
    ahead = {"purpose": "keep", "how": "paper", "given_on": "2199-01-01"}
    assert wrong_fields(at_hias.post(consents, ahead)) == {("given_on", "in_future")}
    Person.objects.update(birth_date="1990-01-01", birth_precision="day")
    guarded = {"purpose": "keep", "how": "paper", "given_by": "guardian"}
    assert wrong_fields(at_hias.post(consents, guarded)) == {("given_by", "consents_herself")}
    assert not Consent.objects.exists()


def test_a_withdrawal_shuts_every_address_at_once(at_hias, at_nrc, consents, accesses, case, consent, shared, nrc):
    theirs = [f"/cases/{case.pk}/", f"/people/{case.person_id}/", f"/people/{case.person_id}/documents/"]
    assert [at_nrc.get(path).status_code for path in theirs] == [200, 200, 200]
    assert len(at_nrc.get("/cases/").json()["results"]) == 1
    withdrawn = at_hias.post(f"{consents}{consent.pk}/withdraw/", {"how": "spoken"}).json()
    assert withdrawn["lost_access"] == [{"id": str(nrc.pk), "short_name": "NRC"}]
    assert [at_nrc.get(path).status_code for path in theirs] == [404, 404, 404]
    assert at_nrc.get("/cases/").json()["results"] == []
    assert at_nrc.get("/people/", {"q": "Yulimar"}).json()["results"] == []
    assert at_hias.get(accesses).json()["results"][0]["until"] is not None


def test_another_organisations_consent_and_forged_ids_are_not_there(at_hias, at_nrc, consents, accesses, consent):
    for api, path in (
        (at_nrc, f"{consents}{consent.pk}/withdraw/"),
        (at_hias, f"{consents}{uuid.uuid4()}/withdraw/"),
        (at_hias, f"/people/{uuid.uuid4()}/consents/{consent.pk}/withdraw/"),
    ):
        assert "NRC" not in problem(api.post(path, {"how": "paper"}), 404)["detail"]
    problem(at_nrc.post(accesses, {"organisation": str(uuid.uuid4())}), 404)
    forged = at_hias.post(accesses, {"organisation": str(uuid.uuid4())})
    assert wrong_fields(forged) == {("organisation", "not_found")}
    assert wrong_fields(at_hias.post(accesses, {"consent": str(consent.pk)})) >= {("consent", "unknown")}
    assert Consent.objects.given().count() == 1


def test_a_case_is_shared_listed_and_ended(at_hias, at_nrc, accesses, case, consent, nrc, hias):
    made = at_hias.post(accesses, {"organisation": str(nrc.pk), "sections": ["documents"]})
    assert made.status_code == 201, made.content
    body = made.json()
    assert at_hias.get(made["Location"].removeprefix("/api/v1")).json() == body
    assert body["sections"] == ["contact", "documents", "identity", "journey"]
    assert (body["reason"], body["consent"], body["legal_reason"]) == ("referral", str(consent.pk), "")
    assert body["until"] is None
    listed = at_hias.get(accesses).json()["results"]
    assert [(one["organisation"]["short_name"], one["reason"], one["sections"]) for one in listed] == [
        ("NRC", "referral", ["contact", "documents", "identity", "journey"]),
        ("HIAS", "owner", None),
    ]
    problem(at_hias.post(accesses, {"organisation": str(nrc.pk), "sections": ["documents"]}), 409, "shared_already")
    problem(at_nrc.post(accesses, {"organisation": str(hias.pk)}), 403, "permission_denied")
    assert at_nrc.get(f"/cases/{case.pk}/").status_code == 200
    ended = at_hias.post(f"{accesses}{body['id']}/end/")
    assert ended.json()["until"] is not None
    problem(at_nrc.get(f"/cases/{case.pk}/"), 404)
    problem(at_hias.post(f"{accesses}{body['id']}/end/"), 409, "ended_already")


def test_it_is_handed_back_by_who_got_it(at_nrc, accesses, case, shared):
    problem(at_nrc.get(accesses), 403)  # the consents were not shared
    assert at_nrc.post(f"{accesses}{shared.pk}/end/").json()["until"] is not None
    problem(at_nrc.get(f"/cases/{case.pk}/"), 404)


def test_what_another_organisation_got_is_not_seen(at_nrc, accesses, case, ana, fudela, shared):
    other = share(person=case.person, organisation=fudela, by=ana)
    problem(at_nrc.post(f"{accesses}{other.pk}/end/"), 404)
    assert PersonAccess.objects.open().filter(pk=other.pk).exists()


def test_without_a_consent_a_legal_reason_is_asked_for(at_hias, accesses, nrc, interior):
    body = {"organisation": str(nrc.pk)}
    assert wrong_fields(at_hias.post(accesses, body)) == {("legal_reason", "no_consent")}
    vital = examples.SHARING.value | {"organisation": str(nrc.pk)}
    assert wrong_fields(at_hias.post(accesses, vital | {"explanation": ""})) == {("explanation", "required")}
    made = at_hias.post(accesses, vital).json()
    assert (made["consent"], made["legal_reason"]) == (None, "vital")
    to_ministry = vital | {"organisation": str(interior.pk), "sections": ["needs"]}
    assert wrong_fields(at_hias.post(accesses, to_ministry)) == {("sections", "not_shareable")}
    protection = vital | {"sections": ["protection"]}
    assert {field for field, _ in wrong_fields(at_hias.post(accesses, protection))} == {"sections.0"}


def test_a_token_needs_the_scope(hias, consents, accesses):
    reading = api_of(hias, "people:read", "cases:read")
    assert reading.get(consents).status_code == reading.get(accesses).status_code == 200
    problem(reading.post(consents, examples.CONSENT.value), 403, "insufficient_scope")
    problem(reading.post(accesses, examples.SHARING.value), 403, "insufficient_scope")
