"""Whatever a translator is shown on the screens of wagtail-localize leads somewhere."""

import json
from collections import Counter

import pytest
from wagtail.models import Locale

from bulletins.models import Bulletin
from bulletins.tests.factories import publish_bulletin
from desk.tests.translations import (
    begin_translation,
    get_editor_path,
    get_soup,
    list_queue,
)
from home.tests.factories import publish_news
from members.services.translators import set_translator_languages
from sites.localization.tests.translation_editor import get_english_version, submit, write
from sites.tests.factories import add_french, open_in_english
from tests.html import get_text, read_html

pytestmark = pytest.mark.django_db

SUBMIT_PAGE = "/admin/localize/submit/page/{}/"
SUBMIT_BULLETIN = "/admin/localize/submit/snippet/bulletins/bulletin/{}/"


@pytest.fixture
def french(settings):
    """A second language to translate into, that translators here may not."""
    return add_french(settings)


@pytest.fixture(autouse=True)
def english(health, district):
    open_in_english(health)
    open_in_english(district)


@pytest.fixture
def unit_translator(sign_in, health, health_editor, health_moderator):
    """Who translates the pages of one unit into English, and does nothing else."""
    set_translator_languages(
        user=health_editor, agency=health, languages=["en"], by=health_moderator
    )
    return sign_in(health_editor)


@pytest.fixture
def central_translator(sign_in, translator, ict_admin):
    """Who translates bulletins into English, and does nothing else."""
    set_translator_languages(user=translator, agency=None, languages=["en"], by=ict_admin)
    return sign_in(translator)


def list_addresses(soup):
    """What the links, forms and buttons of a screen lead to, without what leaves the admin."""
    [props] = [json.loads(editor["data-props"]) for editor in soup.select(".js-translation-editor")]
    perms, links = props["perms"], props["links"]
    found = {tag["href"] for tag in soup.select("#main a[href^='/admin/']")}
    found |= {links["downloadPofile"]}
    found |= {each["editUrl"] for each in props["breadcrumb"] if each.get("editUrl")}
    found |= {mode["url"] for mode in props["previewModes"]}
    for allowed, url in (
        ("canDelete", "deleteUrl"),
        ("canUnpublish", "unpublishUrl"),
        ("canLock", "lockUrl"),
        ("canUnlock", "unlockUrl"),
    ):
        if perms[allowed] and links[url]:
            found.add(links[url])
    return found


def check_that_all_open(client, path):
    addresses = list_addresses(get_soup(client, path))
    answers = {url: client.get(url, HTTP_ACCEPT="text/html").status_code for url in addresses}
    # 405: what is posted only.
    assert {url: status for url, status in answers.items() if status not in {200, 405}} == {}


@pytest.mark.parametrize("person", ["unit_translator", "health_editor", "health_moderator"])
def test_all_that_the_editor_of_a_page_shows_opens(
    request, sign_in, health, health_editor, health_moderator, french, person
):
    chosen = request.getfixturevalue(person)
    client = chosen if person == "unit_translator" else sign_in(chosen)
    article = publish_news(health, "Tiêm chủng")
    check_that_all_open(client, get_editor_path(begin_translation(client, article)))


def test_the_editor_leads_to_the_other_languages_one_may_edit(
    sign_in, health, health_moderator, health_editor, french
):
    article = publish_news(health, "Tiêm chủng")
    client = sign_in(health_moderator)
    ours = get_editor_path(begin_translation(client, article))
    client.post(f"/admin/ban-dich/trang/{article.pk}/fr/")
    others = {
        "Tiếng Việt": get_editor_path(article),
        "Tiếng Pháp": get_editor_path(article.get_translation(french)),
    }

    def list_ways(soup):
        links = [link for link in soup.select("a") if link["href"] in others.values()]
        return Counter((get_text(link), link["href"]) for link in links)

    soup = get_soup(client, ours)
    # Twice in the header, which is another on phones, and in the panel at the side.
    assert list_ways(soup) == Counter(list(others.items()) * 3)
    set_translator_languages(
        user=health_editor, agency=health, languages=["en"], by=health_moderator
    )
    assert not list_ways(get_soup(sign_in(health_editor), ours))


@pytest.mark.parametrize("person", ["central_translator", "ict_publisher"])
def test_all_that_the_editor_of_a_bulletin_shows_opens(request, sign_in, french, person):
    chosen = request.getfixturevalue(person)
    client = chosen if person == "central_translator" else sign_in(chosen)
    bulletin = publish_bulletin("Nghỉ lễ")
    check_that_all_open(client, get_editor_path(begin_translation(client, bulletin)))


def test_a_units_translator_begins_at_the_address_of_wagtail_localize_too(
    unit_translator, health, district, french
):
    article = publish_news(health, "Tiêm chủng")
    path = SUBMIT_PAGE.format(article.pk)
    offered = get_soup(unit_translator, path).select("input[name=locales]")
    assert [box["value"] for box in offered] == [str(Locale.objects.get(language_code="en").pk)]
    answer = unit_translator.post(path, {"locales": [offered[0]["value"]]})
    assert answer["Location"] == get_editor_path(get_english_version(article))
    assert unit_translator.get(answer["Location"]).status_code == 200
    theirs = publish_news(district, "Của huyện")
    assert unit_translator.get(SUBMIT_PAGE.format(theirs.pk)).status_code == 404


def test_a_language_that_is_not_theirs_is_neither_offered_nor_taken(
    unit_translator, central_translator, health, french
):
    article, bulletin = publish_news(health, "Tiêm chủng"), publish_bulletin("Nghỉ lễ")
    for client, path in (
        (unit_translator, SUBMIT_PAGE.format(article.pk)),
        (central_translator, SUBMIT_BULLETIN.format(bulletin.pk)),
    ):
        values = [box["value"] for box in get_soup(client, path).select("input[name=locales]")]
        assert str(french.pk) not in values and len(values) == 1
        assert client.post(path, {"locales": [french.pk]}).status_code == 200
    assert not article.has_translation(french) and not bulletin.has_translation(french)


def test_the_button_to_translate_is_there_while_a_language_of_theirs_is_left(
    unit_translator, central_translator, health, french
):
    article, bulletin = publish_news(health, "Tiêm chủng"), publish_bulletin("Nghỉ lễ")
    front = health.root_page.get_translation(Locale.objects.get(language_code="en"))
    explorer = unit_translator.get(f"/admin/pages/{front.pk}/").content.decode()
    assert "/admin/localize/submit/" not in explorer
    listed = "/admin/snippets/bulletins/bulletin/"
    begin_translation(unit_translator, article)
    translated = begin_translation(central_translator, bulletin)
    assert "/admin/localize/submit/" not in central_translator.get(listed).content.decode()
    Bulletin.objects.get(pk=translated.pk).delete()


def test_who_may_translate_into_all_has_the_button_in_the_header(
    sign_in, health_editor, health, french
):
    article = publish_news(health, "Tiêm chủng")
    client = sign_in(health_editor)
    page = client.get(get_editor_path(article)).content.decode()
    assert SUBMIT_PAGE.format(article.pk) in page


def test_a_text_that_was_begun_at_either_door_is_submitted_for_approval(unit_translator, health):
    article = publish_news(health, "Tiêm chủng", lead="Đưa trẻ đi tiêm.")
    submit(unit_translator, article)
    write(unit_translator, article, "title", "Vaccination")
    write(unit_translator, article, "lead", "Bring your child.")
    path = get_editor_path(get_english_version(article))
    unit_translator.post(path, {"action": "submit"})
    assert get_english_version(article).workflow_in_progress
    assert "Tiêm chủng" not in [title for title, _reason in list_queue(unit_translator)]
    assert read_html(unit_translator.get(path).content).find(value="withdraw")
