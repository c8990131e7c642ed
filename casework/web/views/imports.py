"""Imports: a sheet is sent, looked at row by row, registered, and undone if it has to be."""

import tempfile
from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casework.access.models import LogEntry
from casework.access.policy import Right
from casework.base.errors import Conflict, TooLarge
from casework.journey.imports.columns import say_columns, say_place
from casework.journey.imports.commit import start_commit
from casework.journey.imports.decisions import are_one_person, caseworker_of, choose_caseworker, decide_all, digest_of
from casework.journey.imports.errors import as_csv, as_xlsx
from casework.journey.imports.looking import looks_of, standing
from casework.journey.imports.telling import asked_of, notices_of, said
from casework.journey.imports.undo import shown_of_undo, start_undo
from casework.journey.imports.uploads import discard_import, start_import
from casework.journey.models import Import, ImportRow
from casework.journey.reading import log_taken
from casework.web.forms.cases import AssignForm
from casework.web.forms.imports import ColumnsForm, PlaceForm, SheetForm
from casework.web.page import is_id, page, page_number, refusal_of, run, shown_by
from casework.web.views.imports_homes import homes_shown

MOST, PAGE = 50, 50
State, Outcome, Decision = Import.State, ImportRow.Outcome, ImportRow.Decision
# In which colour and with which drawing a state is shown.
LOOKS = {
    State.READING: ("information", "hourglass"),
    State.CHECKING: ("information", "hourglass"),
    State.COLUMNS: ("act", "columns-3"),
    State.PREVIEWED: ("act", "list-checks"),
    State.COMMITTING: ("information", "hourglass"),
    State.DONE: ("done", "circle-check"),
    State.FAILED: ("blocked", "octagon-x"),
    State.UNDOING: ("information", "hourglass"),
    State.UNDONE: ("ahead", "undo-2"),
}
OUTCOME_LOOKS = {
    Outcome.READ: ("ahead", "hourglass"),
    Outcome.NEW: ("done", "user-plus"),
    Outcome.SAME: ("information", "user-check"),
    Outcome.DUPLICATE: ("act", "users"),
    Outcome.LATER: ("information", "hourglass"),
    Outcome.KNOWN: ("ahead", "history"),
    Outcome.REPEATED: ("ahead", "copy"),
    Outcome.ERROR: ("blocked", "octagon-x"),
}

# As what a row of which somebody may decide is marked then; "" is left out.
DECIDED_AS = {Decision.ADD: Outcome.NEW, Decision.SAME: Outcome.SAME, Decision.SKIP: ""}

WRITERS = {"csv": as_csv, "xlsx": as_xlsx}

import_page = partial(page, Right.IMPORT)


def find_import(request, import_id: UUID) -> Import:
    imports = Import.objects.visible_to(request.membership).select_related("membership__user", "organisation")
    return get_object_or_404(imports, pk=import_id)


def with_looks(sheet: Import) -> Import:
    sheet.meaning, sheet.drawing = LOOKS[sheet.state]
    return sheet


@import_page(methods=("GET", "POST"))
def imports(request):
    """Those of the organisation, the newest first; and the next one is sent from here."""
    form, status = SheetForm(request.POST or None, request.FILES or None), 200
    if request.method == "POST":
        form = SheetForm(request.POST, request.FILES)
        status = run(form, partial(_start, request))
        if status == 200:
            return redirect("import", form.outcome.pk)
    rows = Import.objects.visible_to(request.membership).select_related("membership__user")[:MOST]
    context = {"form": form, "rows": list(map(with_looks, rows)), "place": "imports"}
    return render(request, "web/imports/list.html", context, status=status)


def _start(request, *, file) -> Import:
    if getattr(request, "files_refused", False):
        raise TooLarge(said("sheet_file_too_large", {"limit": 50}))
    if file is None:
        raise ValidationError({"file": ValidationError(_("Choose a file."), code="required")})
    return start_import(by=request.membership, upload=file)


@import_page()
def import_(request, import_id):
    """One import: how far it is, and its rows, all or those of one kind."""
    return rows_page(request, find_import(request, import_id))


def rows_page(request, sheet: Import, *, refusal: str = "", status: int = 200, row: ImportRow | None = None):
    """Show the rows; after a `refusal` with its sentence, and with all that was ticked, chosen and typed (in `row`)."""
    with_looks(sheet)
    outcome = (request.POST if refusal else request.GET).get("show", "")
    number = page_number(request, posted=bool(refusal))
    some = rows_shown(sheet, outcome, number)
    context = {
        "sheet": sheet,
        "standing": standing(sheet),
        "problem": said(sheet.problem, sheet.problem_params) if sheet.problem else "",
        "notices": notices_of(sheet),
        "turnable": [one for one in asked_of(sheet) if one.may_be_turned] if sheet.state == State.PREVIEWED else [],
        "kinds": _kinds(sheet, outcome),
        "outcome": outcome,
        "rows": drawn(looks_of(sheet, some[:PAGE], request.membership)),
        "refusal": refusal,
        "kept": _typed(request, row) if row else None,
        "previous": number - 1,
        "next": number + 1 if len(some) > PAGE else None,
        "number": number,
        "query": f"show={outcome}" if outcome else "",
        "shown": digest_of(sheet, outcome),
        "at_once": AT_ONCE.get(outcome),
        "place": "imports",
    }
    context |= homes_shown(request, sheet)
    context |= ticking(request, sheet, some[:PAGE]) | _caseworker(request, sheet, refusal)
    return render(request, "web/imports/import.html", context, status=status)


def _typed(request, row: ImportRow) -> dict:
    """What was typed and ticked in a row."""
    asked = request.POST
    return {"row": row, "field": asked.get("field"), "typed": asked.get("typed", ""), "keys": asked.getlist("keys")}


def rows_shown(sheet: Import, outcome: str, number: int) -> list[ImportRow]:
    """The rows of a page, all or those of one kind, and the first of the next one."""
    rows = sheet.rows.filter(outcome=outcome) if outcome in Outcome.values else sheet.rows.all()
    return list(rows.order_by("line")[(number - 1) * PAGE : number * PAGE + 1])


def ticking(request, sheet: Import, rows: list[ImportRow]) -> dict:
    """What may be decided for those of these rows that are ticked, and which are."""
    may = sheet.state in (State.PREVIEWED, State.DONE) and not sheet.cleared_at
    ticks = TICKED if may and any(row.is_open for row in rows) else []
    if ticks and not are_one_person(rows, request.membership):
        ticks = [one for one in ticks if one[0] != Decision.SAME]
    ticked = {value.partition(".")[0] for value in request.POST.getlist("rows")}
    return {"may_decide": may, "ticks": ticks, "ticked": ticked}


def _caseworker(request, sheet: Import, refusal: str) -> dict:
    """The caseworker of all rows, and the form to choose one; after a `refusal` with the choice that was made in it."""
    chosen = caseworker_of(sheet)
    before = str(chosen.pk) if chosen else ""
    picked = request.POST.get("caseworker", before) if refusal else before
    return {
        "caseworker_form": AssignForm(case=sheet, initial={"caseworker": picked if is_id(picked) else ""}),
        "caseworker_before": before,
    }


def on_rows_page(request, sheet: Import, act: Callable, *, row: ImportRow | None = None) -> HttpResponse | None:
    """Do it; where it is refused, return the page of the rows with the sentence, on which nothing is lost."""
    try:
        with transaction.atomic():
            act()
    except (ValidationError, Conflict) as refused:
        if request.htmx:  # its page stays as it is, and gets the sentence (`web.errors.error_page`)
            raise
        sentence, status = refusal_of(refused)
        return rows_page(request, find_import(request, sheet.pk), refusal=sentence, status=status, row=row)
    return None


def take_caseworker_along(request, sheet: Import) -> None:
    """Choose the caseworker who was picked on the page and not confirmed, so that the choice is not lost."""
    picked = request.POST.get("caseworker")
    if picked is not None and picked != request.POST.get("caseworker_before", ""):
        choose_for_all(request, sheet)


def choose_for_all(request, sheet: Import) -> None:
    """Choose the caseworker of all rows, as picked on the page, and say so."""
    form = AssignForm(request.POST, case=sheet)
    if not form.is_valid():
        raise ValidationError({"caseworker": ValidationError(_("Choose a caseworker."), code="caseworker")})
    many = choose_caseworker(sheet=sheet, by=request.membership, caseworker=form.cleaned_data["caseworker"])
    said = ngettext("The caseworker is chosen for %(count)s row.", "The caseworker is chosen for %(count)s rows.", many)
    messages.success(request, said % {"count": many})


# What may be decided for all rows of a kind, and in which words.
AT_ONCE = {
    Outcome.NEW: [(Decision.ADD, gettext_lazy("Register all")), (Decision.SKIP, gettext_lazy("Leave all out"))],
    Outcome.DUPLICATE: [(Decision.ADD, gettext_lazy("Register all")), (Decision.SKIP, gettext_lazy("Leave all out"))],
}
# What may be decided for ticked rows.
TICKED = [
    (Decision.ADD, gettext_lazy("Register")),
    (Decision.SAME, gettext_lazy("Are the people shown")),
    (Decision.SKIP, gettext_lazy("Leave out")),
]


def _kinds(sheet: Import, chosen: str) -> list[dict]:
    kinds = []
    for outcome, (meaning, drawing) in OUTCOME_LOOKS.items():
        if count := sheet.counts.get(outcome, 0):
            words = {"value": outcome.value, "label": outcome.label, "count": count, "on": outcome == chosen}
            kinds.append(words | {"meaning": meaning, "drawing": drawing})
    return kinds


def drawn(looks: list) -> list:
    """The rows with how each is marked: by what was decided about it, else by what it was found to be."""
    for look in looks:
        row = look.row
        found = DECIDED_AS.get(row.decision, row.outcome) if row.outcome in ImportRow.OPEN_TO_DECISION else row.outcome
        look.meaning, look.drawing = OUTCOME_LOOKS[found] if found else ("ahead", "circle-minus")
        look.badge = Outcome(found).label if found else _("left out")
    return looks


@import_page()
def import_progress(request, import_id):
    """The part of the page that is asked for again and again while a job works."""
    sheet = with_looks(find_import(request, import_id))
    response = render(request, "web/imports/_progress.html", {"sheet": sheet, "standing": standing(sheet)})
    if not sheet.is_at_work and request.htmx:
        response["HX-Redirect"] = reverse("import", args=[sheet.pk])
    return response


@import_page(methods=("GET", "POST"))
def import_columns(request, import_id):
    """What each column holds, with its first values; it is remembered for the next sheet of this shape."""
    sheet, status = find_import(request, import_id), 200
    form = ColumnsForm(request.POST or None, sheet=sheet)
    if request.method == "POST":
        form = ColumnsForm(request.POST, sheet=sheet)
        status = run(form, partial(say_columns, sheet=sheet, by=request.membership))
        if status == 200:
            return redirect("import", sheet.pk)
    return _columns_page(request, sheet, form, PlaceForm(sheet=sheet), status)


def _columns_page(request, sheet: Import, form: ColumnsForm, place_form: PlaceForm, status: int):
    problem = said(sheet.problem, sheet.problem_params) if sheet.state == State.COLUMNS else ""
    context = {"sheet": sheet, "form": form, "place_form": place_form, "problem": problem, "place": "imports"}
    return render(request, "web/imports/columns.html", context, status=status)


@import_page(methods=("POST",))
def import_place(request, import_id):
    """Ask where in the file the people stand: the sheet of the workbook, the line of the headings, the last line."""
    sheet = find_import(request, import_id)
    form = PlaceForm(request.POST, sheet=sheet)
    status = run(form, partial(say_place, sheet=sheet, by=request.membership))
    if status == 200:
        return redirect("import", sheet.pk)
    return _columns_page(request, sheet, ColumnsForm(None, sheet=sheet), form, status)


@import_page(methods=("POST",))
def import_answer(request, import_id):
    """Turn round how a column is written, with one click."""
    sheet = find_import(request, import_id)
    answers = {request.POST.get("question", ""): request.POST.get("answer", "")}
    say_columns(sheet=sheet, by=request.membership, columns=sheet.columns, answers=answers)
    return redirect("import", sheet.pk)


@import_page(methods=("POST",))
def decide_import(request, import_id):
    """The same for all rows of one kind about which nobody has decided yet."""
    sheet, outcome = find_import(request, import_id), request.POST.get("outcome", "")
    choice = {"outcome": outcome, "decision": request.POST.get("decision", ""), "shown": shown_by(request)}

    def act() -> None:
        say_decided(request, decide_all(sheet=sheet, by=request.membership, **choice))
        take_caseworker_along(request, sheet)

    refused = on_rows_page(request, sheet, act)
    return refused or redirect(f"{reverse('import', args=[import_id])}?show={outcome}")


def say_decided(request, many: int) -> None:
    """Say for how many rows was decided."""
    said = ngettext("Decided for %(count)s row.", "Decided for %(count)s rows.", many)
    messages.success(request, said % {"count": many})


@import_page(methods=("POST",))
def commit_import(request, import_id):
    """Register the rows that were decided; a caseworker who was picked and not confirmed yet is chosen first."""
    sheet = find_import(request, import_id)

    def act() -> None:
        take_caseworker_along(request, sheet)
        start_commit(sheet=sheet, by=request.membership)

    if refused := on_rows_page(request, sheet, act):
        return refused
    messages.success(request, _("The rows are being registered. This page shows how far it is; you may leave it."))
    return redirect("import", import_id)


@import_page(methods=("GET", "POST"))
def undo_import(request, import_id):
    """Say what goes when the import is undone, and undo it once that is confirmed."""
    sheet, refusal, status = find_import(request, import_id), "", 200
    if request.method == "POST":
        try:
            start_undo(sheet=sheet, by=request.membership, shown=shown_by(request))
        except Conflict as refused:
            refusal, status = refusal_of(refused)
        else:
            messages.success(request, _("The import is being undone. You may leave this page."))
            return redirect("import", import_id)
    context = {"sheet": sheet, "standing": standing(sheet), "shown": shown_of_undo(sheet), "refusal": refusal}
    return render(request, "web/imports/undo.html", context | {"place": "imports"}, status=status)


@import_page(methods=("POST",))
def discard(request, import_id):
    discard_import(sheet=find_import(request, import_id), by=request.membership)
    messages.success(request, _("The sheet was thrown away."))
    return redirect("imports")


@import_page(takes_long=True)
def import_errors(request, import_id, ending):
    """The wrong rows as a sheet, each with the reason."""
    sheet = find_import(request, import_id)
    log_taken(LogEntry.Kind.DOWNLOAD, [], place="import_errors", sheet=str(sheet.pk))
    name = f"{sheet.name.rpartition('.')[0] or sheet.name}-errores.{ending}"
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the response closes it)
    WRITERS[ending](sheet, file)
    file.seek(0)
    response = FileResponse(file, as_attachment=True, filename=name)
    response["X-Content-Type-Options"], response["Cache-Control"] = "nosniff", "private, no-store"
    return response
