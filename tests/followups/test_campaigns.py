"""Campaigns: whom they find and whom they reach, that they start once, at their rate, and what came of them."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from casework.access.models import Door
from casework.access.policy import Role
from casework.access.scope import acting_as, system
from casework.base.errors import Conflict
from casework.followups import tasks
from casework.followups.audience import preview, results, samples
from casework.followups.campaigns import (
    change_campaign,
    pause_campaign,
    resume_campaign,
    start_campaign,
    stop_campaign,
    write_campaign,
)
from casework.followups.criteria import found, in_words
from casework.followups.models import Campaign, Message, Reminder, Reply
from casework.journey.actions import register
from casework.people.actions import add_contact
from casework.people.models import ContactPoint, Event, Person
from casework.people.reaching import opt_out
from casework.places.models import Division
from casework.places.zones import MAINLAND
from tests.cast import letters, member, refer
from tests.journey.standing import document, put

WORDS = {
    "name": "Feria",
    "text_es": "{organisation}: hay una feria.",
    "text_en": "{organisation}: there is a fair.",
    "channels": ["sms"],
}
WEDNESDAY = datetime(2026, 3, 11, 12, tzinfo=MAINLAND)


@pytest.fixture(autouse=True)
def _channels(settings):
    settings.MESSAGE_CHANNELS = {code: {"ADAPTER": "x", "OPTIONS": {}} for code in ("sms", "whatsapp", "email")}


def written(by, criteria=None, **changed):
    return write_campaign(by=by, criteria=criteria or {}, **WORDS | changed)


@pytest.fixture
def people(ana, agrees):
    """Makes so many people of Ana's who agreed to messages and have a number."""

    def make(count, by=ana, **facts):
        cases = [register(by=by, given_names=f"Ada {letters(n)}", **facts) for n in range(count)]
        for case in cases:
            agrees(case.person, by)
            add_contact(person=case.person, by=by, kind="phone", value=f"0991{ContactPoint.objects.count():06}")
        return cases

    return make


def of(campaign):
    return Reminder.objects.filter(campaign=campaign)


# Who writes them


def test_only_who_may_writes_them(ana, hilda):
    with pytest.raises(PermissionDenied):
        written(ana)
    campaign = written(hilda)
    assert (campaign.organisation, campaign.made_by, campaign.state) == (hilda.organisation, hilda.user, "draft")
    with pytest.raises(PermissionDenied):
        start_campaign(campaign=campaign, by=ana)


def test_another_organisations_are_not_there_but_for_iom(hilda, nrc, iom):
    campaign = written(hilda)
    of_nrc, of_iom = member("Nora", nrc, Role.MANAGER), member("Ida", iom, Role.COORDINATOR)
    with acting_as(of_nrc, Door.WEB), pytest.raises(Campaign.DoesNotExist):
        stop_campaign(campaign=campaign, by=of_nrc)
    with acting_as(of_iom, Door.WEB):
        assert stop_campaign(campaign=campaign, by=of_iom).state == "stopped"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"text_es": "Su visa vence"}, "text_es"),
        ({"text_en": "Come on {day}"}, "text_en"),
        ({"text_en": "Hello {name}"}, "text_en"),
        ({"name": " "}, "name"),
        ({"channels": ["pigeon"]}, "channels"),
    ],
)
def test_what_it_says_is_checked_beside_its_field(changed, field, hilda):
    with pytest.raises(ValidationError) as refused:
        written(hilda, **changed)
    assert field in refused.value.error_dict


@pytest.mark.parametrize(
    ("criteria", "field"),
    [
        ({"needs": "pregnancy"}, "criteria"),
        ({"asylum": True}, "criteria"),
        ({"organisation": "x"}, "organisation"),
        ({"place": "9999"}, "place"),
        ({"stage": "visa"}, "status"),
        ({"stage": "moon", "status": "done"}, "stage"),
        ({"stage": "visa", "status": "moon"}, "status"),
        ({"expiring_days": 0}, "expiring_days"),
        ({"expiring_days": True}, "expiring_days"),
        ({"language": "qu"}, "language"),
        ({"age_from": 30, "age_until": 20}, "age_until"),
    ],
)
def test_whom_it_is_for_is_checked(criteria, field, hilda):
    with pytest.raises(ValidationError) as refused:
        written(hilda, criteria)
    assert field in refused.value.error_dict


def test_only_iom_chooses_among_organisations(hilda, iom, nrc):
    with pytest.raises(ValidationError):
        written(hilda, {"organisation": str(nrc.pk)})
    assert written(member("Ida", iom, Role.COORDINATOR), {"organisation": str(nrc.pk)}).criteria


def test_a_draft_is_changed_and_what_runs_is_not(hilda):
    campaign = written(hilda, {"language": "es"})
    changed = change_campaign(campaign=campaign, by=hilda, criteria={"heads": True}, **WORDS | {"name": "Otra"})
    assert (changed.name, changed.criteria) == ("Otra", {"heads": True})
    start_campaign(campaign=campaign, by=hilda)
    with pytest.raises(Conflict):
        change_campaign(campaign=campaign, by=hilda, criteria={}, **WORDS)


# Whom it finds


def finds(campaign, by):
    with acting_as(by, Door.WEB):
        return set(found(campaign, by, timezone.localdate()))


def test_it_finds_by_each_criterion_who_fits_and_nobody_else(hilda, case, people):
    canton = Division.objects.cantons().first()
    today = timezone.localdate()
    person = case.person
    person.canton, person.language = canton, "en"
    person.birth_date, person.birth_precision = today.replace(year=today.year - 30, day=1), "day"
    person.save()
    put(case, "training", "done")
    put(case, "visa", "done", document=document(case, "visa", expires_on=today + timedelta(days=20)))
    [other] = people(1)
    fits = [
        {"place": canton.pk},
        {"place": canton.parent_id},
        {"language": "en"},
        {"stage": "training", "status": "done"},
        {"stage": "training", "status": "done", "without": "seed_capital"},
        {"expiring_days": 30},
        {"age_from": 29, "age_until": 30},
    ]
    for criteria in fits:
        assert finds(written(hilda, criteria), hilda) == {case}, criteria
        assert all(in_words(criteria))
    for criteria in ({"expiring_days": 10}, {"heads": True}, {"age_from": 31}, {"age_until": 29}):
        assert finds(written(hilda, criteria), hilda) == set(), criteria
    assert finds(written(hilda, {"stage": "training", "status": "not_started"}), hilda) == {other}
    assert finds(written(hilda), hilda) == {case, other}


def test_who_applied_is_not_told_of_seed_capital(hilda, case):
    put(case, "training", "done")
    put(case, "seed_capital", "in_progress")
    assert finds(written(hilda, {"stage": "training", "status": "done", "without": "seed_capital"}), hilda) == set()


def test_who_restricted_the_use_of_her_data_is_not_written_to(hilda, case):
    Person.objects.update(restricted_on=timezone.localdate())
    assert finds(written(hilda), hilda) == set()


def test_by_parts_that_were_not_shared_it_finds_nobody(case, nrc):
    person = case.person
    person.relationship, person.household = "head", None
    by = member("Nora", nrc, Role.MANAGER)
    refer(case.person, nrc, ["identity", "contact", "journey"])
    today = timezone.localdate()
    put(case, "visa", "done", document=document(case, "visa", expires_on=today + timedelta(days=20)))
    assert finds(written(by), by) == {case}
    assert finds(written(by, {"expiring_days": 30}), by) == set()


def test_a_partners_campaign_in_ioms_hands_stays_with_the_partners_people(hilda, case, bruno, iom):
    register(by=bruno, given_names="Ada")
    ida = member("Ida", iom, Role.COORDINATOR)
    assert finds(written(hilda), ida) == {case}
    assert len(finds(written(ida), ida)) == 2


# Whom it reaches


def test_the_preview_says_whom_it_finds_and_who_gets_it(hilda, case, people, agrees, ana):
    reached, lost, stopped, busy = people(4)
    agrees(case.person, ana)  # and has no number
    ContactPoint.objects.filter(person=lost.person).update(state="lost")
    opt_out(value=stopped.person.contacts.get().value)
    told_today(busy, times=3)
    register(by=ana, given_names="Nobody asked her")
    campaign = written(hilda)
    with acting_as(hilda, Door.WEB):
        seen = preview(campaign, hilda)
        start_campaign(campaign=campaign, by=hilda)
    assert (seen.found, seen.agreed, seen.reachable, seen.gets) == (6, 5, 2, 1)
    assert samples(campaign) == ("HIAS: hay una feria.", "HIAS: there is a fair.")
    assert [reminder.case for reminder in of(campaign)] == [reached]


def told_today(case, times):
    about, now = {"case": case, "person": case.person}, timezone.now()
    for number in range(times):
        before = Campaign.objects.create(
            name=str(number),
            organisation=case.organisation,
            made_by=case.organisation.memberships.first().user,
            text_es="Hola",
            text_en="Hello",
        )
        sent = {"state": "sent", "sent_at": now}
        reminder = Reminder.objects.create(
            campaign=before, subject=case.pk, due_on=timezone.localdate(), send_at=now, **about, **sent
        )
        Message.objects.create(reminder=reminder, channel="sms", to="+593987654321", text="Hola", **about, **sent)


@pytest.mark.parametrize(("template", "gets"), [("feria", 1), ("", 0)])
def test_whatsapp_reaches_nobody_without_a_template(template, gets, hilda, case, ana, agrees):
    agrees(case.person, ana)
    add_contact(person=case.person, by=ana, kind="whatsapp", value="0987654321")
    assert preview(written(hilda, channels=["whatsapp"], template=template), hilda).gets == gets


def test_a_channel_that_is_off_reaches_nobody(hilda, people, settings):
    people(1)
    settings.MESSAGE_CHANNELS = {}
    assert preview(written(hilda), hilda).gets == 0


# That it runs


@pytest.fixture
def clock(monkeypatch):
    def put_at(at):
        monkeypatch.setattr(timezone, "now", lambda: at)

    return put_at


def test_it_starts_once_and_nobody_is_added(hilda, people):
    people(2)
    campaign = written(hilda)
    started = start_campaign(campaign=campaign, by=hilda)
    assert (started.state, started.started_at is not None) == ("running", True)
    people(1)
    with pytest.raises(Conflict):
        start_campaign(campaign=campaign, by=hilda)
    Campaign.objects.update(state="draft", started_at=None)
    Person.objects.filter(given_names="Ada A").update(language="en")
    start_campaign(campaign=campaign, by=hilda)
    assert of(campaign).count() == 3
    assert of(campaign).values("subject").distinct().count() == 3


def test_so_many_go_a_minute_and_none_at_night(hilda, people, clock):
    people(5)
    clock(WEDNESDAY.replace(hour=18, minute=58))
    campaign = start_campaign(campaign=written(hilda, per_minute=2), by=hilda)
    times = [reminder.send_at.astimezone(MAINLAND) for reminder in of(campaign).order_by("send_at")]
    evening, morning = WEDNESDAY.replace(hour=18, minute=58), WEDNESDAY.replace(day=12, hour=8)
    half = timedelta(seconds=30)
    assert times == [evening, evening + half, evening + 2 * half, evening + 3 * half, morning]


def test_after_a_pause_it_goes_on_as_fast_as_before(hilda, people, clock):
    people(3)
    clock(WEDNESDAY)
    campaign = start_campaign(campaign=written(hilda, per_minute=1), by=hilda)
    assert pause_campaign(campaign=campaign, by=hilda).state == "paused"
    later = WEDNESDAY + timedelta(hours=3)
    clock(later)
    with acting_as(hilda, Door.WEB):
        assert resume_campaign(campaign=campaign, by=hilda).state == "running"
    minutes = [(reminder.send_at - later).total_seconds() / 60 for reminder in of(campaign).order_by("send_at")]
    assert minutes == [0, 1, 2]


def test_what_is_stopped_sends_to_nobody_more(hilda, people):
    people(2)
    campaign = start_campaign(campaign=written(hilda), by=hilda)
    sent = of(campaign).first()
    Reminder.objects.filter(pk=sent.pk).update(state="sent", sent_at=timezone.now())
    stopped = stop_campaign(campaign=campaign, by=hilda)
    assert (stopped.state, stopped.ended_at is not None) == ("stopped", True)
    assert sorted(of(campaign).values_list("state", "why")) == [("cancelled", "stopped"), ("sent", "")]
    for act in (start_campaign, pause_campaign, resume_campaign, stop_campaign):
        with pytest.raises(Conflict):
            act(campaign=campaign, by=hilda)


def finish():
    with acting_as(None, Door.JOB):
        tasks.finish_campaigns()


def test_it_is_done_when_nobody_is_left(hilda, people):
    people(1)
    running = start_campaign(campaign=written(hilda), by=hilda)
    draft = written(hilda)
    finish()
    running.refresh_from_db()
    assert running.state == "running"
    of(running).update(state="sent", sent_at=timezone.now())
    finish()
    for campaign, state in ((running, "done"), (draft, "draft")):
        campaign.refresh_from_db()
        assert campaign.state == state
    assert running.ended_at is not None


# What came of it


def test_the_results_are_counted_in_people(hilda, people):
    cases = people(5)
    campaign = start_campaign(campaign=written(hilda), by=hilda)
    assert results(campaign).percent == 0
    now = timezone.now()
    ago = now - timedelta(days=40)
    for case, state in zip(cases[:3], ("sent", "delivered", "read"), strict=True):
        of(campaign).filter(case=case).update(state="sent", sent_at=ago)
        Message.objects.create(
            reminder=of(campaign).get(case=case),
            case=case,
            person=case.person,
            channel="sms",
            to="+593987654321",
            text="Hola",
            state=state,
            sent_at=ago,
        )
    of(campaign).filter(case=cases[3]).update(state="failed", why="no_contact")
    for number, (case, kind) in enumerate([(cases[0], "stop"), (cases[0], "other"), (cases[1], "other")]):
        message = Message.objects.get(case=case)
        facts = {"channel": "sms", "provider_id": str(number), "address": message.to, "kind": kind}
        Reply.objects.create(message=message, case=case, **facts)
    for case, after, verb in ((cases[0], 29, "start"), (cases[1], 31, "start"), (cases[2], 1, "refuse")):
        facts = {"stage": "seed_capital", "verb": verb, "before": "not_started", "after": "in_progress"}
        about = {"kind": "stage_moved", "section": "journey", "at": ago + timedelta(days=after)}
        Event.objects.create(person=case.person, facts=facts, **about)
    with acting_as(hilda, Door.WEB):
        seen = results(campaign)
    assert (seen.total, seen.waiting, seen.sent, seen.delivered, seen.read) == (5, 1, 3, 2, 1)
    assert [(str(why), times) for why, times in seen.not_sent] == [
        ("there is no number or address of her own that works", 1)
    ]
    assert (seen.replied, seen.opted_out, seen.moved, seen.percent) == (2, 1, 1, 80)


def test_the_people_of_a_shared_case_are_reached_though_their_notes_were_not_shared(case, ana, nrc, agrees):
    agrees(case.person, ana)
    add_contact(person=case.person, by=ana, kind="phone", value="0987654321")
    refer(case.person, nrc, ["identity", "contact", "journey"])
    by = member("Nora", nrc, Role.MANAGER)
    with acting_as(by, Door.WEB):
        campaign = start_campaign(campaign=written(by), by=by)
        assert results(campaign).waiting == 1
    with system("a look afterwards"):
        assert of(campaign).get().case == case
