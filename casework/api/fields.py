"""How values look in JSON: days, instants, countries, and records of which only the visible ones exist."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from casework.access.models import Membership
from casework.people.merged import refuse_merged

CURRENCY = "USD"
MONEY = {"max_digits": 10, "decimal_places": 2}
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)


class Day(serializers.DateField):
    """YYYY-MM-DD, a day in America/Guayaquil, of this and the neighbouring centuries."""

    default_error_messages = {"far": _("This date is too far from today.")}

    def to_internal_value(self, value):
        day = super().to_internal_value(value)
        if not EARLIEST <= day <= LATEST:
            self.fail("far")
        return day


class Instant(serializers.DateTimeField):
    """ISO 8601 with its offset; given back in UTC with Z."""

    default_error_messages = {
        "offset": _("Say the offset, such as 2026-03-12T15:00:00Z."),
        "far": _("This date is too far from today."),
    }

    def __init__(self, **kwargs):
        super().__init__(default_timezone=UTC, **kwargs)

    def enforce_timezone(self, value):
        if value.tzinfo is None:
            self.fail("offset")
        if not EARLIEST.year <= value.year <= LATEST.year:
            self.fail("far")
        return value.astimezone(UTC)


@extend_schema_field({"type": "string", "pattern": "^[A-Z]{2}$", "example": "VE"})
class CountryCode(serializers.CharField):
    """ISO 3166 alpha-2; empty when not known."""

    default_error_messages = {"country": _("This is not the two-letter code of a country.")}

    def __init__(self, **kwargs):
        super().__init__(**{"allow_blank": True, **kwargs})

    def to_internal_value(self, data):
        code = super().to_internal_value(data)
        if code and code not in countries:
            self.fail("country")
        return code

    def to_representation(self, value):
        return str(value or "")


class Reference(serializers.Field):
    """Another record, by its key. One that the caller may not see does not exist: the same words for both."""

    default_error_messages = {"not_found": _("There is none with this key, or none you may see.")}
    key: serializers.Field

    def __init__(self, find: Callable[[Membership], QuerySet], **kwargs):
        self.find = find
        super().__init__(**kwargs)

    def to_internal_value(self, data):
        found = self.find(self.context["membership"]).filter(pk=self.key.run_validation(data)).first()
        if found is None:
            self.fail("not_found")
        return found

    def get_attribute(self, instance):
        return instance.serializable_value(self.source)  # the key, without fetching the record

    def to_representation(self, value):
        return str(value)


@extend_schema_field(OpenApiTypes.UUID)
class IdReference(Reference):
    key = serializers.UUIDField()


class PersonReference(IdReference):
    """A person. The id of a record that was merged is a 409 that names the one who is kept."""

    def to_internal_value(self, data):
        try:
            return super().to_internal_value(data)
        except serializers.ValidationError:
            with suppress(serializers.ValidationError):
                refuse_merged(self.key.run_validation(data), self.context["membership"])
            raise


@extend_schema_field({"type": "string", "pattern": r"^\d{2}(\d{2})?$", "example": "1701"})
class DivisionReference(Reference):
    key = serializers.CharField(max_length=4)


@extend_schema_field({"type": "string", "enum": [CURRENCY]})
class Currency(serializers.Field):
    """The currency of all amounts beside it."""

    def __init__(self, **kwargs):
        super().__init__(**{"source": "*", **kwargs})

    def to_representation(self, value):
        return CURRENCY


@extend_schema_field(OpenApiTypes.BINARY)
class Upload(serializers.FileField):
    """A file that is sent with the request, as bytes."""
