"""How follow-up is doing, what rings when it is not, and who is told."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import DatabaseError
from django.utils import timezone, translation

from casework.access.models import Door
from casework.access.scope import acting_as
from casework.followups import health, tasks
from casework.followups.health import Alarm, State, ringing
from casework.followups.models import Provider, Reminder, Rule, Run
from casework.places.zones import MAINLAND

# A Wednesday that is no holiday, in the middle of the morning.
NOW = datetime(2026, 3, 11, 11, tzinfo=MAINLAND)
SUNDAY = datetime(2026, 3, 15, 11, tzinfo=MAINLAND)


def ago(**how):
    return NOW - timedelta(**how)


@pytest.fixture(autouse=True)
def nobody_was_told():
    cache.clear()


def ran(kind, finished, **counts):
    return Run.objects.create(kind=kind, started_at=finished, finished_at=finished, **counts)


def reminder(case, send_at, **facts):
    return Reminder.objects.create(
        case=case, person=case.person, rule=Rule.objects.first(), subject=uuid4(), due_on=send_at.date(),
        send_at=send_at, **facts,
    )  # fmt: skip


def well(at=NOW, **changed):
    return State(**{"at": at, "finished": dict.fromkeys(("plan", "refresh", "dispatch"), at)} | changed)


def test_the_state_is_read_from_runs_reminders_and_providers(case):
    ran("plan", ago(hours=1), planned=5, tasks=7)
    ran("plan", ago(hours=2), planned=1)
    ran("plan", ago(hours=25), planned=100, sent=100)
    ran("dispatch", ago(minutes=1), sent=4, failed=2)
    Run.objects.create(kind="refresh", started_at=ago(minutes=1))  # it has not finished
    reminder(case, ago(minutes=9))
    reminder(case, ago(hours=-1))
    reminder(case, ago(days=3), state="sent", sent_at=ago(days=3))
    Provider.objects.create(name="sms", opened_until=ago(minutes=-1))
    Provider.objects.create(name="whatsapp", opened_until=ago(minutes=1))
    assert health.state(NOW) == State(
        at=NOW,
        finished={"plan": ago(hours=1), "dispatch": ago(minutes=1)},
        oldest_due=ago(minutes=9),
        planned=6,
        tasks=7,
        sent=4,
        failed=2,
        left_alone=("sms",),
    )


def test_when_all_is_well_nothing_rings():
    assert ringing(well()) == []
    assert ringing(well(oldest_due=ago(minutes=9))) == []


@pytest.mark.parametrize(
    ("changed", "rings"),
    [
        ({"finished": {}}, [Alarm.PLAN]),
        ({"finished": {"plan": ago(hours=3), "refresh": NOW, "dispatch": NOW}}, []),
        ({"finished": {"plan": ago(hours=3, seconds=1), "refresh": NOW, "dispatch": NOW}}, [Alarm.PLAN]),
        ({"finished": {"plan": NOW, "refresh": ago(minutes=10, seconds=1)}}, [Alarm.REFRESH]),
        ({"finished": {"plan": NOW, "refresh": NOW}}, []),
        ({"finished": {"plan": NOW, "refresh": NOW}, "oldest_due": ago(minutes=10, seconds=1)}, [Alarm.DISPATCH]),
        (
            {
                "finished": {"plan": NOW, "refresh": NOW, "dispatch": ago(minutes=11)},
                "oldest_due": ago(minutes=10, seconds=1),
            },
            [Alarm.DISPATCH],
        ),
        ({"finished": {"plan": NOW, "refresh": NOW}, "oldest_due": ago(minutes=10)}, []),
        ({"oldest_due": ago(hours=2)}, []),
        ({"oldest_due": ago(hours=2, seconds=1)}, [Alarm.WAITING]),
        ({"left_alone": ("sms",)}, [Alarm.PROVIDER]),
    ],
)
def test_what_rings(changed, rings):
    assert ringing(well(**changed)) == rings


def test_what_waits_is_counted_only_while_it_may_go():
    long = {"oldest_due": ago(days=2)}
    assert ringing(well(**long)) == [Alarm.WAITING]
    assert ringing(well(at=SUNDAY, **long)) == []
    assert ringing(well(at=NOW.replace(hour=7), **long)) == []
    assert ringing(well(at=NOW.replace(hour=20), **long)) == []
    assert ringing(well(at=NOW.replace(hour=10), **long)) == []
    assert ringing(well(at=NOW.replace(hour=10, second=1), **long)) == [Alarm.WAITING]


def test_machines_are_told_without_signing_in(client, case):
    now = timezone.now()
    ran("plan", now, planned=3)
    ran("refresh", now)
    with acting_as(None, Door.WEB):
        response = client.get("/healthz/followups")
    found = response.json()
    assert response.status_code == 200
    assert (found["status"], found["alarms"], found["oldest_due"]) == ("ok", [], None)
    assert found["last_day"] == {"planned": 3, "tasks": 0, "sent": 0, "failed": 0}
    assert set(found["finished"]) == {"plan", "refresh"}
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]


def test_an_alarm_is_503_and_tells_of_nobody(client, case):
    with acting_as(None, Door.JOB):
        tasks.plan()
    Run.objects.update(finished_at=timezone.now() - timedelta(hours=4))
    reminder(case, timezone.now() - timedelta(hours=1))
    response = client.get("/healthz/followups")
    assert response.status_code == 503
    assert response.json()["alarms"] == ["plan", "refresh", "dispatch"]
    assert 3500 < response.json()["oldest_due"] < 3700
    assert str(case.pk) not in response.content.decode()
    assert case.person.given_names not in response.content.decode()


@pytest.mark.django_db
def test_a_database_that_is_down_is_told(client, monkeypatch):
    def fail(now):
        raise DatabaseError("password=secret")

    monkeypatch.setattr(health, "state", fail)
    response = client.get("/healthz/followups")
    assert (response.status_code, response.json()) == (503, {"status": "down", "alarms": ["database"]})
    assert client.post("/healthz/followups").status_code == 405


@pytest.fixture
def rings(db, settings, monkeypatch):
    settings.MESSAGES_ALARMS_TO = ["on-call@oim.example"]
    monkeypatch.setattr(tasks.timezone, "now", lambda: NOW)


def test_an_alarm_is_mailed_once_an_hour(rings):
    for _ in range(3):
        tasks.tell_alarms()
    (sent,) = mail.outbox
    assert (sent.to, sent.body) == (["on-call@oim.example"], in_spanish(Alarm.PLAN))
    Provider.objects.create(name="sms", opened_until=NOW + timedelta(minutes=1))
    tasks.tell_alarms()
    assert [message.body for message in mail.outbox[1:]] == [in_spanish(Alarm.PROVIDER)]
    cache.clear()  # an hour later
    tasks.tell_alarms()
    assert len(mail.outbox[-1].body.splitlines()) == 2


def in_spanish(alarm):
    with translation.override("es"):
        return str(alarm.label)


def test_what_could_not_be_mailed_is_tried_again(rings, monkeypatch, caplog):
    def refuse(*args):
        raise OSError("on-call@oim.example: mailbox full")

    send = health.send_mail
    monkeypatch.setattr(health, "send_mail", refuse)
    tasks.tell_alarms()
    assert "could not be mailed: plan" in caplog.text
    assert "on-call" not in caplog.text
    monkeypatch.setattr(health, "send_mail", send)
    tasks.tell_alarms()
    assert len(mail.outbox) == 1


def test_without_anybody_to_tell_or_anything_to_say_nothing_is_mailed(rings, settings):
    settings.MESSAGES_ALARMS_TO = []
    tasks.tell_alarms()
    settings.MESSAGES_ALARMS_TO = ["on-call@oim.example"]
    ran("plan", NOW)
    ran("refresh", NOW)
    tasks.tell_alarms()
    assert mail.outbox == []
    assert health.alarms(NOW) == []
