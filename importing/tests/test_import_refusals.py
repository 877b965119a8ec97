import re

import pytest
from django.core.management import CommandError, call_command

from home.models import NewsPage
from importing.models import ImportedContent
from importing.tests.factories import ARTICLE, BULLETIN

pytestmark = pytest.mark.django_db


def without_advice(said):
    return [re.sub(r" \(allowed: [^)]*\)", "", line) for line in said]


def test_every_bad_line_is_named_and_nothing_is_stored(refused_lines, tmp_path):
    said = refused_lines(
        ARTICLE,
        b"{broken",
        b"[1]",
        b'{"title": "\xff"}',
        b'{"title": "\\ud800"}',
        b"",
        {"type": "page", "id": "", "date": "2024-13-01"},
        ARTICLE | {"id": "2", "title": "x" * 256, "live": "yes", "summary": 5},
        ARTICLE | {"id": "3", "agency": "nowhere", "author": "x" * 121},
        ARTICLE | {"date": "0001-01-01", "locale": "fr"},
        BULLETIN | {"private": True, "locale": "en", "title": "x" * 201},
        ARTICLE | {"id": "4", "old_url": "https://evil.example/a"},
        ARTICLE | {"id": "5", "old_url": "/a?b=1"},
        ARTICLE | {"id": "6", "old_url": "/a/?b=1"},
        b"[" * 100_000,
    )
    starts = without_advice(said)
    assert [start[:45] for start in starts[:4]] == [
        "line 2: ?: is no JSON: Expecting property nam",
        "line 3: ?: is no object",
        "line 4: ?: byte 0xff is not UTF-8",
        "line 5: ?: holds half of a character",
    ]
    assert said[4].count("allowed") == 5
    for part in ("type: 'page' is unknown", "id: is missing", "agency: is missing",
                 "title: is missing", "date: '2024-13-01' is no such day"):  # fmt: skip
        assert part in said[4]
    for part in ("title: has 256 characters", "live: 'yes' is no truth value", "summary: 5 is no"):
        assert part in said[5]
    assert "author: has 121 characters" in said[6]
    assert "date: '0001-01-01' is no such day" in said[7]
    assert "locale: 'fr' is unknown" in said[7]
    for part in ("private: a bulletin", "locale: a bulletin", "title: has 201 characters"):
        assert part in said[8]
    assert starts[9].endswith("old_url: 'https://evil.example/a' is not on a host of so-y-te")
    assert starts[10] == "line 14: old_url: stands in line 13 already"
    assert starts[11].startswith("line 15: ?: is no JSON: ")
    assert len(said) == 12
    assert not ImportedContent.objects.exists()
    assert not NewsPage.objects.exists()


def test_lines_that_are_right_by_themselves_must_fit_what_is_there(
    run_import, refused_lines, province
):
    run_import(ARTICLE)
    said = refused_lines(
        ARTICLE | {"agency": "huyen-ba-be"},
        ARTICLE | {"kind": "legal"},
        BULLETIN | {"id": "1"},
        ARTICLE | {"id": "2", "agency": "khong-co"},
    )
    assert without_advice(said) == [
        "line 1: agency: '1' was imported for so-y-te",
        "line 2: id: stands in line 1 already; kind: '1' was imported as article",
        "line 3: id: stands in line 1 already; type: '1' was imported as article",
        "line 4: agency: 'khong-co' is unknown",
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "line 1: ?: the file has no lines"),
        ("{}".encode("utf-16"), "line 1: ?: the file is saved as UTF-16"),
        (b'{"body": "' + b"x" * 6_000_000, "line 1: ?: is too long"),
    ],
    ids=["empty", "utf-16", "endless line"],
)
def test_a_file_that_is_none_is_refused(refused_lines, content, words):
    assert refused_lines(content)[0].startswith(words)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_content", tmp_path / "none.jsonl")


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 40_000,
        "<p " * 60_000,
        "".join(f"<p><b a={number}>" for number in range(5000)),
        "a" * 2_000_001,
    ],
    ids=["elements", "tags", "bold", "long"],
)
def test_a_body_that_no_parser_reads_in_time_is_refused_with_its_line(refused_lines, body):
    (problem,) = refused_lines(ARTICLE | {"body": body})
    assert "1" in problem
    assert "body" in problem
    assert "is too long or too deep" in problem


def test_json_that_is_too_deep_is_refused_with_its_line(refused_lines):
    (problem,) = refused_lines(b'{"title": ' + b"[" * 100_000)
    assert "is no JSON: more than 30 lists in each other" in problem
