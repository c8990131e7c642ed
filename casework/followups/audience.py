"""Whom a campaign reaches, and what came of it, in numbers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from casework.access.models import Membership
from casework.access.policy import Right, require
from casework.access.scope import system
from casework.followups.channels.codes import Channel
from casework.followups.criteria import found
from casework.followups.models import Campaign, Message, Reminder, Reply
from casework.followups.preparing import CONTACTS, WEEK
from casework.followups.rules import fill
from casework.journey.queries import CaseQuerySet
from casework.journey.stages import Verb
from casework.people.models import Consent, ContactPoint, Event

# How long after a message a step forward counts as its result, and which moves are one.
FORWARD_DAYS = 30
FORWARD = (Verb.START, Verb.SUBMIT, Verb.APPROVE, Verb.RENEW)


@dataclass(frozen=True)
class Preview:
    """How many cases it finds; of these who agreed to messages, who of those can be reached, and who gets one more."""

    found: int
    agreed: int
    reachable: int
    gets: int


def preview(campaign: Campaign, by: Membership) -> Preview:
    """Whom it would reach if it were started now."""
    require(by, Right.SEND_CAMPAIGNS)
    now = timezone.now()
    with system("who agreed to messages and how she is reached, also in parts that were not shared"):
        cases = found(campaign, by, timezone.localdate(now))
        agreed = _agreed(cases)
        reachable = _reachable(agreed, campaign)
        gets = _not_too_often(reachable, campaign, now)
        return Preview(cases.count(), agreed.count(), reachable.count(), gets.count())


def samples(campaign: Campaign) -> tuple[str, str]:
    """Its words as they arrive at who is of the organisation's own cases, in Spanish and English."""
    said = {"organisation": campaign.organisation.short_name}
    return fill(campaign.text_es, said), fill(campaign.text_en, said)


def willing(campaign: Campaign, by: Membership, now: datetime) -> CaseQuerySet:
    """The cases of those who get it: found, agreed, can be reached, and got not too many messages this week."""
    cases = found(campaign, by, timezone.localdate(now))
    return _not_too_often(_reachable(_agreed(cases), campaign), campaign, now)


def channels_in_use(campaign: Campaign) -> list[Channel]:
    """Its channels that are switched on; WhatsApp takes nothing but templates."""
    chosen = [Channel(code) for code in campaign.channels if code in settings.MESSAGE_CHANNELS]
    return [channel for channel in chosen if channel != Channel.WHATSAPP or campaign.template]


def _agreed(cases: CaseQuerySet) -> CaseQuerySet:
    return cases.filter(Exists(Consent.objects.to_messages().filter(person=OuterRef("person"))))


def _reachable(cases: CaseQuerySet, campaign: Campaign) -> CaseQuerySet:
    kinds = {kind for channel in channels_in_use(campaign) for kind in CONTACTS[channel]}
    own = ContactPoint.objects.filter(person=OuterRef("person"), owner=ContactPoint.Owner.OWN, kind__in=kinds)
    return cases.filter(Exists(own.in_use()))


def _not_too_often(cases: CaseQuerySet, campaign: Campaign, now: datetime) -> CaseQuerySet:
    lately = Message.objects.filter(person=OuterRef("person"), sent_at__gt=now - WEEK).order_by()
    times = lately.values("person").annotate(times=Count("reminder", distinct=True)).values("times")
    return cases.alias(times=Coalesce(Subquery(times), 0)).filter(times__lt=campaign.max_per_week)


@dataclass(frozen=True)
class Results:
    """What came of a campaign, in people. `not_sent` is by the reason; `moved` went a step forward within 30 days."""

    total: int
    waiting: int
    sent: int
    delivered: int
    read: int
    not_sent: tuple[tuple[str, int], ...]
    replied: int
    opted_out: int
    moved: int

    @property
    def percent(self) -> int:
        """How much of it is done, rounded down, so that it is not done before it is."""
        return 100 * (self.total - self.waiting) // self.total if self.total else 100


def results(campaign: Campaign) -> Results:
    """Numbers alone, also of people of whom the reader sees only parts; whose campaign it is was asked before."""
    with system("what came of a campaign, in numbers"):
        return _results(campaign)


def _results(campaign: Campaign) -> Results:
    reminders = Reminder.objects.filter(campaign=campaign)
    state, told = Reminder.State, Message.State
    of_them = Message.objects.filter(reminder__campaign=campaign)
    replies = Reply.objects.filter(message__reminder__campaign=campaign)
    moves = Event.objects.filter(person=OuterRef("person"), kind="stage_moved", facts__verb__in=list(FORWARD))
    moves = moves.filter(at__gt=OuterRef("sent_at"), at__lte=OuterRef("sent_at") + timedelta(days=FORWARD_DAYS))
    counts = reminders.aggregate(
        total=Count("pk"),
        waiting=Count("pk", filter=Q(state__in=[state.PLANNED, state.CLAIMED])),
        sent=Count("pk", filter=Q(state=state.SENT)),
    )
    not_sent = reminders.exclude(why="").order_by().values_list("why").annotate(times=Count("pk")).order_by("-times")
    return Results(
        **counts,
        **of_them.aggregate(
            delivered=Count("reminder", distinct=True, filter=Q(state__in=[told.DELIVERED, told.READ])),
            read=Count("reminder", distinct=True, filter=Q(state=told.READ)),
        ),
        not_sent=tuple((Reminder.Why(why).label, times) for why, times in not_sent),
        **replies.aggregate(
            replied=Count("message__reminder", distinct=True),
            opted_out=Count("message__reminder", distinct=True, filter=Q(kind=Reply.Kind.STOP)),
        ),
        moved=reminders.filter(Exists(moves), state=state.SENT).count(),
    )
