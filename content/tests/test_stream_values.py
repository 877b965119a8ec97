"""Any body that code may hand over is stored as its form would store it."""

import json

from hypothesis import given
from hypothesis import strategies as st

from bulletins.models import Bulletin
from content.tests.strategies import HOSTILE
from tests.edit_forms import iter_block_fields

FIELD = Bulletin._meta.get_field("body")
WORDS = st.text(st.sampled_from("aĐế 😀<>&\"'\n\xa0"), max_size=8)
KEYS = st.sampled_from(["", None]) | st.uuids().map(str)


def make_table(width, cells):
    rows = [{"values": cells[at : at + width]} for at in range(0, len(cells) - width + 1, width)]
    columns = [{"type": "text", "heading": f"Cột {number}"} for number in range(width)]
    return {"caption": "Bảng", "columns": columns, "rows": rows}


VALUES = {
    "text": HOSTILE,
    "heading": WORDS,
    "measures": st.lists(HOSTILE, max_size=3),
    "callout": st.fixed_dictionaries({"text": HOSTILE}, optional={"kind": st.just("warning")}),
    "call_to_action": st.fixed_dictionaries({"label": WORDS, "url": st.just("https://a.vn/")}),
    "video": st.fixed_dictionaries({"url": st.just("javascript:x"), "title": WORDS}),
    "table": st.builds(make_table, st.integers(1, 3), st.lists(WORDS, max_size=6)),
}
CHILDREN = st.one_of(
    [
        st.fixed_dictionaries({"type": st.just(kind), "value": value}, optional={"id": KEYS})
        for kind, value in VALUES.items()
    ]
)


def store(value):
    return json.dumps(FIELD.get_prep_value(value))


@given(st.lists(CHILDREN, max_size=4))
def test_a_form_that_nobody_has_touched_sends_what_is_stored(raw):
    stored = store(FIELD.to_python(json.dumps(raw)))
    block, value = FIELD.stream_block, FIELD.to_python(stored)
    fields = dict(iter_block_fields(block, block.get_form_state(value), "body"))
    assert store(block.value_from_datadict(fields, {}, "body")) == stored


@given(st.lists(CHILDREN, max_size=4))
def test_what_is_stored_is_stored_again_unchanged(raw):
    stored = store(FIELD.to_python(json.dumps(raw)))
    assert store(FIELD.to_python(stored)) == stored
    native = FIELD.to_python(stored)
    # Reading turns JSON into Python's values, which are stored in another way.
    assert [child.block_type for child in native] == [child["type"] for child in raw]
    assert store(native) == stored
