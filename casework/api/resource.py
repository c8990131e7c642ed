"""What every endpoint is made of. A view says for each method what it does, what it takes and gives, and who may.

    class Notes(OnCase):
        @operation("notes_add", _("Write a note"), scope=…, rights=[…], takes=NoteIn, gives=NoteOut, status=201)
        def post(self, request, case_id): …

Permission, OpenAPI description and tests read the same `Operation`, so they cannot differ. A handler without one does
not load.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django_filters import FilterSet
from rest_framework import exceptions, serializers
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from casework.access.models import Membership
from casework.access.policy import Right, Section
from casework.access.scopes import Scope
from casework.api import etags
from casework.api.filters import FilterOfSeen
from casework.api.idempotency import idempotent
from casework.api.pagination import CURSOR_PARAM, ORDERING_PARAM, SIZE_PARAM
from casework.api.throttling import Counted
from casework.base.errors import Conflict
from casework.journey.reading import log_read, person_of
from casework.people.merged import kept_instead, refuse_merged

METHODS = ("get", "post", "patch")


@dataclass(frozen=True)
class Operation:
    """One method of one address. `rights` are alternatives: one of them is needed, and the action checks the rest.

    `section` is what it reads, or `writes`. `asks_only`: a POST that writes nothing, of which no answer is kept.
    """

    id: str
    summary: Any
    scope: Scope | None = None
    rights: Sequence[Right] = ()
    section: Section | None = None
    writes: bool = False
    takes: type[serializers.Serializer] | None = None
    gives: type[serializers.Serializer] | None = None
    many: bool = False
    status: int = 200
    asks_only: bool = False
    media_types: Sequence[str] = ()
    description: Any = ""
    examples: Sequence = field(default=(), compare=False)


def operation(id: str, summary: Any, **facts) -> Callable:
    """Marks a handler with its Operation."""

    def mark(handler):
        handler.operation = Operation(id, summary, **facts)
        return handler

    return mark


@method_decorator(login_not_required, name="dispatch")  # DRF denies by itself, with 401 instead of a login page
class Resource(Counted, GenericAPIView):
    """The base of all views. `tag` groups operations in the description; lists say `ordering` and `filterset_class`."""

    http_method_names = ["get", "head", "post", "patch"]
    tag = ""
    model: type[Model] | None = None
    filterset_class: type[FilterSet] | None = None
    ordering: Sequence[str] = ("-created_at", "-id")
    # Where a list may be ordered in several ways: the values of `ordering`, the first one unless another is asked for.
    orderings: dict[str, Sequence[str]] = {}

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        for name in METHODS:
            handler = cls.__dict__.get(name)
            if handler is None:
                continue
            if not hasattr(handler, "operation"):
                raise TypeError(f"{cls.__name__}.{name} names no operation")
            if name == "post":
                cls.post = idempotent(handler)

    def operation_of(self, method: str) -> Operation | None:
        name = method.lower()
        return getattr(getattr(self, "get" if name == "head" else name, None), "operation", None)

    @property
    def by(self) -> Membership:
        """The membership that acts."""
        return self.request._request.membership

    @property
    def current(self) -> Operation:
        return self.operation_of(self.request.method)

    def visible(self) -> QuerySet:
        """The rows of this resource that the caller may see, with all that their answer needs."""
        raise NotImplementedError

    def get_queryset(self) -> QuerySet:
        """For DRF's machinery, which also asks while the OpenAPI description is made and nobody is there."""
        return self.model.objects.none() if getattr(self, "swagger_fake_view", False) else self.visible()

    def ordering_of(self, request) -> list[str]:
        if not self.orderings:
            return list(self.ordering)
        asked = request.query_params.get(ORDERING_PARAM, next(iter(self.orderings)))
        if asked not in self.orderings:
            sentence = _("This list can be ordered by: %(names)s.") % {"names": ", ".join(self.orderings)}
            raise ValidationError({ORDERING_PARAM: ValidationError(sentence, code="ordering")})
        return list(self.orderings[asked])

    def get_serializer_context(self) -> dict:
        return {**super().get_serializer_context(), "membership": getattr(self.request, "membership", None)}

    def body(self) -> dict:
        """The validated body; ValidationError names every field that is wrong."""
        serializer = self.current.takes(
            data=self.request.data, context=self.get_serializer_context(), partial=self.request.method == "PATCH"
        )
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def represent(self, row: Any) -> dict:
        return self.current.gives(row, context=self.get_serializer_context()).data

    @property
    def filters(self) -> Iterable[str]:
        """The names of the parameters by which a list asks for less than all."""
        return self.filterset_class.base_filters if self.filterset_class else ()

    @property
    def shows_what_is_seen(self) -> bool:
        """Whether neither the list nor its filters look at what the caller may not see."""
        return self.is_whole or issubclass(self.filterset_class, FilterOfSeen)

    @property
    def is_whole(self) -> bool:
        """Whether all of the list is asked for."""
        return self.request.query_params.keys().isdisjoint(self.filters)

    def page(self, queryset: QuerySet) -> Response:
        """A page of these rows, after the filters of the query; a parameter that does not exist is a slip (400)."""
        known = {*self.filters, CURSOR_PARAM, SIZE_PARAM, *([ORDERING_PARAM] if self.orderings else [])}
        unknown = sorted(set(self.request.query_params) - known)
        if unknown:
            sentence = _("There is no such parameter here.")
            raise ValidationError({name: ValidationError(sentence, code="unknown") for name in unknown})
        rows = self.paginate_queryset(self.filter_queryset(queryset))
        self.log_read(rows)
        answer = self.current.gives(rows, many=True, context=self.get_serializer_context())
        return self.get_paginated_response(answer.data)

    def parts_of(self, queryset: QuerySet) -> Iterable[QuerySet]:
        """Return the rows of a list in parts, where no index serves the order of all: a page is chosen from each."""
        return [queryset]

    def people_of(self, rows: Iterable) -> set[UUID]:
        """Whose files these rows are a part of."""
        return {person_of(row) for row in rows} - {None}

    def log_read(self, rows: Iterable) -> None:
        """An answer is a read, written down where another organisation keeps the case; one entry for all its rows."""
        log_read(self.people_of(rows), place=self.current.id)

    def detail(self, row: Any) -> HttpResponse:
        self.log_read([row])
        return etags.answer(self.request, self.represent(row))

    def created(self, row: Any, location: str) -> Response:
        data = self.represent(row)
        return Response(data, status=201, headers={"Location": location, "ETag": etags.etag_of(data)})

    def change(self, find: Callable[[QuerySet], Model], act: Callable[[Model, dict], Any], lock=None) -> HttpResponse:
        """PATCH: `find` picks the record among those visible, `act` changes it.

        If-Match is compared under the lock that the action takes first: the record's own row, or what `lock` locks.
        """
        fields = self.body()
        with transaction.atomic():
            if lock:
                lock()
            row = find(self.visible() if lock else self.visible().select_for_update(of=("self",), no_key=True))
            if etags.wants_match(self.request):
                etags.check_match(self.request, self.represent(row))
            act(row, fields)
        try:
            return self.detail(find(self.visible()))
        except ObjectDoesNotExist:
            # It is changed, and by that out of the caller's sight: she moved out of the territory.
            return Response(status=204)

    def handle_exception(self, error: Exception) -> HttpResponse:
        """A record of a person that was merged into another leads to the one who is kept, whom the caller sees: 301
        where somebody reads, 409 where somebody writes."""
        if isinstance(error, (Http404, ObjectDoesNotExist)) and "person_id" in self.kwargs:
            if self.request.method not in ("GET", "HEAD"):
                try:
                    refuse_merged(self.kwargs["person_id"], self.by)
                except Conflict as refusal:
                    error = refusal
            elif kept := kept_instead(self.kwargs["person_id"], self.by):
                name, ids = self.request.resolver_match.view_name, self.kwargs | {"person_id": kept.pk}
                return Response({"merged_into": kept.pk}, status=301, headers={"Location": reverse(name, kwargs=ids)})
        return super().handle_exception(error)

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-store")
        patch_vary_headers(response, ["Accept-Language", "Authorization", "Cookie"])
        return response


class NotThere(Resource):
    """Every address that is none: 404 as a problem, and never a redirect, which would lose the body of a POST."""

    schema = None
    http_method_names = ["get", "head", "post", "patch", "put", "delete"]

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if not request.path.endswith("/"):
            raise exceptions.NotFound(_("There is nothing at this address: all end with a slash."))
        raise Http404
