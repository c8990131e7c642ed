"""Trainings, awards and instalments, as JSON."""

from rest_framework import serializers

from casework.api.fields import Currency, Day
from casework.api.journey.serializers import OrganisationBriefOut
from casework.api.serializers import In, Out
from casework.programmes.models import Award, Instalment, Training


class TrainingOut(Out):
    case = serializers.UUIDField(source="case_id")
    provider = OrganisationBriefOut()

    class Meta:
        model = Training
        fields = [
            "id",
            "case",
            "course",
            "provider",
            "starts_on",
            "ends_on",
            "hours_attended",
            "certificate_number",
            "finished",
            "created_at",
            "updated_at",
        ]


class InstalmentOut(Out):
    currency = Currency()

    class Meta:
        model = Instalment
        fields = ["number", "due_on", "amount", "currency", "paid_on"]


class AwardOut(Out):
    case = serializers.UUIDField(source="case_id")
    currency = Currency()
    instalments = InstalmentOut(many=True)

    class Meta:
        model = Award
        fields = [
            "id",
            "case",
            "business_name",
            "form",
            "amount",
            "currency",
            "equipment",
            "awarded_on",
            "instalments",
            "created_at",
            "updated_at",
        ]


class PayIn(In):
    on = Day(required=False)
