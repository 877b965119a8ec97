"""Differences of two bodies: by block, by paragraph, by cell."""

from copy import deepcopy

import pytest
from wagtail.rich_text import RichText

from content.block_comparison import ChangedBlocksComparison
from home.models import NewsPage
from tests.html import get_text, read_html

pytestmark = pytest.mark.django_db

TEXT = "<p>Bà con đi tiêm <b>sáng thứ Hai</b>.</p><p>Mang theo giấy tờ.</p>"
TABLE = {
    "caption": "Lịch tiêm",
    "columns": [{"type": "text", "heading": "Xã"}, {"type": "text", "heading": "Ngày"}],
    "rows": [{"values": [f"Xã {number}", f"{number}/12"]} for number in range(1, 6)],
}
BODY = [
    {"type": "heading", "value": "Ai được tiêm", "id": "a"},
    {"type": "text", "value": TEXT, "id": "b"},
    {"type": "table", "value": TABLE, "id": "c"},
    {"type": "heading", "value": "Liên hệ", "id": "d"},
]


def compare(change):
    """The words of the difference: added [+ +], deleted [- -], folded (( ))."""
    new = deepcopy(BODY)
    new = change(new) or new
    pages = [NewsPage(body=NewsPage.body.field.to_python(body)) for body in (BODY, new)]
    html = ChangedBlocksComparison(NewsPage._meta.get_field("body"), *pages).htmldiff()
    tree = read_html(html)
    for folded in tree.select("details"):
        folded.replace_with(f" (( {folded.summary.get_text()} )) ")
    for sign, name in (("+", "addition"), ("-", "deletion")):
        for part in tree.select(f".{name}"):
            part.insert(0, f"[{sign} ")
            part.append(f" {sign}]")
    return get_text(tree)


def test_only_the_changed_block_is_shown():
    def change(body):
        body[3]["value"] = "Liên hệ ở đâu"

    words = compare(change)
    assert "(( 3 phần không thay đổi ))" in words
    assert "Liên hệ [+ ở đâu +]" in words and "Ai được tiêm" not in words


def test_a_body_that_nobody_has_changed_is_unchanged():
    steps = {"type": "measures", "value": ["<p>Rửa tay</p>"], "id": "e"}
    pages = [NewsPage(body=NewsPage.body.field.to_python([*BODY, steps])) for _number in range(2)]
    for page in pages:
        list(page.body)
    assert not ChangedBlocksComparison(NewsPage._meta.get_field("body"), *pages).has_changed()
    pages[1].body[-1].value[0] = RichText("<p>Rửa tay kỹ</p>")
    assert ChangedBlocksComparison(NewsPage._meta.get_field("body"), *pages).has_changed()


def test_another_kind_of_column_is_said():
    def change(body):
        body[2]["value"]["columns"][1]["type"] = "number"

    assert "[- Ngày (Chữ) -] [+ Ngày (Số) +]" in compare(change)


def test_added_taken_away_and_moved_blocks_say_so():
    def change(body):
        return [body[3], body[0], {"type": "heading", "value": "Mới", "id": "e"}, body[2]]

    words = compare(change)
    assert "Đổi vị trí: Tiêu đề" in words and "[+ Thêm vào: Tiêu đề" in words
    assert "[- Bỏ đi:" in words and "Mang theo giấy tờ" in words


def test_of_a_text_the_changed_paragraphs_are_shown():
    def change(body):
        body[1]["value"] = TEXT.replace("giấy tờ", "căn cước")

    words = compare(change)
    assert "Mang theo [- giấy tờ. -] [+ căn cước. +]" in words
    assert "sáng thứ Hai" not in words


@pytest.mark.parametrize("old", ["https://a.example/1", "https://b.example/2"])
def test_another_target_of_a_link_is_seen(old):
    def change(body):
        body[1]["value"] = TEXT.replace("giấy tờ", f'<a href="{old}">giấy tờ</a>')

    assert f"[{old}]" in compare(change).replace("[+ ", "").replace(" +]", "")


def test_another_style_is_said():
    def change(body):
        body[1]["value"] = TEXT.replace("<b>", "").replace("</b>", "")

    assert "Chỉ đổi kiểu chữ" in compare(change)


def test_a_table_is_compared_by_cell():
    def change(body):
        rows = body[2]["value"]["rows"]
        rows[1]["values"][1] = "22/12"
        rows.append({"values": ["Xã 6", "6/12"]})

    words = compare(change)
    assert "Xã 2 [- 2/12 -] [+ 22/12 +]" in words and "[+ Xã 6 +] [+ 6/12 +]" in words
    assert "1 dòng không thay đổi" in words and "3 dòng không thay đổi" in words


def test_a_new_column_is_added_to_each_row():
    def change(body):
        table = body[2]["value"]
        table["columns"].insert(1, {"type": "text", "heading": "Giờ"})
        for row in table["rows"]:
            row["values"].insert(1, "7:00")

    words = compare(change)
    assert "Xã [+ Giờ +] Ngày" in words and words.count("[+ 7:00 +]") == 5
    assert "-]" not in words
