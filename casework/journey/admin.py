"""Pathways, which are filled in here, and cases, which are looked at here and changed by actions only."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.decorators import action

from casework.access.admin import PolicyAdmin, PolicyInline, ReferenceAdmin
from casework.access.models import Membership, User
from casework.access.policy import Section
from casework.journey import actions
from casework.journey.models import (
    Attachment,
    Blocker,
    Case,
    ColumnMapping,
    Import,
    ImportRow,
    IntakeRow,
    Note,
    Pathway,
    PathwayStage,
    StageRecord,
)


class PathwayStageInline(TabularInline):
    model = PathwayStage
    extra = 0

    def has_view_permission(self, request, obj=None):
        return True  # who sees the pathway sees its stages

    def has_add_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return self.admin_site.get_model_admin(Pathway).has_change_permission(request)

    def has_delete_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)


@admin.register(Pathway)
class PathwayAdmin(ReferenceAdmin):
    icon = "route"
    list_display = ["name", "code", "legal_basis", "opens_on", "closes_on"]
    search_fields = ["name", "code", "legal_basis"]
    fields = ["code", "name", "legal_basis", "opens_on", "closes_on", "notes"]
    inlines = [PathwayStageInline]

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []


class RecordInline(PolicyInline):
    model = StageRecord
    section = Section.JOURNEY
    fields = ["stage", "status", "since", "decided_on", "reason"]


class BlockerInline(PolicyInline):
    model = Blocker
    section = Section.BLOCKERS
    fields = ["stage", "cause", "since", "review_on", "resolved_on"]


class CloseForm(forms.Form):
    close_reason = forms.ChoiceField(label=_("closed because"), choices=Case.CLOSING)
    on = forms.DateField(label=_("on"), required=False, help_text=_("Empty means today."))


class AssignForm(forms.Form):
    caseworker = forms.ModelChoiceField(
        User.objects.none(), label=_("caseworker"), required=False, empty_label=_("nobody")
    )

    def __init__(self, *args, **kwargs):
        organisation = kwargs.pop("organisation")
        super().__init__(*args, **kwargs)
        members = Membership.objects.active().filter(organisation=organisation, user__is_service=False)
        self.fields["caseworker"].queryset = User.objects.filter(pk__in=members.values("user"))


@admin.register(Case)
class CaseAdmin(PolicyAdmin):
    icon = "folder_shared"
    section = Section.JOURNEY
    search_through = ""
    search_help_text = _("A case code, or who the person is: a number, an address, parts of the name.")
    list_display = ["code", "person", "organisation", "caseworker", "state", "opened_on", "moved_at"]
    list_select_related = ["person", "organisation", "caseworker"]
    list_filter = ["state"]
    ordering = ["code"]
    fields = [
        *("code", "person", "pathway", "organisation", "caseworker", "state"),
        *("opened_on", "closed_on", "close_reason", "moved_at"),
    ]
    inlines = [RecordInline, BlockerInline]
    actions_detail = ["assign", "close", "reopen"]

    @action(description=_("Give to a caseworker"), url_path="assign")
    def assign(self, request, object_id):
        case = self.get_object(request, object_id)
        return self.act(
            request,
            object_id,
            title=gettext("Give to a caseworker"),
            form_class=AssignForm,
            organisation=case and case.organisation,
            action=lambda case, by, caseworker: actions.assign(case=case, by=by, caseworker=caseworker),
            done=gettext("The case was given."),
        )

    @action(description=_("Close the case"), url_path="close")
    def close(self, request, object_id):
        return self.act(
            request,
            object_id,
            title=gettext("Close the case"),
            form_class=CloseForm,
            action=lambda case, by, **why: actions.close_case(case=case, by=by, **why),
            done=gettext("The case was closed."),
        )

    @action(description=_("Reopen the case"), url_path="reopen")
    def reopen(self, request, object_id):
        return self.act(
            request,
            object_id,
            title=gettext("Reopen the case"),
            action=lambda case, by: actions.reopen_case(case=case, by=by),
            done=gettext("The case was reopened."),
        )


class OnCaseAdmin(PolicyAdmin):
    """Rows that hang on a case, found by its code or who the person is."""

    search_through = "case"
    list_select_related = ["case"]
    ordering = ["id"]


@admin.register(StageRecord)
class StageRecordAdmin(OnCaseAdmin):
    icon = "linear_scale"
    section = Section.JOURNEY
    list_display = ["case", "stage", "status", "since", "decided_on"]
    list_filter = ["stage", "status"]
    fields = [
        *("case", "stage", "status", "since", "started_on", "submitted_on", "decided_on", "decided_by"),
        *("decided_by_organisation", "reason", "document", "appointment_at", "appointment_place"),
        *("application_number", "fee_amount", "fee_paid_by"),
    ]


class ResolveForm(forms.Form):
    resolution = forms.CharField(label=_("how it was resolved"), max_length=300)
    on = forms.DateField(label=_("on"), required=False, help_text=_("Empty means today."))


@admin.register(Blocker)
class BlockerAdmin(OnCaseAdmin):
    icon = "block"
    section = Section.BLOCKERS
    list_display = ["case", "stage", "cause", "since", "review_on", "resolved_on"]
    list_filter = ["cause"]
    fields = ["case", "stage", "cause", "detail", "since", "review_on", "resolved_on", "resolution"]
    actions_detail = ["resolve"]

    @action(description=_("Resolve"), url_path="resolve")
    def resolve(self, request, object_id):
        return self.act(
            request,
            object_id,
            title=gettext("Resolve the blocker"),
            form_class=ResolveForm,
            action=lambda blocker, by, **how: actions.resolve_blocker(blocker=blocker, by=by, **how),
            done=gettext("The blocker was resolved."),
        )


@admin.register(Note)
class NoteAdmin(OnCaseAdmin):
    icon = "sticky_note_2"
    section = Section.NOTES
    list_display = ["case", "__str__", "author", "organisation", "created_at"]
    list_select_related = ["case", "author", "organisation"]
    fields = ["case", "text", "author", "organisation", "created_at"]


@admin.register(Attachment)
class AttachmentAdmin(OnCaseAdmin):
    """What is known of a file; the file itself is given out by its case's page only, which checks who asks."""

    icon = "attach_file"
    section = Section.ATTACHMENTS
    list_display = ["case", "name", "content_type", "size", "added_by", "created_at"]
    list_select_related = ["case", "added_by"]
    fields = ["case", "name", "description", "content_type", "size", "added_by", "organisation", "created_at"]


@admin.register(IntakeRow)
class IntakeRowAdmin(OnCaseAdmin):
    icon = "upload_file"
    section = Section.JOURNEY
    list_display = ["case", "sheet", "line", "organisation", "created_at"]
    list_select_related = ["case", "organisation"]
    fields = ["case", "organisation", "sheet", "line", "fingerprint", "created_at"]


@admin.register(Import)
class ImportAdmin(PolicyAdmin):
    icon = "upload_file"
    section = Section.IDENTITY
    list_display = ["name", "organisation", "membership", "state", "done", "total", "created_at"]
    list_select_related = ["organisation", "membership__user", "membership__organisation"]
    list_filter = ["state"]
    fields = [
        *("name", "organisation", "membership", "state", "sha256", "size", "headings", "columns", "counts", "problem"),
        *("previewed_at", "committed_at", "undone_at", "cleared_at", "created_at"),
    ]


@admin.register(ImportRow)
class ImportRowAdmin(PolicyAdmin):
    icon = "table_rows"
    section = Section.IDENTITY
    list_display = ["sheet", "line", "outcome", "decision", "done_at"]
    list_select_related = ["sheet"]
    list_filter = ["outcome", "decision"]
    fields = [
        "sheet",
        "line",
        "fingerprint",
        "outcome",
        "decision",
        "decided_by",
        "person",
        "done_at",
        "home",
        "home_decision",
    ]


@admin.register(ColumnMapping)
class ColumnMappingAdmin(PolicyAdmin):
    icon = "view_column"
    section = Section.IDENTITY
    list_display = ["organisation", "headings", "changed_by", "updated_at"]
    list_select_related = ["organisation", "changed_by__user", "changed_by__organisation"]
    fields = ["organisation", "headings", "columns", "shape", "changed_by", "updated_at"]
