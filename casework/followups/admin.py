"""Rules, which are edited here, and what they led to, which is looked at here."""

from django import forms
from django.contrib import admin
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from casework.access.admin import PolicyAdmin, ReferenceAdmin
from casework.access.policy import Section
from casework.followups.editing import LONGEST, MessageArea
from casework.followups.models import Campaign, Message, Provider, Reminder, Reply, Rule, Run, Task
from casework.followups.planning import preview
from casework.followups.rules import fill
from casework.followups.sms import size_of
from casework.journey.admin import OnCaseAdmin


class RuleForm(forms.ModelForm):
    """A rule; of its lists of words those without an order are ticked."""

    audience = forms.MultipleChoiceField(
        label=_("for whom"), choices=Rule.Audience, widget=forms.CheckboxSelectMultiple
    )
    stops = forms.MultipleChoiceField(
        label=_("ends when"), choices=Rule.Stop, widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        widgets = {"text_es": MessageArea(), "text_en": MessageArea()}


@admin.register(Rule)
class RuleAdmin(ReferenceAdmin):
    icon = "rule"
    form = RuleForm
    actions_detail = ["whom"]
    list_display = ["code", "trigger", "title_es", "active", "stake"]
    list_filter = ["active"]
    search_fields = ["code", "title_es", "title_en"]
    fields = [
        *("code", "active", "trigger", "offsets", "unit", "audience", "title_es", "title_en", "task_days", "stake"),
        *("channels", "text_es", "text_en", "template", "quiet_from", "quiet_until", "max_per_week", "stops"),
        "call_instead",
    ]

    def get_readonly_fields(self, request, obj=None):
        # Tasks and reminders are of this fact.
        return ["code", "trigger"] if obj else []

    @action(description=_("Whom it would reach today"), url_path="whom")
    def whom(self, request, object_id):
        rule = self.get_object(request, object_id)
        refusal = self.refusal(request, rule, object_id)
        if refusal:
            return refusal
        found = preview(rule, timezone.localdate())
        audiences = dict(Rule.Audience.choices)
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "original": rule,
            "title": _("Whom it would reach today"),
            "subtitle": str(rule),
            "preview": found,
            "sms": [(text, size_of(fill(text, LONGEST))) for text in (rule.text_es, rule.text_en) if text],
            "reached": [
                {"organisation": r.organisation, "told": audiences[r.told], "count": r.count} for r in found.reached
            ],
            "back": self._page_of(rule),
        }
        return TemplateResponse(request, "followups/preview.html", context)


class FollowupAdmin(OnCaseAdmin):
    """What staff did and wrote about a case."""

    section = Section.NOTES


@admin.register(Task)
class TaskAdmin(FollowupAdmin):
    icon = "task_alt"
    list_display = ["case", "__str__", "due_on", "organisation", "state", "outcome"]
    list_select_related = ["case", "rule", "organisation"]
    list_filter = ["state", "origin"]
    fields = [
        *("case", "organisation", "origin", "rule", "planned_for", "what", "for_whom", "assignee", "due_on"),
        *("vulnerable", "snoozed_until", "snooze_reason", "escalated_on", "state", "outcome", "remark"),
        *("ended_at", "ended_by", "made_by"),
    ]


@admin.register(Reminder)
class ReminderAdmin(FollowupAdmin):
    icon = "alarm"
    list_display = ["case", "rule", "campaign", "due_on", "state", "why"]
    list_select_related = ["case", "rule", "campaign"]
    list_filter = ["state"]
    fields = ["case", "rule", "campaign", "due_on", "send_at", "state", "why", "step", "tries", "sent_at"]


@admin.register(Message)
class MessageAdmin(FollowupAdmin):
    icon = "sms"
    list_display = ["case", "channel", "state", "code", "sent_at", "delivered_at"]
    list_filter = ["channel", "state"]
    fields = ["case", "reminder", "channel", "to", "text", "state", "code", "provider_id", "sent_at", "delivered_at"]


@admin.register(Reply)
class ReplyAdmin(FollowupAdmin):
    icon = "mark_chat_read"
    list_display = ["case", "channel", "kind", "at"]
    list_filter = ["kind"]
    fields = ["case", "organisation", "channel", "address", "text", "at", "kind", "message"]


@admin.register(Campaign)
class CampaignAdmin(PolicyAdmin):
    icon = "campaign"
    section = Section.NOTES
    list_display = ["name", "organisation", "state", "started_at", "ended_at"]
    list_select_related = ["organisation"]
    search_fields = ["name"]
    fields = [
        *("name", "organisation", "made_by", "criteria", "text_es", "text_en", "template", "channels"),
        *("per_minute", "max_per_week", "state", "started_at", "ended_at"),
    ]


class MachineAdmin(ReferenceAdmin):
    """What the machinery writes down of itself."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Run)
class RunAdmin(MachineAdmin):
    icon = "sync"
    list_display = ["kind", "started_at", "finished_at", "planned", "tasks", "cancelled", "sent", "failed"]
    list_filter = ["kind"]


@admin.register(Provider)
class ProviderAdmin(MachineAdmin):
    icon = "cell_tower"
    list_display = ["name", "failures", "opened_until", "failed_at", "sent_at"]
