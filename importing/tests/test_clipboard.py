import json

import pytest
from django.core.cache import caches
from django.urls import reverse

from importing.html.conversion import convert
from importing.tests.clipboards import CALC, EXCEL, GOOGLE_DOCS, WORD, WRITER
from tests.corpus.expected import CLIPBOARDS
from tests.corpus.library import get_text


def read(html, pictures=0):
    blocks, losses = convert(html, table_labels=("Bảng", "Cột"), images=pictures)
    return [(block["type"], block["value"]) for block in blocks], {
        str(loss): number for loss, number in losses.items()
    }


def make_table(caption, headings, *rows):
    return (
        "table",
        {
            "caption": caption,
            "columns": [{"type": "text", "heading": heading} for heading in headings],
            "rows": [{"values": list(row)} for row in rows],
        },
    )


def test_word_keeps_headings_lists_tables_links_and_numbers_of_decrees():
    blocks, losses = read(WORD)
    assert blocks == [
        ("heading", "KẾ HOẠCH"),
        ("text",
         "<p><b>Từ ngày</b> <i>24/11</i>, trên 120 m<sup>2</sup>.</p><ul><li>Mang thẻ<ul>"
         "<li>bản chính</li></ul></li></ul><ol><li>Đăng ký ở "
         '<a href="https://tiem.example/dk">cổng tiêm chủng</a></li><li>Chờ gọi</li></ol>'
         "<p>a) theo điểm a</p><p>3. Về nhà</p>"),
        make_table(
            "Bảng 1",
            ["Xã", "Thời gian – Từ", "Thời gian – Đến"],
            ["Nam Mẫu", "7 giờ", "9 giờ"],
        ),
        ("text", "<p>Xong.</p>"),
    ]  # fmt: skip
    assert losses == {"merged_cell": 2, "missing_picture": 1, "struck_text": 1, "hidden_text": 1}


def test_what_the_cells_of_a_table_cannot_hold_is_counted_and_large_tables_become_text():
    wide = "".join(f"<td>{number}" for number in range(16))
    rows = "<tr><th>A<th>B<tr><td><a href='https://a.example'>a</a><td><b>b</b><tr><td>c<td>d"
    blocks, losses = read(f"<table>{rows}</table><table><tr>{wide}<tr>{wide}</table>")
    assert blocks[0] == make_table("Bảng 1", ["A", "B"], ["a", "b"], ["c", "d"])
    assert [kind for kind, _value in blocks] == ["table", "text"]
    assert losses == {"cell_markup": 2, "large_table": 1}


def test_excel_and_calc_keep_their_cells():
    blocks, losses = read(EXCEL)
    assert blocks == [make_table("Bảng 1", ["Xã", "Số hộ"], ["Nam Mẫu", "412"], ["Nam Mẫu", "388"])]
    assert losses == {"merged_cell": 1, "hidden_text": 1}
    assert read(CALC) == (
        [make_table("Bảng 1", ["Xã", "Diện tích m²"], ["Khang Ninh", "12,5"])],
        {},
    )


def test_libreoffice_writer_and_google_docs_keep_bold_type_and_headings():
    assert read(WRITER)[0] == [
        ("heading", "Chuẩn bị"),
        ("text", "<p>Mang <b>thẻ</b>.</p><ol><li>một</li><li>hai</li></ol>"),
    ]
    assert read(GOOGLE_DOCS)[0] == [
        ("heading", "Lịch tiêm"),
        ("text", "<p>Không đậm, <b>đậm</b> <i>nghiêng</i> 10<sup>6</sup></p><h3>Nhỏ hơn</h3>"),
        make_table("Bảng 1", ["Xã", "Ngày"], ["Nam Mẫu", "24/11"]),
    ]


def test_pictures_that_came_along_stand_where_they_were():
    html = (
        '<h2>A</h2><ul><li>a<img src="picture-0"></li><li>b</li></ul><img src="picture-7"><p>c</p>'
    )
    blocks, losses = read(html, pictures=1)
    assert [kind for kind, _value in blocks] == ["heading", "text", "picture", "text"]
    assert blocks[2] == ("picture", 0)
    assert losses == {"missing_picture": 1}


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<p style=\"background:url(javascript:alert(1))\" onmouseover=alert(1)>a</p>",
        '<a href="javascript:alert(1)">a</a>',
        '<img src=x onerror=alert(1)>',
        "<svg><script>alert(1)</script></svg>",
        '<span style="font-weight:700" class="x" onclick="alert(1)">a</span>',
        "<table><tr><td>1<td><iframe srcdoc='<p>alert(1)</p>'></iframe>2<tr><td>3<td>4</table>",
    ],
)  # fmt: skip
def test_nothing_hostile_comes_in(hostile):
    written = json.dumps(read(hostile)[0])
    assert "alert" not in written
    assert "class" not in written


@pytest.fixture
def paste(sign_in, health_editor):
    editor = sign_in(health_editor)
    return lambda html, **fields: editor.post(reverse("word:paste"), {"html": html} | fields)


@pytest.mark.django_db
def test_an_editor_gets_blocks_for_the_form_and_one_line_about_what_was_lost(paste, health):
    answer = paste(f"{WORD}<img src='picture-0'>", pictures="1").json()
    assert [block["type"] for block in answer["blocks"]] == [
        "heading", "text", "table", "text", "picture",
    ]  # fmt: skip
    state = json.loads(answer["blocks"][1]["value"])
    assert [block["type"] for block in state["blocks"]][:3] == [
        "unstyled", "unordered-list-item", "unordered-list-item",
    ]  # fmt: skip
    assert answer["note"] == (
        "Hãy xem lại: 2 ô gộp được tách ra; "
        "1 hình không kèm theo được, hãy tải lên riêng; 1 chỗ gạch ngang thành chữ thường; "
        "1 chỗ bị ẩn trong bản gốc được bỏ ra."
    )
    assert answer["collections"] == [{"id": health.collection_id, "name": health.collection.name}]


@pytest.mark.django_db
def test_of_half_a_million_ampersands_none_is_lost(paste):
    (block,) = paste("&" * 500_000).json()["blocks"]
    assert block["value"].count("&") == 500_000


@pytest.mark.django_db
def test_too_much_is_refused_in_words_and_so_is_too_often(paste):
    for html in ("<p>a</p>" * 200_000, "<div>" * 6_000):
        answer = paste(html)
        assert answer.status_code == 413
        assert answer.json()["note"].startswith("Phần dán quá dài")
    codes = [paste("").status_code for _number in range(29)]
    assert codes == [200] * 28 + [429]


@pytest.mark.django_db
@pytest.mark.parametrize("form", CLIPBOARDS, ids=str)
def test_pasting_answers_whatever_is_cut_off_and_wherever(paste, form):
    text = get_text("plan-four-levels" if form.lines else "letter-reply-to-citizen")
    html = form.write(text)
    for number in range(12):
        caches["default"].clear()
        place = len(html) * number // 12
        for part in (html[:place], html[place:], html[place:] + html[:place]):
            answer = paste(part, pictures="1")
            assert answer.status_code == 200 and "note" in answer.json()


@pytest.mark.django_db
def test_only_people_of_the_admin_paste(sign_in, outsider, anonymous, paste, settings):
    url = reverse("word:paste")
    for client in (sign_in(outsider), anonymous(f"{settings.ADMIN_HOST}:{settings.SITE_PORT}")):
        assert client.post(url, {"html": "<h2>a</h2>"}).status_code in {302, 403, 404}
    assert paste("").json()["blocks"] == []
