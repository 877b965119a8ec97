import re

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.template.loader import render_to_string
from django.utils import timezone
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed
from wagtail.images.tests.utils import get_test_image_file
from wagtail.rich_text import RichText

from bulletins.blocks import LINE_FEATURES, TEXT_FEATURES, BodyBlock
from bulletins.models import BulletinAttachment
from sites.models import AgencyDocument, AgencyImage
from tests.content import publish

pytestmark = pytest.mark.django_db

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"></svg>'
VIDEO = "https://video.example/1"


def an_image(**fields):
    fields = {"title": "Cầu", "description": "Cầu tạm qua suối"} | fields
    return AgencyImage.objects.create(file=get_test_image_file(size=(1200, 800)), **fields)


def a_document():
    file = ContentFile(b"x" * 2048, name="ke-hoach.pdf")
    document = AgencyDocument.objects.create(title="Kế hoạch", file=file)
    document.get_file_size()
    return document


@pytest.fixture
def prose(visit, health):
    """The body of a bulletin as readers get it."""

    def shown(*body):
        publish("Tin", body=body)
        soup = BeautifulSoup(visit(health, "/ban-tin/tin/").content, "html.parser")
        return soup.select_one("article .prose")

    return shown


def image_value(image, **fields):
    return {"image": image.pk, "decorative": False, "alt_text": ""} | fields


def picture(prose, image, **fields):
    value = BodyBlock().child_blocks["picture"].to_python(image_value(image, **fields))
    return prose(("picture", value)).select_one("figure.picture img")


def test_a_heading_is_of_the_second_level(prose):
    assert prose(("heading", "Cần <làm>")).h2.text == "Cần <làm>"


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


def test_a_picture_tells_its_words_and_its_size_and_comes_in_two_widths(prose):
    shown = picture(prose, an_image(), alt_text="Cầu gãy")
    assert shown["alt"] == "Cầu gãy"
    assert (int(shown["width"]), int(shown["height"])) == (960, 640)
    assert re.fullmatch(r"\S+\.webp 480w, \S+\.webp 960w", shown["srcset"])
    assert shown["loading"] == "lazy"


def test_a_picture_without_words_of_its_own_tells_its_description(prose):
    assert picture(prose, an_image())["alt"] == "Cầu tạm qua suối"


def test_a_decorative_picture_tells_nothing(prose):
    assert picture(prose, an_image(), decorative=True)["alt"] == ""


def test_a_drawing_is_shown_as_it_is(prose):
    file = ContentFile(DRAWING.encode(), name="ve.svg")
    shown = picture(prose, AgencyImage.objects.create(title="Vẽ", description="Vẽ", file=file))
    assert shown["src"].endswith(".svg")
    assert (shown["width"], shown["height"]) == ("300", "200")


@pytest.mark.parametrize(("caption", "name"), [("", "Kế hoạch"), ("Bản đồ", "Bản đồ")])
def test_a_file_says_name_format_and_size_before_the_click(prose, caption, name):
    document = a_document()
    link = prose(("file", {"document": document, "caption": caption})).select_one("a.file-link")
    assert link["href"] == document.url
    assert link.text.split() == [*name.split(), "PDF,", "2,0", "KB"]


def test_a_file_that_is_gone_leaves_nothing_behind(prose):
    document = a_document()
    publish("Khác", body=[("file", {"document": document, "caption": ""})])
    shown_body = ("file", {"document": document, "caption": "Bản đồ"})
    AgencyDocument.objects.update(binned_at=timezone.now())
    assert prose(shown_body).text.strip() == ""


def test_a_video_is_a_link_until_somebody_follows_it(prose):
    shown = prose(("video", {"url": VIDEO, "title": "Cách <đi>"}))
    assert shown.a["href"] == VIDEO and "Cách <đi>" in shown.a.text
    assert shown.a["rel"] == ["noopener"]
    assert not shown.select("iframe, video, img, script")


EMBED = '<iframe src="https://video.example/player" style="width:100%"></iframe>'


@pytest.mark.parametrize(("title", "words"), [("Phim", "Phim"), ("", VIDEO)])
def test_an_embed_is_a_link_whatever_the_other_website_sends(title, words):
    embed = Embed(url=VIDEO, title=title, html=EMBED, type="video")
    html = render_to_string("wagtailembeds/embed_frontend.html", {"embed": embed})
    soup = BeautifulSoup(html, "html.parser")
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
        "picture": BodyBlock().child_blocks["picture"].to_python(image_value(an_image())),
        "file": {"document": a_document(), "caption": ""},
        "video": {"url": VIDEO, "title": "Phim"},
    }
    assert set(values) == set(BodyBlock().child_blocks)
    shown = prose(*values.items())
    for element in shown.find_all(True):
        assert not [name for name in element.attrs if name == "style" or name.startswith("on")]
    assert not shown.select("style, script, iframe")
    for name, block in BodyBlock().child_blocks.items():
        assert block.meta.template.startswith("blocks/"), name


def test_editors_are_offered_no_images_and_embeds_inside_text():
    assert set(TEXT_FEATURES) == {"h3", "bold", "italic", "link", "document-link", "ol", "ul"}
    assert set(LINE_FEATURES) == {"bold", "italic", "link", "document-link"}


def test_attachments_are_listed_in_order_with_their_facts(visit, health):
    bulletin = publish("Tin")
    for caption in ("Một", ""):
        bulletin.attachments.add(BulletinAttachment(document=a_document(), caption=caption))
    bulletin.save_revision().publish()
    soup = BeautifulSoup(visit(health, "/ban-tin/tin/").content, "html.parser")
    listed = [" ".join(link.text.split()) for link in soup.select(".files .file-link")]
    assert listed == ["Một PDF, 2,0 KB", "Kế hoạch PDF, 2,0 KB"]
