"""Bodies and answers made from the models, so that lengths, choices and what may be empty are said in one place."""

import copy

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from rest_framework import serializers

from casework.access.policy import Section, reads
from casework.api.fields import CountryCode, Day, Instant
from casework.people.queries import open_sections

_made: dict[type, dict[str, serializers.Field]] = {}


class FromModel(serializers.ModelSerializer):
    """Fields as the model has them. Whether a row is right is for the actions to say, not for validators here."""

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.DateField: Day,
        models.DateTimeField: Instant,
    }

    def get_fields(self):
        """Made from the model once for each class and then copied, which is several times faster."""
        kind = type(self)
        if kind not in _made:
            _made[kind] = super().get_fields()
        return copy.deepcopy(_made[kind])

    def build_standard_field(self, field_name, model_field):
        if isinstance(model_field, CountryField):
            return CountryCode, {"required": False} if model_field.blank else {"allow_blank": False}
        kind, kwargs = super().build_standard_field(field_name, model_field)
        kwargs.pop("validators", None)
        return kind, kwargs

    def get_validators(self):
        return []

    def get_uniqueness_extra_kwargs(self, field_names, declared_fields, extra_kwargs):
        return extra_kwargs, {}


class Strict(serializers.Serializer):
    """A body. What it does not know is refused, so that a slip in a name is not taken for a value left out."""

    default_error_messages = {"unknown": _("There is no such field here.")}

    def to_internal_value(self, data):
        if isinstance(data, dict):
            unknown = sorted(set(data) - set(self.fields))
            if unknown:
                sentence = serializers.ErrorDetail(self.error_messages["unknown"], code="unknown")
                raise serializers.ValidationError({name: [sentence] for name in unknown})
        return super().to_internal_value(data)


class In(Strict):
    """A body that is no model's."""


class ModelIn(Strict, FromModel):
    """A body with fields of a model."""


class BySection(serializers.Serializer):
    """An answer. Its keys are always there, except those of `sections` that the reader does not read of this row."""

    sections: dict[str, Section] = {}

    def get_fields(self):
        membership = self.context.get("membership")
        fields = super().get_fields()
        for name, section in self.sections.items():
            if membership is not None and not reads(membership, section):
                del fields[name]
        for name, field in fields.items():
            field.read_only, field.required = False, name not in self.sections
        return fields

    def person_of(self, instance):
        """Whose file the row is of, where it has keys of `sections`."""
        return None

    def to_representation(self, instance) -> dict:
        answer = super().to_representation(instance)
        person = self.person_of(instance)
        if person is not None:
            opened = open_sections(person, self.context["membership"])
            for name in [name for name in answer if self.sections.get(name, Section.IDENTITY) not in opened]:
                del answer[name]
        return answer


class PlainOut(BySection):
    """An answer that is no model's row."""


class Out(BySection, FromModel):
    """An answer made from a model's row."""
