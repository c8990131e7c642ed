"""The page of a household: where everybody stands, and who joins, leaves, heads it and applies for all."""

from functools import partial

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.models import Membership
from casework.access.policy import Section, writes
from casework.journey.models import Case
from casework.journey.reading import log_read
from casework.people import households
from casework.people.models import Household, HouseholdStay, Person, PersonAccess
from casework.people.queries import open_sections
from casework.web.forms.households import JoinForm, LeaveForm, MemberForm, PlaceForm, RelationshipForm, SplitForm
from casework.web.page import page, run
from casework.web.rows import alone_among, rows_of

READ = {"section": Section.HOUSEHOLD}
WRITE = {"section": Section.HOUSEHOLD, "writes": True}
FORM = WRITE | {"methods": ("GET", "POST")}


@page(**READ)
def household(request, household_id):
    """Everybody whom the reader sees, with the journey of each; the others only counted."""
    home, by = _find(request, household_id), request.membership
    members = _members(request, home)
    hidden = households.sizes_of([home])[home.pk] - len(members)
    stays = HouseholdStay.objects.visible_to(by).filter(household=home).select_related("person")
    writable = {p.pk for p in members if Section.HOUSEHOLD in open_sections(p, by, to_write=True)}
    context = {
        "household": home,
        "members": _with_journey(members, by),
        "head": next((p for p in members if p.relationship == households.HEAD), None),
        "alone": alone_among(members, by, timezone.localdate()),
        "hidden": hidden,
        "stays": stays,
        "writable": writable if writes(by, Section.HOUSEHOLD) else set(),
    }
    return render(request, "web/households/household.html", context)


def _with_journey(members: list[Person], by: Membership) -> list[tuple]:
    """Each with the row of her open case, else of her last one, where the reader sees it."""
    cases = Case.objects.visible_to(by).with_line(by).open_or_newest_of(members)
    rows = {row.case.person_id: row for row in rows_of(cases.values(), by)}
    return [(person, rows.get(person.pk)) for person in members]


@page(**FORM)
def change_place(request, household_id):
    """Where the household lives."""
    home = _find(request, household_id)
    form = PlaceForm(request.POST or None, initial={"canton": home.canton_id, "address": home.address})
    words = {"title": _("Where does the household live?"), "save": _("Save the changes")}
    return _submit(request, form, partial(households.update_household, household=home), home, words)


@page(**FORM)
def add_member(request, household_id):
    """Somebody joins the household."""
    home = _find(request, household_id)
    form = MemberForm(request.POST or None, membership=request.membership)
    words = {"title": _("Who comes to live in the household?"), "save": _("Add the person")}
    return _submit(request, form, partial(households.join_household, household=home), home, words)


@page(**FORM)
def change_relationship(request, household_id, person_id):
    """Who somebody is to the head."""
    home, person, _others = _find_member(request, household_id, person_id)
    form = RelationshipForm(request.POST or None, initial={"relationship": person.relationship})
    words = {"title": _("Who is %(name)s in the household?") % {"name": person}, "save": _("Save the changes")}
    return _submit(request, form, partial(households.change_relationship, person=person), home, words)


@page(**FORM)
def leave(request, household_id, person_id):
    """Somebody leaves the household."""
    home, person, others = _find_member(request, household_id, person_id)
    form = LeaveForm(request.POST or None, person=person, staying=others)
    words = {"title": _("%(name)s leaves the household") % {"name": person}, "save": _("Record it")}
    return _submit(request, form, partial(households.leave_household, person=person), home, words)


@page(**WRITE, methods=("POST",))
def make_head(request, household_id, person_id):
    """Somebody becomes the head; what the others are to her follows."""
    home, person, _others = _find_member(request, household_id, person_id)
    households.make_head(person=person, by=request.membership)
    sentence = _("%(name)s is the head now. Look whether each is still shown as who she or he is.")
    messages.success(request, sentence % {"name": person})
    return redirect("household", home.pk)


@page(**WRITE, methods=("POST",))
def set_applicant(request, household_id, person_id):
    """Somebody applies for the household, or no more."""
    home, person, _others = _find_member(request, household_id, person_id)
    applies = None if person.principal_applicant else person
    households.set_applicant(household=home, person=applies, by=request.membership)
    return redirect("household", home.pk)


@page(**FORM)
def split(request, household_id):
    """Some leave into a household of their own."""
    home = _find(request, household_id)
    form = SplitForm(request.POST or None, members=_members(request, home), initial={"canton": home.canton_id})
    words = {"title": _("Who leaves into a household of their own?"), "save": _("Split the household")}
    return _submit(request, form, partial(households.split_household, household=home), home, words)


@page(**FORM)
def join(request, household_id):
    """Two households become one."""
    home = _find(request, household_id)
    form = JoinForm(request.POST or None, membership=request.membership)
    words = {"title": _("Which household comes to live in this one?"), "save": _("Make one of the two")}
    return _submit(request, form, partial(households.join_households, household=home), home, words)


def _find(request: HttpRequest, household_id) -> Household:
    found = Household.objects.visible_to(request.membership).select_related("canton__parent")
    return get_object_or_404(found, pk=household_id)


def _members(request: HttpRequest, home: Household) -> list[Person]:
    """Those whom the reader sees. To show them is a read of the file of each."""
    accesses = Prefetch("accesses", PersonAccess.objects.open_for(request.membership), to_attr="open_accesses")
    seen = Person.objects.filter(household=home).members_seen_by(request.membership)
    members = list(seen.prefetch_related(accesses))
    if request.method == "GET":
        log_read((person.pk for person in members), place=request.resolver_match.view_name)
    return members


def _find_member(request: HttpRequest, household_id, person_id) -> tuple[Household, Person, list[Person]]:
    """The household, the member, and the others whom the reader sees."""
    home = _find(request, household_id)
    members = _members(request, home)
    person = get_object_or_404(Person.objects.filter(pk__in=[p.pk for p in members]), pk=person_id)
    return home, person, [other for other in members if other != person]


def _submit(request: HttpRequest, form, action, home: Household, words: dict) -> HttpResponse:
    """A page around one form on a household: shown, refused with its sentences beside the fields, or done."""
    status = 200
    if request.method == "POST":
        status = run(form, partial(action, by=request.membership))
        if status == 200:
            seen = Household.objects.visible_to(request.membership).filter(pk=home.pk).exists()
            return HttpResponseRedirect(reverse("household", args=[home.pk]) if seen else reverse("today"))
    context = {"form": form, "household": home} | words
    return render(request, "web/households/form.html", context, status=status)
