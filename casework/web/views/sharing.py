"""Consents of a person, and who sees her case: shown on the case page, recorded, withdrawn, shared and ended here."""

from functools import partial

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from casework.access.models import Membership, Organisation
from casework.access.policy import ALWAYS_SHARED, Right, Section, writes
from casework.journey.models import Case
from casework.people import consents
from casework.people.models import Consent, ConsentText, Person, PersonAccess
from casework.people.queries import open_sections
from casework.people.sharing_rules import REASONS_AFTER_DEATH, RECIPIENTS
from casework.web import parts
from casework.web.forms.sharing import ConsentForm, ShareForm, WithdrawForm
from casework.web.page import find_case, page, submit


def sharing_of(case: Case, by: Membership, opened: frozenset[Section], accesses: list[PersonAccess]) -> dict:
    """What the case page tells of consents and of who sees the case; who only got it is told who shared it.

    `accesses` are those that `by` sees (`consents.accesses_seen`).
    """
    person = case.person
    if Section.CONSENTS not in opened:
        mine = [access for access in accesses if access.reason == PersonAccess.Reason.REFERRAL]
        return {"shared_with_me": [_told(access, by, shares=False) for access in mine]}
    shares = consents.may_share(person, by)
    return {
        "consents": parts.consents_of(case),
        "seen_by": [_told(access, by, shares=shares) for access in accesses if access.is_open],
        "may_share": shares,
    }


def _told(access: PersonAccess, by: Membership, *, shares: bool) -> dict:
    referral = access.reason == PersonAccess.Reason.REFERRAL
    return {
        "access": access,
        "parts": None if access.sections is None else [s.label for s in Section if s in access.sections],
        "mine": access.organisation_id == by.organisation_id,
        "may_end": referral and (shares or consents.hands_back(access, by)),
    }


@page(section=Section.CONSENTS, writes=True, methods=("GET", "POST"))
def give_consent(request, case_id) -> HttpResponse:
    """Shows the text of a purpose to be read aloud, and records the consent to it."""
    case = find_case(request, case_id)
    purposes = ConsentText.Purpose
    asked = request.POST.get("purpose") or request.GET.get("purpose")
    purpose = asked if asked in purposes.values else purposes.KEEP.value
    form = ConsentForm(request.POST or None, purpose=purpose, person=case.person)
    text = consents.text_in_force(purpose, timezone.localdate())
    words = {
        "title": _("Record a consent"),
        "save": _("Record the consent"),
        "before": "web/_consent_text.html",
        "purpose": purpose,
        "purposes": purposes.choices,
        "texts": text and _in_readers_language_first(text),
    }
    act = partial(consents.give_consent, person=case.person)
    return submit(request, form, act, case=case, page=words, said=_("The consent is recorded."))


def _in_readers_language_first(text: ConsentText) -> list[tuple[str, str]]:
    both = [("es", text.spanish), ("en", text.english)]
    return both if translation.get_language() == "es" else both[::-1]


@page(section=Section.CONSENTS, writes=True, methods=("GET", "POST"))
def withdraw_consent(request, case_id, consent_id) -> HttpResponse:
    """Says what a withdrawal will end, and records it."""
    case = find_case(request, case_id)
    consent = get_object_or_404(Consent.objects.visible_to(request.membership), pk=consent_id, person=case.person)
    words = {
        "title": _("The person withdraws a consent"),
        "save": _("Withdraw the consent"),
        "before": "web/_withdrawal.html",
        "consent": consent,
        "losing": [access.organisation for access in consents.resting_on(consent)],
        "staying": case.person.accesses.open().exclude(legal_reason="").select_related("organisation"),
    }

    def act(**fields):
        withdrawal = consents.withdraw_consent(consent=consent, **fields)
        messages.success(request, _said_of_withdrawal(withdrawal.lost_access))

    return submit(request, WithdrawForm(request.POST or None), act, case=case, page=words)


def _said_of_withdrawal(lost: list[Organisation]) -> str:
    if not lost:
        return _("The consent is withdrawn. Nobody saw the case because of it.")
    names = ", ".join(organisation.short_name for organisation in lost)
    return _("The consent is withdrawn. These organisations see the case no more: %(names)s.") % {"names": names}


@page(Right.SHARE)
def share_with(request, case_id) -> HttpResponse:
    """The organisations a case can be shared with, by kind, and whether the person consents to it."""
    case = _find_case_to_share(request, case_id)
    had = _referrals(case.person)
    others = list(Organisation.objects.active().filter(kind__in=RECIPIENTS).exclude(pk=case.organisation_id))
    groups = [
        {
            "kind": kind,
            "consent": consents.consent_to_share(case.person, kind),
            "organisations": [
                (o, had.get(o.pk)) for o in others if o.kind == kind and o.pk != request.membership.organisation_id
            ],
        }
        for kind in RECIPIENTS
    ]
    return render(request, "web/share_with.html", {"case": case, "groups": groups})


@page(Right.SHARE, methods=("GET", "POST"))
def share(request, case_id, organisation_id) -> HttpResponse:
    """Shares parts of the case with one organisation, on the ground of a consent or of a legal reason."""
    case = _find_case_to_share(request, case_id)
    organisation = get_object_or_404(Organisation.objects.active(), pk=organisation_id)
    form, ground = sharing_form(case.person, organisation, request.membership, sent(request))
    words = ground | {
        "title": _("Share the case with %(organisation)s") % {"organisation": organisation},
        "save": _("Share the case"),
        "before": "web/_ground.html",
    }
    act = partial(consents.share, person=case.person, organisation=organisation)
    said = _("%(organisation)s sees this case now.") % {"organisation": organisation}
    return submit(request, form, act, case=case, page=words, said=said)


def sharing_form(person: Person, organisation: Organisation, by: Membership, data=None) -> tuple[ShareForm, dict]:
    """What asks which parts go to this organisation, and what its page tells of the ground."""
    consent = consents.consent_to_share(person, organisation.kind)
    had = _referrals(person).get(organisation.pk)
    readable = open_sections(person, by)
    form = ShareForm(data, organisation=organisation, readable=readable, consent=consent, had=had)
    if person.died_on:
        reasons = form.fields["legal_reason"].choices
        form.fields["legal_reason"].choices = [one for one in reasons if one[0] in {"", *REASONS_AFTER_DEATH}]
    return form, {
        "organisation": organisation,
        "consent": consent,
        "had": had,
        "always": [s.label for s in Section if s in ALWAYS_SHARED],
        "writes_consents": writes(by, Section.CONSENTS),
    }


def _find_case_to_share(request, case_id) -> Case:
    case = find_case(request, case_id)
    consents.require_may_share(case.person, request.membership)
    return case


def sent(request):
    """What was posted, also when it is nothing: a form of ticks may be sent without any."""
    return request.POST if request.method == "POST" else None


def _referrals(person) -> dict:
    """The open accesses by referral, by organisation."""
    found = person.accesses.open().filter(reason=PersonAccess.Reason.REFERRAL)
    return {access.organisation_id: access for access in found}


@page(Right.READ, methods=("GET", "POST"))
def end_sharing(request, case_id, access_id) -> HttpResponse:
    """Ends what an organisation sees of a case that was shared with it."""
    case = find_case(request, case_id)
    accesses = consents.accesses_seen(case.person, request.membership)
    access = get_object_or_404(accesses, pk=access_id, reason=PersonAccess.Reason.REFERRAL)
    consents.require_may_end(access, request.membership)
    mine = access.organisation_id == request.membership.organisation_id
    organisation = {"organisation": access.organisation}
    words = {
        "title": _("Hand the case back") if mine else _("End the sharing with %(organisation)s") % organisation,
        "save": _("Hand the case back") if mine else _("End the sharing"),
        "before": "web/_end_of_sharing.html",
        "access": access,
        "mine": mine,
    }
    act = partial(consents.end_sharing, access=access)
    said = _("%(organisation)s sees this case no more.") % organisation
    return submit(request, forms.Form(sent(request)), act, case=case, page=words, said=said)
