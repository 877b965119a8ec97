"""Messages of success name whom or what they are about: a person, a unit, a table, a device."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from translations.catalogs import ROOT

# The apps of accounts, people, units and what the ICT department settles.
APPS = ("accounts", "members", "sites", "search", "ops")
FILES = [
    path
    for app in APPS
    for path in sorted((ROOT / app).rglob("*.py"))
    if not {"tests", "migrations"} & set(path.relative_to(ROOT).parts)
]
MARKERS = {"_", "gettext", "gettext_lazy", "ngettext"}
# Attributes of views that hold the message.
ATTRIBUTES = {"done_message", "success_message"}


def list_nameless(tree: ast.AST) -> Iterator[ast.expr]:
    """Give each message of success that is said as it is written, with nothing filled in."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "messages.success":
            yield from (part for part in node.args[1:2] if get_text(part))
        elif isinstance(node, ast.Assign):
            names = {target.id for target in node.targets if isinstance(target, ast.Name)}
            if names & ATTRIBUTES and "%(" not in get_text(node.value, default="%("):
                yield node.value


def get_text(node: ast.expr, default: str = "") -> str:
    """Return the text that a message is marked with, ``default`` for anything else."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) in MARKERS:
        first = node.args[0]
        return first.value if isinstance(first, ast.Constant) else default
    return default


def test_a_message_of_success_names_what_it_is_about():
    nameless = {
        str(path.relative_to(ROOT)): [ast.unparse(one) for one in list_nameless(read(path))]
        for path in FILES
    }
    assert {path: found for path, found in nameless.items() if found} == {}
    assert len(FILES) > 100


def read(path: Path) -> ast.AST:
    return ast.parse(path.read_text("utf-8"))


@pytest.mark.parametrize(
    "source",
    [
        'messages.success(request, _("Saved."))',
        'messages.success(request, ngettext("One.", "Many.", 2))',
        'class View:\n    done_message = gettext_lazy("The account is changed.")',
    ],
)
def test_a_message_that_names_nothing_is_seen(source):
    assert [*list_nameless(ast.parse(source))]


@pytest.mark.parametrize(
    "source",
    [
        'messages.success(request, _("%(name)s is suspended.") % names)',
        'messages.success(request, message % {"name": name})',
        'class View:\n    done_message = gettext_lazy("%(name)s is suspended.")',
        "class View:\n    done_message = INVITED",
        'messages.error(request, _("Nothing was changed."))',
    ],
)
def test_a_message_that_names_something_is_left_alone(source):
    assert not [*list_nameless(ast.parse(source))]
