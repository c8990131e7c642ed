"""Sending what is due: claimed row by row, looked at again, handed to a provider, and written down.

    claim      some rows are this process's until its lease ends (SKIP LOCKED: two never claim the same)
    prepare    what no longer holds is cancelled, the rest gets its channel, address and message; committed
    send       all at once, each within its time, none begun when the lease runs out
    record     what the provider said; only of rows that are still this process's

A process may die at any line. Before `send` nothing was sent; after it the rows are claimed again when the lease has
ended, and sent with the same key. So no message is lost, and none is doubled by a provider that honours keys; one that
does not is asked again only after it had time for a receipt (`preparing.RECEIPT_WAIT`), and may then send twice.
"""

import random
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from casework.access.policy import Section
from casework.base.locks import alone
from casework.followups import breakers
from casework.followups.channels import ChannelError, NotNow, Receipt, Refused, adapters
from casework.followups.channels.sending import send_all
from casework.followups.dead_letters import give_up_all
from casework.followups.models import Message, Reminder, Run
from casework.followups.preparing import Decided, Ready, decide
from casework.followups.rules import wait_before
from casework.people.models import Event

State = Reminder.State
# How many are sent before it is written down: fewer where a provider honours no key, as those that were sent by a
# process that died before it wrote are sent twice.
BATCH, BATCH_WITHOUT_KEYS = 500, 50
AT_ONCE = 100
# Tries on one channel before the next one has its turn.
MOST_TRIES = 6
# Of the lease so much is kept for writing down what was sent; and before it the time of the last send.
MARGIN = 0.1
_LOCKS, _DISPATCHER = 4_002, 1
# Of the timeline: the contact a channel goes to.
TOLD_AS = {"whatsapp": "whatsapp", "sms": "phone", "email": "email"}
_NOT_TRIED = ("out_of_time", "could_not_open")


@dataclass
class Sent:
    """How many were sent, put off or tried again later, found to be needed no more, and given up."""

    sent: int = 0
    later: int = 0
    cancelled: int = 0
    failed: int = 0

    def __add__(self, other: "Sent") -> "Sent":
        return Sent(
            self.sent + other.sent,
            self.later + other.later,
            self.cancelled + other.cancelled,
            self.failed + other.failed,
        )

    def __bool__(self) -> bool:
        return any((self.sent, self.later, self.cancelled, self.failed))


def dispatch(*, seconds: float) -> Sent | None:
    """Sends what is due, batch by batch, for about so long; None when as many dispatchers as wanted are at it."""
    for place in range(settings.MESSAGE_SENDING["DISPATCHERS"]):
        with alone(_LOCKS, _DISPATCHER + place) as mine:
            if mine:
                return _dispatch(time.monotonic() + seconds)
    return None


def _dispatch(until: float) -> Sent:
    started, total = timezone.now(), Sent()
    while True:
        batch = send_batch()
        if batch is None:
            break
        total += batch
        if time.monotonic() >= until:
            break
    _note_run(started, total)
    return total


def _note_run(started: datetime, total: Sent) -> None:
    """One row for what was done, or once a minute for that there was nothing to do."""
    runs = Run.objects.filter(kind=Run.Kind.DISPATCH)
    if total or not runs.filter(finished_at__gt=started - timedelta(minutes=1)).exists():
        facts = {"sent": total.sent, "cancelled": total.cancelled, "failed": total.failed}
        Run.objects.create(kind=Run.Kind.DISPATCH, started_at=started, finished_at=timezone.now(), **facts)


def send_batch(size: int = BATCH) -> Sent | None:
    """Claims and sends one batch; None when nothing is due. Any number of processes may do this at once."""
    lease, channels = timedelta(seconds=settings.MESSAGE_SENDING["LEASE_SECONDS"]), adapters()
    if not all(adapter.honours_key for adapter in channels.values()):
        size = min(size, BATCH_WITHOUT_KEYS)
    begun, claim = time.monotonic(), uuid4()
    if not _claim(claim, size, lease):
        return None
    now = timezone.now()
    reminders = Reminder.objects.filter(claim=claim, state=State.CLAIMED)
    reminders = list(reminders.select_related("rule", "campaign", "person", "case__organisation").order_by("send_at"))
    decided = decide(reminders, now, channels, breakers.resting(now))
    with transaction.atomic():
        outcome = _settle(decided, claim, now)
        _announce(decided.ready, now)
    longest = max((channels[ready.channel].seconds for ready in decided.ready), default=0)
    deadline = begun + lease.total_seconds() * (1 - MARGIN) - longest
    outgoing = [(ready.channel, ready.outgoing) for ready in decided.ready]
    results = send_all(outgoing, at_once=AT_ONCE, deadline=deadline)
    return outcome + _record(list(zip(decided.ready, results, strict=True)), claim, channels)


def _claim(claim: UUID, size: int, lease: timedelta) -> int:
    """Rows that are due, and those whose claim has ended because their process died. Paused campaigns wait."""
    now = timezone.now()
    due = Q(state=State.PLANNED, send_at__lte=now)
    left = Q(state=State.CLAIMED, claimed_until__lt=now)
    running = Q(campaign=None) | Q(campaign__state__in=["running", "stopped"])
    claimed = 0
    with transaction.atomic():
        for which, order in ((left, "claimed_until"), (due, "send_at")):
            rows = Reminder.objects.filter(which, running).order_by(order)[: size - claimed]
            rows = rows.select_for_update(skip_locked=True, of=("self",), no_key=True)
            taken = list(rows.values_list("pk", flat=True))
            facts = {"state": State.CLAIMED, "claim": claim, "claimed_until": now + lease}
            claimed += Reminder.objects.filter(pk__in=taken).update(**facts, updated_at=now)
    return claimed


def _settle(decided: Decided, claim: UUID, now: datetime) -> Sent:
    """Writes down what does not go now."""
    mine = Reminder.objects.filter(claim=claim, state=State.CLAIMED)
    free = {"claim": None, "claimed_until": None, "updated_at": now}
    for why, those in _by_second(decided.cancelled).items():
        mine.filter(pk__in=those).update(state=State.CANCELLED, why=why, **free)
    for at, those in _by_second(decided.later).items():
        mine.filter(pk__in=those).update(state=State.PLANNED, send_at=at, **free)
    for at, those in _by_second(decided.taken).items():
        mine.filter(pk__in=those).update(state=State.SENT, sent_at=at, **free)
    still = set(mine.filter(pk__in=[r.pk for r, _why in decided.failed]).values_list("pk", flat=True))
    give_up_all([(r, why) for r, why in decided.failed if r.pk in still], now)
    return Sent(len(decided.taken), len(decided.later), len(decided.cancelled), len(decided.failed))


def _by_second(pairs: Sequence[tuple]) -> dict:
    groups = defaultdict(list)
    for reminder, what in pairs:
        groups[what].append(reminder.pk)
    return groups


def _announce(ready: Sequence[Ready], now: datetime) -> None:
    """Before anything is sent there is a row that says it may have been, with its key."""
    messages = [
        Message(
            id=one.outgoing.key,
            reminder=one.reminder,
            case_id=one.reminder.case_id,
            person_id=one.reminder.person_id,
            contact=one.contact,
            channel=one.channel,
            to=one.outgoing.to,
            text=one.outgoing.text,
            created_at=now,
        )
        for one in ready
    ]
    Message.objects.bulk_create(
        messages,
        update_conflicts=True,
        unique_fields=["reminder", "channel"],
        update_fields=["contact", "to", "text", "state", "updated_at"],
    )


def _record(sent: list[tuple[Ready, Receipt | ChannelError]], claim: UUID, channels: dict) -> Sent:
    """Writes down what the providers said, and counts for their breakers how they do."""
    now, outcome, failed = timezone.now(), Sent(), []
    _note_providers(sent, channels, now)
    with transaction.atomic():
        mine = Reminder.objects.filter(claim=claim, state=State.CLAIMED).select_for_update(no_key=True)
        still = set(mine.values_list("pk", flat=True))
        taken = [(one, result) for one, result in sent if isinstance(result, Receipt)]
        _record_taken(taken, claim, now)
        outcome.sent = len(taken)
        for one, result in sent:
            if isinstance(result, Receipt):
                continue
            _record_message(one, result, now)
            if one.reminder.pk not in still:
                continue
            if _try_again(one, result, now):
                outcome.later += 1
            else:
                failed.append((one.reminder, Reminder.Why.NO_CHANNEL))
        give_up_all(failed, now)
        outcome.failed = len(failed)
    return outcome


def _record_taken(taken: list[tuple[Ready, Receipt]], claim: UUID, now: datetime) -> None:
    if not taken:
        return
    keys, numbers = [one.outgoing.key for one, _ in taken], [receipt.provider_id for _, receipt in taken]
    with connection.cursor() as cursor:
        # A receipt that was quicker than the answer has said more than we know.
        cursor.execute(
            "UPDATE followups_message m SET provider_id = v.number, code = '', updated_at = %(now)s,"
            " sent_at = coalesce(m.sent_at, %(now)s),"
            " state = CASE WHEN m.state IN ('delivered', 'read', 'failed') THEN m.state ELSE 'sent' END"
            " FROM unnest(%(keys)s::uuid[], %(numbers)s::text[]) AS v (id, number) WHERE m.id = v.id",
            {"now": now, "keys": keys, "numbers": numbers},
        )
    reminders = Reminder.objects.filter(pk__in=[one.reminder.pk for one, _ in taken], claim=claim)
    reminders.update(state=State.SENT, sent_at=now, claim=None, claimed_until=None, updated_at=now)
    Event.objects.bulk_create(
        Event(
            person_id=one.reminder.person_id,
            at=now,
            kind="message_sent",
            section=Section.NOTES,
            facts={"contact": TOLD_AS[one.channel]},
        )
        for one, _ in taken
    )


def _record_message(one: Ready, error: ChannelError, now: datetime) -> None:
    """Refused or certainly not sent: failed, for now; else nobody knows."""
    failed = isinstance(error, (Refused, NotNow))
    state = Message.State.FAILED if failed else Message.State.UNKNOWN
    open_still = Message.objects.filter(pk=one.outgoing.key, state=Message.State.SENDING)
    open_still.update(state=state, code=error.code, updated_at=now)


def _try_again(one: Ready, error: ChannelError, now: datetime) -> bool:
    """Plans the next try, on this channel or the next one; False when there is none left."""
    reminder, channels = one.reminder, one.reminder.words.channels
    step, tries, at = reminder.step, reminder.tries + 1, now
    if error.code in _NOT_TRIED:
        tries = reminder.tries
    elif isinstance(error, Refused) or tries >= MOST_TRIES:
        step, tries = channels.index(one.channel) + 1, 0
    else:
        wait = wait_before(tries, random.random, first=settings.MESSAGE_SENDING["RETRY_SECONDS"])
        asked = getattr(error, "retry_after", None)
        at = now + max(wait, timedelta(seconds=min(asked or 0, 3600)))
    if step >= len(channels):
        return False
    Reminder.objects.filter(pk=reminder.pk).update(
        state=State.PLANNED, step=step, tries=tries, send_at=at, claim=None, claimed_until=None, updated_at=now
    )
    return True


def _note_providers(sent: list[tuple[Ready, Receipt | ChannelError]], channels: dict, now: datetime) -> None:
    taken, failed = Counter(), Counter()
    for one, result in sent:
        name = channels[one.channel].name
        if isinstance(result, (Receipt, Refused)):
            taken[name] += 1
        elif result.code != "out_of_time":
            failed[name] += 1
    for name in taken | failed:
        breakers.note(name, taken=taken[name], failed=failed[name], now=now)
