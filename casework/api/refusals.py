"""What was refused to programs and strangers, for whoever watches the log.

A line has a code, a status, the client's id and the operation; never a token, an address, a query or a name.
"""

import logging

from oauth2_provider.models import AccessToken

logger = logging.getLogger("casework.security")

REFUSED = (401, 403)
# Values that only somebody who tries things out, or a program gone wrong, sends.
PROBING = {"page_size", "cursor"}


def log(code: str, status: int, *, client: str = "", operation: str = "") -> None:
    logger.warning("refused %s %s client=%s operation=%s", status, code, client or "-", operation or "-")


def log_problem(body: dict, error: Exception, context: dict) -> None:
    """One line for this answer, if it is a refusal worth one; what is wrong in an ordinary form is not."""
    codes = {body["code"], *(e["code"] for e in body["errors"])}
    if body["status"] in REFUSED:
        code = body["code"]
    elif codes & PROBING:
        code = min(codes & PROBING)
    else:
        return
    request, view = context.get("request"), context.get("view")
    client = getattr(error, "client_id", "") or (client_of(request) if request is not None else "")
    log(code, body["status"], client=client, operation=operation_id(view, request))


def client_of(request) -> str:
    """The id of the client whose token came with this request; `session` for a person, nothing for a stranger."""
    if isinstance(request.auth, AccessToken):
        return request.auth.application.client_id
    return "session" if request.user.is_authenticated else ""


def operation_id(view, request) -> str:
    operation = view.operation_of(request.method) if hasattr(view, "operation_of") else None
    return operation.id if operation else ""
