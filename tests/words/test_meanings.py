"""A short message has one meaning, or a context: else one of its translations is wrong."""

import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

from tests.words.messages import APPS, OUR_CATALOG, SEPARATOR, list_messages, read_catalog
from translations.catalogs import list_sources

MEANINGS = Path(__file__).with_name("meanings.toml")
# Whose the folders of templates are that are not named after an app.
FOLDERS = {
    **dict.fromkeys(["account", "mfa", "usersessions"], "accounts"),
    "agencies": "sites",
    "components": "home",
    "icons": "home",
    "wagtail_localize": "desk",
    "wagtailadmin": "desk",
    "wagtailcore": "desk",
    "wagtaildocs": "content",
    "wagtailembeds": "content",
    "wagtailimages": "content",
    "wagtailsnippets": "desk",
    "wagtailusers": "members",
}


def find_app(where: str) -> str:
    """Return the app that a file belongs to: ``home/filters.py:46``, ``templates/403.html``."""
    folders = where.split("/")
    if folders[0] != "templates":
        return folders[0]
    folder = folders[1] if len(folders) > 2 else "components"
    return FOLDERS.get(folder, folder)


@pytest.fixture(scope="module")
def apps_by_word():
    found = defaultdict(set)
    for message, where in list_messages():
        word = message[0]
        if SEPARATOR not in word and len(word.split()) == 1:
            found[word].add(find_app(where))
    assert set().union(*found.values()) <= {*APPS}
    return found


@pytest.fixture(scope="module")
def meanings():
    return tomllib.loads(MEANINGS.read_text("utf-8"))


def test_a_word_that_several_apps_use_means_the_same_in_all_or_has_a_context(
    apps_by_word, meanings
):
    several = {word: sorted(apps) for word, apps in apps_by_word.items() if len(apps) > 1}
    unclear = {word: apps for word, apps in several.items() if word not in meanings}
    assert unclear == {}, (
        f"give them a context, or say in {MEANINGS.name} what they mean everywhere"
    )
    assert meanings.keys() - several.keys() == set(), f"no longer needed in {MEANINGS.name}"


@pytest.mark.parametrize(
    "catalog",
    [path for path in list_sources() if path != OUR_CATALOG],
    ids=lambda path: path.parts[-4],
)
def test_no_message_of_ours_changes_what_the_screens_of_a_package_say(catalog):
    """Ours comes first: a message that a package has too is shown with our Vietnamese."""
    ours, theirs = read_catalog(OUR_CATALOG), read_catalog(catalog)
    changed = {
        message: (ours[message].msgstr, theirs[message].msgstr)
        for message in ours.keys() & theirs.keys()
        if (ours[message].msgstr, ours[message].msgstr_plural)
        != (theirs[message].msgstr, theirs[message].msgstr_plural)
    }
    assert changed == {}, "give ours a context, or both the same Vietnamese"
