"""Registering a person and keeping her data right: identity, documents, contacts, household."""

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from casework.access.policy import Right, Section
from casework.journey import actions as journey
from casework.journey.anyway import register_anyway
from casework.journey.likely import RegisteredMatches, digest_of, registered_matches
from casework.people import actions as people
from casework.people import contacts, reaching
from casework.people.consents import give_consent
from casework.people.households import join_household_of
from casework.people.models import ContactPoint, IdentityDocument, Person
from casework.people.once import wait_for_numbers
from casework.web.changes import changes_of_row
from casework.web.forms.people import (
    ContactForm,
    CorrectDocumentForm,
    DocumentForm,
    HouseholdForm,
    OwnerForm,
    PersonForm,
    RecoveryForm,
    RegistrationForm,
    WantedForm,
)
from casework.web.page import back_to, find_case, page, run, submit

ENTRY_POINTS = ["Rumichaca", "San Miguel", "Huaquillas", "Macará", "Aeropuerto de Quito", "Aeropuerto de Guayaquil"]


@page(Right.REGISTER, methods=("GET", "POST"), makes_one=True)
def register(request):
    """One page from nothing to a case."""
    form = RegistrationForm(request.POST or None, membership=request.membership)
    status, matches, shown = 200, RegisteredMatches([]), ""
    if request.method == "POST":
        wait_for_numbers([form.number_key()])
        matches, shown = _matches(request, form)
        is_answered = form["not_the_same"].value() and request.POST.get("likely_shown") == shown
        if form.is_valid() and matches.very_likely and not is_answered:
            sentence = _("Very likely this person is registered already. Look at who was found.")
            form.add_error(None, sentence)
            form.add_error("not_the_same", _("Say why this person is another, if so it is."))
        status = run(form, partial(_register, by=request.membership))
        if status == 200:
            case = form.outcome
            messages.success(
                request, _("%(name)s is registered. Case %(code)s.") % {"name": case.person, "code": case.code}
            )
            return back_to(request, case)
    context = {"form": form, "place": "register", "entry_points": ENTRY_POINTS, "matches": matches}
    return render(request, "web/register.html", context | {"likely_shown": shown}, status=status)


def _matches(request, form) -> tuple[RegisteredMatches, str]:
    """Find people like the one described, and make a digest of both: a reason given for one is none for another."""
    traits = form.traits()
    matches = registered_matches(traits, request.membership)
    return matches, digest_of(traits, matches)


@page(Right.REGISTER, methods=("POST",))
def likely(request):
    """While the form is being filled: who may be registered already. By POST, as names and numbers stand in no URL."""
    form = RegistrationForm(request.POST, membership=request.membership)
    matches, shown = _matches(request, form)
    return render(request, "web/_likely.html", {"matches": matches, "form": form, "likely_shown": shown})


@transaction.atomic
def _register(*, by, household_of, relationship, consents, not_the_same, not_the_same_words, **person):
    """The person, her case, her consents and her place in a household: all or nothing."""
    why = {"reason": not_the_same, "words": not_the_same_words}
    case = register_anyway(by=by, caseworker=by.user, **why, **person)
    for consent in consents:
        give_consent(person=case.person, by=by, **consent)
    if household_of:
        join_household_of(person=case.person, other=household_of, relationship=relationship, by=by)
    return case


@page(Right.REGISTER, methods=("POST",))
def open_case(request, person_id):
    """A case for a person who was registered without one, by a partner system."""
    person = get_object_or_404(Person.objects.visible_to(request.membership), pk=person_id)
    case = journey.open_case(person=person, by=request.membership, caseworker=request.user)
    return back_to(request, case)


@page(section=Section.IDENTITY, writes=True, methods=("GET", "POST"))
def edit_person(request, case_id):
    """Changes a person's own data."""
    case = find_case(request, case_id)
    form = PersonForm(request.POST or None, initial=PersonForm.initial_of(case.person))
    words = {"title": _("Change the person's data"), "save": _("Save the changes"), "entry_points": ENTRY_POINTS}
    act = partial(people.update_person, person=case.person)
    return submit(request, form, act, case=case, page=words, said=_("The data is saved."))


@page(section=Section.DOCUMENTS, writes=True, methods=("GET", "POST"))
def add_document(request, case_id):
    """A document the person shows."""
    case = find_case(request, case_id)
    words = {"title": _("Add a document"), "save": _("Save the document")}
    act = partial(journey.add_document, person=case.person)
    return submit(request, DocumentForm(request.POST or None), act, case=case, page=words)


@page(section=Section.DOCUMENTS, writes=True, methods=("GET", "POST"))
def correct_document(request, case_id, document_id):
    """Corrects a document's number, dates or evidence."""
    case = find_case(request, case_id)
    document = get_object_or_404(IdentityDocument, pk=document_id, person=case.person)
    fields = ("number", "country", "issued_on", "expires_on", "evidence")
    form = CorrectDocumentForm(request.POST or None, initial={name: getattr(document, name) for name in fields})
    words = {
        "title": _("Correct: %(document)s") % {"document": document.get_kind_display()},
        "save": _("Save the changes"),
    }
    act = partial(journey.correct_document, document=document)
    return submit(request, form, act, case=case, page=words, said=_("The document is corrected."))


@page(section=Section.CONTACT, writes=True, methods=("GET", "POST"))
def add_contact(request, case_id):
    """A phone or an address, and whose it is."""
    case = find_case(request, case_id)
    words = {"title": _("Add a contact"), "save": _("Save the contact")}
    act = partial(people.add_contact, person=case.person)
    return submit(request, ContactForm(request.POST or None), act, case=case, page=words)


@page(section=Section.CONTACT, writes=True, methods=("POST",))
def mark_contact(request, case_id, contact_id):
    """The contact was tried: it works, or it is lost."""
    case = find_case(request, case_id)
    contact = get_object_or_404(ContactPoint, pk=contact_id, person=case.person)
    people.mark_contact(contact=contact, by=request.membership, state=request.POST.get("state", ""))
    return back_to(request, case)


@page(section=Section.CONTACT, writes=True, methods=("GET", "POST"))
def correct_owner(request, case_id, contact_id):
    """Says whose the contact really is."""
    case = find_case(request, case_id)
    contact = get_object_or_404(ContactPoint, pk=contact_id, person=case.person)
    form = OwnerForm(request.POST or None, initial={"owner": contact.owner, "owner_words": contact.owner_words})
    words = {"title": _("Whose is %(contact)s really?") % {"contact": contact.value}, "save": _("Save the changes")}
    act = partial(contacts.correct_owner, contact=contact)
    return submit(request, form, act, case=case, page=words, said=_("It is corrected whose the contact is."))


@page(section=Section.CONTACT, writes=True, methods=("GET", "POST"))
def recover_contact(request, case_id, contact_id):
    """Records what was done to get a lost contact back."""
    case = find_case(request, case_id)
    contact = get_object_or_404(ContactPoint, pk=contact_id, person=case.person)
    form = RecoveryForm(request.POST or None, initial={"recovery": contact.recovery})
    words = {"title": _("How does %(contact)s come back?") % {"contact": contact.value}, "save": _("Record the step")}
    act = partial(contacts.record_recovery, contact=contact)
    return submit(request, form, act, case=case, page=words, said=_("The step is recorded."))


@page(section=Section.CONTACT, writes=True, methods=("GET", "POST"))
def want_messages(request, case_id, contact_id):
    """Records that messages are wanted at a contact, or no more, with the reason: the other way from how it stands."""
    case = find_case(request, case_id)
    contact = get_object_or_404(ContactPoint, pk=contact_id, person=case.person)
    wanted = contact.opted_out_at is not None
    title = _("Messages to %(contact)s again") if wanted else _("No more messages to %(contact)s")
    lead = _("This holds for the number or address itself: in every case in which it stands, also of other people.")
    words = {"title": title % {"contact": contact.value}, "lead": lead, "save": _("Save the changes")}
    act = partial(reaching.set_wanted, contact=contact, wanted=wanted)
    return submit(request, WantedForm(request.POST or None), act, case=case, page=words, said=_("It is recorded."))


@page(section=Section.CONTACT)
def contact_history(request, case_id, contact_id):
    """What the contact was before: whose, verified when and by whom, lost."""
    case = find_case(request, case_id)
    contact = get_object_or_404(ContactPoint.objects.visible_to(request.membership), pk=contact_id, person=case.person)
    return _history(request, case, contact)


@page(section=Section.DOCUMENTS)
def document_history(request, case_id, document_id):
    """What was recorded of the document before: who saw it and when."""
    case = find_case(request, case_id)
    seen = IdentityDocument.objects.visible_to(request.membership)
    return _history(request, case, get_object_or_404(seen, pk=document_id, person=case.person))


def _history(request, case, row):
    template = "web/_row_history.html" if request.htmx else "web/row_history.html"
    changes = changes_of_row(row, request.membership)
    return render(request, template, {"case": case, "row": row, "changes": changes})


@page(section=Section.HOUSEHOLD, writes=True, methods=("GET", "POST"))
def join_household(request, case_id):
    """Puts the person into the household of another case."""
    case = find_case(request, case_id)
    form = HouseholdForm(request.POST or None, membership=request.membership)
    words = {"title": _("Whose household does the person belong to?"), "save": _("Join the household")}
    return submit(request, form, partial(_join, person=case.person), case=case, page=words)


def _join(*, household_of, **arguments):
    return join_household_of(other=household_of, **arguments)
