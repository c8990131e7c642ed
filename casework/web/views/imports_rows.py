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

from casework.journey.imports.decisions import decide, decide_ticked
from casework.journey.imports.differences import take_over
from casework.journey.imports.homes import decide_homes
from casework.journey.imports.looking import looks_of, standing
from casework.journey.imports.mending import Mended, mend
from casework.journey.models import Import, ImportRow
from casework.web.page import is_id, page_number, shown_by
from casework.web.views.imports import (
    PAGE,
    choose_for_all,
    drawn,
    find_import,
    import_page,
    on_rows_page,
    rows_shown,
    say_decided,
    take_caseworker_along,
    ticking,
    with_looks,
)

Outcome, Decision, HomeDecision = ImportRow.Outcome, ImportRow.Decision, ImportRow.HomeDecision


def _find_row(request, import_id, row_id) -> tuple[Import, ImportRow]:
    sheet = find_import(request, import_id)
    row = get_object_or_404(sheet.rows, pk=row_id)
    row.sheet = sheet
    return sheet, row


@import_page(methods=("POST",))
def decide_import_row(request, import_id, row_id):
    """Decide about a row; htmx gets the row back, others the page where it stood."""
    sheet, row = _find_row(request, import_id, row_id)

    def act() -> None:
        choice, _sep, person = request.POST.get("decision", "").partition(":")
        if choice not in Decision.values:
            raise ValidationError(_("Say what becomes of the row."), code="decision")
        decide(row=row, by=request.membership, decision=choice, person=_uuid(person))

    return on_rows_page(request, sheet, act, row=row) or _row_again(request, sheet, row)


@import_page(methods=("POST",))
def take_import_row(request, import_id, row_id):
    """Write what was ticked of a row into the file of the person it is."""
    sheet, row = _find_row(request, import_id, row_id)
    keys = request.POST.getlist("keys")
    act = partial(take_over, row=row, by=request.membership, keys=keys, shown=shown_by(request))
    if refused := on_rows_page(request, sheet, act, row=row):
        return refused
    said = ngettext(
        "%(count)s part of the row was written into the file.",
        "%(count)s parts of the row were written into the file.",
        len(keys),
    )
    return _row_again(request, sheet, row, said=said % {"count": len(keys)})


def _row_again(request, sheet: Import, row: ImportRow, said: str = ""):
    """The row as it is now for htmx, with what else it changed; for others the page where it stood."""
    if request.htmx:
        row.refresh_from_db()
        row.sheet = sheet
        (look,) = drawn(looks_of(sheet, [row], request.membership))
        outcome, number = _asked(request)
        context = {"sheet": with_looks(sheet), "look": look, "outcome": outcome, "number": number, "said": said}
        rows = rows_shown(sheet, outcome, number)[:PAGE]
        context |= {"standing": standing(sheet)} | ticking(request, sheet, rows)
        return render(request, "web/imports/_decided.html", context)
    if said:
        messages.success(request, said)
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

    def act() -> None:
        mended = mend(
            row=row,
            by=request.membership,
            field=request.POST.get("field", ""),
            value=request.POST.get("value", "") or request.POST.get("typed", ""),
            alike="alike" in request.POST,
            shown=shown_by(request),
        )
        _say_mended(request, mended)
        take_caseworker_along(request, sheet)

    return on_rows_page(request, sheet, act, row=row) or _back_to_rows(request, sheet, row)


def _say_mended(request, mended: Mended) -> None:
    """Say how many rows are right now, and how many still have errors."""
    if mended.right:
        said = ngettext(
            "%(many)s row was read again and is right now.",
            "%(many)s rows were read again and are right now.",
            mended.right,
        )
        messages.success(request, said % {"many": mended.right})
    if mended.wrong:
        said = ngettext(
            "%(many)s row was read again and still has errors.",
            "%(many)s rows were read again and still have errors.",
            mended.wrong,
        )
        messages.error(request, said % {"many": mended.wrong})


@import_page(methods=("POST",))
def decide_ticked_rows(request, import_id):
    """One decision for the ticked rows."""
    sheet = find_import(request, import_id)
    ticked = [value.partition(".") for value in request.POST.getlist("rows")]
    rows: dict[UUID, str | None] = {UUID(row): shown for row, _sep, shown in ticked if is_id(row)}
    decision = request.POST.get("decision", "")

    def act() -> None:
        say_decided(request, decide_ticked(sheet=sheet, by=request.membership, rows=rows, decision=decision))
        take_caseworker_along(request, sheet)

    return on_rows_page(request, sheet, act) or _back_to_rows(request, sheet)


@import_page(methods=("POST",))
def import_caseworker(request, import_id):
    """The caseworker of all who are registered from this sheet."""
    sheet = find_import(request, import_id)
    act = partial(choose_for_all, request, sheet)
    return on_rows_page(request, sheet, act) or _back_to_rows(request, sheet)


def _asked(request) -> tuple[str, int]:
    """Rows of which kind the page showed, and which page of them."""
    show = request.POST.get("show", "")
    return show if show in Outcome.values else "", page_number(request, posted=True)


@import_page(methods=("POST",))
def decide_import_homes(request, import_id):
    """Decide whether proposed households are registered as such: one by its own button, or the ticked ones."""
    sheet = find_import(request, import_id)
    decision = next((choice for choice in HomeDecision.values if choice in request.POST), "")
    values = [request.POST[decision]] if decision else request.POST.getlist("homes")
    parted = [value.partition(".") for value in values]
    homes: dict[int, str | None] = {int(line): shown for line, _sep, shown in parted if line.isdecimal()}
    decision = decision or request.POST.get("decision", "")

    def act() -> None:
        many = decide_homes(sheet=sheet, by=request.membership, homes=homes, decision=decision)
        said = ngettext("Decided for %(many)s household.", "Decided for %(many)s households.", many)
        messages.success(request, said % {"many": many})

    return on_rows_page(request, sheet, act) or _back_to_rows(request, sheet)


def _back_to_rows(request, sheet: Import, row: ImportRow | None = None) -> HttpResponse:
    """The page of the rows where it stood."""
    show, number = _asked(request)
    return redirect(f"{reverse('import', args=[sheet.pk])}?show={show}&page={number}{f'#r{row.line}' if row else ''}")
