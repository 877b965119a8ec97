"""What pages past the page cache ask of the database, and that what they remember is right."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from bulletins.tests.factories import publish_bulletin
from conftest import PAST_THE_CACHE
from home.models import DocumentIndexPage, DocumentPage, NewsIndexPage, NewsPage
from home.specific_pages import load_specific
from home.tests.factories import publish_news, publish_page

pytestmark = pytest.mark.django_db

MAX_QUERIES = 8


def restrict(page):
    return PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="mat-khau"
    )


def asks_for_a_password(answer):
    return 'type="password"' in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["/", "/ban-tin/", "/ban-tin/nuoc-lu/", "/tin-tuc/lich-tiem/", "/van-ban/"]
)
def test_a_page_past_the_cache_asks_the_database_at_most_eight_times(health, province, visit, path):
    publish_bulletin("Nước lũ", slug="nuoc-lu", source=province)
    for title in ("Lịch tiêm", "Mở cửa", "Tuyển dụng"):
        publish_news(health, title)
    index = DocumentIndexPage.objects.descendant_of(health.root_page).get()
    for number in ("45/TB-SYT", "46/TB-SYT"):
        publish_page(DocumentPage(title=f"Thông báo {number}", number=number), index)
    visit(health, path + PAST_THE_CACHE)
    with CaptureQueriesContext(connection) as queries:
        assert visit(health, path + PAST_THE_CACHE).status_code == 200
    assert len(queries) <= MAX_QUERIES


def test_a_password_counts_at_once_for_a_page_and_those_below_and_no_longer_than_it_is_set(
    health, district, visit
):
    article = publish_news(health, "Lịch tiêm")
    path = f"/tin-tuc/{article.slug}/"
    index = NewsIndexPage.objects.descendant_of(health.root_page).get()
    assert not asks_for_a_password(visit(health, path))
    for page in (article, index):
        restriction = restrict(page)
        assert asks_for_a_password(visit(health, path))
        assert asks_for_a_password(visit(health, path + PAST_THE_CACHE))
        assert "Lịch tiêm" not in visit(health, "/" + PAST_THE_CACHE).content.decode()
        restriction.delete()
        assert not asks_for_a_password(visit(health, path))
        assert "Lịch tiêm" in visit(health, "/" + PAST_THE_CACHE).content.decode()


def test_a_password_on_the_root_of_the_tree_counts_at_once_for_all_websites(
    health, district, visit
):
    for agency in (health, district):
        assert not asks_for_a_password(visit(agency))
    restrict(Page.objects.get(depth=1))
    for agency in (health, district):
        assert asks_for_a_password(visit(agency))
        assert asks_for_a_password(visit(agency, "/tin-tuc/" + PAST_THE_CACHE))


def test_a_page_that_is_just_being_moved_stays_private(health, visit):
    # Between the commit of a move by a command and the new versions, tree paths are others.
    article = publish_news(health, "Lịch tiêm")
    path = f"/tin-tuc/{article.slug}/"
    restrict(article)
    assert asks_for_a_password(visit(health, path + PAST_THE_CACHE))
    # As treebeard does to the siblings of what it moves.
    Page.objects.filter(pk=article.pk).update(path=f"{article.path[:-1]}Z")
    assert asks_for_a_password(visit(health, path + PAST_THE_CACHE))


def test_what_is_private_is_left_out_of_the_list_above_it(health, visit):
    article = publish_news(health, "Lịch tiêm")
    publish_news(health, "Mở cửa")
    listed = "/tin-tuc/" + PAST_THE_CACHE
    assert "Lịch tiêm" in visit(health, listed).content.decode()
    restrict(article)
    text = visit(health, listed).content.decode()
    assert ("Lịch tiêm" in text, "Mở cửa" in text) == (False, True)


def test_an_alias_has_the_password_of_its_source(health, visit):
    article = publish_news(health, "Lịch tiêm")
    article.create_alias(update_slug="ban-sao")
    assert not asks_for_a_password(visit(health, "/tin-tuc/ban-sao/"))
    restrict(article)
    assert asks_for_a_password(visit(health, "/tin-tuc/ban-sao/" + PAST_THE_CACHE))


def test_the_menu_marks_the_page_that_is_open_on_each_page(health, visit):
    publish_news(health, "Lịch tiêm")
    for path, mark in {
        "/tin-tuc/": 'href="/tin-tuc/" aria-current="page"',
        "/tin-tuc/lich-tiem/": 'href="/tin-tuc/" aria-current="true"',
        "/ban-tin/": 'href="/ban-tin/" aria-current="page"',
    }.items():
        for _ in range(2):
            text = visit(health, path + PAST_THE_CACHE).content.decode()
            menu = text[text.index('class="site-nav"') :]
            menu = menu[: menu.index("</nav>")]
            assert mark in menu
            marked = {link.partition(">")[0] for link in menu.split("<a ") if "aria-" in link}
            assert len({link for link in marked if "aria-current" in link}) == 1


def test_a_page_is_read_as_an_object_of_its_type_with_what_is_known_of_it(health):
    article = publish_news(health, "Cúm mùa")
    page = Page.objects.select_related("locale").get(pk=article.pk)
    page.note = "kept"
    found = load_specific(page)
    assert (type(found), found.date, found.note) == (NewsPage, article.date, "kept")
    assert load_specific(found) is found
    page.pk = page.id = 10**9
    with pytest.raises(NewsPage.DoesNotExist):
        load_specific(page)
