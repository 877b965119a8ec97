import pytest

from importing.html.conversion import convert, get_first_paragraph


def read(html):
    return [
        (block["type"], block["value"])
        for block in convert(html, table_labels=("Bảng", "Cột")).blocks
    ]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Một&nbsp;hai &amp; ba</p>\n<p> </p>bốn", "<p>Một hai &amp; ba</p><p>bốn</p>"),
        ("a<br>b<div>c <strong>d</strong> <em>e</em> m<sup>2</sup></div>",
         "<p>a<br/>b</p><p>c <b>d</b> <i>e</i> m<sup>2</sup></p>"),
        ("<b>a<p>b</p></b>", "<p><b>a</b></p><p><b>b</b></p>"),
        ("<b>a<b>b</b>c</b>d", "<p><b>abc</b>d</p>"),
        ("<b><i>" * 2000 + "<p>a</p>" * 500, "<p><b><i>a</i></b></p>" * 500),
        ("<ul><li>a<ol><li>b</li></ol><li><p>c</p><p>d</p><li></ul>",
         "<ul><li>a<ol><li>b</li></ol></li><li>c<br/>d</li></ul>"),
        ("<ul><p>a</p></ul>", "<ul><li>a</li></ul>"),
        ("<blockquote><p>Lời</p></blockquote>", "<p><i>Lời</i></p>"),
        ('<a href="https://a.example/?b=1&c=2">a</a> <a href="/cu.aspx">b</a>',
         '<p><a href="https://a.example/?b=1&amp;c=2">a</a> <a href="/cu.aspx">b</a></p>'),
        ('<a href="javascript:alert(1)">a</a> <a href="//evil.example">b</a> '
         '<a href="/\\evil.example">c</a> <a href=" data:text/html,x">d</a>', "<p>a b c d</p>"),
        ('<p onclick="x" style="color:red">a<img src="http://x.example/y.png"></p>'
         "<script>b</script><style>c</style><iframe src=d>e</iframe><svg><text>f</text></svg>",
         "<p>a</p>"),
        ("<p>Ba&shy;\u200bc\u0301</p>", "<p>Bać</p>"),
        (f"{'<div>' * 5000}a{'<ul><li>' * 5000}", "<p>a</p>"),
        ("<table>" * 500 + "<tr><td>a", "<p>a</p>"),
        ("", None),
    ],
)  # fmt: skip
def test_words_are_kept_and_what_else_comes_along_is_not(html, text):
    assert read(html) == ([("text", text)] if text else [])


def test_the_highest_headings_divide_the_text_and_lower_ones_stand_in_it():
    long = "x" * 121
    assert read(f"<h3>Một</h3><h4>Hai</h4>a<h3>{long}</h3><h5></h5>") == [
        ("heading", "Một"),
        ("text", f"<h3>Hai</h3><p>a</p><p><b>{long}</b></p>"),
    ]


def test_a_table_of_data_is_a_table():
    rows = "<tr><td>Xã<td>Số</tr><tr><td colspan=2><p>Cả hai</p></tr><tr><td>A<td>1<br>2</tr>"
    assert read(f"a<table><caption>Hộ</caption>{rows}</table>") == [
        ("text", "<p>a</p>"),
        ("table", {
            "caption": "Hộ",
            "columns": [{"type": "text", "heading": "Xã"}, {"type": "text", "heading": "Số"}],
            "rows": [{"values": ["Cả hai", ""]}, {"values": ["A", "1 2"]}],
        }),
    ]  # fmt: skip


def test_a_table_without_words_of_its_own_is_numbered():
    ((_kind, table),) = read("<table><tr><td><td>b</tr><tr><td>c<td>d</tr></table>")
    assert table["caption"] == "Bảng 1"
    assert [column["heading"] for column in table["columns"]] == ["Cột 1", "b"]


def test_a_table_that_arranges_the_page_is_dissolved():
    html = "<table><tr><td><h2>Mục</h2><p>a</p><td><ul><li>b</ul></tr></table>c"
    assert read(html) == [("heading", "Mục"), ("text", "<p>a</p><ul><li>b</li></ul><p>c</p>")]


def test_the_first_words_are_those_of_the_first_paragraph():
    blocks = convert("<h2>Mục</h2><p>Một <b>hai</b></p><p>ba</p>", table_labels=("", "")).blocks
    assert get_first_paragraph(blocks) == "Một hai"
    assert get_first_paragraph([]) == ""
