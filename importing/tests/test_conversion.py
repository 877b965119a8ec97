from collections import Counter

import pytest
from django.utils import translation

from content.blocks import BodyBlock
from content.blocks.body import MAX_BLOCKS, MAX_TABLES
from content.rich_text import BoundedRichTextArea
from content.text.content_state import RefusedText
from importing.html.builder import MAX_LINE_BREAKS, MAX_PARAGRAPHS, MAX_TEXT_LENGTH
from importing.html.conversion import convert, mark_paragraphs
from importing.html.losses import LossKind, describe_losses, get_loss_text, list_losses
from importing.html.old_letters import repair_letters

LABELS = ("Bảng", "Cột")
TABLE = "<table><tr><th>A<th>B<tr><td>c<td>d</table>"


def read(html):
    blocks, losses = convert(html, table_labels=LABELS)
    return [(block["type"], block["value"]) for block in blocks], {
        str(kind): number for kind, number in losses.items()
    }


def check_editable(blocks):
    """Each text is one that its editor takes back as it was."""
    editor = BoundedRichTextArea(features=["h3", "bold", "italic", "link", "ol", "ul"])
    for kind, value in blocks:
        if kind == "text":
            sent = editor.format_value(value)
            kept = editor.value_from_datadict({"text": sent}, {}, "text")
            assert not isinstance(kept, RefusedText)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<ol start=3><li>a<li>b</ol>", "<p>3. a</p><p>4. b</p>"),
        ("<ol type=a><li>x<li>y</ol>", "<p>a) x</p><p>b) y</p>"),
        ("<ol type=I><li><p>x</p><p>z</p><li>y</ol>", "<p>I. x</p><p>z</p><p>II. y</p>"),
        ("<ol><li>a<li value=5>b<li>c</ol>", "<ol><li>a</li></ol><p>5. b</p><p>6. c</p>"),
        ("<ol reversed start=2><li>a<li>b</ol>", "<p>2. a</p><p>1. b</p>"),
        ("<ol><li style='list-style-type:lower-roman'>a</ol>", "<p>i. a</p>"),
        ("<ol style='list-style: upper-alpha'><li>a<li></ol>", "<p>A) a</p>"),
        ("<ol><li>a<ol type=a><li>x<li>y</ol><li>b</ol>",
         "<ol><li>a<br/>a) x<br/>b) y</li><li>b</li></ol>"),
        ("<ol start=x type=?><li value=''>a</ol>", "<ol><li>a</li></ol>"),
        ("<ol start=-1><li>a<li>b</ol>", "<p>-1. a</p><p>0. b</p>"),
        ("<ol reversed start=1><li>a<li>b</ol>", "<p>1. a</p><p>0. b</p>"),
        ("<ol reversed><li>a<li>b<li>c</ol>", "<ol><li>a</li><li>b</li><li>c</li></ol>"),
    ],
)  # fmt: skip
def test_numbers_that_a_list_would_not_show_are_written(html, text):
    assert read(html) == ([("text", text)], {})


@pytest.mark.parametrize(
    ("html", "text", "losses"),
    [
        ("<p style='display:none'>thuốc rẻ</p>a", "<p>a</p>", {"hidden_text": 1}),
        ("a<span style='FONT-SIZE: 0px'>x</span><i hidden>y</i>", "<p>a</p>", {"hidden_text": 2}),
        ("<span style='font-size:0.8em;display:inline'>a</span>", "<p>a</p>", {}),
        ("a<span style='display:none'>&nbsp;</span>", "<p>a</p>", {}),
        ("<del>5</del> <ins>6</ins> triệu", "<p>6 triệu</p>", {"tracked_change": 2}),
        ("<s>bãi bỏ</s>", "<p>bãi bỏ</p>", {"struck_text": 1}),
        ('<a href="javascript:x()">a</a><a href="../b c.pdf">b</a>', "<p>ab</p>", {"link": 2}),
        ("a<svg><text>x</text></svg><math><mi>y</mi></math><object data=z></object>",
         "<p>a</p>", {"drawing": 1, "formula": 1, "object": 1}),
        ('a <img alt="😊" src="https://x.example/1.png"><img alt="Ảnh" src="2.png">',
         "<p>a 😊</p>", {"missing_picture": 1}),
        ("a<br>b<br><br>\n c", "<p>a<br/>b</p><p>c</p>", {}),
        ("<ul><li>a<br><br>b</ul>", "<ul><li>a<br/>b</li></ul>", {}),
    ],
)  # fmt: skip
def test_what_is_no_text_is_left_out_and_counted(html, text, losses):
    assert read(html) == ([("text", text)], losses)


def test_the_head_of_a_letter_is_no_table():
    head = "<tr><td>UBND XÃ<td>CỘNG HÒA …<br>ĐỘC LẬP – TỰ DO – HẠNH PHÚC<tr><td>Số: 1<td>Ngày 2"
    blocks, losses = read(f"<table>{head}</table>{TABLE}")
    assert [kind for kind, _value in blocks] == ["text", "table"]
    assert losses == {"layout_table": 1}


def test_rows_of_a_head_are_headings_whatever_their_cells():
    ((_kind, table),), _losses = read(
        "<table><thead><tr><td>A<td>B<tr><td>C<td>D</thead><tr><td>e<td>f</table>"
    )
    assert [column["heading"] for column in table["columns"]] == ["A – C", "B – D"]


def test_a_body_without_paragraphs_has_those_of_its_lines():
    assert mark_paragraphs("Một\n\n hai <b>ba</b>\n") == "<p>Một</p><p>hai <b>ba</b></p>"
    assert (
        mark_paragraphs("Một\nhai\n \n<ul><li>ba</ul>") == "<p>Một\nhai</p><p><ul><li>ba</ul></p>"
    )
    assert mark_paragraphs("<p>Một\n\nhai</p>") == "<p>Một\n\nhai</p>"


def test_what_an_editor_would_refuse_is_divided_before_it_is_stored():
    for html in (
        "<p>a</p>" * (2 * MAX_PARAGRAPHS + 5),
        "a<br>" * (2 * MAX_LINE_BREAKS + 5),
        "<p>" + f"{'chữ ' * 20_000}</p><p>" * 8,
        "<ul>" + "<li>a" * 1_500,
    ):
        blocks, losses = read(html)
        assert not losses
        assert all(len(value) < 2 * MAX_TEXT_LENGTH for _kind, value in blocks)
        check_editable(blocks)


def test_a_body_has_no_more_blocks_and_tables_than_its_form_takes():
    blocks, losses = read(f"<h2>Mục</h2><p>a</p>{TABLE}" * (MAX_TABLES + 2))
    kinds = [kind for kind, _value in blocks]
    assert (kinds.count("table"), losses) == (MAX_TABLES, {"flat_table": 2})
    assert blocks[-1][1].endswith("<p>Bảng 32</p><p>A; B</p><p>c; d</p>")
    stream = BodyBlock()
    stream.clean(stream.to_python([{"type": kind, "value": value} for kind, value in blocks]))
    many, losses = read("<h2>Điều</h2><p>a</p>" * MAX_BLOCKS)
    assert [kind for kind, _value in many] == ["text"] and not losses
    assert many[0][1].count("<h3>Điều</h3>") == MAX_BLOCKS


@pytest.mark.parametrize(
    ("written", "repaired"),
    [
        ("<p>T¨ng c\xad\xeang ®Èy m¹nh phßng chèng ch¸y</p>",
         "<p>Tăng cường đẩy mạnh phòng chống cháy</p>"),
        ("T&uml;ng c&shy;&ecirc;ng &reg;&Egrave;y m&sup1;nh", "Tăng cường đẩy mạnh"),
        ("<b>Ñöôøng</b> nöôùc thuûy lôïi nguy hieåm", "<b>Đường</b> nước thủy lợi nguy hiểm"),
    ],
)  # fmt: skip
def test_old_letters_are_put_right(written, repaired):
    assert repair_letters(written)[0] == repaired


@pytest.mark.parametrize(
    "sound",
    [
        "<p>Tăng cường đẩy mạnh; 15 µm, ±0,5 °C, ½ ca, ® và ©, «trích»</p>",
        "<p>15 µm 20 µg ®</p>",
        "<p>Là, có, không, ông bà, xã, hòa; à, ô, ê</p>",
        "Señor Müller à Genève, naïve café",
        "",
    ],
)
def test_letters_that_are_sound_stay(sound):
    assert repair_letters(sound) == (sound, 0)


def test_beside_old_letters_sound_passages_stay():
    html = "<p>Đã đăng ngày</p><p>T¨ng c\xad\xeang ®Èy m¹nh phßng chèng</p><p>à, ông bà</p>"
    assert repair_letters(html)[0].startswith("<p>Đã đăng ngày</p><p>Tăng cường đẩy mạnh")


def test_every_kind_of_loss_is_said_in_both_languages():
    for kind in LossKind:
        said = {}
        for language in ("vi", "en"):
            with translation.override(language):
                said[language] = list_losses(Counter({kind: 2}))[0]
                assert "%(n)s" not in said[language]
                assert get_loss_text(kind, 1) and describe_losses(Counter({kind: 1}))
        assert said["vi"] != said["en"], kind
