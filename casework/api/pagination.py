"""Lists in pages of up to 200, walked by an opaque cursor: no page numbers that shift, no count of everybody.

A cursor holds the last row's place in the order. It is encrypted, because that place may be a name and addresses of
pages end up in logs.
"""

import json
from datetime import date, datetime
from typing import Any

from cryptography.fernet import InvalidToken
from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, Field, Model, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from casework.access.choosing import chosen
from casework.base.sealed import cipher

PURPOSE = b"casework.api.cursor"
PAGE_SIZE, MOST = 50, 200
# As the sealing library writes it; made by this service, and by nobody else.
CURSOR_FORM = {"type": "string", "minLength": 100, "maxLength": 2000, "pattern": "^gAAAAA[A-Za-z0-9_=-]+$"}
SIZE_PARAM, CURSOR_PARAM, ORDERING_PARAM = "page_size", "cursor", "ordering"


class CursorPages(BasePagination):
    """`next` and `previous` are whole addresses, null at the ends; results keep the order of `view.ordering_of`."""

    def paginate_queryset(self, queryset: QuerySet, request, view=None) -> list[Model]:
        self.url = request.build_absolute_uri()
        self.order = view.ordering_of(request)
        size = page_size(request.query_params.get(SIZE_PARAM))
        backwards, place = _read_cursor(request.query_params.get(CURSOR_PARAM), self.order, queryset.model)
        order = [_flip(name) for name in self.order] if backwards else self.order
        beyond = Q() if place is None else _after(order, place)
        if view.shows_what_is_seen:
            parts = [part.filter(beyond).order_by(*order) for part in view.parts_of(queryset)]
            rows = queryset.filter(pk__in=[key for part in parts for key in chosen(part, size + 1)])
        else:
            rows = queryset.filter(beyond)
        rows = list(rows.order_by(*order)[: size + 1])
        more, rows = len(rows) > size, rows[:size]
        if backwards:
            rows.reverse()
        self.next_url = self._link(rows, -1, forwards=True) if more or backwards else None
        self.previous_url = self._link(rows, 0, forwards=False) if (more if backwards else place is not None) else None
        return rows

    def _link(self, rows: list[Model], index: int, *, forwards: bool) -> str | None:
        if not rows:
            return None
        place = [_value(rows[index], name) for name in self.order]
        cursor = json.dumps([list(self.order), not forwards, place]).encode()
        return replace_query_param(
            remove_query_param(self.url, CURSOR_PARAM), CURSOR_PARAM, cipher(PURPOSE).encrypt(cursor).decode()
        )

    def get_paginated_response(self, data) -> Response:
        return Response({"next": self.next_url, "previous": self.previous_url, "results": data})

    def get_paginated_response_schema(self, schema):
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view):
        parameters = [
            (CURSOR_PARAM, CURSOR_FORM, _("Where the page begins: from `next` or `previous` of another page.")),
            (
                SIZE_PARAM,
                {"type": "integer", "minimum": 1, "maximum": MOST, "default": PAGE_SIZE},
                _("How many results a page has at most."),
            ),
        ]
        if view.orderings:
            names = list(view.orderings)
            schema = {"type": "string", "enum": names, "default": names[0]}
            parameters.append((ORDERING_PARAM, schema, _("The order; from the least, or with - from the greatest.")))
        return [
            {"name": name, "in": "query", "required": False, "schema": schema, "description": sentence}
            for name, schema, sentence in parameters
        ]


def page_size(text: str | None) -> int:
    """The number asked for, or 50. ValidationError when it is none from 1 to 200: no shorter page by surprise."""
    if text is None:
        return PAGE_SIZE
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MOST)) and 1 <= int(text) <= MOST):
        sentence = _("A page has between 1 and %(most)s results.") % {"most": MOST}
        raise ValidationError({SIZE_PARAM: ValidationError(sentence, code="page_size")})
    return int(text)


def _read_cursor(text: str | None, order: list[str], model: type[Model]) -> tuple[bool, list | None]:
    if text is None:
        return False, None
    try:
        made_for, backwards, place = json.loads(cipher(PURPOSE).decrypt(text.encode("ascii")))
    except (InvalidToken, UnicodeEncodeError):
        made_for = None
    if made_for != list(order):
        sentence = _("This cursor was not made for this list. Begin again without one.")
        raise ValidationError({CURSOR_PARAM: ValidationError(sentence, code="cursor")})
    read = zip(order, place, strict=True)
    return backwards, [_field(model, name.lstrip("-")).to_python(value) for name, value in read]


def _field(model: type[Model], name: str) -> Field:
    """Return the field that reads a value of an order; an instant that a query adds has none of its own."""
    columns = {field.name: field for field in model._meta.concrete_fields}
    return columns.get(name) or DateTimeField()


def _flip(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _after(order: list[str], place: list) -> Q:
    """Rows beyond this place. `a ≤ x` is said first, so that the index on the first field is used."""
    (first, *rest), (value, *values) = order, place
    if not rest:
        return _beyond(first, value)
    return _beyond(first, value, or_at="e") & (_beyond(first, value) | _after(rest, values))


def _beyond(name: str, value: Any, or_at: str = "") -> Q:
    return Q(**{f"{name.lstrip('-')}__{'lt' if name.startswith('-') else 'gt'}{or_at}": value})


def _value(row: Model, name: str) -> str:
    value = getattr(row, name.lstrip("-"))
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)
