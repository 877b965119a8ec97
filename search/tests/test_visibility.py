from datetime import timedelta

import pytest
from django.utils import timezone

from bulletins.tests.factories import create_draft, publish_bulletin
from home.models import InformationPage, NewsIndexPage, NewsPage, SectionPage
from home.tests.factories import get_about_section, get_news_index, publish_news, restrict_page
from search.models import SearchEntry
from search.tests.client import HOSTILE, build_url
from sites.tests.factories import open_in_english

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def seen(found, health, district):
    """Whether the word ``mua`` finds anything: on A, on B, and from B among all."""

    def asked():
        here, there = found(health, "mưa"), found(district, "mưa")
        among_all = found(district, "mưa", scope="all")
        return bool(here), bool(there), bool(among_all)

    return asked


def test_a_draft_is_never_found(seen, health):
    index = get_news_index(health)
    page = NewsPage(title="Mưa", locale=index.locale, live=False)
    index.add_child(instance=page)
    page.save_revision()
    create_draft("Mưa")
    assert seen() == (False, False, False)


def test_a_page_is_found_from_its_publication_to_its_withdrawal(seen, health):
    page = publish_news(health, "Mưa")
    assert seen() == (True, False, True)
    page.unpublish()
    assert seen() == (False, False, False)
    page.save_revision().publish()
    assert seen() == (True, False, True)
    page.delete()
    assert seen() == (False, False, False)
    assert not SearchEntry.objects.filter(title="Mưa").exists()


def test_words_of_a_draft_do_not_find_a_live_page_until_they_are_published(seen, health):
    page = publish_news(health, "Tuyết")
    page.title = "Mưa"
    revision = page.save_revision()
    assert seen() == (False, False, False)
    revision.publish()
    assert seen() == (True, False, True)


def test_words_that_were_taken_out_find_nothing(found, health):
    page = publish_news(health, "Mưa", slug="bai")
    page.title = "Tuyết"
    page.save_revision().publish()
    assert (found(health, "mưa"), found(health, "tuyết")) == ([], ["/tin-tuc/bai/"])


@pytest.mark.parametrize("level", ["page", "section", "website"])
def test_what_is_private_is_never_found(seen, health, level):
    page = publish_news(health, "Mưa")
    place = {"page": page, "section": page.get_parent(), "website": health.root_page}[level]
    restriction = restrict_page(place, kind="login")
    assert seen() == (False, False, False)
    restriction.delete()
    assert seen() == (True, False, True)


def test_a_page_moved_within_its_website_is_found_at_its_new_address(found, health):
    about = get_about_section(health)
    section = SectionPage(title="Thủ tục", slug="thu-tuc", locale=about.locale)
    about.add_child(instance=section)
    page = InformationPage(title="Mưa", slug="mua", locale=about.locale)
    about.add_child(instance=page)
    page.save_revision().publish()
    assert found(health, "mưa") == ["/gioi-thieu/mua/"]
    page.move(section, pos="last-child")
    assert found(health, "mưa") == ["/gioi-thieu/thu-tuc/mua/"]


def test_a_page_moved_to_another_website_is_found_there(found, health, district):
    page = publish_news(health, "Mưa", slug="mua")
    page.move(get_news_index(district), pos="last-child")
    assert (found(health, "mưa"), found(district, "mưa")) == ([], ["/tin-tuc/mua/"])
    assert found(health, "mưa", scope="all") == [build_url(district, "/tin-tuc/mua/")]


def test_pages_below_a_moved_section_are_found_there(found, health, district):
    about = get_about_section(health)
    section = SectionPage(title="Thủ tục", slug="thu-tuc", locale=about.locale)
    about.add_child(instance=section)
    page = InformationPage(title="Mưa", slug="mua", locale=about.locale)
    section.add_child(instance=page)
    page.save_revision().publish()
    section.move(get_about_section(district), pos="last-child")
    assert (found(health, "mưa"), found(district, "mưa")) == ([], ["/gioi-thieu/thu-tuc/mua/"])


def test_a_page_with_a_new_address_is_found_at_it(found, health):
    page = publish_news(health, "Mưa", slug="cu")
    page.slug = "moi"
    page.save_revision().publish()
    assert found(health, "mưa") == ["/tin-tuc/moi/"]


def test_pages_below_a_deleted_section_are_forgotten(seen, health):
    page = publish_news(health, "Mưa")
    page.get_parent().specific.delete()
    assert seen() == (False, False, False)
    assert not SearchEntry.objects.filter(title="Mưa").exists()


def test_what_stands_in_a_language_is_found_while_the_website_has_it(found, health):
    front = open_in_english(health)
    index = NewsIndexPage(title="News", slug="news", locale=front.locale)
    front.add_child(instance=index)
    page = NewsPage(title="Hail", slug="hail", locale=front.locale)
    index.add_child(instance=page)
    page.save_revision().publish()
    assert found(health, "hail") == ["/en/news/hail/"]
    front.refresh_from_db()
    front.unpublish()
    assert found(health, "hail") == []
    page.save_revision().publish()
    assert found(health, "hail") == []
    front.save_revision().publish()
    assert found(health, "hail") == ["/en/news/hail/"]


def test_a_bulletin_is_found_from_its_publication_to_its_withdrawal(seen):
    bulletin = publish_bulletin("Mưa")
    assert seen() == (True, True, True)
    bulletin.unpublish()
    assert seen() == (False, False, False)
    bulletin.save_revision().publish()
    assert seen() == (True, True, True)
    bulletin.delete()
    assert seen() == (False, False, False)
    assert not SearchEntry.objects.filter(title="Mưa").exists()


def test_words_of_a_draft_do_not_find_a_live_bulletin_until_they_are_published(seen):
    bulletin = publish_bulletin("Tuyết")
    bulletin.title = bulletin.summary = "Mưa"
    revision = bulletin.save_revision()
    assert seen() == (False, False, False)
    revision.publish()
    assert seen() == (True, True, True)


def test_a_bulletin_is_found_where_it_is_addressed_and_from_elsewhere_at_its_issuers(seen, health):
    publish_bulletin("Mưa", source=health, audience=["kind:department"])
    assert seen() == (True, False, True)


def test_a_bulletin_that_is_nowhere_shown_is_nowhere_found(seen, health, province):
    publish_bulletin("Mưa", source=province, audience=["kind:commune"])
    publish_bulletin("Mưa rào", source=health, audience=["kind:city"])
    assert seen() == (False, False, False)


def test_a_bulletin_that_is_not_valid_yet_is_not_found(seen):
    publish_bulletin("Mưa", valid_from=timezone.now() + HOUR)
    assert seen() == (False, False, False)


def test_an_expired_bulletin_is_found_for_its_page_stays(found, visit, health):
    publish_bulletin("Mưa", valid_until=timezone.now() - HOUR)
    assert found(health, "mưa") == ["/ban-tin/mua/"]
    assert visit(health, "/ban-tin/mua/").status_code == 200


def test_every_hit_leads_to_a_page(found, visit, health, district):
    publish_news(health, "Mưa")
    publish_news(district, "Mưa")
    publish_bulletin("Mưa rào", source=health, audience=["kind:department"])
    publish_bulletin("Mưa phùn")
    for address in found(district, "mưa", scope="all"):
        away = address.startswith("http")
        agency = health if away else district
        assert visit(agency, address.removeprefix(build_url(health, ""))).status_code == 200


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_typed_breaks_the_search(search, health, hostile):
    publish_news(health, "Mưa rào")
    for scope in ("site", "all"):
        assert search(health, hostile, scope=scope).main
    assert search(health, "mưa", page=hostile, scope=hostile).select("ol.results > li")


@pytest.mark.parametrize(
    "query", ["q=%ff%fe", "q=%00", "q=a&q=b", "q[]=a", "q=%", "&&=", "q=a&page=-1"]
)
def test_no_address_breaks_the_search(visit, health, query):
    assert visit(health, f"/tim-kiem/?{query}").status_code == 200


@pytest.mark.parametrize("typed", ["%", "_", "*", "' OR '1'='1", "a%", ""])
def test_wildcards_and_clauses_find_nothing(found, health, typed):
    publish_news(health, "Bài")
    assert found(health, typed) == []
