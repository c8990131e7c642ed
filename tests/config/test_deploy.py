"""The settings of production: what they refuse to start with, and that Django finds nothing wrong with them."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

PRODUCTION = {
    "DEBUG": "false",
    "SECRET_KEY": "8f0a5c1d" * 8,
    "ALLOWED_HOSTS": "casework.example.org",
    "DATABASE_URL": "postgres://casework:x@localhost:1/casework",
    "REDIS_URL": "redis://localhost:1/0",
}


def manage(*arguments, **environment):
    names = ("PATH", "HOME", "LANG", "CASEWORK_DATA_DIR", "PYTHONPYCACHEPREFIX")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    return subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:config", "manage.py", *arguments],
        env=kept | {"DJANGO_SETTINGS_MODULE": "config.settings"} | PRODUCTION | environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_check_deploy_is_silent():
    checked = manage("check", "--deploy", "--fail-level", "DEBUG")
    assert checked.returncode == 0, checked.stderr
    assert "no issues (0 silenced)" in checked.stdout
    assert "WARNING" not in checked.stderr


@pytest.mark.parametrize(
    "weak",
    ["", "only-for-this-machine-never-for-production", "x" * 64, "django-insecure-" + "8f0a5c1d" * 8, "8f0a5c1d"],
)
def test_a_weak_secret_key_is_refused(weak):
    refused = manage("check", SECRET_KEY=weak)
    assert refused.returncode != 0
    assert "SECRET_KEY" in refused.stderr
    if weak:
        assert weak not in refused.stderr


@pytest.mark.parametrize("missing", ["ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL"])
def test_what_is_missing_is_named(missing):
    refused = manage("check", **{missing: ""})
    assert refused.returncode != 0
    assert f"must be set in the environment: {missing}." in refused.stderr


ASK = """
import django
django.setup()
from django.test import Client
from django.conf import settings
settings.ALLOWED_HOSTS = ["testserver"]
for name, path, proto in (("page", "/account/login/", ""), ("probe", "/healthz", ""), ("safe", "/healthz", "https")):
    answer = Client().get(path, headers={"X-Forwarded-Proto": proto})
    print(name, answer.status_code, answer.get("Location", "-"), answer.get("Strict-Transport-Security", "-"), sep="|")
"""


def test_all_but_the_probe_is_asked_for_again_over_https():
    asked = manage("shell", "--no-imports", "--command", ASK, SECURE_PROXY_SSL_HEADER="X-Forwarded-Proto")
    answers = dict(line.split("|", 1) for line in asked.stdout.splitlines() if "|" in line)
    assert answers["page"] == "301|https://testserver/account/login/|-"
    assert answers["probe"] == "503|-|-"  # neither database nor broker there, and it says so over http
    assert answers["safe"] == "503|-|max-age=31536000; includeSubDomains; preload"
