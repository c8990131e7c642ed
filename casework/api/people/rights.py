"""/people/{id}/data-requests/ and /people/{id}/export/: what a person asks about her data, and all that is held."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from casework.access.policy import Right, Section
from casework.access.scopes import Scope
from casework.api.fields import Instant
from casework.api.people.views import OnPerson
from casework.api.resource import operation
from casework.api.serializers import ModelIn, Out, PlainOut
from casework.people.models import DataRequest
from casework.rights import actions
from casework.rights.export import as_json

SERVED = {"rights": [Right.SERVE_RIGHTS], "section": Section.CONSENTS}


class DataRequestOut(Out):
    organisation = serializers.UUIDField(source="organisation_id")

    class Meta:
        model = DataRequest
        fields = [
            "id", "kind", "status", "details", "received_on", "due_on", "organisation", "answer", "answered_on",
            "created_at", "updated_at",
        ]  # fmt: skip


class DataRequestIn(ModelIn):
    class Meta:
        model = DataRequest
        fields = ["kind", "details", "received_on"]


class WithheldOut(serializers.Serializer):
    code = serializers.CharField()
    why = serializers.CharField()


class ExportOut(PlainOut):
    format = serializers.CharField()
    version = serializers.IntegerField()
    person = serializers.UUIDField()
    made_at = Instant()
    made_by = serializers.CharField()
    reason = serializers.CharField()
    held = serializers.DictField(help_text=_("Table by table its rows; the keys are those of the tables."))
    withheld = WithheldOut(many=True)


class DataRequests(OnPerson):
    model = DataRequest
    ordering = ("-created_at", "-id")

    def visible(self) -> QuerySet:
        return super().visible().select_related("organisation")

    @operation(
        "data_requests_list", _("What a person asked about her data"), scope=Scope.PEOPLE_READ, gives=DataRequestOut,
        many=True, **SERVED,
    )  # fmt: skip
    def get(self, request, person_id):
        return self.page(self.visible())

    @operation(
        "data_requests_open", _("Record what a person asks about her data"), scope=Scope.PEOPLE_WRITE,
        takes=DataRequestIn, gives=DataRequestOut, status=201,
        description=_("It is to be answered within 15 days of the day on which she asked."), **SERVED,
    )  # fmt: skip
    def post(self, request, person_id):
        return self.add(actions.open_request, "data-request")


class DataRequestDetail(OnPerson):
    model = DataRequest

    @operation(
        "data_requests_read", _("A request about a person's data"), scope=Scope.PEOPLE_READ, gives=DataRequestOut,
        **SERVED,
    )  # fmt: skip
    def get(self, request, person_id, request_id):
        return self.detail(self.visible().get(pk=request_id))


class PersonExport(OnPerson):
    takes_long = True

    @operation(
        "people_export", _("Everything held on a person"), scope=Scope.PEOPLE_READ, gives=ExportOut,
        description=_("To be given to herself. It says what is not in it, and why."), **SERVED,
    )  # fmt: skip
    def get(self, request, person_id):
        made = actions.export(person=self.person(), by=self.by)
        return self.detail(as_json(made))
