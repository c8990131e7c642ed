"""/oauth/token/: credentials of a partner system, from the command that makes them to the end of a token."""

import base64
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from oauth2_provider.models import AccessToken

from casework.access.actions import end_membership
from casework.access.api_clients import change_api_client, create_api_client, rotate_api_client_secret
from casework.access.models import ApiClient, Membership
from casework.access.scopes import SCOPES
from casework.api.tasks import clean_up
from tests.api.conftest import Api, api_of, ask_token, problem, token_for


@pytest.fixture
def credentials(hias):
    """What the command prints: id and secret."""
    out = StringIO()
    call_command("create_api_client", organisation="hias", name="Tablet", stdout=out, stderr=StringIO())
    return [line.split()[1] for line in out.getvalue().splitlines()]


def with_token(token):
    return Api(Authorization=f"Bearer {token}")


def test_from_the_command_to_an_answer(credentials, hias):
    answer = ask_token(*credentials)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    token = answer.json()
    assert (token["token_type"], token["expires_in"]) == ("Bearer", 3600)
    assert set(token["scope"].split()) == set(SCOPES)
    assert "refresh_token" not in token
    me = with_token(token["access_token"]).get("/me/").json()
    assert me["membership"]["organisation"]["short_name"] == "HIAS"
    assert (me["membership"]["role"], me["user"]["is_service"]) == ("manager", True)
    assert set(me["scopes"]) == set(SCOPES)
    assert "register" in me["rights"]
    assert "needs" in me["sections_read"]


def test_the_command_names_the_organisations_it_knows(hias):
    with pytest.raises(CommandError, match="Known: HIAS"):
        call_command("create_api_client", organisation="HIASS", name="Tablet")


def test_credentials_may_come_by_http_basic(credentials):
    basic = base64.b64encode(":".join(credentials).encode()).decode()
    answer = Client().post(
        "/oauth/token/", {"grant_type": "client_credentials"}, headers={"Authorization": f"Basic {basic}"}
    )
    assert answer.status_code == 200
    assert with_token(answer.json()["access_token"]).get("/cases/").status_code == 200


def test_a_token_has_the_scopes_that_were_asked_for(credentials):
    assert ask_token(*credentials, scope="people:read cases:read").json()["scope"] == "people:read cases:read"
    assert ask_token(*credentials, scope="everything").json()["error"] == "invalid_scope"


def test_wrong_credentials_are_refused(credentials):
    client_id, secret = credentials
    for pair in [(client_id, "wrong"), ("nobody", secret), ("", ""), ("a\0b", secret), (client_id, "a\0b")]:
        answer = ask_token(*pair)
        assert answer.status_code == 401, pair
        assert answer.json()["error"] == "invalid_client"
    basic = base64.b64encode(b"a\0b:c").decode()
    nul = Client().post(
        "/oauth/token/", {"grant_type": "client_credentials"}, headers={"Authorization": f"Basic {basic}"}
    )
    assert nul.status_code == 401


def test_a_client_gets_only_its_own_scopes(hias):
    client, secret = create_api_client(organisation=hias, name="Board", scopes=["people:read", "cases:read"])
    assert ask_token(client.client_id, secret).json()["scope"] == "people:read cases:read"
    assert ask_token(client.client_id, secret, scope="").json()["scope"] == "people:read cases:read"
    assert ask_token(client.client_id, secret, scope="cases:read").json()["scope"] == "cases:read"
    for more in ("cases:write", "people:read cases:write", " ".join(SCOPES)):
        answer = ask_token(client.client_id, secret, scope=more)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")
        assert "cases:write" not in answer.content.decode()


def test_scopes_taken_away_are_taken_from_tokens_given_before(hias):
    api = api_of(hias, "people:read", "cases:read")
    change_api_client(
        client=ApiClient.objects.get(), scopes=["people:read"], expires_on=timezone.localdate(), rate_per_minute=9
    )
    assert api.get("/people/").status_code == 200
    problem(api.get("/cases/"), 403, "insufficient_scope")
    assert api.get("/me/").json()["scopes"] == ["people:read"]


def test_both_secrets_work_until_the_overlap_ends(hias):
    client, first = create_api_client(organisation=hias, name="Tablet")
    second = rotate_api_client_secret(client=client, overlap_days=1)
    statuses = {secret: ask_token(client.client_id, secret).status_code for secret in (first, second, "wrong")}
    assert statuses == {first: 200, second: 200, "wrong": 401}
    ApiClient.objects.update(previous_secret_until=timezone.now() - timedelta(seconds=1))
    assert ask_token(client.client_id, first).json() == {"error": "invalid_client"}
    assert ask_token(client.client_id, second).status_code == 200
    stored = ApiClient.objects.get()
    assert check_password(second, stored.client_secret)
    assert check_password(first, stored.previous_secret)


def test_the_secret_before_may_come_by_http_basic(hias):
    client, first = create_api_client(organisation=hias, name="Tablet")
    rotate_api_client_secret(client=client, overlap_days=1)
    basic = base64.b64encode(f"{client.client_id}:{first}".encode()).decode()
    answer = Client().post(
        "/oauth/token/", {"grant_type": "client_credentials"}, headers={"Authorization": f"Basic {basic}"}
    )
    assert answer.status_code == 200


def test_after_its_last_day_a_client_gets_nothing(hias):
    client, secret = create_api_client(organisation=hias, name="Tablet")
    api = with_token(ask_token(client.client_id, secret).json()["access_token"])
    ApiClient.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    refused(api.get("/people/"))
    ended, unknown = ask_token(client.client_id, secret), ask_token("nobody", "x")
    assert (ended.status_code, ended.content) == (unknown.status_code, unknown.content) == (401, unknown.content)


@pytest.mark.parametrize("path", ["/oauth/token/", "/oauth/revoke/"])
def test_a_form_that_is_too_large_is_refused(path, db):
    answer = Client().post(path, "a=" + "x" * 3_000_000, content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})


def revoke(client_id, secret, token):
    return Client().post("/oauth/revoke/", {"client_id": client_id, "client_secret": secret, "token": token})


def test_a_client_revokes_its_own_token(credentials):
    token = ask_token(*credentials).json()["access_token"]
    assert revoke(*credentials, token).status_code == 200
    refused(with_token(token).get("/people/"))
    assert revoke(*credentials, token).status_code == 200


def test_nobody_revokes_anothers_token(credentials, nrc):
    token = ask_token(*credentials).json()["access_token"]
    other, secret = create_api_client(organisation=nrc, name="Other")
    assert revoke(other.client_id, secret, token).status_code == 200
    for pair in ((other.client_id, "wrong"), ("a\0b", "x"), ("", "")):
        answer = revoke(*pair, token)
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert revoke(*credentials, "").status_code == 400
    assert Client().get("/oauth/revoke/").status_code == 405
    assert with_token(token).get("/people/").status_code == 200


@pytest.mark.parametrize("grant", ["password", "authorization_code", "refresh_token", "implicit", "", "nonsense"])
def test_no_other_grant_is_given(credentials, grant):
    form = {"grant_type": grant, "username": "ana@hias.example", "password": "x", "code": "x", "refresh_token": "x"}
    client_id, secret = credentials
    answer = Client().post("/oauth/token/", form | {"client_id": client_id, "client_secret": secret})
    assert answer.status_code == 400
    assert answer.json()["error"] in ("unsupported_grant_type", "invalid_request")


def test_the_secret_is_kept_only_as_a_hash(hias):
    client, secret = create_api_client(organisation=hias, name="Tablet")
    assert secret not in ApiClient.objects.get(pk=client.pk).client_secret


def refused(response):
    body = problem(response, 401, "token_invalid")
    assert response["WWW-Authenticate"] == 'Bearer realm="casework", error="invalid_token"'
    return body


def test_an_expired_token_is_refused(hias):
    api = api_of(hias)
    AccessToken.objects.update(expires=timezone.now() - timedelta(seconds=1))
    refused(api.get("/people/"))
    clean_up()
    assert not AccessToken.objects.exists()


def test_a_revoked_token_is_refused(hias):
    api = api_of(hias)
    AccessToken.objects.get().revoke()
    refused(api.get("/people/"))


@pytest.mark.parametrize("token", ["unknown", "", "ñandú", "x" * 5000])
def test_an_unknown_token_is_refused(token, db):
    refused(with_token(token).get("/people/"))


def test_a_client_whose_user_or_membership_ended_is_refused(hias):
    api = api_of(hias)
    end_membership(membership=Membership.objects.get(user__is_service=True))
    problem(api.get("/people/"), 403, "no_membership")
    Membership.objects.update(until=None)
    assert api.get("/people/").status_code == 200
    client = ApiClient.objects.get()
    client.user.is_active = False
    client.user.save()
    refused(api.get("/people/"))


def test_a_client_bound_to_a_person_is_refused(ana):
    """Only service users act by token: a person's own account cannot be lent to a program."""
    token = token_for(ana.organisation)
    ApiClient.objects.update(user=ana.user)
    refused(with_token(token).get("/people/"))


def test_the_language_is_the_one_the_client_accepts(db):
    assert refused(with_token("x").get("/me/"))["title"] == "Sign in first"
    assert Api(**{"Accept-Language": "en"}).get("/me/")["Content-Language"] == "en"
    assert Api(**{"Accept-Language": "es-EC, en;q=0.5"}).get("/me/")["Content-Language"] == "es"


def test_a_session_has_no_scopes_but_the_rights_of_the_role(ana):
    api = Api()
    api.http.force_login(ana.user)
    me = api.get("/me/").json()
    assert (me["scopes"], me["user"]["full_name"]) == (None, "Ana")
    assert api.get("/people/").status_code == 200
