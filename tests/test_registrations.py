import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings

# The names of periodic tasks are stored in the database, so that these stay where they were.
PERIODIC_OUTSIDE_TASKS = {"responses/services/reminders.py", "search/index/checker.py"}
# A scanner's socket; receivers that are made anew for each call.
CONNECTING = {"content/files/scanner.py", "ops/after_migrate.py"}


@cache
def modules() -> dict[str, ast.Module]:
    return {
        str(path.relative_to(settings.BASE_DIR)): ast.parse(path.read_text())
        for app in apps.get_app_configs()
        if Path(app.path) == settings.BASE_DIR / app.name.replace(".", "/")
        for path in Path(app.path).rglob("*.py")
        if not {"tests", "migrations"} & set(path.relative_to(settings.BASE_DIR).parts)
    }


def called(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def decorators(tree: ast.Module) -> set[str]:
    return {
        ast.unparse(one.func if isinstance(one, ast.Call) else one)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        for one in node.decorator_list
    }


def test_hooks_are_registered_by_calls_in_wagtail_hooks_alone() -> None:
    for name, tree in modules().items():
        calls = [call for function, call in called(tree) if function == "hooks.register"]
        if name.endswith("wagtail_hooks.py"):
            defined = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
            assert not defined, f"{name} defines {defined[0].name}."
            assert all(len(call.args) == 2 for call in calls), name
        else:
            assert not calls, name


def test_signals_are_received_by_decorated_functions_in_receivers_alone() -> None:
    connecting = {
        name
        for name, tree in modules().items()
        if any(function.endswith(".connect") for function, _call in called(tree))
    }
    assert connecting == CONNECTING
    for name, tree in modules().items():
        if "receiver" in decorators(tree):
            assert name.endswith("/receivers.py"), name


def test_receivers_are_loaded_when_the_app_is_ready() -> None:
    trees = modules()
    with_receivers = [name for name in trees if name.endswith("/receivers.py")]
    assert with_receivers
    for name in with_receivers:
        ready = trees[name.replace("receivers.py", "apps.py")]
        imported = {
            alias.name
            for node in ast.walk(ready)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        assert "receivers" in imported, name


def test_periodic_tasks_are_decorated_functions_in_tasks() -> None:
    registering = {
        name for name, tree in modules().items() if decorators(tree) & {"daily", "every"}
    } - PERIODIC_OUTSIDE_TASKS
    assert registering
    assert all(name.endswith("/tasks.py") for name in registering), registering
    for name, tree in modules().items():
        used = [function for function, _call in called(tree) if function in {"daily", "every"}]
        assert not used or decorators(tree) & {"daily", "every"}, name


def test_menu_items_are_made_with_the_screens_of_the_admin() -> None:
    for name, tree in modules().items():
        made = [function for function, _call in called(tree) if function.endswith("MenuItem")]
        assert not made or "/admin/" in name, name
