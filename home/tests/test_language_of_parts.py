"""Every text of an English website that is Vietnamese says so on its own element."""

import json

import pytest
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from bulletins.tests.factories import (
    create_placement,
    make_bulletin_form,
    publish_bulletin,
    translate,
)
from content.tests.factories import create_document, create_picture
from home.models import ContactPage, NewsPage
from home.models.documents import DocumentFile
from home.models.procedures import ProcedureForm, ProcedureGround
from home.paths import get_page_path
from home.tests.factories import publish_document, publish_news, publish_procedure
from search.tests.client import list_hit_urls
from sites.localization.tests.translation_editor import (
    act,
    begin,
    get_english_version,
    get_translation,
    translate_rest,
    write,
)
from sites.models import TranslationState
from sites.tests.factories import open_in_english
from tests.html import find_structured_data, get_text_and_language, parse_html

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(health):
    return open_in_english(health)


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


@pytest.fixture
def put_into_english(moderator):
    def put(source, *but):
        begin(moderator, source)
        translate_rest(source, but=but)
        act(moderator, source, "publish")
        english = get_english_version(source)
        assert english.live
        return english

    return put


@pytest.fixture
def read(visit, health):
    def get(page):
        return parse_html(visit(health, page if isinstance(page, str) else get_page_path(page)))

    return get


def language_of(soup, text):
    """The languages that a text of the page is marked with."""
    found = soup.find_all(string=lambda one: text in one)
    return {one.find_parent(lang=True)["lang"] for one in found if one.parent.name != "script"}


def test_captions_of_files_that_are_copied_are_vietnamese_until_somebody_writes_others(
    health, put_into_english, read
):
    source = publish_document(health, "Nghỉ lễ", number="2/TB-SYT")
    first, second = create_document(title="Tệp một"), create_document(title="Tệp hai")
    source.files = [DocumentFile(file=first, caption="Phụ lục"), DocumentFile(file=second)]
    source.save_revision().publish()
    english = put_into_english(source)
    assert language_of(read(english).main, "Phụ lục") == {"vi"}
    assert language_of(read(english).main, "Tệp hai") == {"vi"}
    index = english.get_parent().specific
    assert language_of(read(index).main, "Phụ lục") == {"vi"}
    files = [DocumentFile(file=first, caption="Annex"), DocumentFile(file=second)]
    english.files = files
    english.save_revision().publish()
    assert language_of(read(english).main, "Annex") == {"en"}
    assert language_of(read(index).main, "Annex") == {"en"}
    assert not read(source).main.select("[lang]")


def test_forms_and_citations_of_a_procedure_are_marked(health, put_into_english, read):
    source = publish_procedure(health, "Khai sinh", fee="Miễn phí")
    law = publish_document(health, "Luật Hộ tịch", number="60/2014")
    source.forms = [ProcedureForm(file=create_document(), caption="Tờ khai")]
    source.grounds = [ProcedureGround(citation="Luật số 60"), ProcedureGround(document=law)]
    source.save_revision().publish()
    soup = read(put_into_english(source)).main
    for text in ("Tờ khai", "Luật số 60", "Luật Hộ tịch"):
        assert language_of(soup, text) == {"vi"}, text
    assert language_of(soup, "EN Miễn phí") == {"en"}


def test_a_telephone_whose_name_is_not_translated_is_marked(health, put_into_english, read):
    source = ContactPage.objects.child_of(health.root_page).get()
    source.telephones = [
        ("telephone", {"name": "Đường dây nóng", "number": "0209 3870 943"}),
        ("telephone", {"name": "Tiếp dân", "number": "0209 3870 944"}),
    ]
    source.save_revision().publish()
    english = put_into_english(source, f"telephones.{source.telephones[0].id}.name")
    names = read(english).select(".contact-details dt")
    found = dict(map(get_text_and_language, names))
    assert (found["Đường dây nóng"], found["EN Tiếp dân"]) == ("vi", "en")


def test_the_description_of_a_picture_has_the_language_it_is_written_in(
    health, put_into_english, read, work_off
):
    picture = create_picture(description="Ngầm tràn")
    source = publish_news(health, "Lũ", image=picture, image_caption="Sông Cầu")
    english = put_into_english(source, "image_caption")
    untranslated = publish_news(health, "Mưa", image=picture)
    work_off()
    for path in (f"/en{get_page_path(untranslated)}", english):
        image = read(path).select_one("figure img")
        assert (image["alt"], image["lang"]) == ("Ngầm tràn", "vi")
    assert get_text_and_language(read(english).figcaption) == ("Sông Cầu", "vi")
    assert not read(source).select_one("figure img").has_attr("lang")


def test_files_of_a_bulletin_follow_the_vietnamese_and_are_marked(health, read):
    source = publish_bulletin("Nghỉ lễ", files=[create_document(title="Lịch cũ")])
    translate(source, "Holiday")
    source.attachments = [create_attachment(source, "Lịch mới")]
    source.save_revision().publish()
    files = read("/en/ban-tin/nghi-le/").select_one(".files")
    assert "Lịch cũ" not in files.text
    assert language_of(files, "Lịch mới") == {"vi"}


def create_attachment(bulletin, title):
    row = bulletin.attachments.model(document=create_document(title=title))
    row.bulletin = bulletin
    return row


def test_the_contact_that_a_unit_adds_to_a_bulletin_is_marked(health, read):
    source = publish_bulletin("Lũ", instruction="Ở trong nhà.", document_number="1/CĐ")
    translate(source, "Flood")
    create_placement(source, health, contact_name="Trực ban", contact_telephone="0209 1")
    soup = read("/en/ban-tin/lu/").main
    assert language_of(soup, "Trực ban") == {"vi"}
    assert language_of(soup, "1/CĐ") == {"vi"}


def leave_untranslated(english, *paths):
    """As a program leaves it, which no gate asks."""
    state = TranslationState.objects.get(translation_key=english.translation_key)
    state.untranslated = [*paths]
    state.save()
    english.save_revision()


@pytest.mark.parametrize("path", ["/en/tin-tuc/", "/en/"])
def test_a_list_marks_a_title_that_is_not_translated(health, put_into_english, read, path):
    english = put_into_english(publish_news(health, "Tiêm chủng", lead="Sáng thứ Hai."))
    link = read(path).select_one(f'a[href="{get_page_path(english)}"]')
    assert get_text_and_language(link) == ("EN Tiêm chủng", "en")
    leave_untranslated(english, "title")
    bump(health)
    link = read(path).select_one(f'a[href="{get_page_path(english)}"]')
    assert get_text_and_language(link)[1] == "vi"


def bump(agency):
    """Have pages drawn anew."""
    publish_news(agency, "Mới")


def test_facts_in_lists_of_procedures_are_marked_where_they_are_not_translated(
    health, put_into_english, read
):
    source = publish_procedure(health, "Khai sinh", fee="Miễn phí", time="Ba ngày")
    english = put_into_english(source, "fee")
    soup = read(english.get_parent().specific).main
    assert language_of(soup, "Miễn phí") == {"vi"}
    assert language_of(soup, "EN Ba ngày") == {"en"}


BODY = [("text", "<p>Trạm y tế xã.</p>"), ("text", "<p>Mang theo sổ tiêm chủng.</p>")]


def test_search_engines_and_the_search_get_no_vietnamese_as_english(
    visit, health, put_into_english, read
):
    source = publish_news(health, "Tiêm chủng", body=BODY, topics="sức khỏe")
    english = put_into_english(source, f"body.{source.body[1].id}", "topics")
    soup = read(english)
    assert "Mang theo" not in soup.find("meta", attrs={"name": "description"})["content"]
    assert "sức khỏe" not in json.dumps(find_structured_data(soup, "NewsArticle"))
    found = list_hit_urls(visit, health, "mang theo sổ", path="/en/tim-kiem/")
    assert found == [get_page_path(source)]
    found = list_hit_urls(visit, health, "EN Trạm y tế", path="/en/tim-kiem/")
    assert get_page_path(english) in found


def test_the_tagline_that_is_not_translated_is_no_english_description(
    moderator, health, english, read
):
    front = health.root_page.specific
    front.tagline = "Phục vụ nhân dân trong tỉnh."
    front.save_revision().publish()
    english.delete()
    begin(moderator, front)
    write(moderator, front, "title", "Department of Health")
    act(moderator, front, "publish")
    soup = read("/en/")
    assert language_of(soup.main, "Phục vụ nhân dân") == {"vi"}
    assert "Phục vụ" not in soup.find("meta", attrs={"name": "description"})["content"]


def preview(client, source):
    url = f"/admin/localize/translate/{get_translation(source).pk}/preview/"
    return parse_html(client.get(url))


def test_a_preview_of_a_translation_marks_what_the_published_page_would(moderator, health, read):
    source = publish_news(health, "Tiêm chủng", lead="Thứ Hai.", body=BODY)
    begin(moderator, source)
    translate_rest(source, but=[f"body.{source.body[1].id}"])
    previewed = preview(moderator, source)
    act(moderator, source, "publish")
    published = read(get_english_version(source))
    for soup in (previewed, published):
        [block] = soup.select("main .prose [lang=vi]")
        assert block.text.strip() == "Mang theo sổ tiêm chủng."
        notice = soup.select_one(".language-notice")
        assert notice.text.startswith("Some parts are only")
    source.lead = "Thứ Ba."
    source.save_revision().publish()
    assert "this translation is older" in preview(moderator, source).main.text
    get_translation(source).source.update_from_db()
    write(moderator, source, "lead", "Tuesday.")
    assert "this translation is older" not in preview(moderator, source).main.text


def test_a_preview_of_the_plain_form_and_of_a_draft_mark_the_same(
    moderator, health, put_into_english
):
    source = publish_news(health, "Tiêm chủng", lead="Sáng thứ Hai.", body=BODY)
    english = put_into_english(source)
    moderator.post(f"/admin/localize/translate/{get_translation(source).pk}/disable/")
    path = f"/admin/pages/{english.pk}/edit/preview/"
    form = nested_form_data(
        {
            **dict.fromkeys(("image", "image_caption", "topics", "author_name"), ""),
            **dict.fromkeys(("source_name", "source_url", "seo_title"), ""),
            **{"search_description": "", "category": "hoat-dong", "date": "24/11/2026"},
            **{"title": "Vaccination", "slug": english.slug, "lead": "Sáng thứ Hai."},
            "body": streamfield([("text", rich_text("<p>At the village clinic.</p>"))]),
            "related": streamfield([]),
            "comments": inline_formset([]),
        }
    )
    assert moderator.post(path, form).json()["is_valid"]
    soup = parse_html(moderator.get(path))
    assert get_text_and_language(soup.select_one(".lead")) == ("Sáng thứ Hai.", "vi")
    assert get_text_and_language(soup.h1) == ("Vaccination", "en")
    draft = NewsPage.objects.get(pk=english.pk)
    draft.lead = "Sáng thứ Hai."
    draft.save_revision()
    soup = parse_html(moderator.get(f"/admin/pages/{english.pk}/view_draft/"))
    assert get_text_and_language(soup.select_one(".lead")) == ("Sáng thứ Hai.", "vi")


def test_a_preview_of_a_bulletin_has_the_facts_of_its_source_and_its_marks(
    sign_in, ict_publisher, health
):
    source = publish_bulletin(
        "Lũ", instruction="Ở trong nhà.", audience=[f"agency:{health.pk}"], body=BODY
    )
    english = translate(source, "Flood")
    english.instruction = source.instruction
    english.save_revision()
    source.contact_telephone = "0209 3870 943"
    source.save_revision().publish()
    client = sign_in(ict_publisher)
    path = f"/admin/snippets/bulletins/bulletin/preview/{english.pk}/?mode={health.code}"
    fields = {"slug": source.slug, "instruction": "Ở trong nhà.", "summary": "Water."}
    assert client.post(path, make_bulletin_form(title="Flood", **fields)).json()["is_valid"]
    soup = parse_html(client.get(path))
    assert get_text_and_language(soup.select_one(".instruction p")) == ("Ở trong nhà.", "vi")
    assert "0209 3870 943" in soup.select_one(".instruction").text
