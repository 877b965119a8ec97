"""Pages that were first written in English: their Vietnamese is the translation."""

import pytest
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from home.models import NewsPage
from home.tests.factories import get_news_index
from members.tests.approval import PUBLISH
from sites.localization.currency import get_translation_status
from sites.localization.tests.translation_editor import press
from sites.localization.tests.versions import get_path, publish_english, reload
from sites.tests.factories import open_in_english
from tests.html import get_text_and_language, parse_html

pytestmark = pytest.mark.django_db

BODY = [
    ("text", "<p>Children under one year of age.</p>"),
    ("text", "<p>Bring the vaccination booklet with you.</p>"),
]


@pytest.fixture
def written_first(health):
    """A public English article without a Vietnamese version."""
    open_in_english(health)
    index = publish_english(get_news_index(health), "News")
    page = NewsPage(title="Vaccination", lead="On Monday morning.", body=BODY, locale=index.locale)
    index.add_child(instance=page)
    page.save_revision().publish()
    return page


@pytest.fixture
def client(sign_in, health_moderator):
    return sign_in(health_moderator)


def begin_vietnamese(client, page, *but):
    """The Vietnamese of a page, translated but for the paths ``but``."""
    vietnamese = Locale.objects.get(language_code="vi")
    client.post(f"/admin/localize/submit/page/{page.pk}/", {"locales": [vietnamese.pk]})
    segments = StringSegment.objects.filter(source__object_id=page.translation_key)
    for segment in segments.exclude(context__path__in=["slug", *but]):
        StringTranslation.objects.create(
            translation_of=segment.string,
            locale=vietnamese,
            context=segment.context,
            data=f"Bản Việt {segment.order}",
        )
    return page.get_translations().get(locale=vietnamese)


def publish(client, page):
    press(client, f"/admin/pages/{page.pk}/edit/", "publish")


def test_a_vietnamese_translation_passes_the_gate_as_any_other(client, written_first):
    vietnamese = begin_vietnamese(client, written_first, "lead")
    publish(client, vietnamese)
    assert not reload(vietnamese).live
    segment = StringSegment.objects.get(
        source__object_id=written_first.translation_key, context__path="lead"
    )
    StringTranslation.objects.create(
        translation_of=segment.string,
        locale=vietnamese.locale,
        context=segment.context,
        data="Sáng thứ Hai.",
    )
    publish(client, vietnamese)
    assert reload(vietnamese).live


def test_what_is_english_on_the_vietnamese_page_is_marked_and_said(
    client, health, visit, written_first
):
    vietnamese = begin_vietnamese(client, written_first, f"body.{written_first.body[1].id}")
    publish(client, vietnamese)
    soup = parse_html(visit(health, get_path(vietnamese)))
    [block] = soup.select("main .prose [lang=en]")
    assert block.text.strip() == "Bring the vaccination booklet with you."
    [note] = soup.select(".language-notice")
    assert note.text.startswith("Một số phần chỉ có bằng tiếng Anh.")
    assert (note.a["href"], note.a["hreflang"]) == (get_path(written_first), "en")
    english = parse_html(visit(health, get_path(written_first)))
    assert not english.select(".language-notice, main [lang]")


def test_the_vietnamese_is_out_of_date_after_the_english_has_changed(
    client, health, visit, written_first
):
    vietnamese = begin_vietnamese(client, written_first)
    publish(client, vietnamese)
    assert not parse_html(visit(health, get_path(vietnamese))).select(".language-notice")
    written_first.refresh_from_db()
    written_first.lead = "On Tuesday morning."
    written_first.save_revision().publish()
    soup = parse_html(visit(health, get_path(vietnamese)))
    assert "Bản tiếng Anh đã thay đổi" in soup.select_one(".language-notice").text
    assert get_text_and_language(soup.select_one(".lead"))[1] == "vi"
    # Publishing the Vietnamese makes nothing of the English out of date.
    reload(vietnamese).save_revision().publish()
    assert get_translation_status(reload(written_first)).is_current
    assert not parse_html(visit(health, get_path(written_first))).select(".language-notice")


def test_the_form_of_the_vietnamese_asks_whether_it_says_what_the_english_says(
    client, health, written_first
):
    vietnamese = begin_vietnamese(client, written_first)
    publish(client, vietnamese)
    translation = Translation.objects.get(target_locale=vietnamese.locale)
    client.post(f"/admin/localize/translate/{translation.pk}/disable/")
    form = client.get(f"/admin/pages/{vietnamese.pk}/edit/").content.decode()
    assert "Bản này nói đúng như bản tiếng Anh hiện nay." in form
    assert "spelling_only" not in form
    english = client.get(f"/admin/pages/{written_first.pk}/edit/").content.decode()
    assert "spelling_only" in english and "follows_source" not in english
    assert PUBLISH and health
