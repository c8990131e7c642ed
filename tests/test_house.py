"""The house rules, read from the code itself: floors, furniture, and what may not be built."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.db.models.constraints import BaseConstraint
from django.utils.functional import Promise
from pghistory.models import Event

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted(path for path in (ROOT / "casework").rglob("*.py") if "migrations" not in path.parts)
ROOMS = [config for config in apps.get_app_configs() if config.name.startswith("casework.")]
MODELS = [model for room in ROOMS for model in room.get_models()]
MOST_LINES = 400


def name_of(path):
    return str(path.relative_to(ROOT))


def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def test_imports_go_down_only():
    linted = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr
    assert "0 broken" in linted.stdout


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_module_imports_at_its_top(path):
    """An import within a function would get round the floors."""
    inside = [
        node.lineno
        for function in ast.walk(tree_of(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not inside


def test_no_file_has_become_two():
    long = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert not {name: lines for name, lines in long.items() if lines > MOST_LINES}


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_no_workflow_in_save_or_signals(path):
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ClassDef) and path.name == "models.py":
            assert not {"save", "delete", "__init__"} & {f.name for f in node.body if isinstance(f, ast.FunctionDef)}
        if isinstance(node, ast.ImportFrom):
            signals = (node.module or "").startswith(("django.db.models.signals", "django.dispatch"))
            assert not signals, f"{name_of(path)}:{node.lineno}"
            from_models = node.module in ("django.db.models", "django.db")
            assert not (from_models and "signals" in {alias.name for alias in node.names})


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_module_that_does_something_says_what(path):
    tree = tree_of(path)
    if path.name not in ("apps.py", "__init__.py") and tree.body:
        assert ast.get_docstring(tree)


@pytest.mark.parametrize("path", [path for path in SOURCES if path.name == "rules.py"], ids=name_of)
def test_rules_read_neither_the_clock_nor_the_database(path):
    calls = [ast.unparse(node.func) for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]
    assert not [call for call in calls if call.endswith((".today", ".now", ".localdate", ".objects.filter"))]


@pytest.mark.parametrize("path", [path for path in SOURCES if path.name == "actions.py"], ids=name_of)
def test_public_actions_take_their_arguments_by_name(path):
    for node in tree_of(path).body:
        if isinstance(node, ast.FunctionDef) and any(a.arg == "by" for a in node.args.kwonlyargs):
            assert not node.args.args, f"{node.name} takes {[a.arg for a in node.args.args]} by position"
            decorators = {ast.unparse(decorator) for decorator in node.decorator_list}
            assert decorators or node.name == "record_event", f"{node.name} is not atomic"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_table_and_its_columns_have_names_in_words(model):
    assert isinstance(model._meta.verbose_name, Promise)
    assert isinstance(model._meta.verbose_name_plural, Promise)
    own = [field for field in model._meta.local_fields if field.model.__module__ == model.__module__]
    unnamed = [f.name for f in own if not isinstance(f.verbose_name, Promise) and f.name not in BUILT_IN]
    assert not unnamed


# Columns that nobody is shown, and those of the libraries we build on.
BUILT_IN = (
    {"id", "password", "last_login", "is_superuser", "pgh_obj", "membership", "division"}
    | {f.name for f in Event._meta.fields}
    | {field.name for base in apps.get_model("access", "ApiClient").__bases__ for field in base._meta.fields}
)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_constraint_says_what_is_wrong(model):
    for constraint in model._meta.constraints:
        assert constraint.violation_error_message != BaseConstraint.default_violation_error_message, constraint.name
        assert isinstance(constraint.violation_error_message, Promise), constraint.name
        # It is filled in with %, so a stray one breaks the page that wants to show it.
        assert constraint.get_violation_error_message()


def test_names_of_constraints_and_indexes_are_given_and_unique():
    named = [thing.name for model in MODELS for thing in (*model._meta.constraints, *model._meta.indexes)]
    assert all(named)
    assert len(named) == len(set(named))


def test_foreign_keys_to_people_who_acted_are_never_cut():
    """Deleting a user must not take with it what she did, nor who decided."""
    user = apps.get_model("access", "User")
    cutting = {
        f"{model._meta.label}.{field.name}"
        for model in MODELS
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model is user
        if field.remote_field.on_delete not in (models.PROTECT, models.DO_NOTHING)
    }
    assert cutting <= {"access.Membership.user", "access.ApiClient.user", "api.GivenAnswer.user"}
