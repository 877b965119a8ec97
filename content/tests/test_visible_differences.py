"""Any change of a body is in sight on the screen of a reviewer."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.block_comparison import ChangedBlocksComparison
from content.tests.factories import create_document, create_picture
from content.tests.strategies import HOSTILE
from content.tests.test_stream_values import FIELD
from home.models import NewsPage
from tests.html import get_text, read_html

pytestmark = pytest.mark.django_db

STYLE_ONLY = "Chỉ đổi kiểu chữ"
# Forms take the spaces at both ends away.
WORDS = st.text(st.sampled_from("aĐế <&\xa0\u202e"), max_size=4).map(str.strip)
ADDRESSES = st.sampled_from(["https://a.vn/", "https://b.vn/"])
KEYS = st.sampled_from([900_001, 900_002])
PARAGRAPHS = st.sampled_from(
    ["<p>a</p>", "<h3>a</h3>", "<ul><li>a</li></ul>", "<ol><li>a</li></ol>", "<p><b>a</b></p>",
     "<p>a<sup>2</sup></p>", "<p>a2</p>", '<p><a href="https://a.vn/">a</a></p>',
     '<p><a href="https://b.vn/">a</a></p>', '<p><a linktype="document" id="1">a</a></p>']
)  # fmt: skip
RICH = HOSTILE | st.lists(PARAGRAPHS, max_size=3).map("".join)
COLUMNS = st.fixed_dictionaries({"type": st.sampled_from(["text", "number"]), "heading": WORDS})


def make_table(caption, columns, cells):
    width = len(columns)
    rows = [{"values": cells[at : at + width]} for at in range(0, len(cells) - width + 1, width)]
    return {"caption": caption, "columns": columns, "rows": rows}


VALUES = {
    "text": RICH,
    "heading": WORDS,
    "measures": st.lists(RICH, max_size=3),
    "callout": st.fixed_dictionaries(
        {"kind": st.sampled_from(["info", "warning", "danger"]), "text": RICH}
    ),
    "contact": st.fixed_dictionaries(
        dict.fromkeys(("name", "telephone", "email", "address", "hours"), WORDS)
    ),
    "call_to_action": st.fixed_dictionaries({"label": WORDS, "url": ADDRESSES}),
    # Nobody reads a description beside "decorative".
    "picture": st.fixed_dictionaries(
        {"image": KEYS, "alt_text": WORDS, "decorative": st.just(False)}
    )
    | st.fixed_dictionaries({"image": KEYS, "alt_text": st.just(""), "decorative": st.just(True)}),
    "file": st.fixed_dictionaries({"document": KEYS, "caption": WORDS}),
    "video": st.fixed_dictionaries({"url": ADDRESSES, "title": WORDS}),
    "table": st.builds(
        make_table, WORDS, st.lists(COLUMNS, min_size=1, max_size=3), st.lists(WORDS, max_size=6)
    ),
}


@st.composite
def make_children(draw):
    """Blocks of which no two have one id; a block of another body may have the same."""
    ids = draw(st.lists(st.sampled_from("abcd"), unique=True, max_size=3))
    kinds = [draw(st.sampled_from(sorted(VALUES))) for _id in ids]
    return [
        {"type": kind, "value": draw(VALUES[kind]), "id": key}
        for kind, key in zip(kinds, ids, strict=True)
    ]


@st.composite
def make_pairs(draw):
    """Two bodies; mostly the second is the first with one other part of one block."""
    old = draw(make_children())
    if not old or draw(st.integers(0, 3)) == 0:
        return old, draw(make_children())
    place = draw(st.integers(0, len(old) - 1))
    child = old[place]
    value = draw(VALUES[child["type"]])
    if isinstance(value, dict) and child["type"] not in {"table", "picture"}:
        name = draw(st.sampled_from(sorted(value)))
        value = child["value"] | {name: value[name]}
    return old, [*old[:place], child | {"value": value}, *old[place + 1 :]]


@pytest.fixture
def files():
    for key in (900_001, 900_002):
        create_document(pk=key, title="Mẫu đơn")
        create_picture(pk=key, title="Cầu")


def read(raw):
    stored = FIELD.get_prep_value(FIELD.to_python(json.dumps(raw)))
    return NewsPage(body=FIELD.to_python(json.dumps(stored)))


def find_shown(old, new):
    """What a reviewer sees of two bodies, without what is folded away as unchanged."""
    tree = read_html(ChangedBlocksComparison(FIELD, old, new).htmldiff())
    for folded in tree.select("details"):
        folded.extract()
    return tree


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(make_pairs())
def test_each_change_of_a_body_is_in_sight(files, pair):
    old, new = map(read, pair)
    if not ChangedBlocksComparison(FIELD, old, new).has_changed():
        assert str(old.body) == str(new.body)
        return
    shown = find_shown(old, new)
    is_marked = any(part.text for part in shown.select(".addition, .deletion"))
    assert is_marked or any(said in get_text(shown) for said in (STYLE_ONLY, "Đổi vị trí"))
