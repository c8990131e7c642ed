"""The OpenAPI description: complete, without a warning, and true."""

import functools
import os

import hypothesis
import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck
from schemathesis import GenerationMode, openapi

from casework.access.scopes import SCOPES
from casework.api.journey.moves import MOVES
from casework.api.resource import METHODS, Resource
from casework.api.urls import urlpatterns
from tests.api.conftest import problem, signed_in, token_for

# More of them for a long look: SCHEMATHESIS_EXAMPLES=100 bin/test tests/api/test_schema.py
EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "4"))


@functools.cache
def description():
    return SchemaGenerator().get_schema(public=True)


def operations():
    return {
        op["operationId"]: (path, method, op)
        for path, methods in description()["paths"].items()
        for method, op in methods.items()
    }


def test_it_is_made_without_a_warning(tmp_path, capsys):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml"))
    assert capsys.readouterr().err == ""


def test_every_operation_is_in_it():
    given = set()
    for pattern in urlpatterns:
        view = pattern.callback.cls
        if issubclass(view, Resource) and view.schema is not None:
            one = view(**pattern.callback.initkwargs)
            given |= {one.operation_of(m.upper()).id for m in METHODS if hasattr(view, m)}
    assert set(operations()) == given
    assert {f"stages_{stage}_{verb}" for stage, verb in MOVES} <= given


def test_every_operation_says_what_it_needs():
    for name, (path, method, op) in operations().items():
        headers = {p["name"] for p in op.get("parameters", []) if p["in"] == "header"}
        assert ("Idempotency-Key" in headers) == (method == "post"), name
        assert ("If-Match" in headers) == (method == "patch"), name
        problems = {code for code, r in op["responses"].items() if "application/problem+json" in r.get("content", {})}
        assert {"401", "403"} <= problems, name
        assert ("404" in problems) == ("{" in path), name
        assert ("412" in problems) == (method == "patch"), name
        assert op["summary"], name
        oauth = next(s["oauth2"] for s in op["security"] if "oauth2" in s)
        assert name == "me" or set(oauth) <= set(SCOPES), name


def test_its_names_are_tidy():
    schemas = description()["components"]["schemas"]
    assert not [name for name in schemas if name.endswith("Enum") and name not in KNOWN_ENUMS]
    assert schemas["CpmApproveIn"]["required"] == ["expires_on", "issued_on", "number"]
    assert schemas["CpmApproveIn"]["additionalProperties"] is False
    assert "A body" not in str(schemas["PersonIn"].get("description"))
    flow = description()["components"]["securitySchemes"]["oauth2"]["flows"]["clientCredentials"]
    assert flow["tokenUrl"] == "/oauth/token/"
    assert set(flow["scopes"]) == set(SCOPES)


KNOWN_ENUMS = {"BlankEnum", "NullEnum", "CurrencyEnum", "ScopesEnum"}


def test_it_and_its_page_are_served_to_whoever_is_signed_in(ana, at_hias, anybody):
    browser = signed_in(ana)
    page = browser.get("/docs/")
    assert page.status_code == 200
    assert b"drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js" in page.content
    assert b"//cdn" not in page.content
    assert b"unpkg" not in page.content
    script = browser.get("/docs/", {"script": ""})
    assert b"/api/v1/schema/" in script.content
    assert b'openapi: "3' in at_hias.get("/schema/").content
    assert at_hias.get("/schema/", Accept="application/vnd.oai.openapi+json").json()["openapi"].startswith("3")
    for path in ("/schema/", "/docs/"):
        problem(anybody.get(path), 401, "not_authenticated")
        problem(anybody.get(path, Accept="text/html"), 401, "not_authenticated")


def test_it_is_the_same_for_a_reader_with_fewer_sections(at_hias, at_interior):
    assert at_hias.get("/schema/").content == at_interior.get("/schema/").content


def conforming():
    """The checks that hold for whatever is sent."""
    names = "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance"
    return [getattr(schemathesis.checks, name, None) or getattr(openapi.checks, name) for name in names]


SETTINGS = hypothesis.settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[hypothesis.Phase.generate],
)


def try_out(operation, how, ids, headers):
    """Some requests to this operation, about records that exist; each is undone."""

    @SETTINGS
    @hypothesis.given(case=operation.as_strategy(how))
    def send(case):
        case.path_parameters.update({p.name: ids[p.name] for p in operation.path_parameters})
        with transaction.atomic():
            case.call_and_validate(headers=headers, checks=conforming())
            transaction.set_rollback(True)

    send()


@pytest.fixture
def token(iom):
    return token_for(iom)


@pytest.fixture
def application():
    """The service as a WSGI server calls it, but staying in the test's transaction. Django's test client ends that."""
    signals = request_started, request_finished
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield get_wsgi_application()
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("how", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_whatever_is_sent_the_answer_is_as_described(how, record, token, application):
    schema = openapi.from_dict(description())
    schema.app = application
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
    ids = {name: str(value) for name, value in record.items()} | {"code": "1701"}
    for result in schema.get_all_operations():
        operation = result.ok()
        # With nothing but ids and headers there is nothing to get wrong.
        if how == GenerationMode.POSITIVE or operation.query or operation.body:
            try_out(operation, how, ids, headers)
