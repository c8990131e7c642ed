"""Clients that are generated of the description send a file and read what came of it; and a linter finds no error."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator

from casework.api.docs import QuotedYaml
from casework.journey.models import Import
from tests.api.conftest import signed_in, token_for

CLIENTS = settings.BASE_DIR / "tests" / "api" / "clients"
# libyaml's, where it is there: the same reading in a quarter of the time.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
TOOLS = CLIENTS / "node_modules" / ".bin"
needs_node = pytest.mark.skipif(
    not (shutil.which("node") and TOOLS.is_dir()),
    reason="Node has not got the tools of tests/api/clients: bin/test does it",
)
SEND = """
import sys
from io import BytesIO
from made.api.imports import imports_read, imports_send
from made.client import AuthenticatedClient
from made.models import ImportIn
from made.types import File

address, token = sys.argv[1:]
client = AuthenticatedClient(base_url=address, token=token)
sheet = File(payload=BytesIO("Nombres;Apellidos\\nZuleima;Chirinos\\n".encode()), file_name="brigada.csv")
sent = imports_send.sync_detailed(client=client, body=ImportIn(file=sheet), idempotency_key="python")
assert sent.status_code == 201, sent.content
read = imports_read.sync(client=client, import_id=sent.parsed.id)
print("sent", read.name)
"""


@pytest.fixture(scope="module")
def described(tmp_path_factory) -> Path:
    """The description as /schema/ gives it, in English."""
    path = tmp_path_factory.mktemp("described") / "schema.yaml"
    with translation.override("en"):
        path.write_bytes(QuotedYaml().render(SchemaGenerator().get_schema(public=True)))
    return path


def run(*command, **options) -> str:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, timeout=300, **options
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_the_yaml_says_what_the_json_says_to_every_reader(described):
    text = described.read_text()
    with translation.override("en"):
        made = json.loads(json.dumps(SchemaGenerator().get_schema(public=True), default=str))
    assert yaml.load(text, LOADER) == made
    assert '"0901"' in text or '"1701"' in text  # INEC codes: YAML 1.2 takes them for numbers unless they are quoted


def test_uploads_are_binary_and_blanks_belong_to_their_enumeration(described):
    schemas = yaml.load(described.read_text(), LOADER)["components"]["schemas"]
    for name in ("ImportIn", "AttachmentIn"):
        assert schemas[name]["properties"]["file"]["format"] == "binary"
    assert "" in schemas["CaseOut"]["properties"]["close_reason"]["enum"]
    assert not {"BlankEnum", "NullEnum"} & set(schemas)
    assert schemas["PersonIn"]["properties"]["given_names"]["minLength"] == 1


def test_it_is_served_so(at_hias, ana):
    served = signed_in(ana).get("/schema/", Accept="application/vnd.oai.openapi")
    assert yaml.load(served.content, LOADER)["servers"][0]["url"] == "/"


@pytest.mark.django_db(transaction=True)
def test_a_generated_python_client_sends_a_file(described, tmp_path, live_server, hias):
    made = tmp_path / "made"
    generator = Path(sys.executable).with_name("openapi-python-client")
    run(generator, "generate", "--path", described, "--output-path", made, "--meta", "none")
    (tmp_path / "send.py").write_text(SEND)
    told = run(sys.executable, "send.py", live_server.url, token_for(hias), cwd=tmp_path)
    assert "sent brigada.csv" in told
    assert Import.objects.get().organisation == hias


@needs_node
@pytest.mark.django_db(transaction=True)
def test_a_generated_typescript_client_sends_a_file(described, tmp_path, live_server, hias):
    for name in ("send.ts", "tsconfig.json", "package.json"):
        shutil.copy(CLIENTS / name, tmp_path)
    (tmp_path / "node_modules").symlink_to(CLIENTS / "node_modules")
    run(TOOLS / "openapi-typescript", described, "--output", tmp_path / "schema.d.ts")
    run(TOOLS / "tsc", "--project", tmp_path)
    told = run("node", tmp_path / "built" / "send.js", live_server.url, token_for(hias))
    assert "sent brigada.csv" in told
    assert Import.objects.get().organisation == hias


@needs_node
def test_spectral_finds_no_error(described):
    environment = {"PATH": os.environ["PATH"], "HOME": str(described.parent)}
    run(TOOLS / "spectral", "lint", described, "--ruleset", CLIENTS / "spectral.yaml", env=environment)
