"""Limits: who is counted with whom, what 429 says, and that a cache that is down stops nobody."""

import logging
import re

import pytest
import redis
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from rest_framework.settings import api_settings

from casework.access.api_clients import create_api_client
from casework.access.models import ApiClient
from casework.api import throttling
from casework.api.tasks import record_uses
from tests.api.conftest import Api, api_of, ask_token, problem, signed_in

NOON = 1_800_000_000 // 60 * 60


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()
    throttling.shared.rests_until = 0.0
    yield
    cache.clear()
    throttling.shared.rests_until = 0.0


@pytest.fixture
def at(monkeypatch):
    """Sets the clock, to seconds after noon."""

    def put(seconds):
        monkeypatch.setattr(throttling, "clock", lambda: NOON + seconds)

    put(0)
    return put


@pytest.fixture
def limits(monkeypatch):
    """Sets how often people, addresses and failures may come."""

    def put(**rates):
        monkeypatch.setitem(
            api_settings.__dict__, "DEFAULT_THROTTLE_RATES", {**api_settings.DEFAULT_THROTTLE_RATES, **rates}
        )

    return put


def too_many(response, seconds):
    body = problem(response, 429, "too_many_requests")
    assert response["Retry-After"] == str(seconds)
    assert f"in {seconds} second" in body["detail"]
    assert response["RateLimit"].startswith(f'"minute";r=0;t={seconds}')
    return body


def test_a_client_has_the_rate_of_its_row(hias, nrc, at):
    api, other = api_of(hias), api_of(nrc)
    ApiClient.objects.filter(user__memberships__organisation=hias).update(rate_per_minute=3)
    at(20)
    lefts = [api.get("/people/")["RateLimit"] for _ in range(3)]
    assert lefts == [f'"minute";r={left};t=40' for left in (2, 1, 0)]
    answer = api.get("/people/")
    too_many(answer, 40)
    assert answer["RateLimit-Policy"] == '"minute";q=3;w=60'
    assert other.get("/people/").status_code == 200
    at(59.5)
    too_many(api.get("/people/"), 1)
    at(60)
    assert api.get("/people/").status_code == 200


def test_nothing_is_done_beyond_the_limit(hias, at):
    api = api_of(hias)
    ApiClient.objects.update(rate_per_minute=1)
    assert api.post("/people/", {"given_names": "Rosa"}).status_code == 201
    too_many(api.post("/people/", {"given_names": "Luz"}), 60)
    assert [row["given_names"] for row in _after_a_minute(api, at).json()["results"]] == ["Rosa"]


def _after_a_minute(api, at):
    at(60)
    return api.get("/people/")


def test_two_tokens_of_a_client_count_together(hias, at):
    client, secret = create_api_client(organisation=hias, name="Tablet", rate_per_minute=2)
    tokens = [ask_token(client.client_id, secret).json()["access_token"] for _ in range(2)]
    first, second = (Api(Authorization=f"Bearer {token}") for token in tokens)
    assert [api.get("/me/").status_code for api in (first, second, first)] == [200, 200, 429]


def test_what_is_refused_counts_as_well(hias, at):
    api = api_of(hias, "people:read")
    ApiClient.objects.update(rate_per_minute=2)
    assert [api.get("/cases/").status_code for _ in range(3)] == [403, 403, 429]


def test_people_are_counted_by_their_account(ana, bruno, at, limits):
    limits(person=2)
    api, same, other = signed_in(ana), signed_in(ana), signed_in(bruno)
    assert [one.get("/me/").status_code for one in (api, same, api, other)] == [200, 200, 429, 200]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer unknown"}])
def test_strangers_are_counted_by_their_address(headers, db, at, limits):
    limits(address=2)
    api = Api(**headers)
    assert [api.get("/me/").status_code for _ in range(2)] == [401, 401]
    too_many(api.get("/people/"), 60)
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.get("/api/v1/me/", headers=headers).status_code == 401


def test_a_header_of_the_strangers_own_does_not_change_the_address(db, at, limits, monkeypatch):
    limits(address=1)
    statuses = [Api(**{"X-Forwarded-For": f"192.0.2.{n}"}).get("/me/").status_code for n in range(2)]
    assert statuses == [401, 429]
    monkeypatch.setitem(api_settings.__dict__, "NUM_PROXIES", 1)
    behind = [Api(**{"X-Forwarded-For": f"forged, 192.0.2.{n}"}).get("/me/").status_code for n in (8, 8, 9)]
    assert behind == [401, 429, 401]


def test_the_description_and_what_is_not_there_count_too(hias, at):
    api = api_of(hias)
    ApiClient.objects.update(rate_per_minute=2)
    assert [api.get(path).status_code for path in ("/nothing/", "/schema/", "/docs/")] == [404, 200, 429]


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_sentence_is_in_the_callers_language(language, db, at, limits):
    limits(address=0)
    answer = Api(**{"Accept-Language": language}).get("/me/")
    with translation.override(language):
        assert str(throttling.TooManyRequests(60).detail) == problem(answer, 429)["detail"]
    assert answer["Content-Language"] == language


class TestAtTheTokens:
    def test_who_fails_often_is_sent_away(self, hias, at, limits):
        limits(failed_sign_in=2)
        client, secret = create_api_client(organisation=hias, name="Tablet")
        for _ in range(2):
            assert ask_token(client.client_id, "wrong").status_code == 401
        answer = ask_token(client.client_id, secret)
        assert (answer.status_code, answer["Retry-After"]) == (429, "60")
        assert answer.json()["error"] == "too_many_requests"
        at(60)
        assert ask_token(client.client_id, secret).status_code == 200

    def test_who_knows_the_secret_is_not_counted_as_failing(self, hias, at, limits):
        limits(failed_sign_in=1)
        client, secret = create_api_client(organisation=hias, name="Tablet")
        assert {ask_token(client.client_id, secret).status_code for _ in range(3)} == {200}

    @pytest.mark.parametrize("path", ["/oauth/token/", "/oauth/revoke/"])
    def test_an_address_asks_so_often_at_most(self, path, hias, at, limits):
        limits(address=1)
        statuses = [Client().post(path, {"token": "x"}).status_code for _ in range(2)]
        assert statuses[0] in (400, 401)
        assert statuses[1] == 429


class TestWithoutTheCache:
    @pytest.fixture
    def down(self, monkeypatch):
        asked = []

        def fail(*args, **kwargs):
            asked.append(args)
            raise redis.ConnectionError("no cache at redis://:secret@valkey")

        for name in ("add", "incr", "get", "set", "get_many"):
            monkeypatch.setattr(throttling.cache, name, fail)
        return asked

    def test_everybody_is_let_through_and_the_log_says_so_once(self, hias, down, caplog, at, limits):
        limits(address=0, failed_sign_in=0)
        client, secret = create_api_client(organisation=hias, name="Tablet", rate_per_minute=1)
        token = ask_token(client.client_id, secret)
        assert token.status_code == 200
        api = Api(Authorization=f"Bearer {token.json()['access_token']}")
        assert [api.get("/me/").status_code for _ in range(3)] == [200] * 3
        assert Api().get("/me/").status_code == 401
        said = [r for r in caplog.records if r.name == throttling.__name__]
        assert len(said) == len(down) == 1
        record_uses()
        client.refresh_from_db()
        assert client.last_used_at is not None

    def test_it_is_asked_again_after_a_while(self, hias, down, monkeypatch):
        throttling.count("x", 1)
        throttling.count("x", 1)
        assert len(down) == 1
        monkeypatch.setattr(throttling.shared, "rests_until", 0.0)
        assert not throttling.count("x", 0).exceeded
        assert len(down) == 2

    def test_a_count_that_went_away_lets_through(self, monkeypatch):
        monkeypatch.setattr(throttling.cache, "add", lambda *args: False)
        assert not throttling.count("gone", 0).exceeded


class TestLastUse:
    def test_it_is_remembered_and_written_by_the_task(self, hias, at):
        api = api_of(hias)
        ApiClient.objects.update(last_used_at=None)
        record_uses()
        assert ApiClient.objects.get().last_used_at is None
        assert api.get("/me/").status_code == 200
        assert ApiClient.objects.get().last_used_at is None
        record_uses()
        assert ApiClient.objects.get().last_used_at.timestamp() == NOON

    def test_once_a_minute_is_enough(self, hias, at, monkeypatch):
        api, remembered = api_of(hias), []
        monkeypatch.setattr(throttling, "remember_use", remembered.append)
        for second in (0, 30, 59, 61):
            at(second)
            api.get("/me/")
        assert remembered == [ApiClient.objects.get().pk] * 2

    def test_a_token_given_out_is_a_use(self, hias):
        api_of(hias)
        assert ApiClient.objects.get().last_used_at is not None


def test_the_log_has_one_line_a_minute_for_who_asks_too_often(hias, at, caplog):
    caplog.set_level(logging.WARNING, "casework.security")
    api = api_of(hias)
    ApiClient.objects.update(rate_per_minute=1)
    for _ in range(4):
        api.get("/people/", {"q": "Yulimar"})
    lines = [r.getMessage() for r in caplog.records if r.name == "casework.security"]
    client_id = ApiClient.objects.get().client_id
    assert lines == [f"refused 429 too_many_requests client={client_id} operation=people_list"]


def test_no_address_is_kept(db):
    Api().get("/me/")
    keys = " ".join(map(str, cache._cache))
    assert re.search(r"requests:address:[0-9a-f]{32}:\d+", keys)
    assert "127.0.0.1" not in keys
