import ast
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.template import engines
from django.template.base import Node
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils import translation

from translations.catalogs import ROOT, compile_catalog, list_sources

APPS = (*settings.OWN_APPS, "config")
OURS = ROOT / "locale" / "vi" / "LC_MESSAGES" / "django.po"
CATALOGS = list(list_sources())
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
PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?[#0\- +]*\d*(?:\.\d+)?([diouxXeEfFgGcrsa%])|\{(\w*)\}")
Message = tuple[str, ...]


def name_of(catalog: Path) -> str:
    return str(catalog.relative_to(ROOT))


def messages_of_code() -> Iterator[tuple[Message, str]]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if not {"tests", "migrations"} & set(path.parts):
                for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                    if isinstance(node, ast.Call):
                        yield from message_of_call(node, name_of(path))


def message_of_call(call: ast.Call, where: str) -> Iterator[tuple[Message, str]]:
    function = getattr(call.func, "id", getattr(call.func, "attr", ""))
    places = MARKERS.get(function, ())
    if places:
        where = f"{where}:{call.lineno}"
        words = [call.args[at] for at in range(places[-1] + 1)]
        assert all(isinstance(word, ast.Constant) for word in words), f"{where}: not a plain text"
        texts = tuple(word.value for word in words)
        yield (SEPARATOR.join(texts),) if function.startswith(WITH_CONTEXT) else texts, where


def messages_of_templates() -> Iterator[tuple[Message, str]]:
    engine = engines["django"].engine
    folder = ROOT / "templates"
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        nodes = engine.get_template(str(path.relative_to(folder))).nodelist
        for node in nodes.get_nodes_by_type(Node):
            if isinstance(node, TranslateNode):
                yield (name_in_context(node, node.filter_expression.var.literal),), name_of(path)
            elif isinstance(node, BlockTranslateNode):
                singular = node.render_token_list(node.singular)[0]
                plural = node.render_token_list(node.plural)[0] if node.plural else None
                singular = name_in_context(node, singular)
                yield (singular, plural) if plural else (singular,), name_of(path)


def name_in_context(node: TranslateNode | BlockTranslateNode, message: str) -> str:
    context = node.message_context
    return f"{context.var}{SEPARATOR}{message}" if context else message


def messages_of(catalog: Path) -> dict[Message, polib.POEntry]:
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


def translations_of(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def placeholders(text: str) -> set[str]:
    """What is filled in, by name; without a name, its kind."""
    return {match[0] for match in PLACEHOLDER.finditer(text) if match[0] not in {"%%", "{}"}}


@pytest.fixture(scope="module")
def used() -> dict[Message, str]:
    return dict([*messages_of_code(), *messages_of_templates()])


def test_the_source_of_messages_is_read(used):
    assert len(used) > 200
    assert used[("Bulletins",)]
    assert ("{{ count }} bulletin is in force.",) not in used
    plurals = {message for message in used if len(message) == 2}
    assert ("%(count)s bulletin is in force.", "%(count)s bulletins are in force.") in plurals


@pytest.mark.parametrize("catalog", CATALOGS, ids=name_of)
def test_every_compiled_catalogue_is_its_source_compiled(catalog):
    assert catalog.with_suffix(".mo").read_bytes() == compile_catalog(catalog)


def test_everything_bantin_says_has_its_vietnamese(used):
    known = messages_of(OURS)
    missing = {message: where for message, where in used.items() if message not in known}
    assert missing == {}
    untranslated = [key for key, entry in known.items() if not all(translations_of(entry))]
    assert untranslated == []


def test_no_message_is_left_over(used):
    assert set(messages_of(OURS)) - set(used) == set()


@pytest.mark.parametrize("catalog", CATALOGS, ids=name_of)
def test_no_translation_is_a_guess_or_a_leftover(catalog):
    entries = polib.pofile(str(catalog))
    assert [entry.msgid for entry in entries if entry.fuzzy or entry.obsolete] == []
    assert entries.metadata["Language"] == "vi"
    # Vietnamese has no plural forms; two would show the wrong one.
    assert entries.metadata["Plural-Forms"].startswith("nplurals=1;")


@pytest.mark.parametrize("catalog", CATALOGS, ids=name_of)
def test_what_is_filled_in_is_filled_in_in_vietnamese_too(catalog):
    wrong = {}
    for message, entry in messages_of(catalog).items():
        for text in filter(None, translations_of(entry)):
            # A plural may say "one" in words.
            if placeholders(text) != placeholders(message[-1]):
                wrong[message] = text
    assert wrong == {}


@pytest.mark.parametrize("catalog", CATALOGS, ids=name_of)
def test_the_vietnamese_is_composed_and_without_hidden_characters(catalog):
    for message, entry in messages_of(catalog).items():
        for text in translations_of(entry):
            assert text == unicodedata.normalize("NFC", text), message
            assert not [c for c in text if unicodedata.category(c) in {"Cf", "Co"}], message


@pytest.mark.parametrize("catalog", CATALOGS, ids=name_of)
def test_the_vietnamese_begins_and_ends_like_its_message(catalog):
    wrong = {}
    for message, entry in messages_of(catalog).items():
        for text in filter(None, translations_of(entry)):
            ends = [(t[:1] == "\n", t[-1:] == "\n") for t in (message[0], text)]
            if ends[0] != ends[1]:
                wrong[message] = text
    assert wrong == {}


def test_vietnamese_is_what_pages_speak_and_english_needs_no_catalogue():
    with translation.override("vi"):
        assert translation.gettext("Bulletins") == "Bản tin"
        assert translation.ngettext("and %(count)s more notice", "and %(count)s more notices", 1)
    with translation.override("en"):
        assert translation.gettext("Bulletins") == "Bulletins"
