"""What invented people agree to, what some of them take back, and with whom their cases are shared."""

from datetime import date

from casework.access.policy import ALWAYS_SHARED, Kind, Section
from casework.demo.days import Calendar, instant, iso
from casework.demo.households import pick, uuid
from casework.demo.organisations import Actor, Staff
from casework.demo.story import Story
from casework.demo.writing import array
from casework.people.consents import Ended
from casework.people.models import Consent, ConsentText, PersonAccess
from casework.people.rules import birth_range
from casework.people.sharing_rules import who_consents

Purpose, How = ConsentText.Purpose, Consent.How
LegalReason = PersonAccess.LegalReason
# The texts that Casework ships are newer than most registrations; before them there was a first version.
FIRST_VERSION = "2022-1"
# How many of a hundred agree to what, when they are registered.
AGREE = (
    (Purpose.KEEP, "", 94),
    (Purpose.CONTACT, "", 78),
    (Purpose.SHARE, Kind.PARTNER.value, 58),
    (Purpose.SHARE, Kind.MINISTRY.value, 47),
    (Purpose.STUDY, "", 30),
)
HOWS = (How.PAPER, How.PAPER, How.PAPER, How.SPOKEN, How.SPOKEN, How.DIGITAL)
PARTS = (
    (),
    (Section.DOCUMENTS,),
    (Section.DOCUMENTS, Section.BLOCKERS),
    (Section.PROGRAMMES, Section.HOUSEHOLD),
    (Section.DOCUMENTS, Section.NOTES, Section.CONSENTS),
)
WITHOUT_CONSENT = (
    (LegalReason.VITAL_INTEREST, "Hospitalizada de urgencia; no se le podía preguntar."),
    (LegalReason.LEGAL_DUTY, "Lo ordenó la unidad judicial."),
)


def consent_texts(calendar: Calendar) -> dict[str, list[tuple[int, str]]]:
    """Of each purpose (first day, id) of every version of its text, the newest first."""
    for text in ConsentText.objects.exclude(version=FIRST_VERSION).order_by("-since"):
        words = {"spanish": text.spanish, "english": text.english, "since": date.fromordinal(calendar.begins - 30)}
        ConsentText.objects.get_or_create(purpose=text.purpose, version=FIRST_VERSION, defaults=words)
    texts: dict[str, list[tuple[int, str]]] = {}
    for text in ConsentText.objects.order_by("-since"):
        texts.setdefault(text.purpose, []).append((text.since.toordinal(), str(text.id)))
    return texts


def tell_consents(story: Story) -> None:
    """What she agrees to when she is registered, what she takes back later, and who saw her case in between.

    Told last: all of it happens before the case is closed.
    """
    day, last = story.plan.registered, story.closed[0] - 1 if story.closed else story.yesterday
    if last < day:
        return
    by, how, given_by = story.worker, pick(story.rng, HOWS), who_consents(_born_until(story), date.fromordinal(day))
    to_partners = False
    for purpose, recipient, percent in AGREE:
        if not story.chance(percent / 100):
            continue
        withdrawn = story.between(day + 1, last) if last > day and story.chance(0.03) else None
        consent_id = _give(story, purpose, recipient, (day, withdrawn), how, given_by, by)
        if recipient == Kind.PARTNER:
            to_partners = True
            if story.chance(0.14):
                since = story.between(day, withdrawn or last)
                _share(story, since, withdrawn, last, "consent", consent_id=consent_id)
    if not to_partners and story.chance(0.02):
        reason, explanation = pick(story.rng, WITHOUT_CONSENT)
        ground = {"legal_reason": reason.value, "explanation": explanation}
        _share(story, story.between(day, last), None, last, reason.value, **ground)


def _born_until(story: Story) -> date | None:
    """The latest day on which the member may be born, by what is written of it."""
    born = story.member.birth and date.fromordinal(story.member.birth)
    return (birth_range(born or None, story.member.birth_precision) or (None,))[-1]


def _give(
    story: Story, purpose, recipient: str, days: tuple[int, int | None], how: How, given_by: str, by: Actor
) -> str:
    (day, withdrawn), consent_id = days, uuid(story.rng)
    story.batch.add(
        Consent,
        id=consent_id,
        created_at=instant(day),
        updated_at=instant(withdrawn or day),
        person_id=story.member.id,
        text_id=next(text for since, text in story.world.texts[purpose.value] if since <= day),
        purpose=purpose.value,
        recipient_kind=recipient,
        given_on=iso(day),
        given_by=given_by,
        how=how.value,
        recorded_by_id=by.user_id,
        organisation_id=by.organisation_id,
        withdrawn_on=withdrawn and iso(withdrawn),
        withdrawn_how=How.SPOKEN.value if withdrawn else "",
        withdrawn_recorded_by_id=by.user_id if withdrawn else None,
    )
    kind, whom = ("share_consent", {"recipient_kind": recipient}) if recipient else ("consent", {})
    facts = {"purpose": purpose.value, **whom}
    story.tell(day, f"{kind}_given", Section.CONSENTS, by, **facts, on=iso(day), how=how.value, given_by=given_by)
    if withdrawn:
        told = facts | {"on": iso(withdrawn), "how": How.SPOKEN.value}
        story.tell(withdrawn, f"{kind}_withdrawn", Section.CONSENTS, by, **told)
    return consent_id


def _share(story: Story, since: int, withdrawn: int | None, last: int, ground_told: str, **ground) -> None:
    """With another partner, until it hands the case back or the consent is withdrawn, or still."""
    name, other = _another_partner(story)
    parts = sorted({*ALWAYS_SHARED, *pick(story.rng, PARTS)})
    until, why = withdrawn, Ended.WITHDRAWN
    if since < last and story.chance(0.3):
        handed_back = story.between(since + 1, withdrawn or last)
        if withdrawn is None or handed_back < withdrawn:
            until, why = handed_back, Ended.HANDED_BACK
    by = story.worker
    story.write_access(
        PersonAccess.Reason.REFERRAL,
        since,
        until,
        organisation_id=other.organisation_id,
        organisation_kind=other.kind,
        sections=array(parts),
        opened_by_id=by.user_id,
        **ground,
    )
    told = {"organisation": name, "sections": [str(part) for part in parts], "ground": ground_told}
    story.tell(since, "case_shared", Section.CONSENTS, by, **told)
    if until:
        by = pick(story.rng, other.caseworkers) if why == Ended.HANDED_BACK else by
        story.tell(until, "sharing_ended", Section.CONSENTS, by, organisation=name, why=why.value)


def _another_partner(story: Story) -> tuple[str, Staff]:
    partners = [(name, staff) for name, staff in story.world.staff.items() if staff.kind == Kind.PARTNER]
    others = [one for one in partners if one[1].organisation_id != story.home.organisation_id]
    return pick(story.rng, others or partners)
