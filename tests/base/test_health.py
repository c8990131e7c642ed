"""/healthz names what is down and tells nothing else, to anybody."""

from types import SimpleNamespace

import pytest
from django.core.cache import cache

from casework.base import health
from casework.base.tasks import heartbeat

NOW = 1_800_000_000.0


@pytest.fixture(autouse=True)
def everything_works(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no broker in these tests, and no worker: tests/config has real ones."""
    cache.clear()
    monkeypatch.setitem(health.CHECKS, "broker", lambda: "ok")
    monkeypatch.setattr(health, "time", SimpleNamespace(time=lambda: NOW))
    heartbeat.delay()


@pytest.mark.django_db
def test_healthy_without_signing_in_and_without_a_session(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok", "broker": "ok", "worker": "ok (seen 0 s ago)"}
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["database", "broker", "worker"])
def test_what_fails_is_named_and_how_is_not(client, monkeypatch: pytest.MonkeyPatch, caplog, name: str):
    def fail() -> str:
        raise ConnectionError("password=secret host=10.0.0.1")

    monkeypatch.setitem(health.CHECKS, name, fail)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert [key for key, value in response.json().items() if value == "down"] == ["status", name]
    assert "secret" not in response.content.decode()
    assert "secret" in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("age", "answer"), [(3, "ok (seen 3 s ago)"), (34, "ok (seen 34 s ago)"), (36, "down (seen 36 s ago)")]
)
def test_a_worker_is_down_when_its_heartbeat_is_old(client, age: int, answer: str):
    cache.set(health.HEARTBEAT_KEY, NOW - age)
    assert client.get("/healthz").json()["worker"] == answer


@pytest.mark.django_db
def test_a_worker_never_seen_is_down(client):
    cache.clear()
    response = client.get("/healthz")
    assert (response.status_code, response.json()["worker"]) == (503, "down (not seen yet)")


def test_a_database_that_cannot_be_reached_is_down(monkeypatch: pytest.MonkeyPatch, tmp_path):
    parameters = {"host": str(tmp_path), "user": "casework", "dbname": "casework"}
    monkeypatch.setattr(health.connection, "get_connection_params", lambda: parameters)
    assert health.report()["database"] == "down"


def test_a_broker_that_cannot_be_reached_is_down(monkeypatch: pytest.MonkeyPatch, settings, tmp_path):
    monkeypatch.setitem(health.CHECKS, "broker", health.broker)
    settings.REDIS_URL = f"unix://{tmp_path}/none.sock?db=0"
    assert health.report()["broker"] == "down"


@pytest.mark.django_db
def test_it_is_for_reading(client):
    assert client.post("/healthz").status_code == 405
