"""The OpenAPI description, made from each view's Operation."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import get_lib_doc_excludes
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from casework.api.idempotency import REPLAYED
from casework.api.resource import Operation, Resource
from casework.api.serializers import BySection, FromModel, In, ModelIn, Out, PlainOut, Strict
from casework.base.problems import MEDIA_TYPE

WRITES = ("POST", "PATCH")
BODY_ENDINGS = ("In", "InRequest", "Patch", "PatchRequest")


class ProblemErrorOut(serializers.Serializer):
    field = serializers.CharField(allow_null=True, help_text=_("Such as documents.1.number; null for the whole."))
    code = serializers.CharField()
    message = serializers.CharField()


class ProblemOut(serializers.Serializer):
    """RFC 9457. A 409 may have members of its own, such as `allowed`: the moves that are possible."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text=_("A sentence in the language of Accept-Language: es or en."))
    code = serializers.CharField(help_text=_("For programs. It never changes."))
    errors = ProblemErrorOut(many=True)


PROBLEMS = {
    400: _("Wrong values, named one by one"),
    401: _("No token or session, or one that is no longer valid"),
    403: _("Not for this role or this token"),
    404: _("Not there, or not for you to see"),
    409: _("It does not fit how things stand, or the Idempotency-Key was used for something else"),
    412: _("Changed since you read it"),
    413: _("Too large"),
    415: _("Not this form of data"),
    429: _("Too many requests in this minute"),
    503: _("The service has too much to do now, or this took too long and was stopped"),
}

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": r"^[\x21-\x7e]+$"},
    OpenApiParameter.HEADER,
    description=_("Sent again within a day with the same body, the first answer is repeated and nothing done twice."),
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description=_("The ETag of what you read. Without it the change is made to whatever is there now."),
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, description=_("The ETag of what you have: 304.")
)
ETAG = OpenApiParameter("ETag", OpenApiTypes.STR, OpenApiParameter.HEADER, response=[200, 201])
LOCATION = OpenApiParameter("Location", OpenApiTypes.URI_REF, OpenApiParameter.HEADER, response=[201])
RETRY_AFTER = OpenApiParameter(
    "Retry-After",
    OpenApiTypes.INT,
    OpenApiParameter.HEADER,
    response=[429, 503],
    description=_("Seconds until requests are taken again."),
)
REPLAY = OpenApiParameter(
    REPLAYED, {"type": "string", "enum": ["true"]}, OpenApiParameter.HEADER, response=[200, 201]
)  # fmt: skip


class CaseworkSchema(AutoSchema):
    """Describes a Resource by its operations; other views are left to drf-spectacular."""

    @property
    def operation(self) -> Operation:
        return self.view.operation_of(self.method)

    def is_excluded(self) -> bool:
        return not isinstance(self.view, Resource)

    def get_operation_id(self) -> str:
        return self.operation.id

    def get_summary(self) -> str:
        return str(self.operation.summary)

    def get_description(self) -> str:
        return " ".join(part for part in (str(self.operation.description), *self._who()) if part)

    def _who(self):
        rights, section = self.operation.rights, self.operation.section
        if rights:
            yield str(_("Needs the right: %(rights)s.")) % {"rights": ", ".join(str(r.label) for r in rights)}
        if section:
            yield str(_("Part of the file: %(section)s.")) % {"section": section.label}

    def get_tags(self) -> list[str]:
        return [self.view.tag]

    def get_request_serializer(self):
        return self.operation.takes

    def get_examples(self):
        return list(self.operation.examples)

    def _is_list_view(self, serializer=None) -> bool:
        return self.operation.many and (serializer is None or not isinstance(serializer, ProblemOut))

    def get_response_serializers(self):
        given = self.operation
        files = {(200, *given.media_types): OpenApiTypes.BINARY}
        answer = files if given.media_types else {given.status: given.gives}
        if self.method == "POST" and not given.asks_only:
            sentence = _("Sent again with its Idempotency-Key: it was done, and is not for you to read any more")
            answer.setdefault(204, OpenApiResponse(description=str(sentence)))
        if self._is_detail():
            answer[304] = OpenApiResponse(description=str(_("You have it already")))
        if self.method == "GET" and "{person_id}" in self.path:
            answer[301] = OpenApiResponse(description=str(_("This record was merged into another: see Location")))
        problems = {
            (status, MEDIA_TYPE): OpenApiResponse(ProblemOut, description=str(PROBLEMS[status]))
            for status in self._problems()
        }
        return answer | problems

    def _is_detail(self) -> bool:
        return self.method == "GET" and not self.operation.many and not self.operation.media_types

    def _problems(self) -> list[int]:
        in_path, writes = "{" in self.path, self.method in WRITES
        wanted = {
            400: writes or self.operation.many,
            404: in_path,
            409: writes,
            412: self.method == "PATCH",
            413: writes,
            415: writes,
        }
        return [status for status in PROBLEMS if wanted.get(status, True)]

    def get_override_parameters(self) -> list[OpenApiParameter]:
        parameters = [RETRY_AFTER]
        if self.method == "POST":
            parameters += [IDEMPOTENCY_KEY, REPLAY]
            if self.operation.status == 201:
                parameters += [LOCATION]
        if self.method == "PATCH":
            parameters += [IF_MATCH]
        if self._is_detail():
            parameters += [IF_NONE_MATCH]
        if self._is_detail() or self.method in WRITES:
            parameters += [ETAG]
        return parameters


def without_docs() -> list[type]:
    """Classes whose own docstrings say nothing about the answers and bodies made from them."""
    return [*get_lib_doc_excludes(), FromModel, Strict, In, ModelIn, BySection, PlainOut, Out]


def say_blanks_with_their_enumeration(result: dict, generator, request, public) -> dict:
    """Spectacular's hook: a choice that may be empty is one enumeration, not one of two.

    Generators of clients make a union of two types of it, of which one is called "blank".
    """
    schemas = result["components"]["schemas"]
    for component in schemas.values():
        for name, described in component.get("properties", {}).items():
            component["properties"][name] = _one_enumeration(described, schemas)
    for name in ("BlankEnum", "NullEnum"):
        schemas.pop(name, None)
    return result


def _one_enumeration(described: dict, schemas: dict) -> dict:
    if "items" in described:
        return described | {"items": _one_enumeration(described["items"], schemas)}
    names = [one["$ref"].rpartition("/")[2] for one in described.get("oneOf", []) if "$ref" in one]
    if not {"BlankEnum", "NullEnum"} & set(names):
        return described
    values = [value for name in names for value in schemas[name]["enum"]]
    kept = {key: value for key, value in described.items() if key != "oneOf"}
    nullable = {"nullable": True} if None in values else {}
    return kept | {"type": "string", "enum": list(dict.fromkeys(values))} | nullable


def close_bodies(result: dict, generator, request, public) -> dict:
    """Spectacular's hook: bodies take no fields but their own; what may not be sent empty may be answered empty."""
    for name, component in result["components"]["schemas"].items():
        if name.endswith(BODY_ENDINGS) and component.get("type") == "object":
            component["additionalProperties"] = False
        else:
            for described in component.get("properties", {}).values():
                described.pop("minLength", None)
    return result
