"""Training and seed capital; and, since this room knows all six stages, the page that takes a case through a move."""

from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from casework.access.admin import PolicyAdmin, PolicyInline
from casework.access.policy import Section
from casework.base.admin import dressed
from casework.journey.admin import CaseAdmin, OnCaseAdmin
from casework.journey.models import Case, StageRecord
from casework.journey.moves import STAGE_FACTS, may_move_person
from casework.journey.stages import NEEDS_REASON, OPTIONAL, STAGES, Status, verbs_from
from casework.people.models import IdentityDocument
from casework.people.queries import open_sections
from casework.places.zones import zone_of
from casework.programmes.actions import move_stage, pay_instalment
from casework.programmes.models import Award, Instalment, Training
from casework.programmes.rules import MOST_INSTALMENTS

# What moves ask for → the table that keeps it.
KEPT_IN = {
    **dict.fromkeys(STAGE_FACTS, StageRecord),
    **dict.fromkeys(("number", "issued_on", "expires_on"), IdentityDocument),
    **dict.fromkeys(("course", "provider", "starts_on", "ends_on", "hours_attended", "certificate_number"), Training),
    **dict.fromkeys(("business_name", "form", "amount", "equipment"), Award),
}


def asked(name: str) -> forms.Field:
    """The form field for one thing a move asks for."""
    required = name not in OPTIONAL
    if name == "instalments":
        return forms.IntegerField(label=_("instalments"), min_value=1, max_value=MOST_INSTALMENTS, required=required)
    if name == "first_instalment_on":
        return forms.DateField(label=_("first instalment on"), required=required)
    field = KEPT_IN[name]._meta.get_field(name).formfield(required=required)
    return forms.DateTimeField(label=field.label, required=required) if name == "appointment_at" else field


def move_form(stage: str, verb: str) -> type[forms.Form]:
    """A form of what this move asks for, the day and the reason."""
    fields = {name: asked(name) for name in STAGES[stage].asks.get(verb, ())}
    fields["on"] = forms.DateField(label=_("on"), required=False, help_text=_("Empty means today."))
    fields["reason"] = forms.CharField(label=_("reason"), max_length=300, required=verb in NEEDS_REASON)
    return type("MoveForm", (forms.Form,), fields)


class ChooseMoveForm(forms.Form):
    move = forms.ChoiceField(label=_("move"))

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["move"].choices = choices


admin.site.unregister(Case)


@admin.register(Case)
class CaseWithMovesAdmin(CaseAdmin):
    actions_detail = ["move", *CaseAdmin.actions_detail]

    @action(description=_("Move a stage"), url_path="move")
    def move(self, request, object_id):
        """First which move, of those possible now, then what it asks for."""
        case = self.get_object(request, object_id)
        refusal = self.refusal(request, case, object_id)
        if refusal:
            return refusal
        possible = _moves_of(case, request.membership)
        if not possible:
            messages.warning(request, gettext("There is no move that you may make now."))
            return redirect(self._page_of(case))
        chosen = request.GET.get("move")
        if chosen not in possible:
            form = dressed(ChooseMoveForm(choices=list(possible.items())))
            return self.form_page(request, title=gettext("Move a stage"), form=form, row=case, method="get")
        stage, verb = chosen.split(":")
        with timezone.override(zone_of(case.person.canton_id)):
            return self.act(
                request,
                object_id,
                title=possible[chosen],
                form_class=move_form(stage, verb),
                action=lambda case, by, **details: move_stage(
                    case=case,
                    stage=stage,
                    verb=verb,
                    by=by,
                    **{k: v for k, v in details.items() if v not in (None, "")},
                ),
                done=gettext("The stage was moved."),
            )


def _told(details: dict) -> dict:
    """Return what was filled in."""
    return {name: value for name, value in details.items() if value not in (None, "")}


def _moves_of(case: Case, membership) -> dict[str, str]:
    """The moves the map allows from where the case stands and the policy to this membership, with their labels."""
    opened = open_sections(case.person, membership, to_write=True)
    statuses = dict(case.records.values_list("stage", "status"))
    return {
        f"{code}:{verb}": str(stage.labels[verb])
        for code, stage in STAGES.items()
        for verb in verbs_from(code, statuses.get(code, Status.NOT_STARTED))
        if may_move_person(membership, code, verb, opened)
    }


@admin.register(Training)
class TrainingAdmin(OnCaseAdmin):
    icon = "school"
    section = Section.PROGRAMMES
    list_display = ["case", "course", "provider", "starts_on", "ends_on", "finished"]
    list_select_related = ["case", "provider"]
    list_filter = ["finished"]
    fields = [
        *("case", "course", "provider", "starts_on", "ends_on", "hours_attended", "certificate_number", "finished"),
    ]


class InstalmentInline(PolicyInline):
    model = Instalment
    section = Section.PROGRAMMES
    fields = ["number", "due_on", "amount", "paid_on"]


@admin.register(Award)
class AwardAdmin(OnCaseAdmin):
    icon = "savings"
    section = Section.PROGRAMMES
    list_display = ["case", "business_name", "form", "amount", "awarded_on"]
    list_filter = ["form"]
    fields = ["case", "business_name", "form", "amount", "equipment", "awarded_on"]
    inlines = [InstalmentInline]


class PayForm(forms.Form):
    on = forms.DateField(label=_("paid on"), required=False, help_text=_("Empty means today."))


@admin.register(Instalment)
class InstalmentAdmin(PolicyAdmin):
    icon = "payments"
    section = Section.PROGRAMMES
    search_through = "award__case"
    list_display = ["case_code", "award", "number", "due_on", "amount", "paid_on"]
    list_select_related = ["award__case"]
    ordering = ["id"]
    fields = ["award", "number", "due_on", "amount", "paid_on"]
    actions_detail = ["pay"]

    @admin.display(description=_("case"))
    def case_code(self, instalment):
        return instalment.award.case.code

    @action(description=_("Record the payment"), url_path="pay")
    def pay(self, request, object_id):
        return self.act(
            request,
            object_id,
            title=gettext("Record the payment"),
            form_class=PayForm,
            action=lambda instalment, by, on: pay_instalment(instalment=instalment, by=by, on=on),
            done=gettext("The payment was recorded."),
        )
