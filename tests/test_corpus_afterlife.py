"""Texts of the corpus after they were published: bin, old versions, schedules, translations, moves.

Whatever happens to a text, it comes back as it was, opens, and is saved unchanged.
"""

import json
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.models import Page
from wagtail_localize.models import StringSegment

from desk.tests.trash import delete_through_admin, restore
from home.models import NewsPage
from home.tests.factories import come_to_schedules, get_edit_path, publish_news, say_tomorrow
from importing.agency_archive.references import References
from importing.html.conversion import convert
from sites.localization.tests.translation_editor import (
    FORM,
    act,
    begin,
    get_english_version,
    get_translation,
)
from sites.localization.tests.versions import get_path
from sites.tests.factories import open_in_english
from tests.corpus.expected import CLIPBOARDS, Expected, list_words
from tests.corpus.library import get_text, list_texts
from tests.corpus.outline import list_missing_words, read_outline
from tests.edit_forms import PUBLISH, check_unchanged, open_form
from tests.html import parse_html

pytestmark = pytest.mark.django_db
LABELS = ("Bảng", "Cột")
# Among them: line breaks, letterhead, notes, merged cells, four levels, prices, forty pages.
TEXTS = [
    "letter-vaccination", "letter-reply-to-citizen", "decision-land-prices", "plan-four-levels",
    "guide-formatting", "message-survey", "letter-from-a-mac", "decision-forty-pages",
]  # fmt: skip


def make_body(text, form):
    """The blocks of a text as an import hands them over."""
    blocks = convert(form.write(text), table_labels=LABELS).blocks
    return [block for block in blocks if block["type"] != "picture"]


def come_back_from_the_bin(client, page):
    delete_through_admin(client, page)
    restore(client, page)


def come_back_from_an_old_version(client, page):
    former = page.get_latest_revision()
    page.body = [("text", "<p>Khác.</p>")]
    page.save_revision().publish()
    form = open_form(client, f"/admin/pages/{page.pk}/revisions/{former.pk}/revert/")
    assert client.post(get_edit_path(page), form | PUBLISH).status_code == 302


def come_by_a_schedule(client, page):
    page.unpublish()
    form = open_form(client, get_edit_path(page)) | PUBLISH | {"go_live_at": say_tomorrow()}
    assert client.post(get_edit_path(page), form).status_code == 302
    assert not NewsPage.objects.get(pk=page.pk).live
    come_to_schedules()


WAYS = [come_back_from_the_bin, come_back_from_an_old_version, come_by_a_schedule]
# Each text by a way, and each way with many texts.
PAIRS = [(name, WAYS[number % len(WAYS)]) for number, name in enumerate(TEXTS)]


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


@pytest.fixture
def publish(health):
    """Publish a text in a form as an article of the unit."""

    def make(name, form):
        text = get_text(name)
        return publish_news(health, text.title, body=json.dumps(make_body(text, form)))

    return make


def check_text(client, visit, agency, page, name, form):
    """The article is as the text was written: stored, opened, saved unchanged, read."""
    page = NewsPage.objects.get(pk=page.pk)
    expected = Expected(get_text(name), form)
    assert page.live
    assert read_outline(page.body.get_prep_value()) == expected.outline
    check_unchanged(client, page, get_edit_path(page))
    shown = parse_html(visit(agency, get_path(page))).select_one("main").get_text(" ")
    assert list_missing_words(expected.words, shown) == []


def choose_form(name):
    text = get_text(name)
    forms = [form for form in CLIPBOARDS if form.can_hold(text) and not form.lines]
    return forms[len(name) % len(forms)]


@pytest.mark.parametrize(
    ("name", "way"), PAIRS, ids=[f"{way.__name__}-{name}" for name, way in PAIRS]
)
def test_a_text_comes_back_as_it_was(publish, moderator, visit, health, name, way):
    form = choose_form(name)
    page = publish(name, form)
    way(moderator, page)
    check_text(moderator, visit, health, page, name, form)


@pytest.mark.drill("corpus-2")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("text", list_texts(), ids=lambda text: text.name)
def test_every_text_comes_back_by_every_way(publish, moderator, visit, health, text, way):
    form = choose_form(text.name)
    page = publish(text.name, form)
    way(moderator, page)
    check_text(moderator, visit, health, page, text.name, form)


def write_strings(client, page):
    """Write each string in the editor of translations, as it is in the source."""
    translation = get_translation(page)
    for segment in StringSegment.objects.filter(source=translation.source).select_related("string"):
        url = f"/admin/localize/translate/{translation.pk}/strings/{segment.pk}/edit/"
        sent = urlencode({"value": segment.string.data})
        answer = client.put(url, sent, content_type=FORM)
        assert answer.status_code in {200, 201}, answer.content


def write_po_file(client, page):
    """Upload the file of the translation, each string as it is in the source."""
    translation = get_translation(page)
    po = translation.export_po()
    # Several strings of one text have one path, so that they are told apart by what they say.
    for entry in po:
        entry.msgstr = entry.msgid
    file = SimpleUploadedFile("en.po", str(po).encode())
    url = f"/admin/localize/translate/{translation.pk}/pofile/upload/"
    assert client.post(url, {"file": file}).status_code == 302


@pytest.mark.parametrize("write", [write_strings, write_po_file])
@pytest.mark.parametrize("name", TEXTS[:-1])
def test_a_translation_has_the_same_form_as_its_source(
    publish, moderator, visit, health, name, write
):
    open_in_english(health)
    form = choose_form(name)
    page = publish(name, form)
    begin(moderator, page)
    write(moderator, page)
    act(moderator, page, "publish")
    english = get_english_version(page)
    assert english.live
    outline = read_outline(english.body.get_prep_value())
    assert outline == read_outline(page.body.get_prep_value())
    assert moderator.get(get_edit_path(english)).status_code == 200
    shown = parse_html(visit(health, get_path(english))).select_one("main").get_text(" ")
    assert list_missing_words(list_words(outline), shown) == []


@pytest.mark.parametrize("form", [form for form in CLIPBOARDS if not form.lines], ids=str)
def test_the_archive_of_a_website_carries_every_text_as_it_is(health, form):
    """What import_agency does to versions and rows; tests/test_moved_agency.py moves a website."""
    field = NewsPage._meta.get_field("body")
    references = References()
    references.add(Page, 3, 30)
    for text in filter(form.can_hold, list_texts()):
        blocks = make_body(text, form)
        body = json.dumps(field.get_prep_value(field.to_python(blocks)), ensure_ascii=False)
        moved = references.replace_in_content(NewsPage, {"pk": 3, "body": body}, "")
        assert json.loads(moved["body"]) == json.loads(body), text.name
    assert not references.lost
