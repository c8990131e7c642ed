"""The only writers of consents and of what is shared on their ground.

A consent holds until it is withdrawn; what was shared on its ground ends with it, in the same transaction.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.access import log
from casework.access.models import LogEntry, Membership, Organisation
from casework.access.policy import Kind, Right, Section, may, require, require_write, writes
from casework.access.scope import system
from casework.base.errors import Conflict, about
from casework.base.text import tidy
from casework.people import sharing_rules as rules
from casework.people.actions import lock_person, record_event, require_living, require_writable
from casework.people.models import Consent, ConsentText, Person, PersonAccess
from casework.people.queries import PersonAccessQuerySet, open_sections, require_open

REFERRAL = PersonAccess.Reason.REFERRAL


class Ended(models.TextChoices):
    """Why a case is no longer shared."""

    WITHDRAWN = "withdrawn", _("the consent was withdrawn")
    HANDED_BACK = "handed_back", _("it handed the case back")
    ENDED = "ended", _("the sharing was ended")
    CHANGED = "changed", _("other parts are shared now")


class Withdrawal(NamedTuple):
    """What a withdrawal did: the consent as it stands now, and who lost sight of the person by it."""

    consent: Consent
    lost_access: list[Organisation]


def text_in_force(purpose: str, on: date) -> ConsentText | None:
    """The version of a purpose's text that is in use on this day."""
    return ConsentText.objects.filter(purpose=purpose, since__lte=on).order_by("-since", "-created_at").first()


def consent_to_share(person: Person, kind: str) -> Consent | None:
    """The person's consent to share the case with this kind of organisation, if one holds; none of who died."""
    if person.died_on:
        return None
    share = ConsentText.Purpose.SHARE
    return Consent.objects.given().filter(person=person, purpose=share, recipient_kind=kind).first()


def may_share(person: Person, by: Membership) -> bool:
    """Whether `by` decides with whom this case is shared: IOM, and the organisation that keeps it."""
    return may(by, Right.SHARE) and _keeps(person, by)


def require_may_share(person: Person, by: Membership) -> None:
    """Raise PermissionDenied, with a sentence that says who may, unless `may_share`."""
    require(by, Right.SHARE)
    if not _keeps(person, by):
        raise PermissionDenied(_("Only the organisation that keeps the case, and IOM, decide with whom it is shared."))


def _keeps(person: Person, by: Membership) -> bool:
    if by.organisation.kind == Kind.IOM:
        return True
    # Of a case that was read with its line they are there already.
    loaded = getattr(person, "open_accesses", None)
    mine = person.accesses.open_for(by) if loaded is None else loaded
    return any(access.reason == PersonAccess.Reason.OWNER for access in mine)


def hands_back(access: PersonAccess, by: Membership) -> bool:
    """Whether `by` works on the case for the organisation that it was shared with."""
    return access.organisation_id == by.organisation_id and writes(by, Section.JOURNEY)


def require_may_end(access: PersonAccess, by: Membership) -> None:
    """Raise PermissionDenied unless `by` shares the case, or hands back what it got."""
    if not (hands_back(access, by) or may_share(access.person, by)):
        raise PermissionDenied(_("Only who shares this case, and who it was shared with, end this."))


def accesses_seen(person: Person, by: Membership) -> PersonAccessQuerySet:
    """Why who sees or saw this person: all of it to who keeps her case, to others what is open to themselves."""
    return with_who(person.accesses.visible_to(by))


def with_who(accesses: PersonAccessQuerySet) -> PersonAccessQuerySet:
    """Load accesses with who has them, who opened them and by which consent."""
    return accesses.select_related("organisation", "consent", "opened_by", "membership__user")


def _lock_consents(person: Person, by: Membership) -> Person:
    """As `lock_person`, but nothing restricted keeps a person from taking back what she gave."""
    require_write(by, Section.CONSENTS)
    person = lock_person(person, by)
    require_open(person, by, Section.CONSENTS)
    return person


@transaction.atomic
def give_consent(
    *,
    person: Person,
    by: Membership,
    purpose: str,
    how: str,
    recipient_kind: str = "",
    given_on: date | None = None,
    given_by: str = "",
) -> Consent:
    """Records what a person agreed to, in the words in force on that day (default: today).

    `given_by` left out is herself or, below 15 years, her guardian. Conflict when the same consent holds already.
    """
    person = lock_person(person, by, Section.CONSENTS)
    require_living(person)
    today = timezone.localdate()
    on = given_on or today
    given_by = given_by or rules.who_consents(person.born_until, on)
    same = person.consents.filter(purpose=purpose, recipient_kind=recipient_kind)
    if same.given().exists():
        raise Conflict("consent_given_already", str(_("This consent is recorded already, and holds.")))
    last = same.order_by("-withdrawn_on").first()
    with about("given_on"):
        rules.check_given_on(on, person.born_from, withdrawn_on=last and last.withdrawn_on, today=today)
    with about("given_by"):
        rules.check_given_by(given_by, person.born_until, on)
    consent = Consent(
        person=person,
        text=_text(purpose, on),
        purpose=purpose,
        recipient_kind=recipient_kind,
        given_on=on,
        given_by=given_by,
        how=how,
        recorded_by=by.user,
        organisation=by.organisation,
    )
    consent.full_clean()
    consent.save()
    _tell(consent, by, "given", on=on.isoformat(), how=how, given_by=given_by, version=consent.text.version)
    return consent


def _text(purpose: str, on: date) -> ConsentText:
    if purpose not in ConsentText.Purpose.values:
        raise ValidationError({"purpose": ValidationError(_("There is no such purpose."), code="invalid_choice")})
    text = text_in_force(purpose, on)
    if text is None:
        sentence = _("No text was in use for this on that day. Read her the present one and record today's consent.")
        raise ValidationError({"given_on": ValidationError(sentence, code="no_text_in_force")})
    return text


def _tell(consent: Consent, by: Membership, what: str, **facts) -> None:
    """On the timeline: a consent to share says with whom."""
    whom = {"recipient_kind": consent.recipient_kind} if consent.recipient_kind else {}
    record_event(
        person=consent.person,
        by=by,
        kind=f"share_consent_{what}" if whom else f"consent_{what}",
        section=Section.CONSENTS,
        purpose=consent.purpose,
        **whom,
        **facts,
    )


@transaction.atomic
def withdraw_consent(*, consent: Consent, by: Membership, how: str, on: date | None = None) -> Withdrawal:
    """The person takes her consent back, and who saw her case on its ground sees it no more, at once.

    Conflict when it was withdrawn already.
    """
    person = _lock_consents(consent.person, by)
    consent = Consent.objects.select_for_update(no_key=True).get(pk=consent.pk, person=person)
    if consent.withdrawn_on:
        raise Conflict("consent_withdrawn_already", str(_("This consent was withdrawn already.")))
    consent.withdrawn_on, consent.withdrawn_how = on or timezone.localdate(), how
    consent.withdrawn_recorded_by = by.user
    with about("on"):
        rules.check_withdrawn_on(consent.withdrawn_on, consent.given_on, today=timezone.localdate())
    if how not in Consent.How.values:
        raise ValidationError({"how": ValidationError(_("Say how."), code="invalid_choice")})
    consent.full_clean()
    consent.save()
    _tell(consent, by, "withdrawn", on=consent.withdrawn_on.isoformat(), how=how)
    with system("who was told of a withdrawal need not see all who lose sight by it"):
        resting = list(resting_on(consent))
    _end(resting, by, Ended.WITHDRAWN)
    return Withdrawal(consent, [access.organisation for access in resting])


def resting_on(consent: Consent) -> PersonAccessQuerySet:
    """The accesses that end when this consent is withdrawn."""
    accesses = PersonAccess.objects.open().filter(consent=consent, reason=REFERRAL)
    return accesses.select_related("organisation").order_by("organisation__short_name")


@transaction.atomic
def share(
    *,
    person: Person,
    organisation: Organisation,
    by: Membership,
    sections: Iterable[str] = (),
    legal_reason: str = "",
    explanation: str = "",
) -> PersonAccess:
    """From now this organisation sees these parts of the person's file, on the ground of her consent.

    Without a consent that holds for its kind, a legal reason and an explanation are needed, and stay on record. What
    the organisation has already is a Conflict; other parts, or another ground, take the place of what it had. The case
    of a person who died is shared where a law or a judge demands it, and else not: Conflict.
    """
    person = lock_person(person, by)
    require_may_share(person, by)
    require_writable(person, by, Section.JOURNEY)
    if legal_reason not in rules.REASONS_AFTER_DEATH:
        require_living(person)
    _check_recipient(organisation, by)
    with about("sections"):
        parts = rules.parts_to_share(sections, organisation.kind, open_sections(person, by))
    consent = consent_to_share(person, organisation.kind)
    access = PersonAccess(
        person=person,
        organisation=organisation,
        organisation_kind=organisation.kind,
        reason=REFERRAL,
        sections=parts,
        consent=consent,
        legal_reason=legal_reason,
        explanation=tidy(explanation),
        opened_by=by.user,
    )
    _check_ground(access)
    _end_what_it_had(access, by)
    with system("writes what another organisation sees"):
        access.full_clean()
        access.save()
    record_event(
        person=person,
        by=by,
        kind="case_shared",
        section=Section.CONSENTS,
        organisation=organisation.short_name,
        sections=parts,
        ground=legal_reason or "consent",
    )
    _log_disclosure(access, "share", sections=parts, ground=legal_reason or "consent")
    return access


def _log_disclosure(access: PersonAccess, place: str, **facts) -> None:
    keepers = PersonAccess.objects.open().filter(person=access.person, reason=PersonAccess.Reason.OWNER)
    owners = keepers.values_list("organisation_id", flat=True)
    log.record(
        LogEntry.Kind.DISCLOSURE,
        place=place,
        persons=[access.person_id],
        owners=owners,
        to=str(access.organisation_id),
        **facts,
    )


def _check_recipient(organisation: Organisation, by: Membership) -> None:
    wrong = None
    if organisation.pk == by.organisation_id:
        wrong = ValidationError(_("This is your own organisation."), code="own_organisation")
    elif not organisation.is_active:
        wrong = ValidationError(_("This organisation does not work with Casework now."), code="inactive")
    elif organisation.kind not in rules.RECIPIENTS:
        wrong = ValidationError(_("IOM keeps the register: nothing has to be shared with it."), code="keeps_register")
    if wrong:
        raise ValidationError({"organisation": wrong})


def _check_ground(access: PersonAccess) -> None:
    """A consent, or a legal reason with why; never both, so that a withdrawal always takes what rests on it."""
    wrong = {}
    if access.consent:
        if access.legal_reason or access.explanation:
            sentence = _("The person consents to this: no legal reason is needed.")
            wrong["legal_reason"] = ValidationError(sentence, code="consent_holds")
    elif not access.legal_reason:
        sentence = _(
            "There is no consent to share with this kind of organisation: ask for one, or say the legal reason."
        )
        wrong["legal_reason"] = ValidationError(sentence, code="no_consent")
    elif not access.explanation:
        wrong["explanation"] = ValidationError(_("Say why."), code="required")
    if wrong:
        raise ValidationError(wrong)
    with about("legal_reason"):
        rules.check_legal_reason(access.legal_reason, access.person.born_until, today=timezone.localdate())


def _end_what_it_had(access: PersonAccess, by: Membership) -> None:
    """Conflict when the organisation sees as much already; what it had on other terms ends."""
    person, had = access.person, None
    for open_one in person.accesses.open().filter(organisation=access.organisation, membership=None):
        if open_one.reason == PersonAccess.Reason.OWNER:
            raise Conflict("kept_there", str(_("This organisation keeps the case itself.")))
        if open_one.reason == REFERRAL:
            had = open_one
    if had is None:
        return
    if (had.sections, had.consent_id, had.legal_reason) == (access.sections, access.consent_id, access.legal_reason):
        raise Conflict("shared_already", str(_("These parts are shared with this organisation already.")))
    _end([had], by, Ended.CHANGED)


@transaction.atomic
def end_sharing(*, access: PersonAccess, by: Membership) -> PersonAccess:
    """The organisation that got the case sees it no more: who shares it ends that, or it hands the case back itself."""
    person = lock_person(access.person, by)
    access = accesses_seen(person, by).get(pk=access.pk, reason=REFERRAL)
    require_may_end(access, by)
    if access.until:
        raise Conflict("ended_already", str(_("This is no longer shared.")))
    _end([access], by, Ended.HANDED_BACK if hands_back(access, by) else Ended.ENDED)
    return access


def _end(accesses: list[PersonAccess], by: Membership, why: Ended) -> None:
    now = timezone.now()
    with system("ends what other organisations see or the actor herself, who then could not tell of it"):
        for access in accesses:
            access.until = now
            access.save(update_fields=["until", "updated_at"])
            record_event(
                person=access.person,
                by=by,
                kind="sharing_ended",
                section=Section.CONSENTS,
                organisation=access.organisation.short_name,
                why=why.value,
            )
            _log_disclosure(access, "end_sharing", why=why.value)
