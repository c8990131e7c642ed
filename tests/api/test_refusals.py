"""The log of what was refused: a code, a status, the client and the operation, and nothing about anybody."""

import base64
import logging
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from oauth2_provider.models import AccessToken

from casework.access.api_clients import create_api_client
from casework.access.models import ApiClient
from tests.api.conftest import Api, api_of, ask_token, problem, signed_in, wrong_fields

GRANT = {"grant_type": "client_credentials"}
SEARCH = {"q": "Yulimar"}


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.WARNING, "casework.security")
    return lambda: [r.getMessage() for r in caplog.records if r.name == "casework.security"]


def test_a_revoked_token(hias, lines):
    api = api_of(hias)
    AccessToken.objects.all().delete()
    problem(api.get("/people/", SEARCH), 401, "token_invalid")
    assert lines() == ["refused 401 token_invalid client=- operation=people_list"]


def test_an_expired_token_names_its_client(hias, lines):
    api = api_of(hias)
    AccessToken.objects.update(expires=timezone.now())
    problem(api.get("/people/", SEARCH), 401, "token_invalid")
    client_id = ApiClient.objects.get().client_id
    assert lines() == [f"refused 401 token_invalid client={client_id} operation=people_list"]


@pytest.mark.parametrize("size", ["0", "201", "1000000000000", "-1", "ten", "1e2", "", "200\x00", "٢٠"])
def test_an_oversized_page(size, hias, lines):
    api = api_of(hias)
    assert wrong_fields(api.get("/people/", {"page_size": size, **SEARCH})) == {("page_size", "page_size")}
    client_id = ApiClient.objects.get().client_id
    assert lines() == [f"refused 400 page_size client={client_id} operation=people_list"]


@pytest.mark.parametrize("cursor", ["", "forged", "gAAAAAB" + "x" * 90, "ñ", "\x00", "x" * 5000])
def test_a_forged_cursor(cursor, hias, lines):
    api = api_of(hias)
    answer = api.get("/people/", {"cursor": cursor})
    assert wrong_fields(answer) == {("cursor", "cursor")}
    if cursor:
        assert cursor.encode() not in answer.content
    assert lines()[0].startswith("refused 400 cursor client=")


def test_a_scope_that_is_missing(hias, lines):
    problem(api_of(hias, "people:read").get("/cases/"), 403, "insufficient_scope")
    assert lines()[0].startswith("refused 403 insufficient_scope client=")
    assert lines()[0].endswith("operation=cases_list")


def test_a_person_is_not_named(vera, lines):
    problem(signed_in(vera).post("/people/", {"given_names": "Rosa"}), 403)
    assert lines() == ["refused 403 permission_denied client=session operation=people_register"]


def test_a_stranger(db, lines):
    problem(Api().get("/people/"), 401, "not_authenticated")
    problem(Api().get("/nothing/"), 401)
    assert lines() == [
        "refused 401 not_authenticated client=- operation=people_list",
        "refused 401 not_authenticated client=- operation=-",
    ]


def test_what_is_wrong_in_a_form_or_not_there_is_no_refusal(at_hias, lines):
    problem(at_hias.post("/people/", {}), 400)
    problem(at_hias.get("/nothing/"), 404)
    assert lines() == []


def test_at_the_tokens(hias, lines):
    client, secret = create_api_client(organisation=hias, name="Tablet", scopes=["people:read"])
    assert ask_token(client.client_id, "wrong").status_code == 401
    basic = base64.b64encode(f"{client.client_id}:wrong".encode()).decode()
    assert Client().post("/oauth/token/", GRANT, headers={"Authorization": f"Basic {basic}"}).status_code == 401
    assert ask_token("nobody\nINFO forged", secret).status_code == 401
    assert ask_token("nobody", secret, known_client_id="forged").status_code == 401
    assert ask_token(client.client_id, secret, scope="cases:read").status_code == 400
    ApiClient.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    assert ask_token(client.client_id, secret).status_code == 401
    assert lines() == [
        f"refused 401 invalid_client client={client.client_id} operation=oauth",
        f"refused 401 invalid_client client={client.client_id} operation=oauth",
        "refused 401 invalid_client client=- operation=oauth",
        "refused 401 invalid_client client=- operation=oauth",
        f"refused 400 invalid_scope client={client.client_id} operation=oauth",
        f"refused 401 client_ended client={client.client_id} operation=oauth",
    ]
    assert secret not in " ".join(lines())
