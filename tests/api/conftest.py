"""Clients as partner systems are: a token of their own for each organisation, made with the real credentials."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from casework.access.api_clients import create_api_client
from casework.access.scopes import SCOPES
from casework.followups.actions import write_task
from casework.journey.actions import add_note, open_blocker
from casework.journey.files import attach_file
from casework.journey.stages import StageCode, Verb
from casework.people.actions import add_contact, add_document, add_need, register_person
from casework.people.consents import give_consent
from casework.people.households import create_household
from casework.people.models import Merge, Person
from casework.programmes.actions import move_stage
from casework.programmes.models import Award, Training
from casework.rights.actions import open_request
from tests.cast import refer
from tests.journey.imports.sheets import YULIMAR, previewed, sheet_of
from tests.journey.standing import asked_by_jrs, paired

BASE = "/api/v1"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


class Api:
    """Requests as JSON to /api/v1/, with what every one of them carries."""

    def __init__(self, **headers):
        self.http = Client(headers={"Accept-Language": "en", **headers})

    def get(self, path, query=None, **headers):
        return self.http.get(BASE + path, query, headers=headers)

    def post(self, path, body=None, **headers):
        return self.http.post(BASE + path, {} if body is None else body, "application/json", headers=headers)

    def patch(self, path, body, **headers):
        return self.http.patch(BASE + path, body, "application/json", headers=headers)

    def upload(self, path, **fields):
        return self.http.post(BASE + path, fields)


def a_file(content=PDF, name="carta de la señora.pdf"):
    return SimpleUploadedFile(name, content, "application/pdf")


def ask_token(client_id, secret, **more):
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret, **more}
    return Client().post("/oauth/token/", form)


def token_for(organisation, **more):
    """A token of a client that has every scope, so that its role is what limits it, and asks as often as it likes."""
    client, secret = create_api_client(
        organisation=organisation, name="Intake", scopes=list(SCOPES), rate_per_minute=6000
    )
    return ask_token(client.client_id, secret, **more).json()["access_token"]


def api_of(organisation, *scopes):
    """A client of this organisation with a token for these scopes, or for all."""
    return Api(Authorization=f"Bearer {token_for(organisation, scope=' '.join(scopes or SCOPES))}")


def signed_in(membership):
    """The browser of this person, by her session."""
    api = Api()
    api.http.force_login(membership.user)
    return api


@pytest.fixture
def anybody(db):
    """Without token or session."""
    return Api()


@pytest.fixture
def at_hias(hias):
    return api_of(hias)


@pytest.fixture
def at_nrc(nrc):
    return api_of(nrc)


@pytest.fixture
def at_iom(iom):
    return api_of(iom)


@pytest.fixture
def at_interior(interior):
    return api_of(interior)


@pytest.fixture
def at_mremh(mremh):
    return api_of(mremh)


@pytest.fixture
def at_registro_civil(registro_civil):
    return api_of(registro_civil)


@pytest.fixture
def cpm_begun(case, ana, interior):
    """The case, registered and on its way to the CPM."""
    move_stage(case=case, stage=StageCode.REGISTRATION, verb=Verb.APPROVE, by=ana)
    move_stage(case=case, stage=StageCode.CPM, verb=Verb.START, by=ana)
    return case


@pytest.fixture
def record(case, ana, hilda, fudela):
    """Ids of everything that hangs on Yulimar, by the names they have in addresses."""
    person = case.person
    move_stage(
        case=case, stage="training", verb="start", by=ana, reason="Cannot wait",
        course="Baking", provider=fudela, starts_on=case.opened_on,
    )  # fmt: skip
    move_stage(
        case=case, stage="seed_capital", verb="start", by=hilda, reason="Cannot wait", business_name="Pan"
    )  # fmt: skip
    move_stage(case=case, stage="seed_capital", verb="approve", by=hilda, form="cash", amount=900, instalments=3)
    sheet = previewed(sheet_of(YULIMAR), ana)
    gone = Person.objects.create(given_names="Yuli", merged_into=person)
    by = {"by_user": hilda.user, "organisation": hilda.organisation}
    return {
        "merge_id": Merge.objects.create(kept=person, gone=gone, reason="The same passport", **by).id,
        "pair_id": paired(person, register_person(by=ana, given_names="Yulimar")).id,
        "import_id": sheet.id,
        "row_id": sheet.rows.get().id,
        "person_id": person.id,
        "document_id": add_document(person=person, by=ana, kind="passport", number="X1").id,
        "contact_id": add_contact(person=person, by=ana, kind="email", value="yuli@example.org").id,
        "need_id": add_need(person=person, by=ana, kind="pregnancy").id,
        "request_id": open_request(person=person, by=ana, kind="access").id,
        "household_id": create_household(head=person, by=ana).id,
        "consent_id": give_consent(person=person, by=ana, purpose="keep", how="paper").id,
        "access_id": refer(person, fudela).id,
        "access_request_id": asked_by_jrs(person, ana).id,
        "case_id": case.id,
        "blocker_id": open_blocker(case=case, by=ana, stage="visa", cause="fee").id,
        "note_id": add_note(case=case, by=ana, text="She came in.").id,
        "attachment_id": attach_file(case=case, by=ana, upload=a_file()).id,
        "training_id": Training.objects.get(case=case).id,
        "award_id": Award.objects.get(case=case).id,
        "task_id": write_task(case=case, by=ana, what="Call", due_on=timezone.localdate()).id,
        "number": 1,
        "organisation_id": fudela.id,
        "stage": "registration",
        "verb": "renew",
    }


def problem(response, status, code=None):
    """The problem of an answer, after making sure that it is one."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body = json.loads(response.content)
    assert {"type", "title", "status", "detail", "code", "errors"} <= set(body)
    assert body["status"] == status
    if code:
        assert body["code"] == code
    return body


def wrong_fields(response):
    """The fields that a 400 names, with their codes."""
    return {(e["field"], e["code"]) for e in problem(response, 400, "invalid")["errors"]}
