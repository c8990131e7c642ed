"""What comes in: receipts move messages forward, never back; answers are known by whom they come from, none is lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from casework.access.models import Door
from casework.access.scope import acting_as, system
from casework.followups import tasks
from casework.followups.channels import webhooks
from casework.followups.inbound import take_delivery, take_reply
from casework.followups.models import Message, Reminder, Reply, Rule, Task
from casework.journey.actions import close_case, register
from casework.people.actions import add_contact, mark_contact
from casework.people.models import ContactPoint, Event
from casework.rights.erasure import erase_rows

NUMBER = "+593987654321"
ROOM = "casework.followups.channels"


@pytest.fixture
def at_once():
    """As api/hooks.py calls them: nobody's request, in the scope of the system."""
    with acting_as(None, Door.API), system("what a provider tells"):
        yield


def message_to(case, code="appointment", channel="sms", state="sent", reminder="sent", **facts):
    now = timezone.now()
    about = {"case": case, "person": case.person}
    sent_at = facts.setdefault("sent_at", None if state in ("sending", "unknown") else now)
    claimed = {"claim": uuid4(), "claimed_until": now} if reminder == "claimed" else {}
    due = {"subject": uuid4(), "due_on": timezone.localdate(), "send_at": now, "sent_at": sent_at}
    planned = Reminder.objects.create(rule=Rule.objects.get(code=code), state=reminder, **about, **due, **claimed)
    return Message.objects.create(
        reminder=planned, channel=channel, to=NUMBER, text="Tiene una cita", state=state, **about, **facts
    )


def receipt(state, *, key=None, provider_id="m-1", code=""):
    return webhooks.Delivery(
        key=key and str(key), provider_id=provider_id, state=webhooks.State(state), code=code, at=timezone.now()
    )


def answer(text, provider_id="r-1", address=NUMBER, **facts):
    return webhooks.Reply(provider_id=provider_id, address=address, text=text, at=timezone.now(), **facts)


def standing(message):
    message.refresh_from_db()
    message.reminder.refresh_from_db()
    return message.state, message.reminder.state


# Receipts


@pytest.mark.parametrize(
    ("told", "stands"),
    [
        (["delivered"], "delivered"),
        (["delivered", "read"], "read"),
        (["read", "delivered", "sent"], "read"),
        (["delivered", "failed"], "delivered"),
        (["failed", "delivered"], "delivered"),
        (["failed", "sent"], "failed"),
    ],
)
def test_a_message_only_moves_forward(told, stands, case, at_once):
    message = message_to(case, provider_id="m-1")
    for state in told:
        take_delivery("sms", receipt(state))
        take_delivery("sms", receipt(state))
    message.refresh_from_db()
    assert message.state == stands
    assert (message.delivered_at is not None) == (stands in ("delivered", "read"))


@pytest.mark.parametrize("state", ["sending", "unknown"])
@pytest.mark.parametrize("reminder", ["claimed", "planned"])
def test_a_receipt_tells_what_a_lost_answer_did_not(state, reminder, case, at_once):
    message = message_to(case, state=state, reminder=reminder)
    take_delivery("sms", receipt("sent", key=message.pk))
    assert standing(message) == ("sent", "sent")
    assert (message.provider_id, message.reminder.claim) == ("m-1", None)
    assert message.sent_at == message.reminder.sent_at
    assert Event.objects.filter(kind="message_sent").count() == (state == "unknown")


def test_a_receipt_of_another_program_or_channel_is_none_of_ours(case, at_once):
    message = message_to(case, provider_id="m-1")
    for channel, told in (("whatsapp", receipt("failed")), ("sms", receipt("failed", provider_id="m-2", key=uuid4()))):
        take_delivery(channel, told)
    assert standing(message) == ("sent", "sent")


def test_a_late_failure_goes_on_to_the_next_channel_once(case, at_once):
    message = message_to(case, channel="whatsapp", provider_id="m-1")
    for _ in range(2):
        take_delivery("whatsapp", receipt("failed", code="131026"))
    assert standing(message) == ("failed", "planned")
    assert (message.code, message.reminder.step, message.reminder.tries) == ("131026", 1, 0)
    assert message.reminder.send_at <= timezone.now()


def test_after_the_last_channel_somebody_calls(case, at_once):
    message = message_to(case, channel="sms", provider_id="m-1")
    Reminder.objects.update(step=1)
    take_delivery("sms", receipt("failed"))
    assert standing(message) == ("failed", "failed")
    assert message.reminder.why == "no_channel"
    assert Task.objects.open().get().origin == "call"


def test_a_failure_of_what_was_cancelled_changes_nothing_more(case, at_once):
    message = message_to(case, channel="whatsapp", provider_id="m-1")
    Reminder.objects.update(state="cancelled", why="reason_ended")
    take_delivery("whatsapp", receipt("failed"))
    assert standing(message) == ("failed", "cancelled")


def test_what_arrives_after_all_is_not_sent_by_another_channel(case, at_once):
    message = message_to(case, channel="whatsapp", provider_id="m-1")
    take_delivery("whatsapp", receipt("failed"))
    take_delivery("whatsapp", receipt("read"))
    assert standing(message) == ("read", "sent")


# What nobody got


@pytest.fixture
def with_receipts(settings):
    limits = {"timeout": 1, "connect_timeout": 1, "connections": 1, "token": "token"}
    sms = {"url": "http://sms.example", "honours_key": True, "has_receipts": False}
    cloud = {"url": "http://meta.example", "phone_number_id": "123"}
    settings.MESSAGE_CHANNELS = {
        "sms": {"ADAPTER": f"{ROOM}.gateway.Gateway", "OPTIONS": sms | limits},
        "whatsapp": {"ADAPTER": f"{ROOM}.whatsapp.CloudApi", "OPTIONS": cloud | limits},
    }
    return settings


def fall_back():
    with acting_as(None, Door.JOB):
        tasks.fall_back_undelivered()


@pytest.mark.parametrize(("hours", "goes_on"), [(23, False), (25, True), (9 * 24, True), (11 * 24, False)])
def test_what_nobody_got_within_a_day_goes_by_the_next_channel(hours, goes_on, case, with_receipts):
    message = message_to(case, channel="whatsapp", sent_at=timezone.now() - timedelta(hours=hours))
    fall_back()
    assert standing(message) == (("failed", "planned") if goes_on else ("sent", "sent"))
    assert message.reminder.step == goes_on


def test_where_nobody_tells_what_arrives_nothing_falls_back(case, with_receipts):
    message = message_to(case, channel="sms", sent_at=timezone.now() - timedelta(days=2))
    fall_back()
    assert standing(message) == ("sent", "sent")


def test_from_whatsapp_to_sms_to_a_call(case, with_receipts):
    with_receipts.MESSAGE_CHANNELS["sms"]["OPTIONS"]["has_receipts"] = True
    first = message_to(case, channel="whatsapp", sent_at=timezone.now() - timedelta(days=2))
    fall_back()
    Reminder.objects.update(state="sent")
    about = {"reminder": first.reminder, "case": case, "person": case.person, "to": NUMBER, "state": "sent"}
    Message.objects.create(channel="sms", sent_at=timezone.now() - timedelta(days=1, hours=1), **about)
    fall_back()
    fall_back()
    assert standing(first) == ("failed", "failed")
    assert Task.objects.open().get().origin == "call"


# Answers


def test_an_answer_is_hers_to_whom_the_number_was_written_last(case, ana, at_once):
    daughter = register(by=ana, given_names="Ada")
    for person in (case.person, daughter.person):
        add_contact(person=person, by=ana, kind="phone", value=NUMBER)
    first, second = message_to(case), message_to(daughter, provider_id="m-2")
    Message.objects.filter(pk=first.pk).update(created_at=timezone.now() - timedelta(days=8))
    taken = take_reply("sms", answer("Gracias", address="0987654321"))
    assert (taken.case, taken.message, taken.organisation) == (daughter, second, ana.organisation)


def test_an_answer_names_the_message_that_it_answers(case, ana, at_once):
    daughter = register(by=ana, given_names="Ada")
    named = message_to(case, channel="whatsapp", provider_id="m-1")
    message_to(daughter, channel="whatsapp", provider_id="m-2")
    taken = take_reply("whatsapp", answer("Gracias", address="", answers_provider_id="m-1"))
    assert (taken.case, taken.message, taken.address) == (case, named, NUMBER)


@pytest.mark.parametrize(("days", "known"), [(29, True), (31, False)])
def test_a_message_is_answered_within_thirty_days(days, known, case, at_once):
    message = message_to(case)
    Message.objects.filter(pk=message.pk).update(created_at=timezone.now() - timedelta(days=days))
    assert (take_reply("sms", answer("Hola")).message is not None) == known


def test_who_was_not_written_to_is_known_by_a_number_that_only_she_has(case, ana, at_once):
    add_contact(person=case.person, by=ana, kind="whatsapp", value=NUMBER)
    assert take_reply("sms", answer("Hola")).case == case
    assert Task.objects.open().get().case == case


def test_a_number_that_several_share_is_nobodys(case, ana, bruno, at_once):
    for by, person in ((ana, case.person), (bruno, register(by=bruno, given_names="Ada").person)):
        add_contact(person=person, by=by, kind="phone", value=NUMBER)
    taken = take_reply("sms", answer("Hola"))
    assert (taken.case, taken.organisation) == (None, None)
    assert not Task.objects.exists()


@pytest.mark.parametrize("why", ["nobody has it", "she lost it", "her case is closed"])
def test_a_number_that_leads_to_nobody(why, case, ana, at_once):
    if why != "nobody has it":
        contact = add_contact(person=case.person, by=ana, kind="phone", value=NUMBER)
    if why == "she lost it":
        mark_contact(contact=contact, by=ana, state="lost")
    if why == "her case is closed":
        close_case(case=case, by=ana, close_reason="left")
    assert take_reply("sms", answer("Hola")).case is None
    assert take_reply("sms", answer("Hola", provider_id="r-2", address="999")).case is None


def test_an_answer_after_her_case_was_closed_stays_in_it_without_a_task(case, ana, at_once):
    message_to(case)
    close_case(case=case, by=ana, close_reason="left")
    assert take_reply("sms", answer("Hola")).case == case
    assert not Task.objects.exists()


def test_a_case_has_one_task_however_much_she_writes(case, at_once):
    message_to(case)
    for number, text in enumerate(("Hola", "No puedo ir", "¿Me llaman?")):
        take_reply("sms", answer(text, provider_id=f"r-{number}"))
    task = Task.objects.open().get()
    assert (task.origin, task.case, task.worker) == ("reply", case, case.caseworker)
    assert (task.due_on - timezone.localdate()).days == 2
    assert [reply.text for reply in Reply.objects.order_by("provider_id")] == ["Hola", "No puedo ir", "¿Me llaman?"]
    assert Event.objects.filter(kind="reply_received", section="notes").count() == 3


@pytest.mark.parametrize("text", ["1", "Sí quiero", "No puedo ir"])
def test_a_number_that_two_were_reminded_at_settles_nothing_and_a_task_names_both(text, case, ana, at_once):
    daughter = register(by=ana, given_names="Ada")
    message_to(case)
    message_to(daughter, provider_id="m-2")
    taken = take_reply("sms", answer(text))
    assert (taken.kind, taken.case, taken.message) == ("other", None, None)
    assert not Event.objects.filter(kind="reply_received").exists()
    task = Task.objects.open().get()
    assert (task.origin, task.subject) == ("reply", taken.pk)
    for case_of in (case, daughter):
        assert case_of.person.full_name in task.title
    take_reply("sms", answer(text, provider_id="r-2"))
    assert Task.objects.open().count() == 1
    assert take_reply("sms", answer("STOP por favor", provider_id="r-3")).kind == "stop"


def test_of_two_organisations_each_is_told_of_its_own_alone(case, bruno, at_once):
    other = register(by=bruno, given_names="Ada")
    message_to(case)
    message_to(other, provider_id="m-2")
    take_reply("sms", answer("1"))
    titles = {task.organisation.short_name: task.title for task in Task.objects.open()}
    assert "Yulimar" in titles["HIAS"]
    assert "Ada" not in titles["HIAS"]
    assert "Ada" in titles["NRC"]
    assert "Yulimar" not in titles["NRC"]


def test_who_names_the_message_that_is_answered_is_known_all_the_same(case, ana, at_once):
    daughter = register(by=ana, given_names="Ada")
    message_to(case, channel="whatsapp", provider_id="m-1")
    message_to(daughter, channel="whatsapp", provider_id="m-2")
    taken = take_reply("whatsapp", answer("1", answers_provider_id="m-1"))
    assert (taken.case, taken.kind) == (case, "confirm")


def test_erasing_one_of_them_takes_the_name_out_of_the_others_task(case, ana, at_once):
    daughter = register(by=ana, given_names="Ada")
    message_to(case)
    message_to(daughter, provider_id="m-2")
    take_reply("sms", answer("1"))
    task = Task.objects.open().get()
    gone = daughter.person if task.case_id == case.pk else case.person
    erase_rows(gone, ana)
    task.refresh_from_db()
    assert task.what == ""


@pytest.mark.parametrize(
    ("text", "code", "kind"),
    [
        ("Cancelar", "appointment", "other"),
        ("No puedo ir", "appointment", "other"),
        ("Sí quiero", "appointment", "confirm"),
        ("Sí quiero", "document_expiring", "other"),
        ("Cancelar", "document_expiring", "stop"),
        ("STOP por favor", "appointment", "stop"),
        ("No más mensajes!!", "appointment", "stop"),
    ],
)
def test_what_was_asked_says_what_an_answer_means(text, code, kind, case, ana, at_once):
    add_contact(person=case.person, by=ana, kind="phone", value=NUMBER)
    message_to(case, code)
    assert take_reply("sms", answer(text)).kind == kind
    assert Task.objects.open().exists() == (kind == "other")
    assert ContactPoint.objects.filter(opted_out_at=None).exists() == (kind != "stop")


@pytest.mark.parametrize(
    ("code", "kind"), [("appointment", "confirm"), ("training_starting", "confirm"), ("document_expiring", "other")]
)
def test_one_confirms_where_there_is_something_to_confirm(code, kind, case, at_once):
    message_to(case, code)
    assert take_reply("sms", answer("1")).kind == kind
    assert Event.objects.get(kind="reply_received").facts == {"answer": kind}
    assert Task.objects.exists() == (kind == "other")


def test_stop_and_start_are_of_the_number_whosever_it_is(case, ana, bruno, at_once):
    message_to(case)
    for by, person in ((ana, case.person), (bruno, register(by=bruno, given_names="Ada").person)):
        add_contact(person=person, by=by, kind="phone", value=NUMBER)
    assert take_reply("sms", answer("¡BAJA!")).kind == "stop"
    assert not ContactPoint.objects.filter(opted_out_at=None).exists()
    assert take_reply("sms", answer("alta", provider_id="r-2")).kind == "start"
    assert ContactPoint.objects.filter(opted_out_at=None).count() == 2
    assert not Task.objects.exists()


def test_the_same_answer_told_again_changes_nothing(case, ana, at_once):
    add_contact(person=case.person, by=ana, kind="phone", value=NUMBER)
    stop, start = answer("BAJA"), answer("ALTA", provider_id="r-2")
    assert take_reply("sms", stop) == take_reply("sms", stop)
    take_reply("sms", start)
    take_reply("sms", stop)
    assert ContactPoint.objects.get().opted_out_at is None
    assert Reply.objects.count() == 2


def test_a_picture_is_an_answer_too(case, at_once):
    message_to(case, channel="whatsapp")
    assert take_reply("whatsapp", answer("", kind="image")).text == "[image]"


def test_a_providers_wrong_clock_is_not_believed(case, at_once):
    far = webhooks.Reply("r-1", NUMBER, "Hola", timezone.now() + timedelta(days=9000))
    assert take_reply("sms", far).at <= timezone.now()
