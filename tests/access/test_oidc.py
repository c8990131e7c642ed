"""Signing in with an identity provider: it proves an e-mail, and nothing else follows from it."""

import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from casework.access.adapters import ExistingUsersOnly
from casework.access.models import User
from casework.access.oidc import PROVIDER_ID, oidc_provider
from tests.access.signing_in import signed_in
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db

SERVER = "https://id.example"
SET = {"name": "IOM", "server_url": SERVER, "client_id": "casework", "client_secret": "not told"}
LOGIN = reverse("openid_connect_login", args=[PROVIDER_ID])
CALLBACK = reverse("openid_connect_callback", args=[PROVIDER_ID])


class Answer:
    status_code = 200
    headers = {"content-type": "application/json"}

    def __init__(self, body):
        self.body = body

    def json(self):
        return self.body

    def raise_for_status(self):
        pass


class Provider:
    """The provider's HTTP, as far as a sign-in asks it: who it says somebody is, is `claims`."""

    def __init__(self):
        self.claims = {"sub": "42"}

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def get(self, url, **options):
        if url.endswith("/.well-known/openid-configuration"):
            names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo"}
            addresses = {name: f"{SERVER}/{path}" for name, path in names.items()}
            return Answer({"issuer": SERVER, "jwks_uri": f"{SERVER}/keys"} | addresses)
        assert url == f"{SERVER}/userinfo"
        return Answer(self.claims)

    def request(self, method, url, **options):
        assert (method, url, options["data"]["code"]) == ("POST", f"{SERVER}/token", "the-code")
        assert options["data"]["code_verifier"]
        known = {"iss": SERVER, "aud": "casework", "exp": time.time() + 60} | self.claims
        return Answer({"access_token": "t", "token_type": "Bearer", "id_token": jwt.encode(known, "k" * 32)})


@pytest.fixture
def provider(settings, monkeypatch):
    settings.SOCIALACCOUNT_PROVIDERS = oidc_provider(**SET)
    provider = Provider()
    monkeypatch.setattr(ExistingUsersOnly, "get_requests_session", lambda self: provider)
    return provider


def come_back(browser, asked=LOGIN):
    """There and back: what the callback answers."""
    there = browser.get(asked)
    query = parse_qs(urlsplit(there.url).query)
    assert there.url.startswith(f"{SERVER}/authorize?")
    return browser.get(CALLBACK, {"code": "the-code", "state": query["state"][0]})


def says(answer, browser) -> str:
    return browser.get(answer.url).content.decode()


def test_it_signs_in_who_is_there(client, ana, provider):
    provider.claims |= {"email": ana.user.email.upper(), "email_verified": True}
    assert come_back(client).url == reverse("today")
    assert signed_in(client)
    assert client.get(reverse("today")).status_code == 200
    ana.user.refresh_from_db()
    assert ana.user.check_password(PASSWORD)
    assert not SocialAccount.objects.exists()
    assert not EmailAddress.objects.exists()


def test_the_second_step_is_asked_for_all_the_same(client, ines, provider):
    provider.claims |= {"email": ines.user.email, "email_verified": True}
    assert come_back(client).url == reverse("mfa_authenticate")
    assert not signed_in(client)


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "nobody@nowhere.example", "email_verified": True},
        {"email": "ana@hias.example", "email_verified": False},
        {"email": "ana@hias.example", "email_verified": "false"},
        {"email": "ana@hias.example"},
        {},
    ],
)
def test_it_makes_no_account_and_trusts_no_unproven_e_mail(client, ana, provider, claims):
    provider.claims |= claims
    answer = come_back(client)
    assert answer.url == reverse("account_login")
    assert "There is no account here" in says(answer, client)
    assert not signed_in(client)
    assert User.objects.count() == 1


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_service": True}])
def test_it_does_not_sign_in_who_is_switched_off_or_a_program(client, ana, provider, change):
    User.objects.update(**change)
    provider.claims |= {"email": ana.user.email, "email_verified": True}
    assert come_back(client).url == reverse("account_login")
    assert not signed_in(client)


def test_nothing_is_connected_to_an_account(client, ana, provider):
    client.force_login(ana.user)
    provider.claims |= {"email": "other@nowhere.example", "email_verified": True}
    come_back(client, f"{LOGIN}?process=connect")
    assert not SocialAccount.objects.exists()


def test_an_answer_that_was_not_asked_for_signs_nobody_in(client, ana, provider):
    provider.claims |= {"email": ana.user.email, "email_verified": True}
    answer = client.get(CALLBACK, {"code": "the-code", "state": "made-up"})
    assert "Signing in did not work" in answer.content.decode()
    assert not signed_in(client)


def test_the_page_offers_it_when_it_is_set(client, provider):
    page = client.get(reverse("account_login")).content.decode()
    assert "Sign in with IOM" in page
    assert f'href="{LOGIN}' in page
    assert "not told" not in page


def test_the_page_is_silent_when_it_is_not_set(client):
    assert "Sign in with IOM" not in client.get(reverse("account_login")).content.decode()
    assert client.get(LOGIN).status_code == 404


def test_the_environment_says_all_of_it_or_nothing():
    assert oidc_provider(name="IOM", server_url="", client_id="", client_secret="") == {}
    with pytest.raises(ImproperlyConfigured, match="OIDC_CLIENT_SECRET"):
        oidc_provider(**SET | {"client_secret": ""})
