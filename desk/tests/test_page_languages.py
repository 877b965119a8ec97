"""From the form of a page to its other languages, in the header and not behind the dots."""

import pytest

from home.tests.factories import get_edit_path, publish_news
from sites.tests.factories import open_in_english
from tests.html import get_text, parse_html


@pytest.fixture
def editor(sign_in, health_editor):
    return sign_in(health_editor)


def list_language_links(response):
    header = parse_html(response).find(id="w-slim-header-buttons")
    links = header.select("a.w-header-button") if header else []
    return {get_text(link): link["href"] for link in links}


def test_a_website_with_one_language_offers_none(editor, health):
    page = publish_news(health, "Tin")
    assert list_language_links(editor.get(get_edit_path(page))) == {}


def test_a_page_is_translated_from_its_form_and_leads_to_its_translation(editor, health):
    home = open_in_english(health)
    page = publish_news(health, "Tin")
    begin = f"/admin/localize/submit/page/{page.pk}/"
    assert list_language_links(editor.get(get_edit_path(page))) == {"Dịch": begin}
    english = page.copy_for_translation(home.locale, copy_parents=True)
    links = list_language_links(editor.get(get_edit_path(page)))
    assert links == {"Bản tiếng Anh": get_edit_path(english)}


def test_another_unit_is_offered_nothing(sign_in, district_editor, health):
    open_in_english(health)
    page = publish_news(health, "Tin")
    assert sign_in(district_editor).get(get_edit_path(page)).status_code == 404
