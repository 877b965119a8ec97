from datetime import timedelta

import pytest
from django.utils import timezone

from bulletins.models import Bulletin, BulletinAudience
from bulletins.tests.factories import publish_bulletin, publish_emergency, translate
from conftest import PAST_THE_CACHE
from sites.tests.factories import open_in_english
from tests.html import get_text_and_language, read_html

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def english_page(visit, health):
    open_in_english(health)

    def get(path=""):
        response = visit(health, f"/en/{path}")
        assert response.status_code == 200
        return read_html(response.content)

    return get


@pytest.fixture
def flood():
    return publish_emergency(instruction="Rời nhà ven suối.", valid_until=timezone.now() + HOUR)


def shown_words(english_page):
    """Title and language wherever a page shows the flood bulletin."""
    bulletin, list_page, home = (english_page(p) for p in ("ban-tin/lu-quet/", "ban-tin/", ""))
    return {
        "banner": get_text_and_language(home.select_one("#emergency h2")),
        "list": get_text_and_language(list_page.select_one("main .entry-title")),
        "page": get_text_and_language(bulletin.h1),
    }


def everywhere(title, language):
    return dict.fromkeys(("banner", "list", "page"), (title, language))


def test_without_a_translation_an_english_page_shows_vietnamese_and_says_so(english_page, flood):
    assert shown_words(english_page) == everywhere("Lũ quét", "vi")
    instruction = english_page().select_one("#emergency .banner-instruction")
    assert get_text_and_language(instruction) == ("Rời nhà ven suối.", "vi")


def test_with_a_live_translation_an_english_page_shows_it(english_page, flood):
    translate(flood, "Flash floods", instruction="Leave houses by streams.")
    assert shown_words(english_page) == everywhere("Flash floods", "en")
    instruction = english_page().select_one("#emergency .banner-instruction")
    assert get_text_and_language(instruction) == ("Leave houses by streams.", "en")


def test_vietnamese_pages_stay_vietnamese(visit, health, flood):
    translate(flood, "Flash floods")
    soup = read_html(visit(health, "/").content)
    assert get_text_and_language(soup.select_one("#emergency h2")) == ("Lũ quét", "vi")
    assert not soup.body.find_all(lang="vi")


def test_a_translation_nobody_has_published_is_not_shown(english_page, flood):
    translate(flood, "Flash floods", live=False)
    assert shown_words(english_page) == everywhere("Lũ quét", "vi")


def test_an_unpublished_translation_falls_back_at_the_next_request(english_page, flood):
    translation = translate(flood, "Flash floods")
    assert shown_words(english_page) == everywhere("Flash floods", "en")
    translation.unpublish()
    assert shown_words(english_page) == everywhere("Lũ quét", "vi")


def test_a_draft_of_a_live_translation_is_not_shown(english_page, flood):
    translation = translate(flood, "Flash floods")
    translation.title = "Unfinished"
    translation.save_revision()
    assert shown_words(english_page) == everywhere("Flash floods", "en")


def test_an_unpublished_source_takes_its_translation_along(visit, english_page, health, flood):
    translation = translate(flood, "Flash floods")
    flood.unpublish()
    translation.refresh_from_db()
    assert translation.live
    assert visit(health, "/en/ban-tin/lu-quet/").status_code == 404
    assert not english_page().select(".banner, .home-bulletins")
    assert not english_page("ban-tin/").select("main .entry")


def test_an_expired_source_takes_its_translation_off_the_list(english_page, flood):
    translate(flood, "Flash floods")
    Bulletin.objects.filter(pk=flood.pk).update(valid_until=timezone.now())
    assert not english_page().select(".banner, .home-bulletins")
    assert not english_page("ban-tin/").select("main .entry")
    assert english_page("ban-tin/lu-quet/").select_one(".state-line").text.startswith("No longer")
    archived = english_page("ban-tin/luu-tru/").select_one("main .entry-title")
    assert get_text_and_language(archived) == ("Flash floods", "en")


def test_the_source_alone_decides_urgency_time_and_audience(english_page, flood, visit, district):
    translation = translate(flood, "Flash floods")
    past = timezone.now() - HOUR
    rows = Bulletin.objects.filter(pk=translation.pk)
    rows.update(urgency="routine", valid_until=past, valid_from=past)
    BulletinAudience.objects.filter(bulletin=translation).update(code=f"agency:{district.pk}")
    assert shown_words(english_page) == everywhere("Flash floods", "en")


def test_translations_cost_the_same_whatever_the_number_of_bulletins(
    visit, english_page, health, django_assert_num_queries
):
    for number in range(4):
        translate(publish_bulletin(f"Tin {number}"), f"News {number}")
        visit(health, "/en/ban-tin/" + PAST_THE_CACHE)
        with django_assert_num_queries(6):
            visit(health, "/en/ban-tin/" + PAST_THE_CACHE)


def test_where_there_is_no_english_its_address_leads_to_the_vietnamese(visit, district, flood):
    translate(flood, "Flash floods")
    answer = visit(district, "/en/ban-tin/lu-quet/?trang=2")
    assert (answer.status_code, answer["Location"]) == (302, "/ban-tin/lu-quet/?trang=2")
