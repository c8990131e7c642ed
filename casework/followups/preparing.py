"""What is to be done with reminders that were claimed: sent now and how, later, or never. Asks for many at once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from uuid import NAMESPACE_OID, UUID, uuid5

from django.conf import settings
from django.db.models import Count, Max
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from casework.followups.channels import Adapter, Outgoing
from casework.followups.channels.codes import Channel
from casework.followups.models import Campaign, Message, Reminder, Reply, Rule
from casework.followups.models.rule import QUIET_FROM, QUIET_UNTIL
from casework.followups.planning import holding
from casework.followups.rules import fill, is_due, next_allowed, placeholders, worth_telling
from casework.journey.models import Case
from casework.people.models import Consent, ContactAttempt, ContactPoint
from casework.places.zones import zone_of

Why, Stop = Reminder.Why, Rule.Stop
TAKEN = frozenset({Message.State.SENT, Message.State.DELIVERED, Message.State.READ})
# On which kinds of contact a channel goes, the best first.
CONTACTS = {
    Channel.WHATSAPP: (ContactPoint.Kind.WHATSAPP,),
    Channel.SMS: (ContactPoint.Kind.PHONE, ContactPoint.Kind.WHATSAPP),
    Channel.EMAIL: (ContactPoint.Kind.EMAIL,),
}
WEEK = timedelta(days=7)
# A provider that honours no key is asked again only after so long without a receipt.
RECEIPT_WAIT = timedelta(minutes=15)
DAY_FORMATS = {"es": r"j \d\e F", "en": "j F"}


@dataclass(frozen=True)
class Ready:
    """A reminder that goes now, on this channel to this contact, as this message."""

    reminder: Reminder
    channel: Channel
    contact: ContactPoint
    outgoing: Outgoing


@dataclass
class Decided:
    """What is to become of each reminder of a batch."""

    ready: list[Ready] = field(default_factory=list)
    later: list[tuple[Reminder, datetime]] = field(default_factory=list)
    cancelled: list[tuple[Reminder, str]] = field(default_factory=list)
    failed: list[tuple[Reminder, str]] = field(default_factory=list)
    # A receipt came in for what was sent before its sender died.
    taken: list[tuple[Reminder, datetime]] = field(default_factory=list)


def message_key(reminder: Reminder, channel: Channel) -> UUID:
    """The key of a message: the same at every try of this reminder on this channel, by whatever process."""
    return uuid5(NAMESPACE_OID, f"{reminder.pk}:{channel.value}")


def decide(reminders: Sequence[Reminder], now: datetime, adapters: dict, rests: dict[str, datetime]) -> Decided:
    """`adapters` are the channels that are switched on, `rests` the providers that are left alone, and until when."""
    return _Batch(reminders, now, adapters, rests).decided()


class _Batch:
    """Facts about all the reminders of a batch, each asked for once."""

    def __init__(self, reminders: Sequence[Reminder], now: datetime, adapters: dict, rests: dict) -> None:
        self.reminders, self.now, self.adapters, self.rests = reminders, now, adapters, rests
        self.people = {reminder.person_id for reminder in reminders}
        self.cases = {reminder.case_id for reminder in reminders}

    def decided(self) -> Decided:
        decided = Decided()
        for reminder in self.reminders:
            self._decide(reminder, decided)
        return decided

    def _decide(self, reminder: Reminder, decided: Decided) -> None:
        taken = next((m for m in self.messages[reminder.pk].values() if m.state in TAKEN), None)
        if taken:
            decided.taken.append((reminder, taken.sent_at))
        elif why := self._pointless(reminder):
            decided.cancelled.append((reminder, why))
        elif why := self._unreachable(reminder):
            decided.failed.append((reminder, why))
        elif (at := self._allowed(reminder)) > self.now:
            decided.later.append((reminder, at))
        else:
            self._choose_channel(reminder, decided)

    # Whether it is still to be said -----------------------------------------------------------------------------

    def _pointless(self, reminder: Reminder) -> str:
        if reminder.campaign_id:
            return self._campaign_pointless(reminder)
        rule, fact = reminder.rule, self.facts.get((reminder.rule_id, reminder.subject))
        if fact is None or not rule.active or not is_due(reminder.due_on, fact[0], rule.offsets, rule.unit):
            return Why.REASON_ENDED
        if not worth_telling(reminder.due_on, anchor=fact[0], at=fact[1], now=self.now):
            return Why.TOO_LATE
        since = reminder.created_at
        if Stop.ANSWERED in rule.stops and self.answered.get(reminder.case_id, since) > since:
            return Why.ANSWERED
        if Stop.REACHED in rule.stops and self.reached.get(reminder.person_id, since) > since:
            return Why.REACHED
        enough = self.sent_by_rule.get((reminder.person_id, rule.pk), 0) >= rule.max_per_week
        return Why.ENOUGH if enough and not reminder.step else ""

    def _campaign_pointless(self, reminder: Reminder) -> str:
        campaign, person = reminder.campaign, reminder.person
        if campaign.state == Campaign.State.STOPPED:
            return Why.STOPPED
        if reminder.case.state != Case.State.OPEN or person.restricted_on or person.anonymised_on or person.died_on:
            return Why.REASON_ENDED
        sent = sum(count for (of, _rule), count in self.sent_by_rule.items() if of == reminder.person_id)
        return Why.ENOUGH if sent >= campaign.max_per_week and not reminder.step else ""

    def _unreachable(self, reminder: Reminder) -> str:
        if reminder.person_id not in self.consenting:
            return Why.NO_CONSENT
        contacts = self.contacts[reminder.person_id]
        if not contacts:
            return Why.NO_CONTACT
        return Why.OPTED_OUT if all(contact.value in self.opted_out for contact in contacts) else ""

    def _allowed(self, reminder: Reminder) -> datetime:
        if settings.MESSAGE_SENDING["ANY_TIME"]:
            return self.now
        words = reminder.words
        quiet = getattr(words, "quiet_from", QUIET_FROM), getattr(words, "quiet_until", QUIET_UNTIL)
        return next_allowed(self.now, zone_of(reminder.person.canton_id), *quiet)

    # How it goes ------------------------------------------------------------------------------------------------

    def _choose_channel(self, reminder: Reminder, decided: Decided) -> None:
        """The first channel from where it stands that is on and has an address; one that rests is waited for."""
        words = reminder.words
        for step, code in enumerate(words.channels):
            channel = Channel(code)
            adapter, contact = self.adapters.get(channel), self._contact(reminder, channel)
            if step < reminder.step or adapter is None or contact is None:
                continue
            if channel == Channel.WHATSAPP and not words.template:
                continue
            if step > reminder.step:
                reminder.step, reminder.tries = step, 0
            if again := self._ask_again_at(reminder, channel, adapter):
                decided.later.append((reminder, again))
            else:
                decided.ready.append(Ready(reminder, channel, contact, self._outgoing(reminder, channel, contact)))
            return
        decided.failed.append((reminder, Why.NO_CHANNEL))

    def _ask_again_at(self, reminder: Reminder, channel: Channel, adapter: Adapter) -> datetime | None:
        """Not yet, while its provider is left alone, or may still tell that it sent what it never answered about."""
        rests = self.rests.get(adapter.name)
        if rests and rests > self.now:
            return rests
        before = self.messages[reminder.pk].get(channel)
        asked = before and before.state in (Message.State.SENDING, Message.State.UNKNOWN)
        if asked and adapter.has_receipts and not adapter.honours_key:
            again = before.updated_at + RECEIPT_WAIT
            return again if again > self.now else None
        return None

    def _contact(self, reminder: Reminder, channel: Channel) -> ContactPoint | None:
        contacts = [c for c in self.contacts[reminder.person_id] if c.value not in self.opted_out]
        return next((c for kind in CONTACTS[channel] for c in contacts if c.kind == kind), None)

    def _outgoing(self, reminder: Reminder, channel: Channel, contact: ContactPoint) -> Outgoing:
        words, language = reminder.words, reminder.person.language
        text = words.text_en if language == "en" else words.text_es
        with translation.override(language):
            facts = self._said(reminder, language)
            subject = _("A message from %(organisation)s") % {"organisation": facts["organisation"]}
        return Outgoing(
            key=str(message_key(reminder, channel)),
            to=contact.value,
            text=fill(text, facts),
            subject=subject if channel == Channel.EMAIL else "",
            language=language,
            template=words.template,
            parameters=tuple(facts[name] for name in placeholders(text)),
        )

    def _said(self, reminder: Reminder, language: str) -> dict[str, str]:
        """What may stand in a message: a day, a time of the day where there is one, and who writes."""
        facts = {"day": "", "time": "", "organisation": reminder.case.organisation.short_name}
        anchor, at = self.facts.get((reminder.rule_id, reminder.subject), (None, None))
        if at:
            local = timezone.localtime(at, zone_of(reminder.person.canton_id))
            facts["time"], anchor = local.strftime("%H:%M"), local.date()
        if anchor:
            facts["day"] = formats.date_format(anchor, DAY_FORMATS[language])
        return facts

    # What is known of all of them -------------------------------------------------------------------------------

    @cached_property
    def facts(self) -> dict:
        today, subjects = timezone.localdate(self.now), defaultdict(list)
        for reminder in self.reminders:
            if reminder.rule_id:
                subjects[reminder.rule].append(reminder.subject)
        return {
            (rule.pk, subject): fact
            for rule, those in subjects.items()
            for subject, fact in holding(rule, those, today).items()
        }

    @cached_property
    def consenting(self) -> set:
        given = Consent.objects.to_messages().filter(person__in=self.people)
        return set(given.values_list("person", flat=True))

    @cached_property
    def contacts(self) -> dict:
        """Each one's own numbers and addresses that are not lost, those known to work first."""
        own = ContactPoint.objects.filter(person__in=self.people, owner=ContactPoint.Owner.OWN)
        own = own.exclude(state=ContactPoint.State.LOST)
        return _grouped(sorted(own, key=_known_first), lambda contact: contact.person_id)

    @cached_property
    def opted_out(self) -> set:
        keys = {contact.value_key for contacts in self.contacts.values() for contact in contacts}
        out = ContactPoint.objects.filter(value_key__in=keys, opted_out_at__isnull=False)
        return set(out.values_list("value", flat=True))

    @cached_property
    def messages(self) -> dict:
        found = _grouped(Message.objects.filter(reminder__in=self.reminders), lambda message: message.reminder_id)
        by_channel = {pk: {message.channel: message for message in messages} for pk, messages in found.items()}
        return defaultdict(dict, by_channel)

    @cached_property
    def sent_by_rule(self) -> dict:
        lately = Message.objects.filter(person__in=self.people, sent_at__gt=self.now - WEEK)
        counted = lately.order_by().values_list("person", "reminder__rule").annotate(Count("reminder", distinct=True))
        return {(person, rule): count for person, rule, count in counted}

    @cached_property
    def answered(self) -> dict:
        newest = Reply.objects.filter(case__in=self.cases).order_by().values_list("case").annotate(Max("at"))
        return dict(newest)

    @cached_property
    def reached(self) -> dict:
        reached = ContactAttempt.objects.filter(person__in=self.people, result=ContactAttempt.Result.REACHED)
        return dict(reached.order_by().values_list("person").annotate(Max("at")))


def _known_first(contact: ContactPoint) -> tuple:
    newest_first = -(contact.verified_at or contact.created_at).timestamp()
    return contact.state != ContactPoint.State.REACHABLE, newest_first


def _grouped(rows: Iterable, by: Callable) -> defaultdict:
    groups = defaultdict(list)
    for row in rows:
        groups[by(row)].append(row)
    return groups
