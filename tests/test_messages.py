"""Every word of the interface exists in English and in Vietnamese."""

import ast
import re
import string
import unicodedata

import polib
import pytest
from django.template import engines
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

from translations.catalogs import ROOT, compiled, sources

CATALOG = ROOT / "locale" / "vi" / "LC_MESSAGES" / "django.po"
APPS = ["accounts", "bulletins", "config", "home", "ops", "search", "sites"]
FUNCTIONS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}


def messages_of_code():
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "tests" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in FUNCTIONS:
                    yield node.args[0].value


def messages_of_templates():
    for path in (ROOT / "templates").rglob("*.html"):
        name = str(path.relative_to(ROOT / "templates"))
        template = engines["django"].get_template(name).template
        for node in template.nodelist.get_nodes_by_type((TranslateNode, BlockTranslateNode)):
            yield from _messages(node)


def _messages(node):
    if isinstance(node, TranslateNode):
        yield node.filter_expression.var.literal
    else:
        yield node.render_token_list(node.singular)[0]


@pytest.fixture(scope="module")
def catalog():
    return polib.pofile(str(CATALOG))


@pytest.mark.parametrize("source", [*sources()], ids=lambda path: str(path.relative_to(ROOT)))
def test_the_compiled_catalogue_is_up_to_date(source):
    assert source.with_suffix(".mo").read_bytes() == compiled(source)


@pytest.mark.parametrize("source", [*sources()], ids=lambda path: str(path.relative_to(ROOT)))
def test_every_message_of_a_catalogue_is_translated(source):
    entries = [entry for entry in polib.pofile(str(source)) if not entry.obsolete]
    assert entries
    assert [entry.msgid for entry in entries if not entry.translated() or entry.fuzzy] == []


def test_every_message_of_the_code_and_the_templates_is_in_the_catalogue(catalog):
    known = {entry.msgid for entry in catalog}
    used = {*messages_of_code(), *messages_of_templates()}
    assert len(used) > 200
    assert used - known == set()


def test_the_catalogue_has_no_message_that_nothing_uses(catalog):
    used = {*messages_of_code(), *messages_of_templates()}
    assert {entry.msgid for entry in catalog} - used == set()


def test_translations_keep_placeholders_and_are_composed_unicode(catalog):
    for entry in catalog:
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            if text:
                assert set(re.findall(r"%\(\w+\)s", text)) == set(
                    re.findall(r"%\(\w+\)s", entry.msgid)
                ), entry.msgid
                assert unicodedata.is_normalized("NFC", text)
                assert text[-1:] == entry.msgid[-1:] or text[-1] not in string.whitespace
