"""/cases/{id}/log/: who looked at the person, for those who may read the log."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from casework.access.models import LogEntry
from casework.access.policy import Right, Section
from casework.access.scopes import Scope
from casework.api.journey.views import OnCase
from casework.api.resource import operation
from casework.api.serializers import Out
from casework.people.merged import records_of


class LogEntryOut(Out):
    """Who is said by ids; a user or organisation may be gone by now."""

    user = serializers.UUIDField(source="user_id", allow_null=True)
    organisation = serializers.UUIDField(source="organisation_id", allow_null=True)

    class Meta:
        model = LogEntry
        fields = ["id", "at", "kind", "door", "place", "user", "organisation"]


class CaseLog(OnCase):
    model = LogEntry
    ordering = ("-at", "id")

    def visible(self) -> QuerySet:
        return LogEntry.objects.visible_to(self.by).about(*records_of(self.case().person_id))

    @operation(
        "case_log_list",
        _("Who of other organisations looked at the person of a case, the newest first"),
        scope=Scope.CASES_READ,
        rights=[Right.READ_LOG],
        section=Section.JOURNEY,
        gives=LogEntryOut,
        many=True,
    )
    def get(self, request, case_id):
        return self.page(self.visible())
