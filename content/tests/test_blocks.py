import re
from base64 import b64decode

import pytest
from defusedxml import ElementTree
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.template.loader import render_to_string
from django.utils import timezone
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed
from wagtail.rich_text import RichText
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.segments.ingest import ingest_segments

from bulletins.models import Bulletin, BulletinAttachment
from bulletins.tests.factories import publish_bulletin
from content.blocks import LINE_FEATURES, TEXT_FEATURES, BodyBlock
from content.models import CustomDocument
from content.qr import render_qr_data_url
from content.tests.factories import create_document, create_picture
from tests.html import read_html

pytestmark = pytest.mark.django_db

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"></svg>'
VIDEO = "https://video.example/1"


def an_image(**fields):
    fields = {"title": "Cầu", "description": "Cầu tạm qua suối"} | fields
    return create_picture(size=(1200, 800), **fields)


@pytest.fixture
def prose(visit, health, work_off):
    """The body of a bulletin as readers get it."""

    def shown(*body):
        publish_bulletin("Tin", body=body)
        work_off()
        soup = read_html(visit(health, "/ban-tin/tin/").content)
        return soup.select_one("article .prose")

    return shown


def image_value(image, **fields):
    return {"image": image.pk, "decorative": False, "alt_text": ""} | fields


def block(name):
    return BodyBlock().child_blocks[name]


def picture(prose, image, **fields):
    value = block("picture").to_python(image_value(image, **fields))
    return prose(("picture", value)).select_one("figure.picture img")


def test_a_heading_is_of_the_second_level(prose):
    assert prose(("heading", "Cần <làm>")).h2.text == "Cần <làm>"


def test_every_heading_can_be_linked_and_no_two_are_called_alike(prose):
    words = ["Phí", "Hồ sơ cần nộp", "Phí", "phi 2", "北京"]
    headings = prose(*[("heading", text) for text in words]).find_all("h2")
    names = ["muc-phi", "muc-ho-so-can-nop", "muc-phi-2", "muc-phi-2-2", "muc-doan"]
    assert [heading["id"] for heading in headings] == names


def test_text_has_paragraphs_lists_and_links(prose):
    html = '<h3>Ai</h3><p>Gọi <a href="https://a.example/">ngay</a>.</p><ul><li>Đèn</li></ul>'
    shown = prose(("text", html))
    tags = [tag.name for tag in shown.select_one(".block-text").find_all(True)]
    assert tags == ["h3", "p", "a", "ul", "li"]
    assert shown.a["href"] == "https://a.example/"


def test_measures_are_one_ordered_list(prose):
    shown = prose(("measures", ["<p>Một</p>", "<p>Hai</p>", "<p>Ba</p>"]))
    [ordered] = shown.select("ol")
    assert [item.text for item in ordered.find_all("li", recursive=False)] == ["Một", "Hai", "Ba"]


def test_a_picture_tells_its_words_and_its_size_and_comes_in_several_widths(prose):
    shown = picture(prose, an_image(), alt_text="Cầu gãy")
    assert shown["alt"] == "Cầu gãy"
    assert (int(shown["width"]), int(shown["height"])) == (800, 533)
    assert re.fullmatch(r"\S+\.jpg 480w, \S+\.jpg 800w, \S+\.jpg 1200w", shown["srcset"])
    assert shown["loading"] == "lazy"


def test_a_picture_without_words_of_its_own_tells_its_description(prose):
    assert picture(prose, an_image())["alt"] == "Cầu tạm qua suối"


def test_a_decorative_picture_tells_nothing(prose):
    assert picture(prose, an_image(), decorative=True)["alt"] == ""


def test_a_drawing_is_shown_as_it_is(prose):
    file = ContentFile(DRAWING.encode(), name="ve.svg")
    shown = picture(prose, create_picture(title="Vẽ", description="Vẽ", file=file))
    assert shown["src"].endswith(".svg")
    assert (shown["width"], shown["height"]) == ("300", "200")


@pytest.mark.parametrize(("caption", "name"), [("", "Kế hoạch"), ("Bản đồ", "Bản đồ")])
def test_a_file_says_name_format_and_size_before_the_click(prose, caption, name):
    document = create_document(content=b"x" * 2048)
    link = prose(("file", {"document": document, "caption": caption})).select_one("a.file-link")
    assert link["href"] == document.url
    assert link.text.split() == [*name.split(), "(PDF,", "2,0", "KB)"]


def test_a_file_that_is_gone_leaves_nothing_behind(prose):
    document = create_document(content=b"x" * 2048)
    publish_bulletin("Khác", body=[("file", {"document": document, "caption": ""})])
    shown_body = ("file", {"document": document, "caption": "Bản đồ"})
    CustomDocument.objects.update(binned_at=timezone.now())
    assert prose(shown_body).text.strip() == ""


def test_a_video_is_a_link_until_somebody_follows_it(prose):
    shown = prose(("video", {"url": VIDEO, "title": "Cách <đi>"}))
    assert shown.a["href"] == VIDEO and "Cách <đi>" in shown.a.text
    assert shown.a["rel"] == ["noopener"]
    assert not shown.select("iframe, video, img, script")


TABLE = {
    "caption": "Lịch cắt điện",
    "columns": [
        {"type": "text", "heading": "Xã"},
        {"type": "number", "heading": "Số hộ"},
        {"type": "text", "heading": "Ghi chú"},
    ],
    "rows": [{"values": ["Nam Mẫu", "388", ""]}, {"values": ["Khang <Ninh>", "412", "Xã"]}],
}
CONTACT = {
    "name": "Trạm y tế",
    "telephone": "0209 3000 115",
    "email": "tram@backan.example",
    "address": "Thôn 1",
    "hours": "",
}
APP = {"label": "Cài VNeID", "url": "https://vneid.gov.vn/?a=1&b=2"}


def test_a_table_has_a_caption_and_headings_for_columns_and_rows(prose):
    figure = prose(("table", block("table").to_python(TABLE))).figure
    # Beside what scrolls, or it would scroll away.
    assert figure.find("figcaption", recursive=False).text == "Lịch cắt điện"
    table = figure.table
    assert table["aria-label"] == "Lịch cắt điện"
    assert [th.text for th in table.thead.select("th[scope=col]")] == ["Xã", "Số hộ", "Ghi chú"]
    rows = [[cell.text for cell in row.find_all(["th", "td"])] for row in table.tbody("tr")]
    assert rows == [["Nam Mẫu", "388", ""], ["Khang <Ninh>", "412", "Xã"]]
    assert len(table.select("tbody th[scope=row]")) == 2
    assert [cell.text for cell in table.select("td.number")] == ["388", "412"]


def test_a_wide_table_scrolls_in_a_region_that_the_keyboard_reaches(prose):
    region = prose(("table", block("table").to_python(TABLE))).select_one(".table-scroll")
    assert (region["role"], region["tabindex"]) == ("region", "0")
    assert region["aria-label"] == "Lịch cắt điện"


@pytest.mark.parametrize(
    "changes",
    [{"caption": " "}, {"columns": [], "rows": []}, {"columns": [{"type": "text", "heading": ""}]}],
)
def test_a_table_without_caption_or_headings_is_no_table(changes):
    table = block("table")
    value = table.to_python(TABLE | {"rows": [{"values": ["a", "b", "c"]}]} | changes)
    with pytest.raises(ValidationError):
        table.clean(value)
    assert table.clean(table.to_python(TABLE)).caption == "Lịch cắt điện"


def test_a_table_may_have_as_many_rows_and_columns_as_are_allowed_and_no_more():
    table = block("table")

    def make(rows, columns):
        headings = [{"type": "text", "heading": f"Cột {number}"} for number in range(columns)]
        values = [{"values": ["a"] * columns}] * rows
        return table.to_python({"caption": "Lịch", "columns": headings, "rows": values})

    assert len(table.clean(make(1, 15)).columns) == 15
    assert len(table.clean(make(450, 1)).row_data) == 450
    for rows, columns in ((1, 16), (451, 1)):
        with pytest.raises(ValidationError) as refused:
            table.clean(make(rows, columns))
        assert f"{rows} hàng và {columns} cột" in str(refused.value.as_json_data())


@pytest.mark.parametrize(("kind", "label"), [("info", "Lưu ý"), ("warning", "Cảnh báo")])
def test_a_callout_says_in_words_what_its_colour_says(prose, kind, label):
    shown = prose(("callout", {"kind": kind, "text": "<p>Đừng chạm.</p>"}))
    assert shown.select_one(f".callout-{kind} .callout-label").text == label


def test_the_form_of_a_callout_asks_for_its_own_kind_and_not_for_that_of_a_unit():
    assert BodyBlock().child_blocks["callout"].child_blocks["kind"].label == "loại khung"


def test_a_contact_can_be_called_and_leaves_out_what_nobody_filled_in(prose):
    card = prose(("contact", CONTACT)).select_one(".contact-card")
    assert [link["href"] for link in card("a")] == [
        "tel:02093000115",
        "mailto:tram@backan.example",
    ]
    assert [term.text for term in card("dt")] == ["Địa chỉ", "Thư điện tử"]


@pytest.mark.parametrize("wrong", [{"telephone": "gọi tôi"}, {"email": "tram"}, {"name": ""}])
def test_a_contact_that_cannot_be_reached_is_refused(wrong):
    contact = block("contact")
    with pytest.raises(ValidationError):
        contact.clean(contact.to_python(CONTACT | wrong))


def test_a_call_to_action_is_a_button_and_the_same_address_to_scan(prose):
    shown = prose(("call_to_action", APP)).select_one(".call-to-action")
    assert (shown.a["href"], shown.a.text) == (APP["url"], APP["label"])
    assert (
        shown.img["src"]
        == render_qr_data_url(APP["url"])
        != render_qr_data_url("https://other.example/")
    )
    assert shown.img["alt"] == f"Mã QR của {APP['url']}"


def test_the_picture_of_a_qr_code_is_black_on_white_with_its_margin():
    kind, _, data = render_qr_data_url("https://vneid.gov.vn/").partition(";base64,")
    drawing = ElementTree.fromstring(b64decode(data))
    assert kind == "data:image/svg+xml"
    # Version 2 has 25 modules, and four of margin on each side (ISO/IEC 18004).
    assert drawing.get("viewBox").split()[2:] == ["33", "33"]
    assert drawing.find("{*}path").get("fill") == "#fff"


@pytest.mark.parametrize("name", list(BodyBlock().readable_blocks))
def test_every_block_can_be_looked_at_before_it_is_chosen(sign_in, ict_publisher, name):
    field = Bulletin._meta.get_field("body")
    shown = field.stream_block.child_blocks[name]
    assert shown.is_previewable and shown.get_description()
    address = f"/admin/block-preview/?id={shown.definition_prefix}"
    response = sign_in(ict_publisher).get(address)
    soup = read_html(response.content)
    assert soup.select_one(".prose").get_text(strip=True) or soup.select_one(".prose img")
    assert soup.select_one('link[href*="css/site.css"]')


def test_the_words_of_a_table_are_translated_and_stay_when_rows_move():
    source = publish_bulletin("Tin", body=[("table", block("table").to_python(TABLE))])
    segments = [one for one in extract_segments(source) if one.path.startswith("body.")]
    texts = [one.string.get_translatable_html() for one in segments]
    assert texts == ["Lịch cắt điện", "Xã", "Số hộ", "Ghi chú"] + [
        "Nam Mẫu",
        "388",
        "Khang &lt;Ninh&gt;",
        "412",
    ]
    english = [
        StringSegmentValue(one.path, one.render_text().replace("Xã", "Commune"), order=one.order)
        for one in segments
    ]
    source.body[0].value.row_data.reverse()
    vi = source.locale
    ingest_segments(source, source, vi, vi, english)
    table = source.body[0].value
    assert [column["heading"] for column in table.columns] == ["Commune", "Số hộ", "Ghi chú"]
    assert [row["values"][2] for row in table.row_data] == ["Commune", ""]
    assert table.row_data[0]["values"][0] == "Khang <Ninh>"


EMBED = '<iframe src="https://video.example/player" style="width:100%"></iframe>'


@pytest.mark.parametrize(("title", "words"), [("Phim", "Phim"), ("", VIDEO)])
def test_an_embed_is_a_link_whatever_the_other_website_sends(title, words):
    embed = Embed(url=VIDEO, title=title, html=EMBED, type="video")
    html = render_to_string("wagtailembeds/embed_frontend.html", {"embed": embed})
    soup = read_html(html)
    assert soup.a["href"] == VIDEO and words in soup.a.text
    assert "iframe" not in html and "style" not in html


def test_an_embed_in_a_text_is_a_link_too(prose):
    Embed.objects.create(
        url=VIDEO, hash=get_embed_hash(VIDEO), title="Phim", html=EMBED, type="video"
    )
    shown = prose(("text", f'<p>Xem</p><embed embedtype="media" url="{VIDEO}"/>'))
    assert shown.a["href"] == VIDEO and not shown.select("iframe")


def test_every_block_has_a_template_and_works_without_inline_styles_and_handlers(prose):
    values = {
        "heading": "Đầu",
        "text": RichText("<p>Đoạn</p>"),
        "measures": ["<p>Một</p>"],
        "picture": block("picture").to_python(image_value(an_image())),
        "file": {"document": create_document(content=b"x" * 2048), "caption": ""},
        "video": {"url": VIDEO, "title": "Phim"},
        "table": TABLE,
        "callout": {"kind": "warning", "text": "<p>Đừng chạm.</p>"},
        "contact": CONTACT,
        "call_to_action": APP,
    }
    values |= {name: block(name).to_python(values[name]) for name in ("table", "call_to_action")}
    assert set(values) == set(BodyBlock().readable_blocks)
    shown = prose(*values.items())
    for element in shown.find_all(True):
        assert not [name for name in element.attrs if name == "style" or name.startswith("on")]
    assert not shown.select("style, script, iframe")
    for name, one in BodyBlock().readable_blocks.items():
        assert one.meta.template.startswith("content/blocks/"), name


def test_editors_are_offered_no_images_and_embeds_inside_text():
    line = {"bold", "italic", "superscript", "subscript", "link", "document-link"}
    assert set(LINE_FEATURES) == line
    assert set(TEXT_FEATURES) == line | {"h3", "ol", "ul"}


def test_attachments_are_listed_in_order_with_their_facts(visit, health):
    bulletin = publish_bulletin("Tin")
    for caption in ("Một", ""):
        bulletin.attachments.add(
            BulletinAttachment(document=create_document(content=b"x" * 2048), caption=caption)
        )
    bulletin.save_revision().publish()
    soup = read_html(visit(health, "/ban-tin/tin/").content)
    listed = [" ".join(link.text.split()) for link in soup.select(".files .file-link")]
    assert listed == ["Một (PDF, 2,0 KB)", "Kế hoạch (PDF, 2,0 KB)"]
