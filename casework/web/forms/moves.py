"""The form of a move, made from the map: the fields its stage asks for, the day, and a reason where one is needed."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.journey.models import Case, PathwayStage
from casework.journey.rules import missing_prerequisite
from casework.journey.stages import NEEDS_REASON, OPTIONAL, STAGES, Verb
from casework.places.zones import GALAPAGOS, zone_of
from casework.web.forms.fields import MOVE_FIELDS, date_field

# A document says itself when it was issued: its day is the day of the move.
DATED_BY = ("issued_on", "starts_on")


class MoveForm(forms.Form):
    """What one move of one stage needs to be told."""

    missing = None

    def __init__(self, data=None, *, case: Case, stage: str, verb: str, **options):
        super().__init__(data, **options)
        asks, rules = STAGES[stage].asks.get(verb, ()), list(case.pathway.stages.all())
        for name in asks:
            self.fields[name] = MOVE_FIELDS[name](required=name not in OPTIONAL)
        if "appointment_at" in asks and zone_of(case.person.canton_id) == GALAPAGOS:
            self.fields["appointment_at"].help_text = _("In the time of Galápagos.")
        if not set(asks) & set(DATED_BY):
            self.fields["on"] = date_field(_("Day"), required=True, past=True, initial=timezone.localdate)
        if verb in NEEDS_REASON or self._goes_on_without(case, stage, verb, rules):
            self.fields["reason"] = forms.CharField(
                label=_("Reason"), max_length=300, required=True, widget=forms.Textarea(attrs={"rows": 2})
            )
        self._suggest(next((rule for rule in rules if rule.stage == stage), None))

    def _goes_on_without(self, case: Case, stage: str, verb: str, rules: list[PathwayStage]) -> bool:
        """Whether the pathway warns that something comes first: the reader may go on, and says why."""
        if verb != Verb.START:
            return False
        records = case.records.select_related("document")
        self.missing = missing_prerequisite(stage, records, rules, today=timezone.localdate())
        return self.missing is not None and not self.missing.hard

    def _suggest(self, rule: PathwayStage | None) -> None:
        """What the pathway says of the stage: how long its document lasts from today on, and what it costs."""
        today = timezone.localdate()
        suggestions = {
            "issued_on": today,
            "expires_on": today + timedelta(days=rule.validity_days) if rule and rule.validity_days else None,
            "fee_amount": rule and rule.fee,
        }
        for name in self.fields.keys() & suggestions.keys():
            self.fields[name].initial = suggestions[name]

    def clean(self):
        """Leaves out what was left empty, so that actions use their own defaults."""
        return {name: value for name, value in super().clean().items() if value not in (None, "")}
