"""/people/match/: who may be registered already, for a partner system that asks before it registers somebody.

What it is told of whom is what a caseworker is told while she fills in the form (`journey.likely`).
"""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from casework.access.policy import Right
from casework.access.scopes import Scope
from casework.api import examples
from casework.api.journey.serializers import OrganisationBriefOut
from casework.api.people.serializers import CaseOfPersonOut, PersonIn
from casework.api.resource import Resource, operation
from casework.api.serializers import PlainOut
from casework.journey.likely import Part, registered_matches
from casework.people.drafts import draft_person
from casework.people.likenesses import traits_of_draft
from casework.people.matching import Agreement

DIGITS = 3
AGREEMENTS = [one.value for one in Agreement]


@extend_schema_field({"type": "number", "minimum": 0, "maximum": 1, "example": 0.987})
class Probability(serializers.FloatField):
    """From 0 to 1, with three decimals."""

    def to_representation(self, value):
        return round(value, DIGITS)


@extend_schema_field({"type": "string", "pattern": r"^\d{4}-\d{2}$", "example": "2026-03"})
class Month(serializers.DateField):
    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m", **kwargs)


class ReasonOut(PlainOut):
    """What was found when a part was compared. Of a person whom you do not see only the parts that agree are told."""

    part = serializers.ChoiceField(choices=Part.choices)
    text = serializers.CharField(help_text=_("In the language of Accept-Language."))
    agreement = serializers.ChoiceField(choices=AGREEMENTS)
    speaks_for = serializers.BooleanField(help_text=_("false: it differs."))


class LikelyOut(PlainOut):
    """Somebody who may be the one asked about. `person`, `case` and `probability` are null where you do not see her."""

    very_likely = serializers.BooleanField()
    probability = Probability(allow_null=True, help_text=_("That she is the same person, from 0 to 1."))
    why = ReasonOut(many=True, source="reasons")
    organisation = OrganisationBriefOut(allow_null=True, help_text=_("Which keeps her."))
    since = Month(help_text=_("The month in which she was registered."))
    person = serializers.UUIDField(source="person.pk", allow_null=True)
    case = CaseOfPersonOut(allow_null=True, help_text=_("Her open case, else her newest."))
    token = serializers.CharField(
        help_text=_("Names her at /access-requests/ for an hour; empty where you see her or there is nobody to ask.")
    )
    access_request = serializers.UUIDField(
        source="asked.pk", allow_null=True, help_text=_("What your organisation asked about her and waits for.")
    )


class MatchesOut(PlainOut):
    results = LikelyOut(many=True, source="people", help_text=_("At most five, the likeliest first."))
    ask_later = serializers.BooleanField(
        help_text=_("true: your organisation asked about so many people that those out of sight were not looked at.")
    )


class PeopleMatch(Resource):
    """The scope is the one of registering, and so is the right: whoever asks is about to register, and is told of
    people whom she does not see. As any POST it is refused a token that only reads."""

    tag = "people"

    @operation(
        "people_match",
        _("Ask whether a person is registered already"),
        scope=Scope.PEOPLE_WRITE,
        rights=[Right.REGISTER],
        takes=PersonIn,
        gives=MatchesOut,
        asks_only=True,
        description=_(
            "Takes what registering takes, and writes nothing: it needs no Idempotency-Key. Needs a birth date, a "
            "document or a telephone beside the given name: for a name alone nobody is told. Of people whom other "
            "organisations keep it is told which, since which month and what agrees, and that is logged; only where "
            "given name, surname and another fact agree and nothing differs, and for so many descriptions a day."
        ),
        examples=[examples.PERSON],
    )
    def post(self, request):
        told = self.body()
        told.pop("register_anyway", None)
        draft = draft_person(by=self.by, **told)
        return Response(self.represent(registered_matches(traits_of_draft(draft), self.by)))
