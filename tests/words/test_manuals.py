import re

import polib
import pytest
from django.conf import settings

from translations.catalogs import list_sources

FILES = sorted(settings.MANUAL_FOLDER.glob("*.md"))
BOLD = re.compile(r"\*\*(.+?)\*\*")
# What is filled into a message.
FILLED = re.compile(r"%\(\w+\)s|\{\w*\}")
# What a manual for somebody explains, by words of its headings.
EXPLAINED = {
    "bien-tap-vien": ["Ghi âm một bản tin", "Dịch sang ngôn ngữ khác"],
    "nguoi-duyet": ["Nghe và đăng một bản ghi âm", "Người chỉ dịch"],
    "so-tttt": ["Ghi âm một bản tin", "Dịch một bản tin", "Người dịch"],
}


def normalize(text):
    return " ".join(FILLED.sub("", text).split()).strip(" .:…").lower()


@pytest.fixture(scope="module")
def said_on_screens():
    entries = [entry for path in list_sources() for entry in polib.pofile(str(path))]
    return {
        normalize(text)
        for entry in entries
        for text in (entry.msgstr, *entry.msgstr_plural.values())
    }


def list_named(text):
    """What is printed bold: buttons, menus, screens. What ends with a colon opens a paragraph."""
    bold = [words for words in BOLD.findall(text) if not words.endswith(":")]
    return [part for words in bold for part in words.split(" → ")]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_a_manual_prints_bold_stands_on_a_screen(said_on_screens, file):
    named = list_named(file.read_text("utf-8"))
    assert named
    assert [words for words in named if normalize(words) not in said_on_screens] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_manual_explains_translating_and_recording(file):
    headings = re.findall(r"^##+ (.+)$", file.read_text("utf-8"), re.MULTILINE)
    assert [words for words in EXPLAINED[file.stem] if words not in headings] == []
