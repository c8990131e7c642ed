"""What comes in from providers: what became of messages, and what people answered.

Each is taken once, however often it is told. Nothing is ever answered by itself, and neither texts nor numbers are
logged. The callers (api/hooks.py, jobs) run each in a scope that sees all: whose a message is shows only then.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from textwrap import shorten

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.policy import Section
from casework.followups.answers import Meant, meaning_of
from casework.followups.channels import adapters, webhooks
from casework.followups.channels.codes import Channel
from casework.followups.dead_letters import give_up_all
from casework.followups.dispatch import TOLD_AS
from casework.followups.models import Message, Reminder, Reply, Rule, Task
from casework.followups.rules import TOLD_LATE_DAYS, sort_day
from casework.journey.models import Case
from casework.people.actions import record_event, same_contacts
from casework.people.models import ContactPoint
from casework.people.reaching import opt_in, opt_out
from casework.people.rules import phone_number

State, Kind = Message.State, Reply.Kind
# A message only moves up this ladder; one that failed may still prove to have arrived.
STEPS = {State.SENDING: 0, State.UNKNOWN: 0, State.SENT: 1, State.FAILED: 1, State.DELIVERED: 2, State.READ: 3}
UNDER_WAY = (State.SENDING, State.UNKNOWN, State.SENT)

# As long after a message what comes from its number answers it.
ANSWER_DAYS = 30
# What "1" says yes to.
CONFIRMED = frozenset({Rule.Trigger.APPOINTMENT, Rule.Trigger.APPOINTMENT_PASSED, Rule.Trigger.TRAINING_STARTING})
REPLY_DAYS, REPLY_STAKE = 2, 2
# Of a number that was written to about two people in so long an answer settles nothing by itself.
SHARED_FOR = timedelta(days=7)
WHAT_LENGTH = Task._meta.get_field("what").max_length

UNDELIVERED_AFTER = timedelta(hours=24)
BATCH = 500


# What became of a message --------------------------------------------------------------------------------------------


@transaction.atomic
def take_delivery(channel: Channel, delivery: webhooks.Delivery) -> None:
    """Takes the message a step forward, or its reminder to the next channel when it failed; never back."""
    message = _lock_message(channel, delivery)
    if message is None:
        return  # another program's by the same account, or of somebody who was erased
    now = timezone.now()
    if delivery.state == webhooks.State.FAILED:
        if message.state in UNDER_WAY:
            _fail([message], delivery.code, now)
    elif STEPS[State(delivery.state)] > STEPS[message.state]:
        _move_on(message, delivery, _within_reach(delivery.at, now))


def _lock_message(channel: Channel, delivery: webhooks.Delivery) -> Message | None:
    """By the key that we gave it, else by what the provider calls it."""
    messages = Message.objects.filter(channel=channel)
    found = delivery.key and messages.filter(pk=delivery.key).first()
    found = found or messages.filter(provider_id=delivery.provider_id).order_by("-created_at").first()
    if not found:
        return None
    # First the reminder, as whoever sends does it.
    Reminder.objects.select_for_update(no_key=True).get(pk=found.reminder_id)
    messages = Message.objects.select_for_update(of=("self",), no_key=True)
    return messages.select_related("person", "reminder__rule", "reminder__campaign").get(pk=found.pk)


def _within_reach(at: datetime, now: datetime) -> datetime:
    """A provider's clock is believed where it may be right."""
    return at if now - timedelta(days=ANSWER_DAYS) < at <= now else now


def _move_on(message: Message, delivery: webhooks.Delivery, at: datetime) -> None:
    """It was sent, so its reminder is, even where the provider's answer was lost."""
    if message.state == State.UNKNOWN:
        contact = TOLD_AS[message.channel]
        record_event(person=message.person, by=None, kind="message_sent", section=Section.NOTES, contact=contact)
    message.state, message.code = State(delivery.state), ""
    message.provider_id = message.provider_id or delivery.provider_id
    message.sent_at = message.sent_at or at
    if message.state in (State.DELIVERED, State.READ):
        message.delivered_at = message.delivered_at or at
    message.save()
    waiting = Reminder.objects.filter(pk=message.reminder_id).exclude(state=Reminder.State.SENT)
    waiting.update(
        state=Reminder.State.SENT,
        why="",
        sent_at=message.sent_at,
        claim=None,
        claimed_until=None,
        updated_at=timezone.now(),
    )


def _fail(messages: Sequence[Message], code: str, now: datetime) -> None:
    """These messages did not arrive: each reminder goes on to its next channel, or is given up."""
    failed = Message.objects.filter(pk__in=[message.pk for message in messages])
    failed.update(state=State.FAILED, code=code, updated_at=now)
    next_steps, given_up = defaultdict(list), []
    for message in messages:
        reminder, step = message.reminder, _step_after(message)
        if reminder.state in (Reminder.State.CANCELLED, Reminder.State.FAILED) or reminder.step >= step:
            continue
        if step < len(reminder.words.channels):
            next_steps[step].append(reminder.pk)
        else:
            given_up.append((reminder, Reminder.Why.NO_CHANNEL))
    for step, those in next_steps.items():
        Reminder.objects.filter(pk__in=those).update(
            state=Reminder.State.PLANNED,
            step=step,
            tries=0,
            send_at=now,
            claim=None,
            claimed_until=None,
            updated_at=now,
        )
    give_up_all(given_up, now)


def _step_after(message: Message) -> int:
    """Where a reminder stands once this message's channel has failed."""
    channels = message.reminder.words.channels
    return channels.index(message.channel) + 1 if message.channel in channels else message.reminder.step + 1


def fall_back_undelivered(now: datetime) -> int:
    """Of messages that nobody has got within a day the reminders go on to the next channel. How many did not arrive.

    By range, so that an hour or a week that was missed loses nothing; only where we are told what arrives.
    """
    told = [channel for channel, adapter in adapters().items() if adapter.has_receipts]
    sent_at = (now - timedelta(days=TOLD_LATE_DAYS), now - UNDELIVERED_AFTER)
    found = Message.objects.filter(state=State.SENT, channel__in=told, sent_at__range=sent_at)
    total = 0
    while done := _fall_back_some(found, now):
        total += done
    return total


@transaction.atomic
def _fall_back_some(found: QuerySet[Message], now: datetime) -> int:
    some = found.order_by("sent_at").values_list("reminder", flat=True)[:BATCH]
    locked = Reminder.objects.filter(pk__in=list(some)).order_by("pk")
    locked = list(locked.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True))
    messages = found.filter(reminder__in=locked).select_related("reminder__rule", "reminder__campaign")
    messages = list(messages.select_for_update(of=("self",), no_key=True))
    _fail(messages, "undelivered", now)
    return len(messages)


# What somebody answered ----------------------------------------------------------------------------------------------


@transaction.atomic
def take_reply(channel: Channel, reply: webhooks.Reply) -> Reply:
    """What somebody wrote, once: stop and start are done at once, a confirmation is written down, and all else is
    a task for who keeps the case. The text stays in the answer: a note would need somebody who wrote it.
    """
    known = Reply.objects.filter(channel=channel, provider_id=reply.provider_id).first()
    if known:
        return known
    address = phone_number(reply.address) or reply.address
    message = _answered(channel, reply, address)
    shared = [] if reply.answers_provider_id and message else _told_lately(address)
    case = None if shared else _case_of(message, address)
    answer, is_new = Reply.objects.get_or_create(
        channel=channel,
        provider_id=reply.provider_id,
        defaults={
            "address": address or (message.to if message else ""),
            "text": reply.text or f"[{reply.kind}]",
            "at": _within_reach(reply.at, timezone.now()),
            "kind": _kind_of(reply.text, message, shared),
            "message": None if shared else message,
            "case": case,
            "organisation": case and case.organisation,
        },
    )
    if is_new:
        _act_on(answer, shared)
    return answer


def _told_lately(address: str) -> list[Case]:
    """The open cases of those of whom this number was reminded in the last week, if they are two or more."""
    if not address:
        return []
    lately = Message.objects.filter(to=address, created_at__gt=timezone.now() - SHARED_FOR).exclude(state=State.FAILED)
    people = set(lately.order_by().values_list("person", flat=True))
    if len(people) < 2:
        return []
    cases = Case.objects.open().filter(person__in=people).select_related("person", "organisation")
    return list(cases.order_by("organisation", "person__name_key", "pk"))


def _answered(channel: Channel, reply: webhooks.Reply, address: str) -> Message | None:
    """The message that it names, else the newest one to its number."""
    messages = Message.objects.select_related("reminder__rule", "case__organisation", "case__person")
    if reply.answers_provider_id:
        named = messages.filter(channel=channel, provider_id=reply.answers_provider_id).first()
        if named:
            return named
    if not address:
        return None
    since = timezone.now() - timedelta(days=ANSWER_DAYS)
    return messages.filter(to=address, created_at__gt=since).exclude(state=State.FAILED).order_by("-created_at").first()


def _case_of(message: Message | None, address: str) -> Case | None:
    """Of who was written to; else of the only one with an open case who has this number."""
    cases = Case.objects.select_related("organisation", "person")
    if message:
        return cases.open().filter(person=message.person_id).first() or message.case
    if not address:
        return None
    having = same_contacts(address).exclude(state=ContactPoint.State.LOST).values("person")
    found = list(cases.open().filter(person__in=having)[:2])
    return found[0] if len(found) == 1 else None


def _kind_of(text: str, message: Message | None, shared: Sequence[Case]) -> Kind:
    """Return its meaning; a yes confirms where there is something to confirm, and one person who can."""
    rule = message.reminder.rule if message else None
    kind = Kind(meaning_of(text, asked=rule is not None and rule.trigger in CONFIRMED))
    return Kind.OTHER if shared and kind == Meant.CONFIRM else kind


def _act_on(answer: Reply, shared: Sequence[Case]) -> None:
    if answer.kind == Kind.STOP:
        opt_out(value=answer.address)
    elif answer.kind == Kind.START:
        opt_in(value=answer.address)
    elif shared:
        _ask_whose(answer, shared)
    elif answer.case:
        person = answer.case.person
        record_event(person=person, by=None, kind="reply_received", section=Section.NOTES, answer=answer.kind)
        if answer.kind == Kind.OTHER:
            _write_task(answer.case, answer)


def _ask_whose(answer: Reply, shared: Sequence[Case]) -> None:
    """Each organisation has one task, which names those of its people who may have answered."""
    for _organisation, group in groupby(shared, key=lambda case: case.organisation_id):
        cases = list(group)
        names = _(" or ").join(case.person.full_name for case in cases)
        others = len(shared) - len(cases)
        what = _("Ask who answered: %(names)s") % {"names": names}
        if others:
            what = _("Ask who answered: %(names)s, or somebody else with this number") % {"names": names}
        _write_task(cases[0], answer, what=shorten(what, WHAT_LENGTH, placeholder="…"))


def _write_task(case: Case, answer: Reply, *, what: str = "") -> None:
    """One open task for a case to read what was answered, however much was written."""
    case = Case.objects.open().select_for_update(of=("self",), no_key=True).filter(pk=case.pk).first()
    if case is None or case.tasks.open().filter(origin=Task.Origin.REPLY, what=what).exists():
        return
    today = timezone.localdate()
    vulnerable = Case.objects.filter(pk=case.pk).vulnerable(today).exists()
    due_on = today + timedelta(days=REPLY_DAYS)
    Task.objects.create(
        case=case,
        organisation=case.organisation,
        origin=Task.Origin.REPLY,
        what=what,
        subject=answer.pk,
        due_on=due_on,
        vulnerable=vulnerable,
        sort_on=sort_day(due_on, stake=REPLY_STAKE, vulnerable=vulnerable),
    )
