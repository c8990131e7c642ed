"""The only writers of campaigns. A campaign's people are settled once, when it starts; the dispatcher sends to them."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.models import Membership
from casework.access.policy import Right, require
from casework.access.scope import system
from casework.base.errors import Conflict
from casework.base.text import tidy
from casework.followups.audience import willing
from casework.followups.criteria import checked
from casework.followups.models import Campaign, Reminder
from casework.followups.models.rule import QUIET_FROM, QUIET_UNTIL
from casework.followups.rules import next_allowed, placeholders
from casework.followups.statements import sql_of
from casework.places.zones import MAINLAND

State = Campaign.State
FIELDS = frozenset({"name", "text_es", "text_en", "template", "channels", "per_minute", "max_per_week"})

_SETTLE = """
    INSERT INTO followups_reminder (id, created_at, updated_at, case_id, person_id, campaign_id, subject, due_on,
        send_at, state, why, step, tries)
    SELECT gen_random_uuid(), %(now)s, %(now)s, found.case_id, found.person_id, %(campaign)s, found.case_id, %(today)s,
        %(now)s, 'planned', '', 0, 0
    FROM ({found}) AS found (case_id, person_id) ON CONFLICT DO NOTHING"""
# Of those that are planned each gets its minute: the n-th of its day, counted from the day's first.
_SPREAD = """
    UPDATE followups_reminder SET updated_at = %(now)s, send_at =
        (%(starts)s::timestamptz[])[place.day] + (place.number - (%(firsts)s::bigint[])[place.day]) * %(apart)s
    FROM (
        SELECT id, number, width_bucket(number, %(firsts)s::bigint[]) AS day FROM (
            SELECT id, row_number() OVER (ORDER BY send_at, id) AS number FROM followups_reminder
            WHERE campaign_id = %(campaign)s AND state = 'planned') numbered) place
    WHERE followups_reminder.id = place.id"""


@transaction.atomic
def write_campaign(*, by: Membership, criteria: dict, **fields) -> Campaign:
    """A draft of the organisation that writes it."""
    require(by, Right.SEND_CAMPAIGNS)
    return _set(Campaign(organisation=by.organisation, made_by=by.user), by, criteria, fields)


@transaction.atomic
def change_campaign(*, campaign: Campaign, by: Membership, criteria: dict, **fields) -> Campaign:
    """Whom it is for and what it says may be changed until it starts."""
    campaign = _lock(campaign, by, State.DRAFT)
    return _set(campaign, by, criteria, fields)


def _set(campaign: Campaign, by: Membership, criteria: dict, fields: dict) -> Campaign:
    if unknown := set(fields) - FIELDS:
        raise TypeError(f"not fields of a campaign: {sorted(unknown)}")
    for field, value in fields.items():
        setattr(campaign, field, tidy(value) if isinstance(value, str) else value)
    campaign.criteria = checked(criteria, by)
    wrong = {field: _of_no_day() for field in ("text_es", "text_en") if _asks_for_a_day(getattr(campaign, field))}
    if wrong:
        raise ValidationError(wrong)
    campaign.full_clean()
    campaign.save()
    return campaign


def _asks_for_a_day(text: str) -> bool:
    return bool({"day", "time"} & set(placeholders(text)))


def _of_no_day() -> ValidationError:
    return ValidationError(_("A campaign has no day of its own: write it out."), code="no_day")


def _lock(campaign: Campaign, by: Membership, *states: str) -> Campaign:
    """The campaign as it is now, locked; DoesNotExist for another organisation's, Conflict in another state."""
    require(by, Right.SEND_CAMPAIGNS)
    campaigns = Campaign.objects.visible_to(by).select_for_update(of=("self",)).select_related("organisation")
    campaign = campaigns.get(pk=campaign.pk)
    if campaign.state not in states:
        sentence = _("This campaign is “%(state)s” now.") % {"state": campaign.get_state_display()}
        raise Conflict("campaign_state", sentence)
    return campaign


@transaction.atomic
def start_campaign(*, campaign: Campaign, by: Membership) -> Campaign:
    """Settles its people, spreads them over the hours in which one may write, and lets it run."""
    campaign = _lock(campaign, by, State.DRAFT)
    now = timezone.now()
    with system("who agreed to messages and how she is reached, also in parts that were not shared"):
        _settle(campaign, by, now)
        _spread(campaign, now)
    return _to(campaign, State.RUNNING, started_at=now)


def _settle(campaign: Campaign, by: Membership, now: datetime) -> None:
    found = sql_of(willing(campaign, by, now).values_list("pk", "person_id"))
    facts = {"now": now, "campaign": campaign.pk, "today": timezone.localdate(now)}
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE.replace("{found}", found), facts)


def _spread(campaign: Campaign, now: datetime) -> None:
    """So many a minute, and none at night, on Sundays or holidays, so that a morning has no flood of a night's."""
    waiting = Reminder.objects.filter(campaign=campaign, state=Reminder.State.PLANNED).count()
    firsts, starts, number, day = [], [], 1, now
    while number <= max(waiting, 1):
        begins = next_allowed(day, MAINLAND, QUIET_FROM, QUIET_UNTIL)
        ends = begins.astimezone(MAINLAND).replace(hour=QUIET_FROM.hour, minute=0, second=0, microsecond=0)
        firsts.append(number)
        starts.append(begins)
        number += max(1, int((ends - begins).total_seconds() // 60 * campaign.per_minute))
        day = ends
    facts = {"firsts": firsts, "starts": starts, "apart": timedelta(minutes=1) / campaign.per_minute}
    with connection.cursor() as cursor:
        cursor.execute(_SPREAD, facts | {"now": now, "campaign": campaign.pk})


def _to(campaign: Campaign, state: str, **facts) -> Campaign:
    campaign.state = state
    for name, value in facts.items():
        setattr(campaign, name, value)
    campaign.full_clean()
    campaign.save()
    return campaign


@transaction.atomic
def pause_campaign(*, campaign: Campaign, by: Membership) -> Campaign:
    """Nobody gets anything more until it goes on; what is being sent at this moment is."""
    return _to(_lock(campaign, by, State.RUNNING), State.PAUSED)


@transaction.atomic
def resume_campaign(*, campaign: Campaign, by: Membership) -> Campaign:
    """It goes on as fast as it did before, not all at once."""
    campaign = _lock(campaign, by, State.PAUSED)
    with system("the waiting messages of a campaign, also to people of whom only parts were shared"):
        _spread(campaign, timezone.now())
    return _to(campaign, State.RUNNING)


@transaction.atomic
def stop_campaign(*, campaign: Campaign, by: Membership) -> Campaign:
    """For good: who has not got it yet gets it no more."""
    campaign, now = _lock(campaign, by, State.DRAFT, State.RUNNING, State.PAUSED), timezone.now()
    with system("the waiting messages of a campaign, also to people of whom only parts were shared"):
        waiting = Reminder.objects.filter(campaign=campaign, state=Reminder.State.PLANNED)
        waiting.update(state=Reminder.State.CANCELLED, why=Reminder.Why.STOPPED, updated_at=now)
    return _to(campaign, State.STOPPED, ended_at=now)


def finish_campaigns(now: datetime) -> list[UUID]:
    """Those that run and have nobody left to send to are done."""
    under_way = [Reminder.State.PLANNED, Reminder.State.CLAIMED]
    left = Reminder.objects.filter(campaign=OuterRef("pk"), state__in=under_way)
    done = Campaign.objects.filter(~Exists(left), state=State.RUNNING)
    with transaction.atomic():
        locked = list(done.select_for_update(of=("self",), skip_locked=True).values_list("pk", flat=True))
        Campaign.objects.filter(pk__in=locked).update(state=State.DONE, ended_at=now, updated_at=now)
    return locked
