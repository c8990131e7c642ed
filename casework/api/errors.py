"""Every refusal as one RFC 9457 problem, whichever floor of the house raised it.

The body is made by `base.problems`; a Conflict's facts, such as the moves that are allowed, are members of their own.
"""

import logging
import math
import uuid
from typing import Any

import psycopg
from django.apps import apps
from django.core.exceptions import (
    NON_FIELD_ERRORS,
    ObjectDoesNotExist,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpResponse, UnreadablePostError
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.settings import api_settings
from rest_framework.views import set_rollback

from casework.api import refusals
from casework.base.errors import Conflict, TooLarge, is_database_away
from casework.base.problems import busy, problem

logger = logging.getLogger(__name__)

# So many errors are told of one request, and so much of a name that somebody sent.
MOST_ERRORS, NAME_LENGTH = 50, 100


def handle(error: Exception, context: dict) -> HttpResponse:
    """DRF's exception handler: the problem for this exception, and a line in the log when it refuses somebody.

    What was refused wrote nothing: the request's transaction is undone.
    """
    set_rollback()
    response = _answer(error, context)
    refusals.log_problem(response.problem, error, context)
    return response


def _answer(error: Exception, context: dict) -> HttpResponse:
    """What nobody foresaw is logged and tells nothing."""
    if isinstance(error, exceptions.APIException):
        return _from_rest(error)
    for kinds, answer in ANSWERS:
        if isinstance(error, kinds):
            response = answer(error)
            if response is not None:
                return response
    return _unforeseen(error, context)


def _from_rest(error: exceptions.APIException) -> HttpResponse:
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(math.ceil(error.wait))
    if isinstance(error, exceptions.ValidationError):
        return invalid(list(_flat(error.detail)), headers)
    code = error.detail.code if isinstance(error.detail, exceptions.ErrorDetail) else error.default_code
    return problem(error.status_code, code, error.detail, headers=headers)


def invalid(errors: list[dict], headers: dict | None = None) -> HttpResponse:
    """Answer 400 for what is wrong with body or query, all of it at once; of very many the first, and how many."""
    facts = {"errors_in_all": len(errors)} if len(errors) > MOST_ERRORS else None
    errors = [error | {"field": error["field"] and error["field"][:NAME_LENGTH]} for error in errors[:MOST_ERRORS]]
    fields = sorted({e["field"] for e in errors if e["field"]})
    if len(errors) == 1:
        detail = errors[0]["message"]
    elif fields:
        detail = _("Some values are not right: %(fields)s.") % {"fields": ", ".join(fields)}
    else:
        detail = " ".join(e["message"] for e in errors)
    return problem(400, "invalid", detail, errors=errors, facts=facts, headers=headers)


def _flat(detail: Any, path: tuple = ()):
    """DRF's nested details as a list of {field, code, message}."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            own = name in (api_settings.NON_FIELD_ERRORS_KEY, NON_FIELD_ERRORS)
            yield from _flat(inner, path if own else (*path, str(name)))
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            deeper = isinstance(inner, (dict, list))
            yield from _flat(inner, (*path, str(index)) if deeper else path)
    else:
        yield one_error(".".join(path), getattr(detail, "code", "invalid"), detail)


def one_error(field: str, code: str, message: Any) -> dict:
    return {"field": field or None, "code": code or "invalid", "message": str(message)}


def _from_validation(error: ValidationError) -> HttpResponse:
    """Django's: what actions and models raise. `within` says in which part of the body, when it was a nested one."""
    within = tuple(str(step) for step in getattr(error, "within", ()))
    by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    errors = [
        one_error(
            ".".join((*within, *(() if field == NON_FIELD_ERRORS else (field,)))), one.code, " ".join(one.messages)
        )
        for field, ones in by_field.items()
        for one in ones
    ]
    return invalid(errors)


def _from_integrity(error: IntegrityError) -> HttpResponse | None:
    """A constraint that only a simultaneous write can reach, since actions check before they write."""
    diagnosis = getattr(error.__cause__, "diag", None)
    name = diagnosis and diagnosis.constraint_name
    constraint = _constraint(name) if name else None
    if constraint is None:
        return None
    return problem(409, "conflict", constraint.violation_error_message, facts={"constraint": name})


def _constraint(name: str):
    every = (c for model in apps.get_models() for c in model._meta.constraints)
    return next((c for c in every if c.name == name), None)


def _from_operational(error: OperationalError) -> HttpResponse | None:
    if isinstance(error.__cause__, (psycopg.errors.DeadlockDetected, psycopg.errors.LockNotAvailable)):
        detail = _("Somebody else is changing the same record now. Try again.")
        return problem(409, "busy", detail, headers={"Retry-After": "1"})
    if isinstance(error.__cause__, psycopg.errors.QueryCanceled):
        return problem(
            503, "took_too_long", _("This took too long and was stopped. Ask for less: filters, a smaller page.")
        )
    return None


def _from_database(error: DatabaseError) -> HttpResponse | None:
    """Answer for a connection that was lost or refused; None for other errors of the database."""
    return busy(perhaps_done=True) if is_database_away(error) else None


def _not_found(error: Exception) -> HttpResponse:
    return problem(404, "not_found", _("There is nothing here, or nothing you may see."))


def _forbidden(error: PermissionDenied) -> HttpResponse:
    return problem(403, "permission_denied", str(error) or _("Your role does not allow this."))


def _too_large(error: Exception) -> HttpResponse:
    return problem(413, TooLarge.code, getattr(error, "message", None) or _("The request is larger than is taken."))


def _bad_request(error: Exception) -> HttpResponse:
    return problem(400, "bad_request", _("The request could not be read."))


ANSWERS = (
    (ValidationError, _from_validation),
    ((Http404, ObjectDoesNotExist), _not_found),
    (PermissionDenied, _forbidden),
    (Conflict, lambda error: problem(409, error.code, error.message, facts=error.facts)),
    ((TooLarge, RequestDataTooBig), _too_large),
    ((SuspiciousOperation, UnreadablePostError, DataError), _bad_request),
    (IntegrityError, _from_integrity),
    (OperationalError, _from_operational),
    ((OperationalError, InterfaceError), _from_database),
)


def _unforeseen(error: Exception, context: dict) -> HttpResponse:
    reference = uuid.uuid4().hex[:12]
    request = context.get("request")
    where = f"{request.method} {request.path}" if request is not None else "?"
    kind = "Database error" if isinstance(error, DatabaseError) else "Error"
    logger.error("%s %s at %s", kind, reference, where, exc_info=error)
    detail = _("Something went wrong on our side. It was recorded as %(reference)s.") % {"reference": reference}
    return problem(500, "internal", detail, facts={"reference": reference})
