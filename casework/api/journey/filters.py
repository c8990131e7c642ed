"""Filters of lists of cases and of what hangs on them."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import rest_framework as filters

from casework.access.policy import Section, require_section
from casework.api.filters import FilterOfSeen
from casework.journey.models import Blocker, Case
from casework.journey.queries import CaseQuerySet
from casework.journey.stages import StageCode, Status
from casework.people.models import Event

MOST_DAYS = 3650


class CaseFilter(FilterOfSeen):
    q = filters.CharFilter(
        method="search",
        max_length=200,
        help_text=gettext_lazy("A case's code, parts of a name, or a document, phone number or e-mail."),
    )
    state = filters.ChoiceFilter(choices=Case.State.choices)
    person = filters.UUIDFilter(field_name="person_id", help_text=gettext_lazy("Id of a person."))
    organisation = filters.UUIDFilter(
        field_name="organisation_id", help_text=gettext_lazy("Id of the organisation that keeps the case.")
    )
    caseworker = filters.UUIDFilter(field_name="caseworker_id", help_text=gettext_lazy("Id of a user."))
    unassigned = filters.BooleanFilter(
        field_name="caseworker", lookup_expr="isnull", help_text=gettext_lazy("Without a caseworker.")
    )
    stage = filters.ChoiceFilter(
        method="at_stage",
        choices=StageCode.choices,
        help_text=gettext_lazy("Under way at this stage; with `status`, in this status of it."),
    )
    status = filters.ChoiceFilter(
        method="at_stage", choices=Status.choices, help_text=gettext_lazy("Stored status of `stage`.")
    )
    blocked = filters.BooleanFilter(method="if_blocked", help_text=gettext_lazy("With an open blocker, or without."))
    expiring_within = filters.NumberFilter(
        method="expiring",
        min_value=0,
        max_value=MOST_DAYS,
        decimal_places=0,
        help_text=gettext_lazy("Open, with a document that matters and ends within so many days."),
    )
    expired = filters.BooleanFilter(
        method="if_expired", help_text=gettext_lazy("Open, with a document that matters and has ended; or not.")
    )
    updated_since = filters.IsoDateTimeFilter(
        method="changed_since",
        help_text=gettext_lazy("Changed at or after this instant; with ordering=updated_at, to keep a copy current."),
    )

    class Meta:
        model = Case
        fields: list[str] = []

    def search(self, cases: CaseQuerySet, name, text):
        return cases.search(text, self.by)

    def changed_since(self, cases: CaseQuerySet, name, instant):
        seen = "seen_at" in cases.query.annotations
        return cases.filter(**{f"{'seen_at' if seen else 'updated_at'}__gte": instant})

    def at_stage(self, cases: CaseQuerySet, name, value):
        stage, status = (self.form.cleaned_data.get(key) for key in ("stage", "status"))
        if not stage:
            sentence = _("Say which stage should be in this status.")
            raise ValidationError({"stage": ValidationError(sentence, code="required")})
        if status and name == "stage":
            return cases  # done by `status`, which knows both
        if status == Status.NOT_STARTED:
            return cases.not_started(stage, self.by)
        return cases.at(stage, *([status] if status else []), by=self.by)

    def if_blocked(self, cases: CaseQuerySet, name, wanted):
        require_section(self.by, Section.BLOCKERS)
        return cases.blocked(self.by) if wanted else cases.not_blocked(self.by)

    def expiring(self, cases: CaseQuerySet, name, days):
        return cases.open().expiring(timezone.localdate(), within_days=int(days), by=self.by)

    def if_expired(self, cases: CaseQuerySet, name, wanted):
        expired = cases.open().expired(timezone.localdate(), self.by)
        return expired if wanted else cases.exclude(pk__in=expired.values("pk"))


class BlockerFilter(filters.FilterSet):
    open = filters.BooleanFilter(
        field_name="resolved_on", lookup_expr="isnull", help_text=gettext_lazy("Open, or resolved.")
    )

    class Meta:
        model = Blocker
        fields: list[str] = []


class EventFilter(filters.FilterSet):
    section = filters.ChoiceFilter(choices=Section.choices)

    class Meta:
        model = Event
        fields: list[str] = []
