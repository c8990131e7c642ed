"""Two records of one person side by side: whose values are taken, what goes over; and how it is undone."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from casework.access.models import Membership
from casework.access.policy import Right, may
from casework.journey.models import Case
from casework.journey.reading import log_read
from casework.merging import actions
from casework.merging.plan import Plan, plan
from casework.merging.rules import COLUMNS, Part, Side
from casework.merging.undoing import added_since, digest_of, later_edits
from casework.merging.who_may import find_two, require_undoable
from casework.merging.words import labels_of, words_of, words_of_part
from casework.people.models import Merge, Person
from casework.web.forms.merging import MergeForm, UndoMergeForm
from casework.web.page import page, run, shown_by


@page(Right.MERGE_PEOPLE, methods=("GET", "POST"))
def merge(request, person_id, other_id):
    """Shows both records beside each other, what would go over, and makes one of them."""
    by = request.membership
    if person_id == other_id:
        raise Http404
    kept, gone = find_two(kept=Person(pk=person_id), gone=Person(pk=other_id), by=by)
    planned = plan(kept, gone)
    different, alike = _said(planned)
    form = MergeForm(request.POST or None, planned=planned, said=different)
    status = 200
    if request.method == "POST":
        status = run(form, partial(actions.merge, kept=kept, gone=gone, by=by, shown=shown_by(request)))
        if status == 200:
            messages.success(request, _("The two records are one now."))
            return _to_her(request, kept)
    else:
        log_read([kept.pk, gone.pk], place="merge")
    context = {
        "form": form,
        "kept": kept,
        "gone": gone,
        "cases": [_case_of(person, by) for person in (kept, gone)],
        "alike": alike,
        "moved": planned.moved(by),
        "same": planned.staying(by),
        "ends": planned.ends,
        "shown": planned.digest,
    }
    return render(request, "web/merging/merge.html", context, status=status)


def _said(planned: Plan) -> tuple[list[tuple], list[tuple]]:
    """By part what each says of it: where they differ, and where they are alike."""
    kept, gone = planned.kept, planned.gone
    told = [(part, words_of_part(kept, part), words_of_part(gone, part)) for part in COLUMNS]
    different = [one for one in told if one[1] != one[2]]
    if Part.CASE in planned.choices:
        different.append((Part.CASE, *(_words_of_case(planned.cases[side]) for side in Side)))
    return different, [(capfirst(part.label), mine) for part, mine, others in told if mine == others and mine]


def _words_of_case(case: Case) -> str:
    done = case.records.filter(status="done").count()
    return _("%(code)s, %(organisation)s, stages done: %(done)s") % {
        "code": case.code,
        "organisation": case.organisation.short_name,
        "done": done,
    }


def _case_of(person: Person, by: Membership) -> Case | None:
    """Her open case, else her last, if the reader sees one."""
    cases = Case.objects.visible_to(by).filter(person=person).select_related("organisation")
    return cases.open_first().first()


def _to_her(request, person: Person) -> HttpResponse:
    case = _case_of(person, request.membership)
    return redirect("case", case.pk) if case else redirect("today")


@page(Right.MERGE_PEOPLE, methods=("GET", "POST"))
def undo(request, merge_id):
    """Shows what somebody changed since two records became one, and makes two of them again."""
    by = request.membership
    found = get_object_or_404(
        Merge.objects.visible_to(by).select_related("kept", "by_user", "organisation"), pk=merge_id
    )
    require_undoable(found, by)
    edits = later_edits(found, by)
    form = UndoMergeForm(request.POST or None, edits=edits)
    status = 200
    if request.method == "POST":
        # With nothing ticked the form is sent empty.
        form = UndoMergeForm(request.POST, edits=edits)
        status = run(form, partial(actions.undo, merge=found, by=by, shown=shown_by(request)))
        if status == 200:
            messages.success(request, _("They are two records again."))
            return _to_her(request, found.kept)
    else:
        log_read([found.kept_id], place="merge_undo")
    context = {
        "form": form,
        "merge": found,
        "case": _case_of(found.kept, by),
        "edits": [_words_of_edit(one, form) for one in edits],
        "added": added_since(found, by),
        "shown": digest_of(found, by),
    }
    return render(request, "web/merging/undo.html", context, status=status)


def _words_of_edit(one, form: UndoMergeForm) -> dict:
    chosen = form.data.getlist("put_back") if form.is_bound else ()
    return {
        "step": one.step.pk,
        "what": f"{capfirst(one.model._meta.verbose_name)}: {labels_of(one.model, one.step.after)}",
        "before": words_of(one.model, one.step.before),
        "merged": words_of(one.model, one.step.after),
        "now": words_of(one.model, one.now),
        "put_back": str(one.step.pk) in chosen,
    }


def merges_of(case: Case, membership: Membership) -> dict:
    """For the case page: the merges that stand, for who may undo them."""
    if not may(membership, Right.MERGE_PEOPLE):
        return {}
    merges = Merge.objects.visible_to(membership).standing().filter(kept=case.person)
    return {"merges": merges.select_related("by_user", "organisation")}
