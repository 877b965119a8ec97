import datetime
import time
import unicodedata
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importing.portal.article import parse_portal_page
from importing.portal.reader import (
    MAX_BYTES,
    Heading,
    Measures,
    Paragraph,
    PortalPageError,
    TextRun,
)
from importing.tests.factories import HTML, TEXT, TOOLBAR, VIEW, make_html_page, make_text_page

URL = "https://www.bluezone.gov.vn/"


def outline(data):
    """Paragraphs as text, headings in a tuple, measures in a list."""
    return [
        [item.text for item in block.items]
        if isinstance(block, Measures)
        else ((block.text,) if isinstance(block, Heading) else block.text)
        for block in parse_portal_page(data).blocks
    ]


def runs(data):
    return [(run.text, run.href) for run in parse_portal_page(data).blocks[0].runs]


def error(data):
    with pytest.raises(PortalPageError) as caught:
        parse_portal_page(data)
    return caught.value


def test_the_sample_text_is_read_in_full():
    page = parse_portal_page(TEXT)
    assert page.issued_on == datetime.date(2021, 2, 9)
    assert (page.title, page.author) == ("Đẩy mạnh việc cài đặt Bluezone", "Bích Huệ")
    assert page.lead.startswith("Trước diễn biến phức tạp") and page.lead.endswith("Bluezone.")
    opening, measures, closing = page.blocks
    assert opening.text.startswith("Theo đó, Sở Thông tin") and opening.text.endswith("như sau:")
    assert len(measures.items) == 9
    assert measures.items[1].text.startswith("Các tổ chức Đoàn Thanh niên, Hội Phụ nữ")
    assert measures.items[8].text.endswith("cài đặt và sử dụng ứng dụng Bluezone.")
    assert (closing.runs[-2].text[-4:], closing.runs[-1]) == ("rên ", TextRun(URL, URL))


def test_the_sample_html_gives_the_same_page_as_the_text():
    assert parse_portal_page(HTML) == parse_portal_page(TEXT)


@pytest.mark.parametrize("data", [TEXT, HTML], ids=["text", "html"])
@pytest.mark.parametrize(
    "encode",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
        lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: unicodedata.normalize("NFD", text).encode(),
        lambda text: text.replace(" ", "\u00a0\u200b \t\u2003").encode(),
        lambda text: text.replace("ấ", "\u00ad\uf0b7ấ").encode(),
    ],
)
def test_encoding_newlines_letter_form_and_invisible_characters_do_not_matter(data, encode):
    assert parse_portal_page(encode(data.decode())) == parse_portal_page(TEXT)


@pytest.mark.parametrize(
    "date", ["09/02/2021", "9/2/2021", "( 09/2/2021 )", "\u00a009/02/2021 | Giảm cỡ chữ"]
)
def test_the_date_may_lack_zeros_and_share_its_line_with_the_buttons(date):
    page = parse_portal_page(make_text_page("Thân bài.", date=date))
    assert (page.issued_on, page.title) == (datetime.date(2021, 2, 9), "Cài đặt Bluezone")


def test_numbered_lines_make_one_list_over_blank_lines():
    data = make_text_page("Như sau:", "1. A.", "", "\u00a0", "2. B.", "3.C.", "Hết.")
    assert outline(data) == ["Như sau:", ["A.", "B.", "C."], "Hết."]


@pytest.mark.parametrize(
    ("lines", "blocks"),
    [
        ("1. A./1. B./2. C.", ["1. A.", ["B.", "C."]]),
        ("1. A./2. B./1. C./2. D.", [["A.", "B."], ["C.", "D."]]),
        ("1. A./2. B./4. D./5. E.", [["A.", "B."], "4. D.", "5. E."]),
        ("1. A./2. B./1. C.", [["A.", "B."], "1. C."]),
        ("1. Một.", ["1. Một."]),
        ("2. A./3. B.", ["2. A.", "3. B."]),
        ("Một./2. B.", ["Một.", "2. B."]),
        ("1. A./Thêm./2. B.", ["1. A.", "Thêm.", "2. B."]),
        ("1. A./1.1. B./2. C.", ["1. A.", "1.1. B.", "2. C."]),
        ("1. 100% hộ./2. 5 xã.", [["100% hộ.", "5 xã."]]),
        ("1.5 triệu./2.500 hộ.", ["1.5 triệu.", "2.500 hộ."]),
        ("1./2./3.", ["1.", "2.", "3."]),
    ],
)
def test_only_two_or_more_measures_numbered_from_one_without_gap_are_a_list(lines, blocks):
    assert outline(make_text_page(*lines.split("/"))) == blocks


@pytest.mark.parametrize("body", ["1. A.\n2. B.", "Thân bài."])
def test_a_page_without_markers_may_have_no_lead(body):
    page = parse_portal_page(f"9/2/2021\nTên tin\n{body}\nThu Cúc".encode())
    assert (page.title, page.lead, page.author) == ("Tên tin", "", "Thu Cúc")
    assert len(page.blocks) == 1


def test_a_second_paragraph_before_the_view_marker_joins_the_body():
    data = f"{TOOLBAR}\n9/2/2021\nTên tin\nSapo.\nĐoạn hai.\n{VIEW}\nThân bài.".encode()
    assert parse_portal_page(data).lead == "Sapo."
    assert outline(data) == ["Đoạn hai.", "Thân bài."]


def test_capitals_and_roman_numbers_make_headings():
    plain = ["Văn bản.", "V. Hùng nói vậy.", "- UBND TỈNH", "A" * 121, "Hết."]
    data = make_text_page("MỤC ĐÍCH:", "I. Yêu cầu", *plain)
    assert outline(data) == [("MỤC ĐÍCH:",), ("I. Yêu cầu",), *plain]


def test_the_last_line_and_a_linked_line_are_no_headings():
    page = parse_portal_page(
        make_html_page('<a href="https://a.vn">PHỤ LỤC</a>', author="PHỤ LỤC 2")
    )
    linked, last = TextRun("PHỤ LỤC", "https://a.vn"), TextRun("PHỤ LỤC 2")
    assert page.blocks == (Paragraph((linked,)), Paragraph((last,)))


@pytest.mark.parametrize(
    "author", ["Bích Huệ", "Ngọc Tú (tổng hợp)", "BH", "(Theo TTXVN)", "Q. Huy", "A" * 40]
)
def test_the_last_short_line_is_the_author(author):
    page = parse_portal_page(make_text_page("Thân bài.", author=f"{author}\n\n./.\n"))
    assert (page.author, len(page.blocks)) == (author, 1)


@pytest.mark.parametrize(
    "line",
    ["Trân trọng.", "Đề nghị thực hiện!", "Gồm có:", "A" * 41, "ứng dụng Bluezone", "- Báo Bắc Kạn"]
    + ["Điện thoại: 0209 3870 114", "Email: ict@backan.gov.vn", "Https://bluezone.gov.vn"]
    + ["II. Tổ chức thực hiện", "1. Báo Bắc Kạn"],
)
def test_a_last_line_that_is_no_name_stays_in_the_body(line):
    data = make_text_page("Thân bài.", author=line)
    assert (outline(data), parse_portal_page(data).author) == (["Thân bài.", line], "")


def test_markers_and_buttons_are_dropped_only_where_they_stand_alone():
    chrome = ["Độ tương phản", f"{TOOLBAR} ", "GIẢM CỠ CHỮ | Tăng cỡ chữ"]
    assert outline(make_text_page(*chrome, "Nút Tăng cỡ chữ.", *chrome)) == ["Nút Tăng cỡ chữ."]


@pytest.mark.parametrize("mark", ["./.", " ./.", " . /.", "./. "])
def test_the_closing_mark_becomes_a_full_stop_and_alone_it_is_dropped(mark):
    assert outline(make_text_page(f"Hết{mark}", mark)) == ["Hết."]


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("Xem https://a.vn/b?c=1#d.", ["https://a.vn/b?c=1#d"]),
        ("Xem (http://a.vn/x), tiếp.", ["http://a.vn/x"]),
        ("Xem https://a.vn/B_(c)…", ["https://a.vn/B_(c)"]),
        ("Tại https://a.vn/b./. Hết.", ["https://a.vn/b"]),
        ("Tại “https://a.vn”; hết.", ["https://a.vn"]),
        ("https://a.vn;https://b.vn, hết.", ["https://a.vn", "https://b.vn"]),
        ("HTTPS://A.VN là trang mới.", ["HTTPS://A.VN"]),
        ("https:// và ftp://a.vn và www.a.vn.", []),
        ("https://a.vn/" + "x" * 2000 + " quá dài.", []),
        ("https://a.vn" + ")" * 1500 + ".", ["https://a.vn"]),
    ],
)
def test_addresses_in_the_text_become_links_without_the_punctuation_around(text, urls):
    found = runs(make_text_page(text))
    assert [href for _, href in found if href] == urls
    assert [shown for shown, href in found if href] == urls
    assert "".join(shown for shown, _ in found) == text


def test_an_address_before_the_closing_mark_ends_before_it():
    assert runs(make_text_page(f"Tại {URL}./.")) == [("Tại ", None), (URL, URL), (".", None)]


@pytest.mark.parametrize(
    "href", ["https://a.vn/x", "HTTP://a.vn", "mailto:ict@backan.gov.vn", "tel:+842093870114"]
)
@pytest.mark.parametrize("quote", ['"', "'", ""])
def test_html_links_keep_their_text_and_target(href, quote):
    page = make_html_page(f"Xem<a class=x href={quote}{href}{quote}>&nbsp;tại <b>đây</b> </a>nhé.")
    assert runs(page) == [("Xem ", None), ("tại đây", href), (" nhé.", None)]


@pytest.mark.parametrize(
    "href",
    ["/Pages/a.aspx", "a.aspx", "#top", "", "javascript:alert(1)", "java\nscript:alert(1)"]
    + ["&#106;avascript:alert(1)", "data:text/html,x", "//a.vn", "https://", "ftp://a.vn"],
)
def test_relative_and_foreign_targets_are_dropped_to_text(href):
    assert runs(make_html_page(f'Xem <a href="{href}">tại đây</a> nhé.')) == [
        ("Xem tại đây nhé.", None)
    ]


def test_entities_spaces_and_invisible_characters_in_targets_are_resolved():
    page = make_html_page('<a href=" https://a.vn/x y?a=1&amp;b=2\u200b">https://b.vn</a>.')
    assert runs(page)[0] == ("https://b.vn", "https://a.vn/x%20y?a=1&b=2")


def test_a_link_left_open_ends_with_its_paragraph():
    page = parse_portal_page(make_html_page('<p><a href="https://a.vn">Một</p><p>Hai.</p>'))
    assert page.blocks[1] == Paragraph((TextRun("Hai."),))


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        ("<ol><li>A.</li><li><p>B.</p></li></ol>", [["A.", "B."]]),
        ("<OL><LI>A.<LI>B.</OL>Hết.", [["A.", "B."], "Hết."]),
        ("<ol><li>A.</ol><img><ol start=2><li>B.</ol>", [["A.", "B."]]),
        ("<ol><li>A<li>B<ol><li>C<li>D</ol><li>E</ol>", [["A", "B"], "- C", "- D", "3. E"]),
        ("<ul><li>A.</li><li>B.</li></ul>", ["- A.", "- B."]),
        ("<p>1.\n A.</p><div>2. <b>B.</b></div>", [["A.", "B."]]),
        ("Một<br/>hai<br>\n<span>ba\nbốn</span>.", ["Một", "hai", "ba bốn."]),
        ("<nav>X</nav><table><td>A.</td><td>B.</td></table><footer>Y</footer>", ["A.", "B."]),
        ("<b>Ti</b>ế<i>ng</i> e&#x302;&#769;.", ["Tiếng ế."]),
        ("<!--[if mso]><p>X</p><![endif]-->A<o:p></o:p><![if !a]>.<![endif]>", ["A."]),
        ('<p title="a > b">A.</p><!-- > <p>B.</p> --><!-->C.', ["A.", "C."]),
        ("<script>if (a < b) '<p>X</p>'</script><style>p > a {}</style>3 < 5.", ["3 < 5."]),
        ("A&amp;lt;p&gt; &#0;&#55296;.", ["A&lt;p> \ufffd\ufffd."]),
        ("A &#" + "9" * 5000 + "; B.", ["A \ufffd B."]),
        ("</div>A.</div></ol></x>", ["A."]),
    ],
)
def test_markup_is_reduced_to_lines(body, blocks):
    assert outline(make_html_page(body)) == blocks


@pytest.mark.parametrize(
    ("body", "losses", "blocks"),
    [
        ('A.<img src="1.jpg"><p><img src="2.jpg"></p>', {"missing_picture": 2}, ["A."]),
        ("<table><tr><th>A.<th>B.<tr><td>C.<td>D.</table>", {"flat_table": 1},
         ["A.", "B.", "C.", "D."]),
        ("<table><tr><td><table><tr><td>A.</table><tr><td>B.</table>", {}, ["A.", "B."]),
        ('A.<iframe src="x"></iframe><object data="y"></object>', {"film": 1, "object": 1}, ["A."]),
        ("A.<svg><text>x</text></svg><canvas></canvas>", {"drawing": 2}, ["A."]),
        ('<a href="file:///C:/a.doc">A</a><a href="#a">.</a>', {"link": 1}, ["A."]),
        ("<p style='display: none'>X</p>A.<p style='DISPLAY:NONE'>Y<p>B.", {"hidden_text": 2},
         ["A.", "B."]),
        ("<div hidden><span style='display:none'>&nbsp;</span></div>A.", {}, ["A."]),
        ("<del>5</del> <ins>6</ins> triệu, <s>cũ</s>.", {"tracked_change": 2, "struck_text": 1},
         ["6 triệu, cũ."]),
        ("120 m<sup>2</sup>, 10<sup>3</sup>, H<sub>2</sub>O.", {}, ["120 m², 10³, H₂O."]),
        ("T¨ng c\xad\xeang ®Èy m¹nh phßng chèng ch¸y rõng.", {"old_letters": 1},
         ["Tăng cường đẩy mạnh phòng chống cháy rừng."]),
    ],
)  # fmt: skip
def test_what_a_bulletin_does_not_take_over_is_counted(body, losses, blocks):
    page = parse_portal_page(make_html_page(body))
    assert {str(kind): number for kind, number in page.losses.items()} == losses
    assert outline(make_html_page(body)) == blocks


def test_what_stands_outside_the_article_is_not_counted():
    page = make_html_page("A.").decode().replace("<body>", "<body><img src='logo.png'>")
    page = page.replace("</body>", "<table><tr><td>1<td>2<tr><td>3<td>4</table></body>")
    assert not parse_portal_page(page.encode()).losses


def test_the_frame_around_the_article_is_left_out_without_web_part_titles():
    frame = "<html><body><div>09/03/2021</div><ul><li>Trang chủ</ul>{}<p>Lượt xem: 3</p></html>"
    toolbar = "<div>9/2/2021 <a>Độ tương phản</a><h1>Tên tin</h1></div>"
    article = f"<div>{toolbar}<p>Sapo.</p><div>Thân bài.</div>BH</div>"
    page = parse_portal_page(frame.format(article).encode())
    assert (page.issued_on.month, page.title, page.lead) == (2, "Tên tin", "Sapo.")
    assert (page.blocks, page.author) == ((Paragraph((TextRun("Thân bài."),)),), "BH")


def test_web_parts_in_tables_end_with_their_table():
    part = "<table><tr><td><table><tr><td>{}</table><tr><td><div>{}</div></table>"
    head = part.format(TOOLBAR, "9/2/2021<h1>Tên tin</h1>")
    data = f"<body>1/1/2020{head}{part.format(VIEW, 'Thân bài.<p>BH')}<p>Chân</p></body>".encode()
    assert (outline(data), parse_portal_page(data).author) == (["Thân bài."], "BH")


@pytest.mark.parametrize(
    ("start", "kind"),
    [(b"%PDF-1", "PDF"), (b"PK\x03\x04", "ZIP"), (b"\xd0\xcf\x11\xe0", "Word")]
    + [(b"\x89PNG\r\n", "image"), (b"From: <Saved by Blink>\n", "MHTML")],
)
def test_a_file_of_another_format_is_named(start, kind):
    caught = error(start + TEXT)
    assert (caught.line, kind in str(caught)) == (1, True)


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"", 1, "empty"),
        (" \n\u00a0\r\n\ufeff\u200b".encode(), 1, "empty"),
        (b"a\r\nb\r\n\0c", 3, "NUL"),
        ("a\nTieu de".encode("utf-16-le"), 1, "NUL"),
        ("9/2/2021\n\nTiêu đ".encode("cp1258"), 3, "UTF-8"),
        (b"9/2/2021\rTitle\r\xa7\xc8y m\xb9nh", 3, "UTF-8"),
        (b"\xef\xbb\xbfa\nb\n\xff\n", 3, "UTF-8"),
        (b"\xff\xfea\0\n\0\x00\xdca\0", 2, "UTF-16"),
        (TEXT[:-1], 32, "ends inside a character"),
        ("a\nb".encode("utf-16")[:-1], 2, "ends inside a character"),
        (f"\n{TOOLBAR}\nTên tin\n{VIEW}\n9/2/2021\nTên\nBài.".encode(), 2, "dd/mm/yyyy"),
        ("Họp ngày 09/02/2021 tại đây\nThân bài.".encode(), 1, "dd/mm/yyyy"),
        (make_text_page("Thân bài.", date="31/02/2021"), 3, "31/2/2021"),
        (make_text_page("Thân bài.", date="0/0/0000"), 3, "0/0/0"),
        (f"{TOOLBAR}\n\n9/2/2021\nTăng cỡ chữ".encode(), 3, "title"),
        (f"{TOOLBAR}\n9/2/2021\n{VIEW}\nThân bài.".encode(), 2, "title"),
        ("9/2/2021\nTên tin".encode(), 2, "body"),
        ("9/2/2021\nTên tin\nBích Huệ".encode(), 2, "body"),
        (f"{TOOLBAR}\n9/2/2021\nTên tin\nSapo.".encode(), 4, "body"),
        (make_text_page("./.", "", author="Bích Huệ"), 7, "body"),
        (b"<html>\n<script>\n</html>", 2, "ends inside"),
        (b"<html>\n<!-- <p>x</p>\n</html>", 2, "ends inside"),
        (b"<p>9/2/2021</p>\n<p>T</p>\n<p>A.</p>\n<p cla", 4, "ends inside"),
        (b"<html>\n<p>9/2/2021</p><p>T</p>\n<p>A.</p>\n\n", 3, "</html>"),
        (b"<html>\n<div>\n</div></html>", 1, "dd/mm/yyyy"),
        (f"<!--\n--><p\n>\n 99/2/2021 {TOOLBAR}".encode(), 4, "99/2/2021"),
    ],
)
def test_an_error_names_the_line_and_what_is_wrong(data, line, words):
    caught = error(data)
    assert (caught.line, words in str(caught)) == (line, True), str(caught)


def test_a_file_over_the_limit_is_refused_without_a_line():
    assert error(b"a" * (MAX_BYTES + 1)).line is None


def test_a_page_with_nothing_but_a_picture_is_refused():
    assert "No body" in str(error(make_html_page('<p><img src="/so-do.jpg" alt=""></p>')))


def test_html_cut_off_anywhere_is_refused():
    for length in range(0, HTML.rindex(b">"), 29):
        assert error(HTML[:length])


def test_text_cut_off_before_the_body_is_refused():
    for rows in range(9):
        assert error(b"\n".join(TEXT.split(b"\n")[:rows]))


@pytest.mark.parametrize(
    "piece",
    ['<a b=">"', "<![if>", "</script", "<div>", "<ul>", "<a href='x", "&#9", "https://x(", "1. a\n"]
    + ["\u0301" * 9_000 + "\u200b\u0323" * 9_000, ". /", "https://x./.", "<script"]
    + ["a<img>", "<sup>1", "<p style='display:none'>a", "<table><tr><td>"],
)
def test_hostile_input_is_read_in_linear_time(piece):
    short, long = read_repeated(piece, 25_000), read_repeated(piece, 100_000)
    # Four times as much takes four times as long, and sixteen times where it is quadratic. What is
    # too short to be measured counts as a tenth of a second.
    assert long < 12 * max(short, 0.1)


def read_repeated(piece, length):
    """Seconds of the processor to read about as many characters."""
    began = time.process_time()
    for head in ("<html>9/2/2021<p>T<p>", "9/2/2021\nT\n"):
        try:
            parse_portal_page((head + piece * max(1, length // len(piece)) + "></html>").encode())
        except PortalPageError as caught:
            assert caught.line
    return time.process_time() - began


LETTERS = "abcdđeghiklmnopqrstuvxyăâêôơưáàảãạấầẩẫậắằẳẵặéẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
words = st.lists(st.text(LETTERS, min_size=1, max_size=9), min_size=2, max_size=12)
sentences = words.map(lambda found: " ".join(found).capitalize() + ".")
pages = st.fixed_dictionaries(
    {
        "date": st.dates(datetime.date(1997, 1, 1), datetime.date(2100, 1, 1)),
        "title": words.map(" ".join),
        "lead": sentences,
        "opening": st.lists(sentences, min_size=1, max_size=3),
        "measures": st.just([]) | st.lists(sentences, min_size=2, max_size=12),
        "closing": st.lists(sentences, max_size=2),
        "author": st.just("") | words.map(lambda found: " ".join(found[:3]).title()),
    }
)
fragments = st.sampled_from(
    [TOOLBAR, VIEW, "09/02/2021", "31/2/2021", "\n", "\r\n", "1. ", "2. ", "<p>", "</p>", "<", ">"]
    + ["<div>", "</div>", "<ol>", "<li>", "<a href='https://a.vn'>", "</a>", "<!--", "-->", "&#"]
    + ["9" * 5000, "./.", "https://", "\u0301", "\ue000", "\u200b", "BH", "Câu văn.", "("]
)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300) | st.lists(fragments, max_size=25).map("".join).map(str.encode))
def test_any_bytes_give_a_page_or_a_portal_page_error(data):
    try:
        page = parse_portal_page(data)
    except PortalPageError as caught:
        assert caught.line is None or 1 <= caught.line <= data.count(b"\n") + data.count(b"\r") + 1
    else:
        assert page.title and page.blocks


@settings(max_examples=100, deadline=None)
@given(pages, st.sampled_from(["NFC", "NFD"]))
def test_a_well_formed_page_is_found_again_in_text_and_html(parts, form):
    numbered = [f"{n}. {text}" for n, text in enumerate(parts["measures"], 1)]
    body = [*parts["opening"], *numbered, *parts["closing"], parts["author"]]
    head = [parts["date"].strftime("%d/%m/%Y"), "Tăng cỡ chữ Giảm cỡ chữ", parts["title"]]
    rows = [TOOLBAR, *head, parts["lead"], VIEW, *body]
    text = unicodedata.normalize(form, "\n\n".join(rows))
    markup = "".join(f"<p>{escape(row)}</p>" for row in text.split("\n\n"))
    page = parse_portal_page(text.encode())
    assert page == parse_portal_page(f"<html><body><form>{markup}</form></body></html>".encode())
    assert (page.issued_on, page.author) == (parts["date"], parts["author"])
    assert (page.title, page.lead) == (parts["title"], parts["lead"])
    middle = [parts["measures"]] if parts["measures"] else []
    assert outline(text.encode()) == [*parts["opening"], *middle, *parts["closing"]]
