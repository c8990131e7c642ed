"""Who looked, what changed, and what one user did: pages for those who may read the log."""

from datetime import datetime, time, timedelta
from itertools import chain

from django import forms
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from casework.access.models import LogEntry, Membership, Organisation, User
from casework.access.policy import Kind, Right, may
from casework.journey.models import Case
from casework.journey.reading import person_of
from casework.people.merged import records_of
from casework.web.changes import ABOUT_PEOPLE, Change, change_of, changes_of, history_of, with_who
from casework.web.page import find_case, is_id, page

PAGE = 30
SWEEPS, SWEEPS_SHOWN_FOR = 3, timedelta(days=7)


@page(Right.READ_LOG)
def log(request):
    """The whole log, as far as the reader's role goes, by what, whom and when."""
    entries = LogEntry.objects.visible_to(request.membership)
    form = LogForm(request.GET, membership=request.membership)
    if form.is_valid():
        entries = entries.filter(form.condition())
    context = _page_of(request, entries)
    return render(request, "web/log.html", context | {"form": form, "place": "log"})


def sweeps(membership: Membership) -> list[LogEntry]:
    """List for Today the sweeps of the last days that a reader of the log is told of; none of the reader's own."""
    if not may(membership, Right.READ_LOG):
        return []
    lately = LogEntry.objects.visible_to(membership).sweeps_since(timezone.now() - SWEEPS_SHOWN_FOR)
    return in_words(lately.exclude(membership_id=membership.pk)[:SWEEPS], membership)


@page(Right.READ_LOG)
def who_looked(request, case_id):
    """Who of other organisations looked at this person, or took something out."""
    case = find_case(request, case_id)
    entries = LogEntry.objects.visible_to(request.membership).about(*records_of(case.person_id))
    return render(request, "web/who_looked.html", _page_of(request, entries) | {"case": case})


@page(Right.READ_LOG)
def what_changed(request, case_id):
    """All that was written in her file: from what to what, by whom and through which door."""
    case = find_case(request, case_id)
    changes = changes_of(case.person, request.membership)
    number = request.GET.get("page", "1")
    first = (int(number) - 1) * PAGE if number.isdecimal() and int(number) else 0
    context = {
        "case": case,
        "changes": changes[first : first + PAGE],
        "newer": first // PAGE,
        "older": first // PAGE + 2 if len(changes) > first + PAGE else None,
    }
    return render(request, "web/what_changed.html", context)


@page(Right.READ_LOG)
def activity(request, user_id):
    """What one user read, took out and changed: of her own organisation's people, or, for IOM, of all."""
    acting = request.membership
    user = get_object_or_404(User, pk=user_id)
    of_iom = acting.organisation.kind == Kind.IOM
    if not of_iom and not Membership.objects.filter(user=user, organisation=acting.organisation).exists():
        raise Http404
    mine = Q() if of_iom else Q(organisation_id=acting.organisation_id)
    before = _instant(request.GET.get("before"))
    entries = LogEntry.objects.visible_to(acting).filter(mine, user_id=user.pk)
    if before:
        entries = entries.filter(at__lt=before)
    read = [{"at": entry.at, "entry": entry} for entry in in_words(entries[: PAGE + 1], acting)]
    wrote = [{"at": change.at, "change": change} for change in _changes_by(user, acting, before)]
    lines = sorted(chain(read, wrote), key=lambda line: line["at"], reverse=True)
    more = len(lines) > PAGE
    # What was done in one transaction has one instant, and is not torn apart.
    lines = [line for line in lines if line["at"] >= lines[PAGE - 1]["at"]] if more else lines
    context = {"user": user, "lines": lines, "before": lines[-1]["at"].isoformat() if more else None}
    return render(request, "web/activity.html", context)


def _changes_by(user: User, acting: Membership, before: datetime | None) -> list[Change]:
    """The last rows of each table about people that this user wrote, and the case of whom they are about."""
    condition = Q(by_user=user.pk) & (Q(pgh_created_at__lt=before) if before else Q())
    if acting.organisation.kind != Kind.IOM:
        condition &= Q(by_organisation=acting.organisation_id)
    changes = []
    for model in ABOUT_PEOPLE:
        rows = history_of(model).objects.visible_to(acting).filter(condition).order_by("-pgh_created_at")
        path = getattr(rows, "person_path", "").removesuffix("person").removesuffix("__")
        rows = rows.select_related(path) if path and path != "pgh_obj" else rows
        changes += [change_of(row) for row in rows[: PAGE + 1]]
    cases = _cases({person_of(change.row) for change in changes}, acting)
    for change in changes:
        change.case = cases.get(person_of(change.row))
    return with_who(changes)


class LogForm(forms.Form):
    """What to show of the log. A user is chosen of one organisation; there are too many of all."""

    kind = forms.ChoiceField(label=_("What"), required=False, choices=[("", _("everything")), *LogEntry.Kind.choices])
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(), label=_("Organisation"), required=False, empty_label=_("all")
    )
    user = forms.ModelChoiceField(User.objects.none(), label=_("User"), required=False, empty_label=_("all"))
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data, *, membership: Membership):
        super().__init__(data)
        chosen = data.get("organisation", "")
        if membership.organisation.kind != Kind.IOM:
            chosen = str(membership.organisation_id)
        for name in ("kind", "organisation", "user"):
            self.fields[name].widget.attrs["class"] = "form-select"
        for name in ("since", "until"):
            self.fields[name].widget.attrs["class"] = "form-control"
        organisation = self.fields["organisation"].queryset.filter(pk=chosen).first() if is_id(chosen) else None
        if organisation is None:
            del self.fields["user"]
        else:
            self.fields["user"].queryset = User.objects.filter(memberships__organisation=organisation).distinct()

    def condition(self) -> Q:
        given = self.cleaned_data
        condition = Q(kind=given["kind"]) if given["kind"] else Q()
        for name in ("organisation", "user"):
            if given.get(name):
                condition &= Q(**{f"{name}_id": given[name].pk})
        if given["since"]:
            condition &= Q(at__gte=timezone.make_aware(datetime.combine(given["since"], time.min)))
        if given["until"]:
            condition &= Q(at__lte=timezone.make_aware(datetime.combine(given["until"], time.max)))
        return condition


def _page_of(request, entries) -> dict:
    """A page of entries, and the address of the next: those beyond the last one shown."""
    last = request.GET.get("after", "")
    edge = entries.filter(pk=last).first() if is_id(last) else None
    if edge:
        entries = entries.filter(at__lte=edge.at).filter(Q(at__lt=edge.at) | Q(at=edge.at, pk__gt=edge.pk))
    loaded = list(entries.order_by("-at", "pk")[: PAGE + 1])
    asked = request.GET.copy()
    asked["after"] = str(loaded[PAGE - 1].pk) if len(loaded) > PAGE else ""
    older = asked.urlencode() if asked["after"] else ""
    return {"entries": in_words(loaded[:PAGE], request.membership), "older": older, "later": bool(edge)}


def in_words(entries, membership: Membership) -> list[LogEntry]:
    """The entries with who it was, and with the cases they are about that the reader sees herself."""
    entries = list(entries)
    users = User.objects.in_bulk({entry.user_id for entry in entries} - {None})
    organisations = Organisation.objects.in_bulk({entry.organisation_id for entry in entries} - {None})
    cases = _cases({person for entry in entries if len(entry.persons) == 1 for person in entry.persons}, membership)
    for entry in entries:
        entry.who = users.get(entry.user_id)
        entry.organisation = organisations.get(entry.organisation_id)
        entry.case = cases.get(entry.persons[0]) if len(entry.persons) == 1 else None
    return entries


def _cases(person_ids: set, membership: Membership) -> dict:
    """The newest case of each of these people, where the reader sees it."""
    found = Case.objects.visible_to(membership).filter(person__in=person_ids - {None})
    return {case.person_id: case for case in found.order_by("opened_on")}


def _instant(text: str | None) -> datetime | None:
    try:
        instant = parse_datetime(text or "")
    except ValueError:
        return None
    return instant if instant is None or timezone.is_aware(instant) else None
