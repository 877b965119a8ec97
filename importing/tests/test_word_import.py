from collections import Counter
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from mammoth.docx import office_xml
from mammoth.docx.numbering_xml import Numbering
from wagtail.models import PageLogEntry, UploadedFile

from bulletins.models import Bulletin
from content.files import word_reader
from content.files.images import EncodedImage
from content.models import CustomImage
from content.tests.factories import encode_image, make_halves
from home.models import InformationPage, NewsIndexPage, NewsPage
from home.tests.factories import get_about_section
from importing.html.losses import LossKind
from importing.services.word import keep_document
from importing.tasks import delete_abandoned_word_documents
from importing.tests.word_files import (
    NAMESPACES,
    cell,
    link,
    make_word_file,
    note_reference,
    paragraph,
    picture,
    run,
    table,
)
from importing.word import reader
from importing.word.article import build_article
from importing.word.reader import WordDocument, WordImage, examine_word
from tests.html import get_text, parse_html, read_html

pytestmark = pytest.mark.django_db
ARTICLE = (
    paragraph("Tiêm phòng sởi", "Title"),
    paragraph(run("Cả tỉnh tiêm trong tháng 11.", bold=True)),
    paragraph("Chuẩn bị", "u1"),
    paragraph(run("Phòng rộng 12 m") + run("2", raised=True) + run(", đăng ký ở ") + link("cổng")),
    paragraph("thẻ bảo hiểm", numbers="1"),
    table(
        [cell("Xã"), cell("Buổi", span=2)],
        [cell("Nam Mẫu", merge="restart"), cell("7 giờ"), cell("Trạm")],
        [cell("", merge="continue"), cell("13 giờ"), cell("Chợ")],
    ),
    picture(alt="Bà con ở trạm"),
)


def make_upload(*body, name="tiem.docx", **parts):
    return SimpleUploadedFile(name, make_word_file(*(body or ARTICLE), **parts))


@pytest.fixture
def editor(sign_in, health_editor):
    return sign_in(health_editor)


@pytest.fixture
def news(health):
    return NewsIndexPage.objects.descendant_of(health.root_page).get()


def upload(client, parent, file):
    """Send a file to the first step; returns the second, or the first with its refusal."""
    return client.post(reverse("word:page", args=[parent.pk]), {"file": file}, follow=True)


@pytest.fixture
def wait(health_editor):
    """Store what was read of a document, as after the first step; returns its key."""

    def keep(html="<p>Tiêm <b>sởi</b></p><img src='picture-0'>", by=health_editor):
        image = EncodedImage("PNG", 60, 40, encode_image(make_halves((60, 40)), "PNG"))
        pictures = (WordImage(image, image, "Bà con ở trạm"),)
        document = WordDocument("tiem.docx", html, pictures, Counter())
        return keep_document(document=document, by=by).pk

    return keep


def make_draft(client, parent, key, *, follow=False, **fields):
    """Make the draft of a document that waits."""
    target = [parent.pk, key] if parent else [key]
    name = "word:page_draft" if parent else "word:bulletin_draft"
    sent = {"title": "Tiêm phòng sởi", "lead": "", "keep-0": "on", "description-0": "Bà con ở trạm"}
    return client.post(reverse(name, args=target), sent | fields, follow=follow)


def list_blocks(page):
    return [(block["type"], block["value"]) for block in page.body.get_prep_value()]


def test_a_word_file_becomes_a_draft_of_the_unit_with_its_table_and_picture(
    editor, health, health_editor, news
):
    shown = get_text(parse_html(upload(editor, news, make_upload())))
    assert "2 ô gộp được tách ra" in shown
    assert "Cả tỉnh tiêm trong tháng 11." in shown
    assert not NewsPage.objects.exists()
    key = UploadedFile.objects.get().pk
    answer = make_draft(editor, news, key, lead="Cả tỉnh tiêm trong tháng 11.")
    page = NewsPage.objects.get()
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    image = CustomImage.objects.get()
    assert (image.collection, image.uploaded_by_user) == (health.collection, health_editor)
    assert (image.description, image.width, image.height) == ("Bà con ở trạm", 60, 40)
    assert (page.title, page.live, page.owner) == ("Tiêm phòng sởi", False, health_editor)
    assert list_blocks(page) == [
        ("heading", "Chuẩn bị"),
        ("text", "<p>Phòng rộng 12 m<sup>2</sup>, đăng ký ở "
         '<a href="https://tiem.example/dk">cổng</a></p><ul><li>thẻ bảo hiểm</li></ul>'),
        ("table", {
            "columns": [{"type": "text", "heading": one} for one in ("Xã", "Buổi", "Buổi")],
            "rows": [
                {"values": ["Nam Mẫu", "7 giờ", "Trạm"]},
                {"values": ["Nam Mẫu", "13 giờ", "Chợ"]},
            ],
            "caption": "Bảng 1",
        }),
        ("picture", {"image": image.pk, "alt_text": "Bà con ở trạm", "decorative": False}),
    ]  # fmt: skip
    entries = PageLogEntry.objects.filter(page=page).order_by("pk")
    assert [(one.action, one.user) for one in entries] == [
        ("wagtail.create", health_editor),
        ("wagtail.edit", health_editor),
    ]


def test_what_has_become_a_draft_does_not_become_another(editor, news, wait):
    key = wait()
    make_draft(editor, news, key)
    answer = make_draft(editor, news, key, follow=True)
    assert NewsPage.objects.count() == 1
    assert "đã thành bản nháp" in get_text(parse_html(answer))


def test_a_picture_without_words_is_asked_for_and_an_unwanted_one_not_stored(editor, news, wait):
    key = wait()
    answer = make_draft(editor, news, key, **{"description-0": " "})
    assert "Hãy ghi hình cho thấy gì, hoặc bỏ chọn hình này." in get_text(parse_html(answer))
    assert not NewsPage.objects.exists()
    make_draft(editor, news, key, **{"keep-0": ""})
    assert not CustomImage.objects.exists()
    assert list_blocks(NewsPage.objects.get()) == [("text", "<p>Tiêm <b>sởi</b></p>")]


def test_a_picture_that_nobody_can_read_is_counted_and_those_behind_it_keep_their_places(
    editor, news
):
    file = make_upload(
        picture(alt="Hỏng"),
        paragraph("giữa"),
        picture("rIdDrawing", alt=" Bà  con "),
        image=b"\x89PNG\r\n\x1a\n" + bytes(40),
        **{"word__media__image2.emf": encode_image(make_halves((60, 40)), "PNG")},
    )
    document = examine_word(file).document
    article = build_article(document, table_labels=("Bảng", "Cột"))
    assert [one.alt for one in document.images] == ["Bà con"]
    assert [(block["type"], block["value"]) for block in article.blocks] == [
        ("text", "<p>giữa</p>"),
        ("picture", 0),
    ]
    assert article.losses == {LossKind.UNUSABLE_PICTURE: 1}


def test_pictures_that_take_too_long_are_said_to_be_missing(monkeypatch):
    monkeypatch.setattr(reader, "IMAGE_SECONDS", -1)
    document = examine_word(make_upload()).document
    assert document.images == ()
    losses = build_article(document, table_labels=("Bảng", "Cột")).losses
    assert losses[LossKind.MISSING_PICTURE] == 1 and not losses[LossKind.UNUSABLE_PICTURE]


def test_a_title_that_is_too_long_is_refused_with_its_length_and_nothing_is_lost(
    editor, news, wait
):
    answer = make_draft(editor, news, wait(), title="Dài " * 70, lead="Một câu")
    page = parse_html(answer)
    assert "Phần này có 279 ký tự; nhiều nhất là 255." in get_text(page)
    assert page.select_one("#id_title").text.strip() == ("Dài " * 70).strip()
    assert page.select_one("#id_lead").text.strip() == "Một câu"
    assert page.select_one("#id_description-0")["value"] == "Bà con ở trạm"
    assert not NewsPage.objects.exists()


def test_nothing_hostile_comes_in(editor, news, wait):
    html = "<p onclick='x'>a<script>alert(1)</script><a href='javascript:alert(1)'>b</a></p>"
    key = wait(html + "<table><tr><td>1<td><img src=x onerror=y>2<tr><td>3<td>4</table>")
    shown = editor.get(reverse("word:page_draft", args=[news.pk, key]))
    assert parse_html(shown).select_one(".word-text").decode_contents() == "<p>ab</p>"
    make_draft(editor, news, key)
    assert [kind for kind, _value in list_blocks(NewsPage.objects.get())] == ["text", "table"]


def test_numbers_by_which_decrees_are_quoted_stay_and_letters_are_whole():
    body = (
        paragraph("Quy chế", "Title"),
        paragraph("Quy\u0309 che\u0302\u0301", "u1", numbers="3"),
        paragraph("một", numbers="2"),
        paragraph("xen"),
        paragraph("hai", numbers="2"),
        table(
            [cell("STT"), cell("Tên")], [f"<w:tc>{paragraph('', numbers='3')}</w:tc>", cell("A")]
        ),
        paragraph(run("Xem ") + note_reference()),
    )
    document = examine_word(make_upload(*body, notes=["Điều 3"])).document
    article = build_article(document, table_labels=("Bảng", "Cột"))
    heading, text, cells, note = [(block["type"], block["value"]) for block in article.blocks]
    assert article.title == "Quy chế"
    assert heading == ("heading", "a) Quỷ chế")
    assert text == ("text", "<ol><li>một</li></ol><p>xen</p><p>2. hai</p>")
    assert cells[1]["rows"] == [{"values": ["b)", "A"]}]
    assert note == ("text", "<p>Xem <sup>[1]</sup></p><p>[1] Điều 3</p>")


@pytest.fixture
def convert(monkeypatch):
    """The program that reads Word files, in this process, which keeps mammoth as it was."""
    for name in ("find_level", "find_level_by_paragraph_style_id"):
        monkeypatch.setattr(Numbering, name, getattr(Numbering, name))
    monkeypatch.setattr(office_xml, "read", office_xml.read)
    return word_reader.convert


def test_of_pictures_so_many_and_so_large_ones_are_kept(convert):
    image = encode_image(make_halves((60, 40)), "PNG")
    content = make_word_file(picture(alt="Bản đồ"), picture(alt="Ảnh"), image=image)
    kept = {"alt": "Bản đồ", "length": len(image)}
    for most, size, kept_pictures in ((1, len(image), [kept]), (2, len(image) - 1, [])):
        head, pictures = convert(content, most, size)
        assert (head["pictures"], pictures) == (kept_pictures, [image] * len(kept_pictures))
        shown = [img["src"] for img in read_html(head["html"])("img")]
        assert shown == [*(["picture-0"] * len(pictures)), "missing", "missing"][:2]


def test_a_list_is_one_as_long_as_it_counts_as_word_does(convert):
    level = (
        '<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        '<w:lvlText w:val="%{}."/></w:lvl>'
    )
    numbering = (
        f'<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="7">{level.format(0, 1)}'
        f'{level.format(1, 2)}</w:abstractNum><w:abstractNum w:abstractNumId="8">'
        f'{level.format(0, 1)}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/>'
        '</w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num></w:numbering>'
    )

    def item(text, level=0):
        return paragraph(text, numbers="1").replace('ilvl w:val="0"', f'ilvl w:val="{level}"')

    content = make_word_file(
        paragraph("Mục lục", "MuclucI"),
        *(item("a"), item("b", 1), item("c", 1), item("d"), item("e", 1)),
        *(paragraph("xen"), item("g")),
        table([f"<w:tc>{paragraph('h', numbers='2')}</w:tc>"], heading_rows=0),
        **{"word/numbering.xml": numbering},
    )
    head, _pictures = convert(content, 0, 0)
    assert head["html"] == (
        "<ol><li>a<ol><li>b</li><li>c</li></ol></li><li>d<ol><li>e</li></ol></li></ol>"
        "<p>xen</p><p>3. g</p><table><tr><td><p>1. h</p></td></tr></table>"
    )
    assert head["losses"] == {"contents": 1}


def test_numbers_come_from_the_list_of_a_paragraph_or_from_that_of_its_style(convert):
    numbering = (
        f'<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0">'
        '<w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="u2"/>'
        '<w:lvlText w:val="Điều %1."/></w:lvl></w:abstractNum><w:num w:numId="1">'
        '<w:abstractNumId w:val="7"/></w:num></w:numbering>'
    )
    content = make_word_file(
        paragraph("Phạm vi", "u2"),
        paragraph("Mục lục", "u1"),
        paragraph("Đối tượng", "u2"),
        paragraph("Phụ lục", "u1", numbers="1"),
        paragraph("Hết", numbers="9"),
        **{"word/numbering.xml": numbering},
    )
    head, _pictures = convert(content, 0, 0)
    assert get_text(read_html(head["html"])) == (
        "Điều 1. Phạm vi Mục lục Điều 2. Đối tượng Điều 3. Phụ lục Hết"
    )


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (SimpleUploadedFile("a.docx", b""), "“a.docx” là tệp rỗng."),
        (SimpleUploadedFile("a.pdf", b"%PDF-1.7"), "“a.pdf” không phải văn bản Word."),
        (SimpleUploadedFile("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "Word đời cũ"),
        (SimpleUploadedFile("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
         + "EncryptedPackage".encode("utf-16-le")), "“a.docx” có mật khẩu."),
        (SimpleUploadedFile("a.docm", b"PK"), "“a.docm” có macro."),
        (SimpleUploadedFile("a.docx", make_word_file()[:-100]), "“a.docx” bị hỏng"),
        (SimpleUploadedFile("a.docx", make_word_file(before="<!DOCTYPE d [<!ENTITY a 'b'>]>")),
         "“a.docx” bị hỏng"),
        (make_upload(**{"word__vbaProject.bin": b"x"}), "tự chạy"),
        (make_upload("<w:p/>" + " " * 30_000_000), "“tiem.docx” quá lớn sau khi mở nén."),
        (SimpleUploadedFile("a.docx", b"PK" + bytes(20 * 1024 * 1024)), "tối đa 20,0"),
    ],
)  # fmt: skip
def test_what_is_no_harmless_word_document_is_refused_in_one_sentence(editor, news, file, sentence):
    file.seek(0)
    answer = upload(editor, news, file)
    (problem,) = parse_html(answer).select("#word-problem")
    assert sentence in problem.text
    assert not UploadedFile.objects.exists()


def test_nobody_makes_a_page_of_another_unit_or_of_what_another_has_uploaded(
    sign_in, health, health_editor, health_moderator, district_editor, outsider, translator, news,
    wait,
):  # fmt: skip
    key = wait()
    places = [
        reverse("word:page", args=[news.pk]),
        reverse("word:page_draft", args=[news.pk, key]),
        reverse("word:bulletin"),
        reverse("word:bulletin_draft", args=[key]),
    ]
    for person in (district_editor, outsider, translator):
        client = sign_in(person)
        for place in places:
            answer = client.post(place, {"title": "A"})
            # Wagtail leads away whom it refuses.
            assert answer.status_code == 404 or "tu-word" not in answer.url.partition("?")[0]
    editor = sign_in(health_editor)
    for place in (reverse("word:page", args=[health.root_page_id]), *places[2:]):
        assert editor.post(place, {"title": "A"}).url == "/admin/"
    # Nor does a colleague get what she has not uploaded.
    assert sign_in(health_moderator).post(places[1], {"title": "A"}).url == places[0]
    assert not NewsPage.objects.exists()
    assert not Bulletin.objects.exists()


def test_the_lists_lead_to_it_whoever_may_add_there(
    editor, sign_in, ict_author, health, news, wait
):
    section = get_about_section(health)
    for address, parent in (("/admin/tin-tuc/", news), ("/admin/gioi-thieu/", section)):
        button = parse_html(editor.get(address)).select_one("a:-soup-contains('Nhập từ tệp Word')")
        place = editor.get(button["href"])
        assert place.url == reverse("word:page", args=[parent.pk])
    make_draft(editor, section, wait())
    assert InformationPage.objects.filter(title="Tiêm phòng sởi", live=False).exists()
    bulletins = sign_in(ict_author).get(reverse("wagtailsnippets_bulletins_bulletin:list"))
    button = parse_html(bulletins).select_one("a:-soup-contains('Nhập từ tệp Word')")
    assert button["href"] == reverse("word:bulletin")


def test_a_bulletin_of_a_word_file_is_a_draft_without_issuer(sign_in, ict_author, wait):
    answer = make_draft(sign_in(ict_author), None, wait(by=ict_author), follow=True)
    bulletin = Bulletin.objects.get()
    edit = reverse("wagtailsnippets_bulletins_bulletin:edit", args=[bulletin.pk])
    assert (answer.status_code, answer.redirect_chain) == (200, [(edit, 302)])
    assert (bulletin.live, bulletin.source, bulletin.summary) == (False, None, "")
    assert CustomImage.objects.get().collection.name == "Bản tin"


def test_what_nobody_comes_back_for_is_deleted_after_a_day(clock, wait):
    key = wait()
    delete_abandoned_word_documents()
    assert UploadedFile.objects.filter(pk=key).exists()
    clock(timezone.now() + timedelta(hours=25))
    delete_abandoned_word_documents()
    assert not UploadedFile.objects.exists()
