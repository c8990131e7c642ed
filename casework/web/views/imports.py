"""Imports: a sheet is sent, looked at row by row, registered, and undone if it has to be."""

import tempfile
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.access.models import LogEntry
from casework.access.policy import Right
from casework.base.errors import TooLarge
from casework.journey.imports.columns import say_columns, say_place
from casework.journey.imports.commit import start_commit
from casework.journey.imports.decisions import decide_all, digest_of
from casework.journey.imports.errors import as_csv, as_xlsx
from casework.journey.imports.looking import looks_of, standing
from casework.journey.imports.telling import asked_of, notices_of, said
from casework.journey.imports.undo import start_undo
from casework.journey.imports.uploads import discard_import, start_import
from casework.journey.models import Import, ImportRow
from casework.journey.reading import log_taken
from casework.web.forms.cases import AssignForm
from casework.web.forms.imports import ColumnsForm, PlaceForm, SheetForm
from casework.web.page import page, page_number, run, shown_by

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
    sheet = with_looks(find_import(request, import_id))
    outcome = request.GET.get("show", "")
    number = page_number(request)
    rows = sheet.rows.filter(outcome=outcome) if outcome in Outcome.values else sheet.rows.all()
    some = list(rows.order_by("line")[(number - 1) * PAGE : number * PAGE + 1])
    context = {
        "sheet": sheet,
        "standing": standing(sheet),
        "problem": said(sheet.problem, sheet.problem_params) if sheet.problem else "",
        "notices": notices_of(sheet),
        "turnable": [one for one in asked_of(sheet) if one.may_be_turned] if sheet.state == State.PREVIEWED else [],
        "kinds": _kinds(sheet, outcome),
        "outcome": outcome,
        "rows": drawn(looks_of(sheet, some[:PAGE], request.membership)),
        "previous": number - 1,
        "next": number + 1 if len(some) > PAGE else None,
        "number": number,
        "query": f"show={outcome}" if outcome else "",
        "shown": digest_of(sheet, outcome),
        "ticks": TICKED if sheet.state in (State.PREVIEWED, State.DONE) and not sheet.cleared_at else [],
        "caseworker_form": AssignForm(case=sheet) if sheet.state == State.PREVIEWED else None,
        "at_once": AT_ONCE.get(outcome) if sheet.state in (State.PREVIEWED, State.DONE) else None,
        "place": "imports",
    }
    return render(request, "web/imports/import.html", context)


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
    for look in looks:
        look.meaning, look.drawing = OUTCOME_LOOKS[look.row.outcome]
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
    many = decide_all(
        sheet=sheet,
        by=request.membership,
        outcome=outcome,
        decision=request.POST.get("decision", ""),
        shown=shown_by(request),
    )
    messages.success(request, _("Decided for %(count)s rows.") % {"count": many})
    return redirect(f"{reverse('import', args=[import_id])}?show={outcome}")


@import_page(methods=("POST",))
def commit_import(request, import_id):
    start_commit(sheet=find_import(request, import_id), by=request.membership)
    messages.success(request, _("The rows are being registered. This page shows how far it is; you may leave it."))
    return redirect("import", import_id)


@import_page(methods=("POST",))
def undo_import(request, import_id):
    start_undo(sheet=find_import(request, import_id), by=request.membership)
    messages.success(request, _("The import is being undone. You may leave this page."))
    return redirect("import", import_id)


@import_page(methods=("POST",))
def discard(request, import_id):
    discard_import(sheet=find_import(request, import_id), by=request.membership)
    messages.success(request, _("The sheet was thrown away."))
    return redirect("imports")


@import_page()
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
