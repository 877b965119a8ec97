import csv
import re
import tomllib
import unicodedata
from collections import defaultdict
from xml.etree import ElementTree

import pytest

from bulletins.models import Category, NoteKind, Urgency
from demo.markup import build_blocks
from demo.texts import (
    AGENCIES_FILE,
    FOLDER,
    get_agency_texts,
    get_illustration_path,
    get_pending_texts,
    get_photograph_texts,
    list_bulletin_texts,
    list_group_texts,
)
from sites.models import Accent, Kind

UNITS = [row["slug"] for row in csv.DictReader(AGENCIES_FILE.read_text("utf-8").splitlines())]
DRAWINGS = sorted((FOLDER / "illustrations").iterdir())
LONG = 8
# The unit that has next to nothing.
BARE = "huyen-pac-nam"


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)


def own_texts(code):
    return tomllib.loads((FOLDER / "content" / f"{code}.toml").read_text("utf-8"))


def sentences(text):
    """The sentences of a text, each as its words without punctuation."""
    for sentence in re.split(r"[.!?;:…\n]+", unicodedata.normalize("NFC", text).lower()):
        yield tuple(re.findall(r"\w+", sentence))


def test_there_are_29_units_and_each_has_a_file_of_its_own():
    assert len(UNITS) == len(set(UNITS)) == 29
    assert {file.stem for file in (FOLDER / "content").iterdir()} == set(UNITS)


def test_no_long_sentence_is_shared_by_two_units():
    owners = defaultdict(set)
    for code in UNITS:
        # Where and when an office is open is a fact; facts may coincide.
        prose = {
            k: v for k, v in own_texts(code).items() if k not in {"opening", "hours", "address"}
        }
        for text in strings(prose):
            for words in sentences(text):
                if len(words) >= LONG:
                    owners[words].add(code)
    assert len(owners) > 29 * 20, "the sentences were found"
    assert {" ".join(words): codes for words, codes in owners.items() if len(codes) > 1} == {}


@pytest.mark.parametrize("code", UNITS)
def test_every_unit_has_its_news_documents_functions_and_details(code):
    texts = own_texts(code)
    assert len(texts["news"]) >= 5 and len(texts["documents"]) >= 3
    names = ["short_name", "address", "responsible", "tagline", "functions", "history"]
    assert all(texts[name].strip() for name in names)
    assert texts["accent"] in Accent.values
    assert code == BARE or get_illustration_path(texts["illustration"]).is_file()
    for entry in texts["news"] + texts["documents"]:
        assert all(text.strip() for text in strings(entry)), entry["title"]
        assert code == BARE or entry["body"]
        assert entry["days_ago"] >= 0
    for name, key in (("news", "title"), ("documents", "number"), ("procedures", "title")):
        entries = texts.get(name, [])
        assert len({entry[key] for entry in entries}) == len(entries), name


def test_every_photograph_names_who_took_it_and_its_licence():
    sources = (FOLDER / "photographs" / "SOURCES.md").read_text("utf-8")
    names = {file.stem for file in (FOLDER / "photographs").glob("*.jpg")}
    assert names == set(get_photograph_texts())
    shown = [entry for code in UNITS for entry in own_texts(code)["news"] if "photograph" in entry]
    assert {entry["photograph"] for entry in shown} == names
    for entry in shown:
        assert "CC0" in entry["image_caption"]
        assert f"`{entry['photograph']}.jpg`" in sources


def test_a_drawing_is_of_a_unit():
    used = {own_texts(code)["illustration"] for code in UNITS} - {""}
    assert {drawing.stem for drawing in DRAWINGS} == used


def test_units_have_telephones_and_addresses_that_nobody_has():
    rows = [
        get_agency_texts(code, f"{code}.x", number) for number, code in enumerate(UNITS, start=1)
    ]
    assert len({texts.telephone for texts in rows}) == len({texts.email for texts in rows}) == 29
    for texts in rows:
        assert re.fullmatch(r"0209 3000 \d{3}", texts.telephone)
        assert texts.email.endswith(".example")
        filled = " ".join(texts.fill(text) for text in strings(texts.data))
        assert "{" not in filled and "}" not in filled


def test_all_texts_are_composed_vietnamese():
    for text in [
        *strings(list_bulletin_texts()),
        *strings(get_pending_texts()),
        *(t for code in UNITS for t in strings(own_texts(code))),
    ]:
        assert text == unicodedata.normalize("NFC", text)
        assert not [c for c in text if unicodedata.category(c) in {"Cf", "Co", "Cn"}]


def test_the_bulletins_are_of_every_urgency_and_of_known_sources_and_audiences():
    texts = list_bulletin_texts()
    assert len(texts) == len({text["slug"] for text in texts}) == 10
    assert {text["urgency"] for text in texts} == set(Urgency.values)
    assert {text["category"] for text in texts} == set(Category.values)
    groups = {group["name"] for group in list_group_texts()}
    assert {code for group in list_group_texts() for code in group["agencies"]} <= set(UNITS)
    for text in texts:
        assert text["source"] in UNITS
        for line in [*text["audience"], *text.get("exclude", [])]:
            kind, _, name = line.partition(":")
            known = {"kind": Kind.values, "agency": UNITS, "group": groups}
            assert line == "all" or name in known[kind]


def test_what_became_of_bulletins_names_known_kinds_units_and_bulletins():
    texts = list_bulletin_texts()
    for text in texts:
        assert {note["kind"] for note in text.get("notes", [])} <= set(NoteKind.values)
        assert {placement["agency"] for placement in text.get("placements", [])} <= set(UNITS)
    earlier = [text["slug"] for text in texts]
    [withdrawn] = [text for text in texts if "withdrawn" in text]
    assert withdrawn["successor"] in earlier[: earlier.index(withdrawn["slug"])]


def test_bluezone_has_its_nine_measures_as_one_list():
    [bluezone] = [text for text in list_bulletin_texts() if "bluezone" in text["slug"]]
    assert str(bluezone["issued_on"]) == "2021-02-09"
    for body in (bluezone["body"], bluezone["english"]["body"]):
        measures = [value for kind, value in build_blocks(body) if kind == "measures"]
        assert [len(items) for items in measures] == [9]


def test_bluezone_names_all_whom_it_was_sent_to_and_what_offices_do():
    [bluezone] = [text for text in list_bulletin_texts() if "bluezone" in text["slug"]]
    introduction, measures = bluezone["body"].split("## ")
    for addressee in (
        *("Đài Phát thanh và Truyền hình Bắc Kạn", "Báo Bắc Kạn", "sở, ban, ngành, đoàn thể"),
        *("Ủy ban nhân dân các huyện và thành phố", "cổng thông tin điện tử"),
    ):
        assert addressee in introduction
    first = measures.split("\n2. ")[0]
    for fact in ("viên chức", "người lao động", "người thân", "kiểm soát", "ai ra, ai vào"):
        assert fact in first


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda path: path.stem)
def test_a_drawing_is_plain_xml_that_runs_and_loads_nothing(drawing):
    root = ElementTree.fromstring(drawing.read_bytes())  # noqa: S314
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert {"viewBox"} <= set(root.attrib) or {"width", "height"} <= set(root.attrib)
    for element in root.iter():
        name = element.tag.partition("}")[2]
        assert name not in {"script", "style", "foreignObject", "image", "use", "a", "animate"}
        for attribute, value in element.attrib.items():
            assert attribute != "style" and not attribute.startswith("on")
            assert "href" not in attribute and "url(http" not in value
    assert "<!ENTITY" not in drawing.read_text("utf-8")


def test_plain_markup_becomes_the_blocks_editors_use():
    text = """
Mở <đầu>.
Tiếp.

## Cần làm
- Một [trang](https://a.example/)
- Hai

1. Việc một
2. Việc hai

Kết.
"""
    assert build_blocks(text) == [
        ("text", "<p>Mở &lt;đầu&gt;.</p><p>Tiếp.</p>"),
        ("heading", "Cần làm"),
        ("text", '<ul><li>Một <a href="https://a.example/">trang</a></li><li>Hai</li></ul>'),
        ("measures", ["<p>Việc một</p>", "<p>Việc hai</p>"]),
        ("text", "<p>Kết.</p>"),
    ]


def test_plain_markup_has_notes_tables_contacts_and_buttons_too():
    text = """
### Nhỏ
! Nhớ.
|+ Giá
| Vé | Đồng #
| Trẻ em | 5.000
@ Trạm | 0209 3000 115 | Cả ngày
=> Mở trang https://a.example/x
"""
    (_, small), (_, note), (_, table), (_, contact), (_, button) = build_blocks(text)
    assert small == "<h3>Nhỏ</h3>"
    assert note == {"kind": "info", "text": "<p>Nhớ.</p>"}
    assert table.caption == "Giá"
    assert [(c["block"].name, c["heading"]) for c in table.columns] == [
        ("text", "Vé"),
        ("number", "Đồng"),
    ]
    assert [row["values"] for row in table.row_data] == [["Trẻ em", "5.000"]]
    assert (contact["name"], contact["telephone"], contact["hours"]) == (
        "Trạm",
        "0209 3000 115",
        "Cả ngày",
    )
    assert button == {"label": "Mở trang", "url": "https://a.example/x"}


def test_only_encrypted_links_are_links():
    assert build_blocks("[x](javascript:alert) [y](http://a.example)") == [
        ("text", "<p>[x](javascript:alert) [y](http://a.example)</p>")
    ]
