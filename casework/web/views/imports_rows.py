"""Rows of an import: what becomes of each, what is mended in it, and what it tells of somebody who is there."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.access.models import Membership, User
from casework.journey.imports.decisions import choose_caseworker, decide, decide_ticked
from casework.journey.imports.differences import take_over
from casework.journey.imports.looking import looks_of, standing
from casework.journey.imports.mending import mend
from casework.journey.models import Import, ImportRow
from casework.web.forms.cases import AssignForm
from casework.web.page import is_id, run, shown_by
from casework.web.views.imports import drawn, find_import, import_page, with_looks

Outcome, Decision = ImportRow.Outcome, ImportRow.Decision


def _find_row(request, import_id, row_id) -> tuple[Import, ImportRow]:
    sheet = find_import(request, import_id)
    row = get_object_or_404(sheet.rows, pk=row_id)
    row.sheet = sheet
    return sheet, row


@import_page(methods=("POST",))
def decide_import_row(request, import_id, row_id):
    """Decide about a row; htmx gets the row back, others the page where it stood."""
    sheet, row = _find_row(request, import_id, row_id)
    choice, _sep, person = request.POST.get("decision", "").partition(":")
    if choice not in Decision.values:
        raise ValidationError(_("Say what becomes of the row."), code="decision")
    row = decide(row=row, by=request.membership, decision=choice, person=_uuid(person))
    return _row_again(request, sheet, row)


@import_page(methods=("POST",))
def take_import_row(request, import_id, row_id):
    """Write what was ticked of a row into the file of the person it is."""
    sheet, row = _find_row(request, import_id, row_id)
    take_over(row=row, by=request.membership, keys=request.POST.getlist("keys"), shown=shown_by(request))
    return _row_again(request, sheet, row)


def _row_again(request, sheet: Import, row: ImportRow):
    """The row as it is now for htmx, for others the page where it stood."""
    if request.htmx:
        (look,) = drawn(looks_of(sheet, [row], request.membership))
        context = {"sheet": with_looks(sheet), "look": look, "outcome": "", "number": 1, "standing": standing(sheet)}
        return render(request, "web/imports/_decided.html", context)
    return _back_to_rows(request, sheet, row)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise ValidationError(_("Say which person it is."), code="person") from None


@import_page(methods=("POST",))
def mend_import_row(request, import_id, row_id):
    """A wrong cell is mended: that of this row, or of all rows that say the same there."""
    sheet, row = _find_row(request, import_id, row_id)
    many = mend(
        row=row,
        by=request.membership,
        field=request.POST.get("field", ""),
        value=request.POST.get("value", "") or request.POST.get("typed", ""),
        alike="alike" in request.POST,
        shown=shown_by(request),
    )
    said = ngettext("%(many)s row was read again.", "%(many)s rows were read again.", many)
    messages.success(request, said % {"many": many})
    return _back_to_rows(request, sheet, row)


@import_page(methods=("POST",))
def decide_ticked_rows(request, import_id):
    """One decision for the ticked rows."""
    sheet = find_import(request, import_id)
    ticked = [value.partition(".") for value in request.POST.getlist("rows")]
    rows: dict[UUID, str | None] = {UUID(row): shown for row, _sep, shown in ticked if is_id(row)}
    many = decide_ticked(sheet=sheet, by=request.membership, rows=rows, decision=request.POST.get("decision", ""))
    messages.success(request, _("Decided for %(count)s rows.") % {"count": many})
    return _back_to_rows(request, sheet)


@import_page(methods=("POST",))
def import_caseworker(request, import_id):
    """The caseworker of all who are registered from this sheet."""
    sheet = find_import(request, import_id)
    form = AssignForm(request.POST, case=sheet)
    if run(form, partial(_choose, sheet, request.membership)) != 200:
        raise ValidationError({"caseworker": ValidationError(_("Choose a caseworker."), code="caseworker")})
    messages.success(request, _("The caseworker is chosen for %(count)s rows.") % {"count": form.outcome})
    return _back_to_rows(request, sheet)


def _choose(sheet: Import, by: Membership, *, caseworker: User | None) -> int:
    return choose_caseworker(sheet=sheet, by=by, caseworker=caseworker)


def _back_to_rows(request, sheet: Import, row: ImportRow | None = None) -> HttpResponse:
    """The page of the rows where it stood."""
    show, number = request.POST.get("show", ""), request.POST.get("page", "1")
    query = f"?show={show if show in Outcome.values else ''}&page={number if number.isdecimal() else 1}"
    return redirect(f"{reverse('import', args=[sheet.pk])}{query}{f'#r{row.line}' if row else ''}")
