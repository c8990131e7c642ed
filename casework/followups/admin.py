"""Rules, which are edited here, and what they led to, which is looked at here."""

from django.contrib import admin

from casework.access.admin import PolicyAdmin, ReferenceAdmin
from casework.access.policy import Section
from casework.followups.models import Campaign, Message, Provider, Reminder, Reply, Rule, Run, Task
from casework.journey.admin import OnCaseAdmin


@admin.register(Rule)
class RuleAdmin(ReferenceAdmin):
    icon = "rule"
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
