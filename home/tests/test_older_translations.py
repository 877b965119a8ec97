"""Pages in English whose Vietnamese has been changed, or is not all translated."""

import pytest

from home.models import NewsPage
from home.paths import get_page_path
from home.tests.factories import make_article_form, publish_news
from members.tests.approval import PUBLISH
from sites.localization.currency import get_translation_status, list_outdated
from sites.localization.tests.translation_editor import (
    act,
    get_english_version,
    get_translation,
    submit_url,
    translate_rest,
    write,
)
from sites.tests.factories import add_english, open_in_english
from tests.html import get_text_and_language, read_html

pytestmark = pytest.mark.django_db

BODY = [("heading", "Địa điểm"), ("text", "<p>Trạm y tế xã.</p>")]


def translate(client, source, *, but=()):
    client.post(submit_url(source), {"locales": [add_english().pk]})
    translate_rest(source, but=but)
    act(client, source, "publish")
    english = get_english_version(source)
    assert english.live
    return english


@pytest.fixture
def article(health, district):
    for agency in (health, district):
        open_in_english(agency)
    return publish_news(health, "Tiêm chủng", lead="Sáng thứ Hai.", body=BODY)


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


@pytest.fixture
def read(visit):
    def get(agency, page):
        answer = visit(agency, get_page_path(page))
        assert answer.status_code == 200
        return read_html(answer.content)

    return get


def correct(source, **fields):
    source.refresh_from_db()
    for name, value in fields.items():
        setattr(source, name, value)
    source.save_revision().publish()


def correct_text(source, text):
    [heading, block] = source.body.raw_data
    rows = [heading, {"type": "text", "value": text, "id": block["id"]}]
    correct(source, body=NewsPage._meta.get_field("body").to_python(rows))


def test_an_older_page_says_so_in_its_own_language_and_leads_to_the_vietnamese(
    read, visit, moderator, health, district, article, today
):
    english = translate(moderator, article)
    other = publish_news(district, "Tiêm chủng", lead="Sáng thứ Hai.")
    assert not read(health, english).select(".language-notice")
    correct(article, lead="Sáng thứ Ba.")
    [note] = read(health, english).select(".language-notice")
    said = f"The Vietnamese text was changed on {today:%d/%m/%Y}; this translation"
    assert get_text_and_language(note)[0].startswith(said)
    assert get_text_and_language(note)[1] == "en"
    assert note.a["href"] == get_page_path(article)
    assert get_text_and_language(read(health, english).select_one(".lead"))[1] == "en"
    index = english.get_parent().specific
    index.save_revision().publish()
    assert said in visit(health, index.feed_path).content.decode()
    assert not read(health, article).select(".language-notice")
    assert not read(district, other).select(".language-notice")


def test_update_translations_never_puts_new_vietnamese_unmarked_into_english(
    read, moderator, health, article
):
    english = translate(moderator, article)
    correct_text(article, "<p>Nhà văn hóa xã.</p>")
    url = f"/admin/localize/update/{get_translation(article).source_id}/"
    moderator.post(url, {"publish_translations": "on"})
    assert get_translation_status(english).is_current
    text = read(health, english).select_one(".block-text")
    assert get_text_and_language(text) == ("Nhà văn hóa xã.", "vi")
    # Its words follow those of the present Vietnamese, published or not.
    correct_text(article, "<p>Trường tiểu học.</p>")
    text = read(health, english).select_one(".block-text")
    assert get_text_and_language(text) == ("Trường tiểu học.", "vi")
    correct(article, lead="Sáng thứ Ba.")
    moderator.post(url, {"publish_translations": "on"})
    # A required part stops it: the former English stays, and says that it is older.
    assert get_text_and_language(read(health, english).select_one(".lead"))[1] == "en"
    assert get_translation_status(english).outdated == {"lead"}


def test_translating_what_was_changed_makes_the_page_current(read, moderator, health, article):
    english = translate(moderator, article)
    correct(article, lead="Sáng thứ Ba.")
    assert [state.translation_key for state in list_outdated(NewsPage.objects.all())] == [
        article.translation_key
    ]
    get_translation(article).source.update_from_db()
    write(moderator, article, "lead", "Tuesday morning.")
    act(moderator, article, "publish")
    soup = read(health, english)
    assert not soup.select(".language-notice")
    assert get_text_and_language(soup.select_one(".lead")) == ("Tuesday morning.", "en")


def test_a_former_vietnamese_version_that_is_restored_is_compared_too(moderator, health, article):
    first = article.get_latest_revision()
    correct(article, lead="Sáng thứ Ba.")
    english = translate(moderator, article)
    assert get_translation_status(english).is_current
    first.as_object().save_revision().publish()
    assert get_translation_status(english).outdated == {"lead"}
    second = article.revisions.order_by("pk")[1]
    second.publish()
    assert get_translation_status(english).is_current


def test_the_title_for_search_engines_is_never_vietnamese(read, moderator, health, article):
    correct(article, seo_title="Tiêm chủng miễn phí", search_description="Lịch tiêm chủng mới.")
    english = translate(moderator, article, but=["seo_title", "search_description"])
    soup = read(health, english)
    assert soup.title.text.startswith("EN Tiêm chủng")
    assert soup.find("meta", attrs={"name": "description"})["content"].startswith("EN Sáng")
    assert not soup.select(".language-notice")


def test_spelling_of_a_page_can_be_declared_by_who_publishes_it(
    moderator, sign_in, health_editor, article
):
    english = translate(moderator, article)
    address = f"/admin/pages/{article.pk}/edit/"
    assert "spelling_only" in moderator.get(address).content.decode()
    words = {"lead": "Sáng thứ Hai.", "date": f"{article.date:%d/%m/%Y}"}
    form = make_article_form("Tiêm chũng", spelling_only="on", **words)
    assert "spelling_only" not in sign_in(health_editor).get(address).content.decode()
    answer = moderator.post(address, form | PUBLISH)
    assert answer.status_code == 302
    status = get_translation_status(english)
    assert "title" not in status.outdated
    # Taking the text away is no spelling.
    assert {path.partition(".")[0] for path in status.outdated} == {"body"}


def test_a_deleted_translation_leaves_nothing_behind(moderator, article):
    english = translate(moderator, article)
    correct(article, lead="Sáng thứ Ba.")
    assert list_outdated(NewsPage.objects.all()).exists()
    NewsPage.objects.get(pk=english.pk).delete()
    assert not list_outdated(NewsPage.objects.all()).exists()
