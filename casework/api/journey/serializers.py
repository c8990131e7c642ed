"""Cases and what hangs on them, as JSON."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from casework.access.models import Organisation, User
from casework.access.policy import Section
from casework.api.fields import Day, IdReference, PersonReference, Upload
from casework.api.people.serializers import PersonIn, people_seen_by
from casework.api.reference.queries import caseworkers
from casework.api.serializers import In, ModelIn, Out, PlainOut
from casework.journey.lines import line_of
from casework.journey.models import Attachment, Blocker, Case, Note, Pathway
from casework.journey.rules import Shown
from casework.journey.stages import StageCode, Status, Verb
from casework.journey.timeline import sentence
from casework.people.models import Event, Person


class OrganisationBriefOut(Out):
    class Meta:
        model = Organisation
        fields = ["id", "short_name"]


class UserBriefOut(Out):
    class Meta:
        model = User
        fields = ["id", "full_name"]


class PersonBriefOut(Out):
    class Meta:
        model = Person
        fields = ["id", "given_names", "family_names", "birth_date", "nationality"]


class StopBriefOut(PlainOut):
    """One stage as the journey line shows it."""

    stage = serializers.ChoiceField(choices=StageCode.choices, source="code")
    status = serializers.ChoiceField(choices=Status.choices)
    shown = serializers.ChoiceField(choices=Shown.choices)
    expires_on = Day(allow_null=True)


class NextStepOut(PlainOut):
    """The one thing to do next."""

    stage = serializers.ChoiceField(choices=StageCode.choices)
    verb = serializers.ChoiceField(choices=Verb.choices)


class CaseOut(Out):
    """A case with its line. `next` is null when nothing is left to do or the case is closed."""

    sections = {"blocked": Section.BLOCKERS}
    person = PersonBriefOut()
    pathway = serializers.SlugField(source="pathway.code")
    organisation = OrganisationBriefOut()
    caseworker = UserBriefOut(allow_null=True)
    merged_into = serializers.UUIDField(
        source="merged_into_id", allow_null=True, help_text=_("The case it goes on as, after a merge of two records.")
    )
    blocked = serializers.SerializerMethodField(help_text=_("Whether a blocker is open."))
    next = serializers.SerializerMethodField()
    stages = StopBriefOut(many=True, source="line.stops")

    class Meta:
        model = Case
        fields = [
            "id",
            "code",
            "person",
            "pathway",
            "organisation",
            "caseworker",
            "state",
            "opened_on",
            "closed_on",
            "close_reason",
            "merged_into",
            "blocked",
            "next",
            "stages",
            "moved_at",
            "created_at",
            "updated_at",
        ]

    def person_of(self, instance: Case) -> Person:
        return instance.person

    def to_representation(self, instance: Case) -> dict:
        instance.line = line_of(instance, self.context["membership"])
        if seen_at := getattr(instance, "seen_at", None):  # a ministry's (`CaseQuerySet.with_seen_at`)
            instance.moved_at = instance.updated_at = seen_at
        return super().to_representation(instance)

    def get_blocked(self, case: Case) -> bool:
        return bool(case.open_blockers)

    @extend_schema_field(NextStepOut(allow_null=True))
    def get_next(self, case: Case) -> dict | None:
        if case.line.next_stop is None or case.state == Case.State.CLOSED or case.person.died_on:
            return None
        return {"stage": case.line.next_stop.code, "verb": case.line.next_verb.value}


class PersonOrId(serializers.Field):
    """The id of somebody registered, or somebody new with the fields of POST /people/."""

    default_error_messages = {"form": _("Give the id of a person, or a new person's data.")}

    def to_internal_value(self, data):
        if isinstance(data, dict):
            return PersonIn(data=data, context=self.context).run_validation(data)
        if not isinstance(data, str):
            self.fail("form")
        known = PersonReference(find=people_seen_by)
        known.bind(self.field_name, self.parent)
        return known.to_internal_value(data)


class PersonOrIdSchema(OpenApiSerializerFieldExtension):
    target_class = PersonOrId

    def map_serializer_field(self, auto_schema, direction):
        new = auto_schema.resolve_serializer(PersonIn, direction)
        return {"oneOf": [{"type": "string", "format": "uuid"}, new.ref]}


class CaseIn(In):
    """For somebody registered (her id) or somebody new, who is registered with it, both or neither."""

    person = PersonOrId()
    pathway = serializers.SlugRelatedField(
        slug_field="code", queryset=Pathway.objects.all(), required=False, help_text=_("When left out: virte.")
    )
    caseworker = IdReference(find=caseworkers, allow_null=True, required=False)
    on = Day(required=False, help_text=_("The day she was registered. When left out: today."))


class CloseIn(In):
    close_reason = serializers.ChoiceField(choices=Case.CLOSING)
    on = Day(required=False, help_text=_("When left out: today."))
    died_on = Day(required=False, help_text=_("Of who has died. When left out: the day of closing."))
    death_known_by = serializers.ChoiceField(choices=Person.DeathKnownBy.choices, required=False)
    death_told_by = serializers.CharField(max_length=120, required=False, allow_blank=True)


class AssignIn(In):
    caseworker = IdReference(find=caseworkers, allow_null=True, help_text=_("Null takes the case from everybody."))


class BlockerOut(Out):
    class Meta:
        model = Blocker
        fields = [
            "id",
            "stage",
            "cause",
            "detail",
            "since",
            "review_on",
            "resolved_on",
            "resolution",
            "created_at",
            "updated_at",
        ]


class BlockerIn(ModelIn):
    class Meta:
        model = Blocker
        fields = ["stage", "cause", "detail", "since", "review_on"]


class ResolveIn(In):
    resolution = serializers.CharField(max_length=300)
    on = Day(required=False, help_text=_("When left out: today."))


class NoteOut(Out):
    author = UserBriefOut()
    organisation = OrganisationBriefOut()

    class Meta:
        model = Note
        fields = ["id", "text", "author", "organisation", "created_at"]


class NoteIn(ModelIn):
    class Meta:
        model = Note
        fields = ["text"]


class AttachmentOut(Out):
    added_by = UserBriefOut()
    organisation = OrganisationBriefOut()

    class Meta:
        model = Attachment
        fields = ["id", "name", "content_type", "size", "description", "added_by", "organisation", "created_at"]


class AttachmentIn(ModelIn):
    file = Upload(allow_empty_file=True)

    class Meta:
        model = Attachment
        fields = ["file", "description"]


class EventOut(Out):
    """One line of the timeline: codes for programs, and a sentence in the reader's language."""

    sentence = serializers.SerializerMethodField()
    facts = serializers.DictField()
    by = UserBriefOut(source="by_user", allow_null=True)
    organisation = OrganisationBriefOut(source="by_organisation", allow_null=True)

    class Meta:
        model = Event
        fields = ["at", "kind", "section", "sentence", "facts", "by", "organisation"]

    def get_sentence(self, event: Event) -> str:
        return sentence(event)
