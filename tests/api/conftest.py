"""Clients as partner systems are: a token of their own for each organisation, made with the real credentials."""

import pytest
from django.test import Client

from casework.access.actions import create_api_client
from casework.api.scopes import SCOPES
from casework.journey.stages import StageCode, Verb
from casework.programmes.actions import move_stage

BASE = "/api/v1"


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


def ask_token(client_id, secret, **more):
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret, **more}
    return Client().post("/oauth/token/", form)


def token_for(organisation, **more):
    client, secret = create_api_client(organisation=organisation, name="Intake")
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


def problem(response, status, code=None):
    """The problem of an answer, after making sure that it is one."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert {"type", "title", "status", "detail", "code", "errors"} <= set(body)
    assert body["status"] == status
    if code:
        assert body["code"] == code
    return body


def wrong_fields(response):
    """The fields that a 400 names, with their codes."""
    return {(e["field"], e["code"]) for e in problem(response, 400, "invalid")["errors"]}
