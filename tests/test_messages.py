import re
import unicodedata

import polib
import pytest
from django.utils import translation

from tests.words.messages import (
    OUR_CATALOG,
    Message,
    get_relative_path,
    list_messages,
    read_catalog,
)
from translations.catalogs import compile_catalog, list_sources

CATALOGS = list(list_sources())
PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?[#0\- +]*\d*(?:\.\d+)?([diouxXeEfFgGcrsa%])|\{(\w*)\}")


def translations_of(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def placeholders(text: str) -> set[str]:
    """What is filled in, by name; without a name, its kind."""
    return {match[0] for match in PLACEHOLDER.finditer(text) if match[0] not in {"%%", "{}"}}


@pytest.fixture(scope="module")
def used() -> dict[Message, str]:
    return dict(list_messages())


def test_the_source_of_messages_is_read(used):
    assert len(used) > 200
    assert used[("Bulletins",)]
    assert ("{{ count }} bulletin is in force.",) not in used
    plurals = {message for message in used if len(message) == 2}
    assert ("%(count)s bulletin is in force.", "%(count)s bulletins are in force.") in plurals


@pytest.mark.parametrize("catalog", CATALOGS, ids=get_relative_path)
def test_every_compiled_catalogue_is_its_source_compiled(catalog):
    assert catalog.with_suffix(".mo").read_bytes() == compile_catalog(catalog)


def test_everything_bantin_says_has_its_vietnamese(used):
    known = read_catalog(OUR_CATALOG)
    missing = {message: where for message, where in used.items() if message not in known}
    assert missing == {}
    untranslated = [key for key, entry in known.items() if not all(translations_of(entry))]
    assert untranslated == []


def test_no_message_is_left_over(used):
    assert set(read_catalog(OUR_CATALOG)) - set(used) == set()


@pytest.mark.parametrize("catalog", CATALOGS, ids=get_relative_path)
def test_no_translation_is_a_guess_or_a_leftover(catalog):
    entries = polib.pofile(str(catalog))
    assert [entry.msgid for entry in entries if entry.fuzzy or entry.obsolete] == []
    assert entries.metadata["Language"] == "vi"
    # Vietnamese has no plural forms; two would show the wrong one.
    assert entries.metadata["Plural-Forms"].startswith("nplurals=1;")


@pytest.mark.parametrize("catalog", CATALOGS, ids=get_relative_path)
def test_what_is_filled_in_is_filled_in_in_vietnamese_too(catalog):
    wrong = {}
    for message, entry in read_catalog(catalog).items():
        for text in filter(None, translations_of(entry)):
            # A plural may say "one" in words.
            if placeholders(text) != placeholders(message[-1]):
                wrong[message] = text
    assert wrong == {}


@pytest.mark.parametrize("catalog", CATALOGS, ids=get_relative_path)
def test_the_vietnamese_is_composed_and_without_hidden_characters(catalog):
    for message, entry in read_catalog(catalog).items():
        for text in translations_of(entry):
            assert text == unicodedata.normalize("NFC", text), message
            assert not [c for c in text if unicodedata.category(c) in {"Cf", "Co"}], message


@pytest.mark.parametrize("catalog", CATALOGS, ids=get_relative_path)
def test_the_vietnamese_begins_and_ends_like_its_message(catalog):
    wrong = {}
    for message, entry in read_catalog(catalog).items():
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
