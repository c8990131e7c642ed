"""Sending: what goes and in which words, what does not and why, and that whatever a provider does nobody is lost."""

import threading
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from casework.access.models import Door
from casework.access.scope import acting_as, system
from casework.followups import dispatch as sending
from casework.followups.attempts import record_attempt
from casework.followups.channels.codes import Channel
from casework.followups.dispatch import dispatch, send_batch
from casework.followups.models import Campaign, Message, Provider, Reminder, Reply, Rule, Run, Task
from casework.followups.preparing import message_key
from casework.followups.rules import Breaker
from casework.journey.actions import close_case
from casework.people import actions as people
from casework.people.consents import withdraw_consent
from casework.people.models import ContactPoint
from casework.places.zones import MAINLAND
from tests.followups.fake_gateway import Mood, Script, running
from tests.journey.standing import put

NOON = datetime(2027, 3, 10, 12, tzinfo=MAINLAND)  # a Wednesday
NUMBER = "+593987654321"


@pytest.fixture
def now(monkeypatch):
    """Noon of a Wednesday, until it is moved."""

    class Clock:
        at = NOON

        def move(self, **by):
            self.at += timedelta(**by)

    clock = Clock()
    monkeypatch.setattr(timezone, "now", lambda: clock.at)
    return clock


@pytest.fixture
def gateway():
    with running() as gateway:
        yield gateway


@pytest.fixture
def channels(settings, gateway):
    """SMS by the fake gateway; WhatsApp by it too, once it is switched on."""
    limits = {"timeout": 1, "connect_timeout": 1, "connections": 10, "token": "token"}
    sms = {"url": f"{gateway.url}/sms", "honours_key": True, "has_receipts": True}
    cloud = {"url": gateway.url, "phone_number_id": "123"}
    room = "casework.followups.channels"
    known = {
        "sms": {"ADAPTER": f"{room}.gateway.Gateway", "OPTIONS": sms | limits},
        "whatsapp": {"ADAPTER": f"{room}.whatsapp.CloudApi", "OPTIONS": cloud | limits},
    }
    settings.MESSAGE_CHANNELS = {"sms": known["sms"]}
    settings.MESSAGE_SENDING = {"LEASE_SECONDS": 60, "RETRY_SECONDS": 30, "DISPATCHERS": 1, "ANY_TIME": False}
    return known


@pytest.fixture
def told(now, case, ana, agrees, channels):
    """The person of the case, who is to be reminded of an appointment in two days at 10, by SMS."""
    people.add_contact(person=case.person, by=ana, kind="phone", value=NUMBER)
    agrees(case.person, ana)
    at = datetime(2027, 3, 12, 10, tzinfo=MAINLAND)
    record = put(case, "cpm", "in_progress", appointment_at=at)
    rule = Rule.objects.get(code="appointment")
    about = {"rule": rule, "subject": record.pk, "due_on": at.date() - timedelta(days=3)}
    return Reminder.objects.create(case=case, person=case.person, send_at=NOON, **about)


def standing(reminder):
    reminder.refresh_from_db()
    return reminder.state, reminder.why


def test_it_says_as_little_as_possible(told, gateway):
    with acting_as(None, Door.JOB), system("as the job does"):
        assert dispatch(seconds=0).sent == 1
    (sent,) = gateway.sent
    assert (sent.to, sent.text) == (NUMBER, "Tiene una cita el 12 de marzo a las 10:00. Responda 1 para confirmar.")
    assert standing(told) == ("sent", "")
    message = Message.objects.get()
    assert (message.state, message.to, str(message.pk)) == ("sent", NUMBER, sent.key)
    assert told.person.events.filter(kind="message_sent").get().facts == {"contact": "phone"}
    assert Run.objects.get(kind="dispatch").sent == 1


def test_in_her_language(told, gateway):
    told.person.language = "en"
    told.person.save()
    send_batch()
    assert gateway.sent[0].text == "You have an appointment on 12 March at 10:00. Answer 1 to confirm."


def test_without_a_scope_there_is_nothing_to_send(told, gateway):
    with acting_as(None, Door.JOB):
        assert send_batch() is None
    assert gateway.sent == []


def test_what_is_not_due_waits(told, now, gateway):
    Reminder.objects.update(send_at=NOON + timedelta(minutes=1))
    assert send_batch() is None
    now.move(minutes=1)
    assert send_batch().sent == 1


def test_nothing_is_sent_twice(told, gateway):
    assert send_batch().sent == 1
    assert send_batch() is None
    assert len(gateway.sent) == 1


# What no longer holds


def moved(told, ana):
    told.case.records.filter(stage="cpm").update(appointment_at=datetime(2027, 4, 1, 10, tzinfo=MAINLAND))


def closed(told, ana):
    close_case(case=told.case, by=ana, close_reason="left")


def switched_off(told, ana):
    Rule.objects.update(active=False)


def restricted(told, ana):
    told.person.restricted_on = NOON.date()
    told.person.save()


@pytest.mark.parametrize("change", [moved, closed, switched_off, restricted])
def test_what_no_longer_holds_is_not_sent(change, told, ana, gateway):
    change(told, ana)
    assert send_batch().cancelled == 1
    assert standing(told) == ("cancelled", "reason_ended")
    assert gateway.sent == []
    assert not Task.objects.exists()


def test_what_comes_too_late_is_not_sent(told, now, gateway):
    now.move(days=2)  # the appointment was two hours ago
    assert send_batch().cancelled == 1
    assert standing(told)[0] == "cancelled"
    assert gateway.sent == []


def test_who_answered_or_was_reached_is_told_no_more(told, ana, now, gateway):
    Rule.objects.filter(code="appointment").update(stops=["answered", "reached"])
    Reminder.objects.update(created_at=NOON - timedelta(days=1))
    answer = {"channel": "sms", "provider_id": "1", "address": NUMBER, "kind": "other", "at": NOON}
    Reply.objects.create(case=told.case, **answer)
    send_batch()
    assert standing(told) == ("cancelled", "answered")
    Reply.objects.all().delete()
    Reminder.objects.update(state="planned", why="")
    record_attempt(case=told.case, by=ana, way="call", result="reached")
    send_batch()
    assert standing(told) == ("cancelled", "reached")


def test_nobody_gets_more_than_the_week_allows(told, gateway):
    Rule.objects.filter(code="appointment").update(max_per_week=1)
    earlier = Reminder.objects.create(
        case=told.case,
        person=told.person,
        rule=told.rule,
        subject=uuid4(),
        due_on=told.due_on,
        send_at=NOON,
        state="sent",
        sent_at=NOON,
    )
    sent = {"case": told.case, "person": told.person, "channel": "sms", "to": NUMBER, "state": "sent"}
    Message.objects.create(reminder=earlier, sent_at=NOON - timedelta(days=6), **sent)
    send_batch()
    assert standing(told) == ("cancelled", "enough")
    Reminder.objects.filter(pk=told.pk).update(state="planned", why="")
    Message.objects.update(sent_at=NOON - timedelta(days=8))
    send_batch()
    assert standing(told) == ("sent", "")


# Who may not, or cannot, be written to


def no_consent(told, ana):
    withdraw_consent(consent=told.person.consents.get(), by=ana, how="spoken")


def someone_elses(told, ana):
    ContactPoint.objects.update(owner="relative")


def lost(told, ana):
    ContactPoint.objects.update(state="lost")


def opted_out(told, ana):
    ContactPoint.objects.update(opted_out_at=NOON)


@pytest.mark.parametrize(
    ("change", "why"),
    [(no_consent, "no_consent"), (someone_elses, "no_contact"), (lost, "no_contact"), (opted_out, "opted_out")],
)
def test_who_cannot_be_written_to_is_called(change, why, told, ana, gateway):
    change(told, ana)
    assert send_batch().failed == 1
    assert standing(told) == ("failed", why)
    assert gateway.sent == []
    call = Task.objects.get()
    assert (call.origin, call.case, call.for_whom) == ("call", told.case, "caseworker")


def test_a_number_that_opted_out_in_another_file_is_not_used(told, ana, gateway):
    other = people.register_person(by=ana, given_names="Rosa", contacts=[{"kind": "phone", "value": NUMBER}])
    other.contacts.update(opted_out_at=NOON)
    send_batch()
    assert standing(told) == ("failed", "opted_out")


# When


@pytest.mark.parametrize(
    ("at", "goes"),
    [
        (datetime(2027, 3, 10, 19, 30, tzinfo=MAINLAND), datetime(2027, 3, 11, 8, tzinfo=MAINLAND)),
        (datetime(2027, 3, 11, 6, tzinfo=MAINLAND), datetime(2027, 3, 11, 8, tzinfo=MAINLAND)),
    ],
)
def test_at_night_it_waits_for_the_morning(at, goes, told, now, gateway):
    now.at = at
    assert send_batch().later == 1
    told.refresh_from_db()
    assert (told.state, told.send_at) == ("planned", goes)
    now.at = goes
    assert send_batch().sent == 1


# What providers do


def test_who_refuses_is_not_asked_again_and_somebody_calls(told, gateway):
    gateway.script = Script(numbers={NUMBER: Mood.REFUSE})
    assert send_batch().failed == 1
    assert standing(told) == ("failed", "no_channel")
    assert Message.objects.get().state == "failed"
    assert Task.objects.get().origin == "call"
    assert send_batch() is None


def test_whatsapp_then_sms_then_a_call(told, ana, settings, channels, gateway):
    settings.MESSAGE_CHANNELS = channels
    people.add_contact(person=told.person, by=ana, kind="whatsapp", value="+593998877665")
    gateway.script = Script(numbers={"+593998877665": Mood.REFUSE, "593998877665": Mood.REFUSE})
    assert send_batch().later == 1
    assert not Task.objects.exists()
    assert send_batch().sent == 1
    assert [sent.to for sent in gateway.sent] == [NUMBER]
    assert {m.channel: m.state for m in Message.objects.all()} == {"whatsapp": "failed", "sms": "sent"}


@pytest.mark.parametrize("mood", [Mood.FAIL, Mood.BUSY, Mood.DROP, Mood.LOSE])
def test_what_failed_is_tried_again_later_with_the_same_key(mood, told, now, gateway):
    gateway.script = Script(numbers={NUMBER: mood})
    assert send_batch().later == 1
    told.refresh_from_db()
    assert (told.state, told.tries, told.step) == ("planned", 1, 1)
    assert NOON < told.send_at <= NOON + timedelta(seconds=60)
    assert send_batch() is None
    gateway.script = Script()
    now.move(minutes=1)
    assert send_batch().sent == 1
    assert {sent.key for sent in gateway.sent} == {str(message_key(told, Channel.SMS))}
    assert len(gateway.sent) == 1


def test_the_first_wait_is_as_long_as_the_settings_say(told, gateway, settings):
    settings.MESSAGE_SENDING |= {"RETRY_SECONDS": 600}
    gateway.script = Script(numbers={NUMBER: Mood.FAIL})
    send_batch()
    told.refresh_from_db()
    assert timedelta(seconds=300) <= told.send_at - NOON <= timedelta(seconds=600)


def test_after_many_tries_it_becomes_a_call(told, now, gateway, monkeypatch):
    monkeypatch.setattr(sending.breakers, "BREAKER", Breaker(failures=100))
    gateway.script = Script(numbers={NUMBER: Mood.FAIL})
    for _ in range(sending.MOST_TRIES):
        now.at = max(now.at, told.send_at)
        send_batch()
        told.refresh_from_db()
    assert standing(told) == ("failed", "no_channel")
    assert Task.objects.get().origin == "call"


def test_a_provider_that_fails_again_and_again_is_left_alone(told, now, gateway):
    Provider.objects.create(name="gateway", failures=4)
    gateway.script = Script(numbers={NUMBER: Mood.FAIL})
    send_batch()
    rests = Provider.objects.get().opened_until
    assert rests == NOON + timedelta(seconds=30)
    gateway.script = Script()
    Reminder.objects.update(send_at=NOON)
    assert send_batch().later == 1
    told.refresh_from_db()
    assert told.send_at == rests
    assert told.tries == 1
    assert gateway.sent == []
    now.at = rests
    assert send_batch().sent == 1
    assert Provider.objects.get().failures == 0


def test_what_a_dead_process_had_is_taken_over_after_its_lease(told, gateway, monkeypatch):
    def die(*arguments):
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(sending, "_record", die)
        with pytest.raises(SystemExit):
            send_batch()
    assert standing(told)[0] == "claimed"
    assert send_batch() is None
    Reminder.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert send_batch().sent == 1
    assert len(gateway.sent) == 1
    assert standing(told) == ("sent", "")


def test_without_keys_it_is_asked_again_only_when_no_receipt_came(told, now, settings, channels, gateway):
    channels["sms"]["OPTIONS"]["honours_key"] = False
    gateway.script = Script(numbers={NUMBER: Mood.LOSE}, honours_keys=False)
    assert send_batch().later == 1
    now.move(minutes=2)
    assert send_batch().later == 1  # it waits for a receipt
    told.refresh_from_db()
    assert told.send_at == NOON + timedelta(minutes=15)
    Message.objects.update(state="delivered", sent_at=NOON, delivered_at=NOON)
    now.move(minutes=15)
    assert send_batch().sent == 1
    assert standing(told) == ("sent", "")
    assert len(gateway.sent) == 1


def test_a_paused_campaign_waits_and_a_stopped_one_ends(told, ana, gateway):
    words = {"text_es": "Feria el sábado", "text_en": "Fair on Saturday", "channels": ["sms"]}
    campaign = Campaign.objects.create(
        name="Feria", organisation=ana.organisation, made_by=ana.user, state="paused", started_at=NOON, **words
    )
    Reminder.objects.filter(pk=told.pk).update(rule=None, campaign=campaign)
    assert send_batch() is None
    Campaign.objects.update(state="running")
    assert send_batch().sent == 1
    assert gateway.sent[0].text == "Feria el sábado"
    Reminder.objects.update(state="planned", sent_at=None)
    Message.objects.all().delete()
    Campaign.objects.update(state="stopped")
    send_batch()
    assert standing(told) == ("cancelled", "stopped")


@pytest.mark.django_db(transaction=True)
def test_two_dispatchers_at_once_never_send_the_same(told, case, ana, gateway):
    gateway.script = Script(latency=0.05)
    more = [
        Reminder(case=case, person=told.person, rule=told.rule, subject=told.subject, due_on=day, send_at=NOON)
        for day in (told.due_on + timedelta(days=1), told.due_on + timedelta(days=2))
    ]
    Reminder.objects.bulk_create(more)
    start, done = threading.Barrier(2), []

    def run():
        try:
            with acting_as(None, Door.JOB), system("as the job does"):
                start.wait(10)
                done.append(send_batch(size=2))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(done) == 2
    keys = [sent.key for sent in gateway.sent]
    assert len(keys) == len(set(keys)) == Message.objects.filter(state="sent").count()
    assert not Reminder.objects.filter(state__in=["planned", "claimed"]).exists()
