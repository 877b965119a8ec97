"""Hostile words through every door, and what of them comes back out of the model."""

import json

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from wagtail.models import Locale
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    String,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)

from bulletins.tests.factories import publish_bulletin
from content.text.sanitizer import BLOCK_TAGS, INLINE_TAGS
from home.models import ContactPage, InformationPage, NewsPage
from home.tests.factories import publish_news
from sites.tests.factories import open_in_english
from tests.browser.payloads import GADGETS, MARKUP, URL
from tests.html import read_html

pytestmark = pytest.mark.django_db

COMMENT = f'<!--> <b onclick="x">Lũ</b>{GADGETS} -->ok'
ALLOWED = INLINE_TAGS | BLOCK_TAGS


def is_clean(html):
    elements = BeautifulSoup(html, "lxml").select("body *")
    attributes = {name for one in elements if one.name in ALLOWED for name in one.attrs}
    safe = {"href", "id", "class", "data-block-key", "url", "embedtype", "linktype"}
    return "<!--" not in html and {one.name for one in elements} <= ALLOWED and attributes <= safe


def body(html=MARKUP):
    return [
        {"type": "text", "value": html},
        {"type": "callout", "value": {"kind": "info", "text": html}},
    ]


def texts_of(page):
    """The rich texts as they are drawn."""
    return f"{page.body[0].value}{page.body[1].value['text']}"


def column_of(page):
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM home_newspage WHERE page_ptr_id = %s", [page.pk])
        value = cursor.fetchone()[0]
    return value if isinstance(value, str) else json.dumps(value)


@pytest.fixture
def article(health):
    return publish_news(health, "Nước lũ", body=json.dumps(body("<p>Lũ <b>lớn</b></p>")))


@pytest.fixture
def translation(article, health):
    """An article that is to be put into English, by wagtail-localize's own acts."""
    open_in_english(health)
    english = Locale.objects.get(language_code="en")
    for page in (article.get_parent(), article):
        source, _ = TranslationSource.update_or_create_from_instance(page.specific)
        made, _ = Translation.objects.get_or_create(source=source, target_locale=english)
        made.save_target(publish=False)
    return made


@pytest.fixture
def segment(translation):
    """The paragraph of the article."""
    segments = StringSegment.objects.filter(source=translation.source)
    return segments.filter(string__data__contains="<b>").first()


def preview_of(translation, client):
    response = client.get(f"/admin/localize/translate/{translation.pk}/preview/")
    assert response.status_code == 200
    return response


@pytest.mark.parametrize("value", [json.dumps(body()), body()], ids=["json", "list"])
def test_blocks_that_code_and_commands_write_are_cleaned(article, value):
    article.body = value
    article.save()
    assert is_clean(texts_of(NewsPage.objects.get(pk=article.pk)))
    assert "<form" not in column_of(article) and "<!--" not in column_of(article)


def test_a_text_given_as_rich_text_is_cleaned_before_and_after_it_is_saved(article):
    article.body = [("text", RichText(MARKUP)), ("measures", [RichText(MARKUP)])]
    assert is_clean(str(article.body[0].value.source))
    article.body[0].value = RichText(MARKUP)
    article.save()
    assert "<form" not in column_of(article)


def test_what_a_column_or_an_old_version_held_before_is_cleaned_when_it_is_read(
    article, visit, health, settings
):
    revision = article.save_revision()
    revision.content |= {"body": json.dumps(body())}
    revision.save()
    assert is_clean(texts_of(revision.as_object()))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE home_newspage SET body = %s WHERE page_ptr_id = %s",
            [json.dumps(body()), article.pk],
        )
    response = visit(health, article.get_url().partition(f":{settings.SITE_PORT}")[2])
    assert response.status_code == 200
    text = read_html(response.content).select_one(".block-text")
    assert is_clean(text.decode_contents())


def test_what_an_editor_sends_with_the_form_is_cleaned(sign_in, health_editor, health):
    page = InformationPage.objects.descendant_of(health.root_page).get()
    block = {
        "key": "abc12",
        "text": MARKUP,
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": [{"offset": 0, "length": 4, "key": 0}],
    }
    link = {"type": "LINK", "mutability": "MUTABLE", "data": {"url": URL}}
    state = json.dumps({"blocks": [block], "entityMap": {"0": link}})
    words = {
        "title": page.title,
        "slug": page.slug,
        "lead": GADGETS[:300],
        "body": streamfield([("text", state), ("heading", MARKUP[:100])]),
        "comments": inline_formset([]),
    }
    path = f"/admin/pages/{page.pk}/edit/"
    sign_in(health_editor).post(path, nested_form_data(words))
    page.refresh_from_db()
    draft = page.get_latest_revision_as_object()
    soup = read_html(draft.body[0].value.source)
    assert "onerror=" in soup.text
    assert {one.name for one in soup.find_all()} <= {"p", "a"}
    assert not soup.find_all("a", href=True)


@pytest.mark.parametrize("url", [URL, "JAVA\tscript:x", "data:text/html,x"])
def test_an_address_that_runs_is_emptied_in_columns_blocks_and_versions(health, url):
    page = ContactPage.objects.descendant_of(health.root_page).get()
    page.map_url = url
    revision = page.save_revision()
    revision.content |= {
        "map_url": url,
        "body": json.dumps([{"type": "call_to_action", "value": {"label": "x", "url": url}}]),
    }
    revision.save()
    old = revision.as_object()
    assert (old.map_url, old.body[0].value["url"]) == ("", "")
    ContactPage.objects.filter(pk=page.pk).update(map_url=url)
    assert ContactPage.objects.get(pk=page.pk).map_url == ""


def test_a_translation_typed_into_the_editor_is_cleaned_and_its_author_told(
    sign_in, health_editor, translation, segment
):
    client = sign_in(health_editor)
    path = f"/admin/localize/translate/{translation.pk}/strings/{segment.pk}/edit/"
    response = client.put(
        path, f"value={COMMENT}", content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code in {200, 201}
    stored = StringTranslation.objects.get(translation_of=segment.string)
    assert is_clean(stored.data) and "<b>Lũ</b>" in stored.data
    assert stored.has_error and "không được phép" in response.json()["error"]
    client.put(path, "value=<b>Floods</b>", content_type="application/x-www-form-urlencoded")
    stored.refresh_from_db()
    assert (stored.data, stored.has_error, stored.field_error) == ("<b>Floods</b>", False, "")


def test_translations_in_a_file_are_cleaned(sign_in, ict_admin, translation, segment):
    file = translation.export_po()
    for entry in file:
        entry.msgstr = COMMENT
    upload = SimpleUploadedFile("en.po", str(file).encode())
    path = f"/admin/localize/translate/{translation.pk}/pofile/upload/"
    sign_in(ict_admin).post(path, {"file": upload, "next": "/admin/"})
    stored = StringTranslation.objects.all()
    assert stored.count() == len(file)
    assert all(is_clean(one.data) for one in stored)


def test_strings_and_overrides_that_code_writes_are_cleaned(translation, segment):
    locale = translation.target_locale
    string = String.objects.create(locale=locale, data=COMMENT)
    override = SegmentOverride.objects.create(
        locale=locale, context=segment.context, data_json=json.dumps(URL)
    )
    assert is_clean(string.data)
    assert string.data_hash == String._get_data_hash(COMMENT)
    assert override.data == ""


def test_an_override_that_is_a_key_or_a_plain_text_stays(translation, segment):
    for value in (31, "31", "Điều 1: Phạm vi", "https://a.vn/"):
        override = SegmentOverride.objects.create(
            locale=translation.target_locale, context=segment.context, data_json=json.dumps(value)
        )
        assert override.data == value


def test_translations_stored_before_do_not_run_in_a_preview(
    sign_in, ict_admin, translation, segment
):
    # A preview shows a block in English once all of it is translated.
    for one in StringSegment.objects.filter(source=translation.source, context=segment.context):
        StringTranslation.objects.create(
            translation_of=one.string,
            context=one.context,
            locale=translation.target_locale,
            data="x",
        )
    StringTranslation.objects.update(data=COMMENT, has_error=False)
    response = preview_of(translation, sign_in(ict_admin))
    text = read_html(response.content).select_one(".block-text")
    assert "ok" in text.text and is_clean(text.decode_contents())
    assert "script-src 'none'" in response["Content-Security-Policy"]


def test_an_address_put_into_a_translation_does_not_run_in_its_preview(translation, article):
    article.source_url = "https://a.vn/"
    article.save()
    translation.source.update_from_db()
    for one in OverridableSegment.objects.filter(source=translation.source):
        SegmentOverride.objects.filter(context=one.context).delete()
        kept = SegmentOverride.objects.create(
            locale=translation.target_locale, context=one.context, data_json='"x"'
        )
        if "url" in one.context.path:
            SegmentOverride.objects.filter(pk=kept.pk).update(data_json=json.dumps(URL))
        else:
            kept.delete()
    shown = translation.source.get_ephemeral_translated_instance(
        translation.target_locale, fallback=True
    )
    assert shown.source_url == ""


def test_texts_of_a_bulletin_and_its_translation_are_cleaned():
    bulletin = publish_bulletin("Lũ quét", body=json.dumps(body()))
    assert is_clean(texts_of(bulletin))
