"""The messages of the source, with their places, and those of a catalogue."""

import ast
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings
from django.template import engines
from django.template.base import Node
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

from translations.catalogs import ROOT

APPS = (*settings.OWN_APPS, "config")
OUR_CATALOG = ROOT / "locale" / "vi" / "LC_MESSAGES" / "django.po"
# The name of each function that marks a message, and which of its arguments are messages.
# One with a context takes the context as its first.
MARKERS = {
    "_": (0,),
    "gettext": (0,),
    "gettext_lazy": (0,),
    "gettext_noop": (0,),
    "ngettext": (0, 1),
    "ngettext_lazy": (0, 1),
    "pgettext": (1,),
    "pgettext_lazy": (1,),
}
WITH_CONTEXT = "pgettext"
# Between a context and its message, as compiled catalogues have it (gettext's manual, 10.3).
SEPARATOR = "\x04"
Message = tuple[str, ...]


def list_messages() -> list[tuple[Message, str]]:
    """Return each use of a message and where it is: ``home/filters.py:46``, a template's path.

    A message is its English, before it its context and ``SEPARATOR``, after it its plural.
    """
    return [*_iter_code_messages(), *_iter_template_messages()]


def read_catalog(catalog: Path) -> dict[Message, polib.POEntry]:
    """Return the entries of a catalogue by their messages, without those that are obsolete."""
    entries = polib.pofile(str(catalog))
    named = {
        f"{entry.msgctxt}{SEPARATOR}{entry.msgid}" if entry.msgctxt else entry.msgid: entry
        for entry in entries
        if not entry.obsolete
    }
    return {
        (name, entry.msgid_plural) if entry.msgid_plural else (name,): entry
        for name, entry in named.items()
    }


def get_relative_path(path: Path) -> str:
    """Return where a file is within the project."""
    return str(path.relative_to(ROOT))


def _iter_code_messages() -> Iterator[tuple[Message, str]]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if not {"tests", "migrations"} & set(path.relative_to(ROOT).parts):
                for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                    if isinstance(node, ast.Call):
                        yield from _iter_call_messages(node, get_relative_path(path))


def _iter_call_messages(call: ast.Call, path: str) -> Iterator[tuple[Message, str]]:
    function = getattr(call.func, "id", getattr(call.func, "attr", ""))
    places = MARKERS.get(function, ())
    if places:
        where = f"{path}:{call.lineno}"
        words = [call.args[at] for at in range(places[-1] + 1)]
        assert all(isinstance(word, ast.Constant) for word in words), f"{where}: not a plain text"
        texts = tuple(word.value for word in words)
        yield (SEPARATOR.join(texts),) if function.startswith(WITH_CONTEXT) else texts, where


def _iter_template_messages() -> Iterator[tuple[Message, str]]:
    engine = engines["django"].engine
    folder = ROOT / "templates"
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        where = get_relative_path(path)
        nodes = engine.get_template(str(path.relative_to(folder))).nodelist
        for node in nodes.get_nodes_by_type(Node):
            if isinstance(node, TranslateNode):
                yield (_add_context(node, node.filter_expression.var.literal),), where
            elif isinstance(node, BlockTranslateNode):
                singular = node.render_token_list(node.singular)[0]
                plural = node.render_token_list(node.plural)[0] if node.plural else None
                singular = _add_context(node, singular)
                yield (singular, plural) if plural else (singular,), where


def _add_context(node: TranslateNode | BlockTranslateNode, message: str) -> str:
    context = node.message_context
    return f"{context.var}{SEPARATOR}{message}" if context else message
