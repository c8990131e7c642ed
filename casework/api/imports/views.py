"""/imports/: a sheet is sent, read in the background, decided row by row, registered in the background, and undone."""

import tempfile

from django.db.models import QuerySet
from django.http import FileResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework.response import Response

from casework.access.models import LogEntry
from casework.access.policy import Right
from casework.access.scopes import Scope
from casework.api.bodies import UploadedSheet
from casework.api.imports import serializers as s
from casework.api.permissions import require_scope
from casework.api.resource import Resource, operation
from casework.journey.imports.columns import say_columns, say_place
from casework.journey.imports.commit import start_commit
from casework.journey.imports.decisions import choose_caseworker, decide, decide_all, decide_ticked
from casework.journey.imports.differences import take_over
from casework.journey.imports.errors import as_csv, as_xlsx
from casework.journey.imports.homes import decide_homes
from casework.journey.imports.mending import mend
from casework.journey.imports.undo import start_undo
from casework.journey.imports.uploads import discard_import, start_import
from casework.journey.models import Import, ImportRow
from casework.journey.reading import log_taken

READ = {"scope": Scope.IMPORTS_READ, "rights": [Right.IMPORT]}
WRITE = {"scope": Scope.IMPORTS_WRITE, "rights": [Right.IMPORT]}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=Import.State.choices)

    class Meta:
        model = Import
        fields: list[str] = []


class RowFilter(filters.FilterSet):
    outcome = filters.ChoiceFilter(choices=ImportRow.Outcome.choices, help_text=_("What the row is."))
    decision = filters.ChoiceFilter(choices=ImportRow.Decision.choices)

    class Meta:
        model = ImportRow
        fields: list[str] = []


class ImportResource(Resource):
    tag = "imports"
    model = Import
    filterset_class = ImportFilter

    def visible(self) -> QuerySet:
        return Import.objects.visible_to(self.by).select_related("membership__user")

    def one(self) -> Import:
        return self.visible().get(pk=self.kwargs["import_id"])


class Imports(ImportResource):
    parser_classes = [UploadedSheet]

    @operation(
        "imports_list", _("Imports of your organisation, the newest first"), gives=s.ImportOut, many=True, **READ
    )
    def get(self, request):
        return self.page(self.visible())

    @operation(
        "imports_send",
        _("Send a sheet"),
        takes=s.ImportIn,
        gives=s.ImportOut,
        status=201,
        description=_("CSV, XLSX, ODS or XLS of at most 50 MB (413). It is read in the background: look at `state`."),
        **WRITE,
    )
    def post(self, request):
        sheet = start_import(by=self.by, upload=self.body()["file"])
        return self.created(self.visible().get(pk=sheet.pk), reverse("api:import", args=[sheet.pk]))


class ImportDetail(ImportResource):
    @operation("imports_read", _("An import: its state, its counts, its columns"), gives=s.ImportOut, **READ)
    def get(self, request, import_id):
        return self.detail(self.one())


class ImportColumns(ImportResource):
    @operation(
        "imports_columns",
        _("Say what the columns hold"),
        takes=s.ColumnsIn,
        gives=s.ImportOut,
        description=_(
            "And what is asked about them: `questions` of an import that waits for its columns. The sheet is read anew,"
            " and the next one with these headings as well."
        ),
        **WRITE,
    )
    def post(self, request, import_id):
        say_columns(sheet=self.one(), by=self.by, **self.body())
        return self.detail(self.one())


class ImportPlace(ImportResource):
    @operation(
        "imports_place",
        _("Say where in the file the people stand"),
        takes=s.PlaceIn,
        gives=s.ImportOut,
        description=_("The sheet of the workbook, the line of the headings, the last line. The sheet is read anew."),
        **WRITE,
    )
    def post(self, request, import_id):
        say_place(sheet=self.one(), by=self.by, **self.body())
        return self.detail(self.one())


class ImportDecide(ImportResource):
    @operation(
        "imports_decide",
        _("Decide for all rows of one kind about which nobody has decided yet"),
        takes=s.DecideAllIn,
        gives=s.ImportOut,
        **WRITE,
    )
    def post(self, request, import_id):
        decide_all(sheet=self.one(), by=self.by, **self.body())
        return self.detail(self.one())


class ImportTicked(ImportResource):
    @operation(
        "imports_decide_ticked",
        _("Decide for some rows at once"),
        takes=s.TickedIn,
        gives=s.ImportOut,
        description=_("All of them or, when one has changed or is settled, none (409)."),
        **WRITE,
    )
    def post(self, request, import_id):
        sheet, body = self.one(), self.body()
        decide_ticked(sheet=sheet, by=self.by, rows=dict.fromkeys(body["rows"]), decision=body["decision"])
        return self.detail(self.one())


class ImportCaseworker(ImportResource):
    @operation(
        "imports_caseworker",
        _("Choose the caseworker of all rows that are not registered yet"),
        takes=s.CaseworkerIn,
        gives=s.ImportOut,
        **WRITE,
    )
    def post(self, request, import_id):
        choose_caseworker(sheet=self.one(), by=self.by, **self.body())
        return self.detail(self.one())


class ImportHomes(ImportResource):
    model = ImportRow
    ordering = ("line", "id")
    filterset_class = None

    def homes(self) -> QuerySet:
        return self.one().rows.homes().select_related("sheet")

    @operation("import_homes_list", _("Households that the sheet proposes"), gives=s.ProposedHomeOut, many=True, **READ)
    def get(self, request, import_id):
        return self.page(self.homes())

    @operation(
        "import_homes_decide",
        _("Decide whether rows are registered as one household"),
        takes=s.HomesIn,
        gives=s.ImportOut,
        description=_(
            "Nobody is put into a household without it. With `together` second persons of the sheet about whom nobody "
            "decided are registered, too. All of them or, when one is settled, none (409)."
        ),
        **WRITE,
    )
    def post(self, request, import_id):
        sheet, body = self.one(), self.body()
        decide_homes(sheet=sheet, by=self.by, homes=dict.fromkeys(body["homes"]), decision=body["decision"])
        return self.detail(self.one())


class ImportCommit(ImportResource):
    @operation(
        "imports_commit",
        _("Register the rows that were decided"),
        gives=s.ImportOut,
        description=_("In the background. It writes cases as well: a token needs cases:write for it."),
        **WRITE,
    )
    def post(self, request, import_id):
        require_scope(request, Scope.CASES_WRITE)
        start_commit(sheet=self.one(), by=self.by)
        return self.detail(self.one())


class ImportUndo(ImportResource):
    @operation(
        "imports_undo",
        _("Undo the whole import"),
        gives=s.ImportOut,
        description=_("In the background. As long as nothing was built on it (409 with the lines)."),
        **WRITE,
    )
    def post(self, request, import_id):
        require_scope(request, Scope.CASES_WRITE)
        start_undo(sheet=self.one(), by=self.by)
        return self.detail(self.one())


class ImportDiscard(ImportResource):
    @operation("imports_discard", _("Throw a sheet away of which nobody was registered"), status=204, **WRITE)
    def post(self, request, import_id):
        discard_import(sheet=self.one(), by=self.by)
        return Response(status=204)


class RowResource(ImportResource):
    model = ImportRow
    ordering = ("line", "id")
    filterset_class = RowFilter

    def visible(self) -> QuerySet:
        rows = ImportRow.objects.visible_to(self.by).select_related("sheet")
        return rows.filter(sheet=Import.objects.visible_to(self.by).get(pk=self.kwargs["import_id"]))

    def one(self) -> ImportRow:
        return self.visible().get(pk=self.kwargs["row_id"])


class ImportRows(RowResource):
    @operation("import_rows_list", _("The rows of an import"), gives=s.ImportRowOut, many=True, **READ)
    def get(self, request, import_id):
        return self.page(self.visible())


class ImportRowDecide(RowResource):
    @operation("import_rows_read", _("A row of an import"), gives=s.ImportRowOut, **READ)
    def get(self, request, import_id, row_id):
        return self.detail(self.one())

    @operation(
        "import_rows_decide", _("Decide what becomes of a row"), takes=s.DecisionIn, gives=s.ImportRowOut, **WRITE
    )
    def post(self, request, import_id, row_id):
        decide(row=self.one(), by=self.by, **self.body())
        return self.detail(self.one())


class ImportRowMend(RowResource):
    @operation(
        "import_rows_mend",
        _("Write another value into a wrong cell"),
        takes=s.MendIn,
        gives=s.ImportRowOut,
        description=_("With `alike` into those of all wrong rows that say the same there. The rows are read anew."),
        **WRITE,
    )
    def post(self, request, import_id, row_id):
        mend(row=self.one(), by=self.by, **self.body())
        return self.detail(self.one())


class ImportRowTake(RowResource):
    @operation(
        "import_rows_take",
        _("Write what a row tells into the file of the person that it is"),
        takes=s.TakeIn,
        gives=s.ImportRowOut,
        description=_("`keys` are those of its `differences`. It writes people as well: a token needs people:write."),
        **WRITE,
    )
    def post(self, request, import_id, row_id):
        require_scope(request, Scope.PEOPLE_WRITE)
        take_over(row=self.one(), by=self.by, **self.body())
        return self.detail(self.one())


class ImportErrors(ImportResource):
    """The wrong rows as the same sheet, with a column more that says why."""

    takes_long = True

    def sheet_of_errors(self, write, content_type: str, ending: str) -> FileResponse:
        sheet = self.one()
        log_taken(LogEntry.Kind.DOWNLOAD, [], place=self.current.id, sheet=str(sheet.pk))
        file = tempfile.TemporaryFile()  # noqa: SIM115  (the response closes it)
        write(sheet, file)
        file.seek(0)
        headers = {"X-Content-Type-Options": "nosniff"}
        name = f"errors.{ending}"
        return FileResponse(file, as_attachment=True, filename=name, content_type=content_type, headers=headers)


class ImportErrorsCsv(ImportErrors):
    @operation("import_errors_csv", _("The wrong rows, as CSV"), media_types=("text/csv",), **READ)
    def get(self, request, import_id):
        return self.sheet_of_errors(as_csv, "text/csv; charset=utf-8", "csv")


class ImportErrorsXlsx(ImportErrors):
    @operation("import_errors_xlsx", _("The wrong rows, as XLSX"), media_types=(XLSX,), **READ)
    def get(self, request, import_id):
        return self.sheet_of_errors(as_xlsx, XLSX, "xlsx")
