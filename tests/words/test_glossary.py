import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

from tests.html import read_html
from tests.words.english import list_texts
from translations.catalogs import ROOT, list_sources

GLOSSARY = ROOT / "docs" / "glossary.md"
TABLES = "## One word for one thing"
VIETNAMESE = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]")
# Code, addresses of links, and the marks of Markdown.
MARKDOWN = re.compile(r"```.*?```|`[^`]*`|\]\([^)]*\)|<[^>]*>", re.DOTALL)
# Tags, and what is filled in.
FILLED = re.compile(r"<[^>]*>|%\(\w+\)s|\{\w*\}")
LANGUAGE_IN_SENTENCE = re.compile(r"(?<=[a-zà-ỹđ,;] )Tiếng (?:Anh|Việt)")


def read_tables() -> tuple[list[str], list[str]]:
    """Return the words not used, and the texts that may contain one all the same."""
    lines = GLOSSARY.read_text("utf-8").partition(TABLES)[2].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "|" in line]
    rows = [row for row in rows if not row[0].startswith("---")]
    words = [word.strip() for row in rows if len(row) == 3 for word in row[2].split(",")]
    texts = [row[0] for row in rows if len(row) == 2]
    return [w for w in words if w != "Words not used"], [t for t in texts if t != "Text"]


UNUSED_WORDS, EXCEPTIONS = read_tables()
UNUSED = re.compile(
    rf"(?<![\w-])(?:{'|'.join(map(re.escape, UNUSED_WORDS))})(?![\w-])", re.IGNORECASE
)


def texts_of_catalogs() -> Iterator[tuple[str, str]]:
    for path in list_sources():
        for entry in polib.pofile(str(path)):
            for text in (entry.msgstr, *entry.msgstr_plural.values()):
                yield f"{path.relative_to(ROOT)}: {entry.msgid[:60]}", FILLED.sub("", text)


def texts_of_manuals() -> Iterator[tuple[str, str]]:
    for path in (*sorted((ROOT / "docs" / "huong-dan").glob("*.md")), ROOT / "README.vi.md"):
        for number, line in enumerate(MARKDOWN.sub(blank, path.read_text("utf-8")).split("\n"), 1):
            yield f"{path.relative_to(ROOT)}:{number}", line


def texts_of_templates() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "templates").rglob("*.html")):
        source = re.sub(r"\{[%#].*?[%#]\}|\{\{.*?\}\}", "", path.read_text("utf-8"))
        for text in list_texts(read_html(source)):
            yield str(path.relative_to(ROOT)), text


def texts_of_first_templates() -> Iterator[tuple[str, str]]:
    path = ROOT / "bulletins" / "data" / "first_templates.toml"
    for template in tomllib.loads(path.read_text("utf-8"))["template"]:
        for text in leaves_of(template):
            yield f"{path.relative_to(ROOT)}: {template['name']}", text


def leaves_of(content: object) -> Iterator[str]:
    if isinstance(content, str):
        yield FILLED.sub("", content)
    elif isinstance(content, dict | list):
        for part in content.values() if isinstance(content, dict) else content:
            yield from leaves_of(part)


SOURCES = [
    texts_of_catalogs,
    texts_of_manuals,
    texts_of_templates,
    texts_of_first_templates,
]


def blank(found: re.Match[str]) -> str:
    """Keep the lines of what is taken out, for the numbers in reports."""
    return "\n" * found[0].count("\n")


def find_unused_words(texts: Iterator[tuple[str, str]]) -> dict[str, list[str]]:
    found = {}
    for where, text in texts:
        for exception in EXCEPTIONS:
            text = text.replace(exception, "")
        if VIETNAMESE.search(text) and UNUSED.search(text):
            found[where] = UNUSED.findall(text)
    return found


def find_typewriting(texts: Iterator[tuple[str, str]]) -> dict[str, str]:
    """Find straight quotes, three dots, and languages with a capital inside a sentence."""
    found = {}
    for where, text in texts:
        for exception in EXCEPTIONS:
            text = text.replace(exception, "")
        if re.search(r"[\"'‘]|\.\.\.", text) or LANGUAGE_IN_SENTENCE.search(text):
            found[where] = text
    return found


def test_the_tables_of_the_glossary_are_read():
    assert {"website", "bảng điều khiển", "vui lòng"} <= set(UNUSED_WORDS)
    assert len(UNUSED_WORDS) == len(set(UNUSED_WORDS))
    assert 'dấu ngoặc kép (")' in EXCEPTIONS


@pytest.mark.parametrize("texts", SOURCES, ids=lambda function: function.__name__)
def test_one_thing_has_one_word(texts):
    assert find_unused_words(texts()) == {}


@pytest.mark.parametrize("texts", [texts_of_catalogs, texts_of_manuals])
def test_vietnamese_is_typeset(texts):
    assert find_typewriting(texts()) == {}


@pytest.mark.parametrize(
    "text",
    ["Mở Website của đơn vị", "Vui lòng thử lại", "Gửi e-mail cho bạn", "Hình ảnh của đợt lũ"],
)
def test_a_word_that_is_not_used_is_seen(text):
    assert find_unused_words(iter([("here", text)]))


@pytest.mark.parametrize("text", ["Trang 'Tin'", 'Trang "Tin"', "Đang lưu...", "đăng Tiếng Anh"])
def test_what_is_not_typeset_is_seen(text):
    assert find_typewriting(iter([("here", text)]))


def test_a_word_inside_another_is_none():
    assert find_unused_words(iter([("here", "Gmail của tôi, khẩn trương đăng ký")])) == {}


def test_exceptions_are_still_needed():
    all_texts = [text for source in SOURCES for _, text in source()]
    assert [text for text in EXCEPTIONS if not any(text in found for found in all_texts)] == []


def test_every_catalogue_is_looked_at():
    assert {Path(where.partition(":")[0]) for where, _ in texts_of_catalogs()} == {
        path.relative_to(ROOT) for path in list_sources()
    }
