"""The promises of the README, in both languages: commands, folders, pages, words of screens."""

import re
from itertools import chain

import polib
import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class

ROOT = settings.BASE_DIR
READMES = {"en": ROOT / "README.md", "vi": ROOT / "README.vi.md"}
MAKEFILE = (ROOT / "Makefile").read_text()
FEATURES = sorted((ROOT / "docs/features").glob("*.md"))
# Headings of the list of what is missing.
MISSING = {"en": "What is not here yet", "vi": "Những gì chưa có"}
# Words that say nothing about which feature is meant.
SMALL = {"their", "other", "about", "pages", "website", "websites"}
# What other commands call.
OF_OTHER_COMMANDS = {"rehearse_in_copy"}
LANGUAGES = pytest.mark.parametrize("language", READMES)


def read(language):
    return READMES[language].read_text()


def read_section(language, heading):
    return read(language).partition(f"## {heading}\n")[2].partition("\n## ")[0]


def list_missing(language):
    """Return what the README says is not here yet, without the reasons behind the dash."""
    lines = re.findall(r"^- (.+)$", read_section(language, MISSING[language]), re.MULTILINE)
    return [line.partition(" – ")[0] for line in lines]


def words_in(text):
    return {word for word in re.findall(r"[^\W\d_]{5,}", text.lower()) if word not in SMALL}


@LANGUAGES
def test_every_target_of_make_is_there(language):
    code = " ".join(re.findall(r"`(make [^`]*)`", read(language)))
    named = {*re.findall(r"\bmake ([a-z-]+)", code)}
    assert {"demo", "test"} <= named
    targets = {*re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE)}
    assert named <= targets


@LANGUAGES
def test_every_command_of_the_table_has_the_options_that_are_named(language):
    rows = re.findall(r"^\| `([a-z_]+)((?: [^`]*)?)` \|", read(language), re.MULTILINE)
    apps = get_commands()
    for name, arguments in rows:
        assert name in apps, name
        parser = load_command_class(apps[name], name).create_parser("manage.py", name)
        known = {*chain.from_iterable(action.option_strings for action in parser._actions)}
        assert {*re.findall(r"--[a-z-]+", arguments)} <= known, name


def test_every_command_that_an_administrator_may_give_is_in_the_vietnamese_table():
    own = {name for name, app in get_commands().items() if app in settings.OWN_APPS}
    table = read_section("vi", "Các lệnh")
    assert {*re.findall(r"^\| `([a-z_]+)", table, re.MULTILINE)} == own - OF_OTHER_COMMANDS


@LANGUAGES
def test_every_link_leads_to_a_file(language):
    for path in re.findall(r"\]\(((?!http)[^)#]+)", read(language)):
        assert (ROOT / path).exists(), path


@LANGUAGES
def test_every_folder_is_described_and_is_there(language):
    described = {*re.findall(r"`([a-z]+)/`", read(language))}
    packages = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert packages <= described
    assert all((ROOT / name).is_dir() for name in described)


@LANGUAGES
def test_words_of_screens_are_words_of_screens(language):
    catalog = polib.pofile(str(ROOT / "locale/vi/LC_MESSAGES/django.po"))
    shown = {part for entry in catalog for part in (entry.msgid, entry.msgstr)}
    for words in re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", read(language)):
        if not words.startswith("["):
            assert words in shown, words


@LANGUAGES
def test_both_languages_deny_the_same_number_of_things(language):
    assert len(list_missing(language)) == len(list_missing("en")) > 0


def test_nothing_is_denied_that_is_there():
    commands = {part for name in get_commands() for part in name.split("_")}
    titles = {page.read_text().splitlines()[0].removeprefix("# ") for page in FEATURES}
    there = words_in(" ".join(commands | titles))
    for thing in list_missing("en"):
        assert not words_in(thing) & there, thing
