"""Tasks, contact attempts and messages, as JSON."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from casework.api.fields import Day, IdReference
from casework.api.journey.serializers import OrganisationBriefOut, UserBriefOut
from casework.api.people.serializers import contacts_seen_by
from casework.api.reference.queries import caseworkers
from casework.api.serializers import In, ModelIn, Out
from casework.followups.models import Message, Task
from casework.people.models import ContactAttempt


class TaskOut(Out):
    """`what` is in the reader's language; `worker` is who has to do it now, by the case where it is given to nobody."""

    case = serializers.UUIDField(source="case_id")
    organisation = OrganisationBriefOut()
    rule = serializers.SlugField(source="rule.code", allow_null=True, default=None)
    what = serializers.CharField(source="title")
    worker = UserBriefOut(allow_null=True)

    class Meta:
        model = Task
        fields = [
            *("id", "case", "organisation", "origin", "rule", "what", "for_whom", "worker", "due_on", "vulnerable"),
            *("snoozed_until", "snooze_reason", "escalated_on", "state", "outcome", "remark", "ended_at"),
            *("created_at", "updated_at"),
        ]


class TaskIn(In):
    what = serializers.CharField(max_length=200)
    due_on = Day()
    assignee = IdReference(caseworkers, required=False, allow_null=True)
    about_death = serializers.BooleanField(
        required=False, help_text=_("Of who died only tasks about the death or the household are written.")
    )


class AttemptIn(ModelIn):
    contact = IdReference(contacts_seen_by, required=False, allow_null=True)

    class Meta:
        model = ContactAttempt
        fields = ["way", "result", "contact", "at", "remark"]


class CompleteIn(In):
    """`attempt` says how she was reached, or not; without it a telephone call is meant."""

    outcome = serializers.ChoiceField(choices=Task.Outcome.choices)
    remark = serializers.CharField(max_length=300, required=False, allow_blank=True)
    way = serializers.ChoiceField(choices=ContactAttempt.Way.choices, required=False)


class SnoozeIn(In):
    until = Day()
    reason = serializers.CharField(max_length=200)


class AttemptOut(Out):
    contact = serializers.UUIDField(source="contact_id", allow_null=True)
    by = UserBriefOut(source="by_user", allow_null=True)
    organisation = OrganisationBriefOut()

    class Meta:
        model = ContactAttempt
        fields = ["id", "way", "result", "contact", "at", "remark", "by", "organisation", "created_at"]


class MessageOut(Out):
    sms_count = serializers.IntegerField(allow_null=True, help_text=_("How many SMS; null on another channel."))

    class Meta:
        model = Message
        fields = ["id", "channel", "state", "text", "sms_count", "sent_at", "delivered_at", "created_at"]
