import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale

from bulletins.models import Bulletin, BulletinAudience
from bulletins.selectors.paging import PAGE_SIZE, Cursor
from bulletins.tests.factories import (
    create_placement,
    publish_bulletin,
    publish_emergency,
    translate,
)
from bulletins.views.list import MAX_COUNTED, QUERY_PARAMETERS
from conftest import PAST_THE_CACHE
from sites.tests.factories import open_in_english
from tests.html import parse_html, read_html

pytestmark = pytest.mark.django_db

LIST, ARCHIVE = "/ban-tin/", "/ban-tin/luu-tru/"
YESTERDAY = timezone.now() - timedelta(days=1)
TOMORROW = timezone.now() + timedelta(days=1)


def write_many(count, **fields):
    """So many live bulletins at once; returns their titles as a list should show them."""
    locale = Locale.get_default()
    rows = [
        Bulletin(title=f"{n:02}", slug=f"tin-{n}", summary="s", locale=locale, **fields)
        for n in range(count)
    ]
    rows = Bulletin.objects.bulk_create(rows)
    BulletinAudience.objects.bulk_create(BulletinAudience(bulletin=row, code="all") for row in rows)
    return [row.title for row in reversed(rows)]


@pytest.fixture
def look(visit, health):
    return lambda path=LIST, agency=health: parse_html(visit(agency, path))


def titles(soup):
    return [link.text for link in soup.select("main .entries .entry-title a")]


def link(soup, rel):
    """The address of the way on, or back, from a page of the list."""
    found = soup.select(f"main a[rel={rel}]")
    return found[0]["href"] if found else None


def walk(look, path, rel, query=""):
    """The titles on each page from one on, as far as its links lead."""
    pages = []
    while query is not None:
        soup = look(path + query)
        pages.append(titles(soup))
        query = link(soup, rel)
    return pages


@pytest.mark.parametrize(("path", "fields"), [(LIST, {}), (ARCHIVE, {"valid_until": YESTERDAY})])
def test_the_pages_lead_through_everything_once_and_back_again(look, path, fields):
    names = write_many(2 * PAGE_SIZE + 3, **fields)
    pages = walk(look, path, "next")
    assert [len(page) for page in pages] == [PAGE_SIZE, PAGE_SIZE, 3]
    assert sum(pages, []) == names
    first = look(path)
    assert link(first, "prev") is None
    assert [one.text for one in first.select("main .pagination a")] == ["Cũ hơn"]
    second = look(path + link(first, "next"))
    assert [one.text for one in second.select("main .pagination a")] == ["Mới hơn", "Cũ hơn"]
    third = look(path + link(second, "next"))
    assert walk(look, path, "prev", link(third, "prev")) == [pages[1], pages[0]]


def test_the_pages_lead_from_one_urgency_to_the_next(look):
    order = []
    for urgency in ("emergency", "important", "routine"):
        for day in range(8, 0, -1):
            publish_bulletin(f"{urgency} {day}", urgency=urgency, issued_on=date(2026, 1, day))
            order.append(f"{urgency} {day}")
    Bulletin.objects.update(valid_until=TOMORROW)
    assert walk(look, LIST, "next") == [order[:PAGE_SIZE], order[PAGE_SIZE:]]
    assert walk(look, LIST, "prev", f"?truoc=routine.2026-01-01.{10**9}")[-1] == order[:PAGE_SIZE]
    last = Bulletin.objects.get(title="important 3")
    assert titles(look(f"{LIST}?sau=important.2026-01-03.{last.pk}"))[:3] == order[14:17]


def test_what_comes_or_goes_meanwhile_moves_nothing(look):
    names = write_many(PAGE_SIZE + 5)
    onwards = link(look(), "next")
    publish_bulletin("Mới")
    Bulletin.objects.get(title=names[PAGE_SIZE - 1]).delete()
    assert titles(look(LIST + onwards)) == names[PAGE_SIZE:]


@pytest.mark.parametrize(
    "place",
    ["", "x", "routine", "routine.2026-01-01", "routine.2026-13-01.1", "routine.2026-01-01.x"]
    + ["routine.2026-01-01.-1", "urgent.2026-01-01.1", "routine.2026-01-01." + "9" * 400]
    + ["routine.0000-01-01.1", "%00", "routine.2026-01-01.²", "routine.2026-01-01.1.1"],
)
@pytest.mark.parametrize("parameter", ["sau", "truoc"])
@pytest.mark.parametrize("path", [LIST, ARCHIVE])
def test_a_wrong_place_is_the_first_page(look, path, parameter, place):
    names = write_many(2, valid_until=YESTERDAY if path == ARCHIVE else None)
    assert titles(look(f"{path}?{parameter}={place}")) == names


@pytest.mark.parametrize("query", ["?sau=routine.1990-01-01.1", "?truoc=emergency.2030-01-01.1"])
def test_beyond_either_end_is_the_first_page(look, query):
    names = write_many(2)
    assert titles(look(LIST + query)) == names


def test_pinned_bulletins_come_first_on_the_first_page_and_nowhere_again(look, health, district):
    names = write_many(PAGE_SIZE + 2)
    for title in names[-2:]:
        bulletin = Bulletin.objects.get(title=title)
        create_placement(bulletin, health, pinned=True)
    pages = walk(look, LIST, "next")
    assert pages == [names[-2:] + names[:-2]]
    soup = look()
    marked = [entry.select_one(".entry-title").text for entry in soup.select(".entry:has(.pinned)")]
    assert marked == names[-2:]
    assert soup.select_one(".pinned").text == "Ghim"
    assert titles(look("/"))[:2] == names[-2:] and len(look("/").select(".pinned")) == 2
    assert titles(look(agency=district)) == names[:PAGE_SIZE]


def test_what_is_pinned_and_no_longer_in_force_is_not_first(look, health):
    bulletin = publish_bulletin("Cũ", valid_until=YESTERDAY)
    create_placement(bulletin, health, pinned=True)
    assert titles(look()) == titles(look("/")) == []
    assert titles(look(ARCHIVE)) == ["Cũ"]


def test_a_filtered_list_has_its_own_order_and_no_pins(look, health):
    publish_bulletin("Mới", category="suc-khoe", issued_on="2026-02-01")
    pinned = publish_bulletin("Cũ", category="suc-khoe", issued_on="2026-01-01")
    create_placement(pinned, health, pinned=True)
    soup = look(f"{LIST}?muc=suc-khoe")
    assert titles(soup) == ["Mới", "Cũ"] and not soup.select(".pinned")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["Dịch", "Bão", "Lũ"]),
        ("?nam=2026", ["Dịch", "Bão"]),
        ("?muc=thien-tai", ["Bão", "Lũ"]),
        ("?nguon=so-y-te", ["Dịch", "Lũ"]),
        ("?nam=2025&muc=thien-tai&nguon=so-y-te", ["Lũ"]),
        ("?nam=2025&nguon=huyen-ba-be", []),
        ("?nam=1999", ["Dịch", "Bão", "Lũ"]),
        ("?nam=x&muc=y&nguon=z", ["Dịch", "Bão", "Lũ"]),
        ("?nam=%00&muc=&nguon=", ["Dịch", "Bão", "Lũ"]),
    ],
)
@pytest.mark.parametrize(("path", "until"), [(LIST, None), (ARCHIVE, YESTERDAY)])
def test_a_list_is_narrowed_down_by_year_category_and_issuer(
    look, health, district, path, until, query, shown
):
    fields = {"valid_until": until}
    publish_bulletin("Dịch", category="suc-khoe", source=health, issued_on="2026-02-01", **fields)
    publish_bulletin("Bão", category="thien-tai", source=district, issued_on="2026-01-01", **fields)
    publish_bulletin("Lũ", category="thien-tai", source=health, issued_on="2025-12-31", **fields)
    assert titles(look(path + query)) == shown


def test_only_what_some_bulletin_here_has_is_offered(look, health, district, province):
    publish_bulletin("Dịch", source=health, issued_on="2026-02-01")
    publish_bulletin("Cũ", source=province, issued_on="2020-01-01", valid_until=YESTERDAY)
    publish_bulletin(
        "Nơi khác", source=district, audience=["kind:district"], issued_on="2019-01-01"
    )
    # Of so few there is nothing to filter until somebody does.
    assert not look().select(".filters")
    filters = look(f"{LIST}?nam=2026").select_one(".filters")
    offered = {
        select["name"]: [option["value"] for option in select.select("option")]
        for select in filters.select("select")
    }
    assert offered["nam"] == ["", "2026"] and offered["nguon"] == ["", "so-y-te"]
    assert len(offered["muc"]) == 6


def test_the_pages_of_a_filtered_list_stay_filtered(look, health):
    names = write_many(PAGE_SIZE + 1, source=health, issued_on=date(2026, 1, 1))
    publish_bulletin("Khác", issued_on="2026-01-01")
    assert sum(walk(look, LIST, "next", "?nam=2026&nguon=so-y-te"), []) == names
    soup = look(LIST + link(look(f"{LIST}?nguon=so-y-te&nam=2026"), "next"))
    chosen = {option["value"] for option in soup.select(".filters-wide option[selected]")}
    assert {"2026", "so-y-te"} <= chosen


def test_nothing_found_leads_back_to_everything(look):
    publish_bulletin("Tin", category="suc-khoe")
    main = look(f"{LIST}?muc=thien-tai").main
    assert "Không có bản tin nào phù hợp." in main.text
    assert LIST in [link["href"] for link in main.select("a")]


def test_without_bulletins_there_is_nothing_to_filter(look):
    soup = look()
    assert not soup.select(".filters") and "Hiện không có bản tin nào." in soup.main.text


def test_the_number_of_results_is_said_in_words(look):
    write_many(3)
    publish_bulletin("Dịch", category="suc-khoe")
    assert "4 bản tin đang có hiệu lực." in look().select_one(".list-facts").text
    narrowed = look(f"{LIST}?muc=suc-khoe").select_one(".list-facts").text
    assert "1 bản tin đang có hiệu lực." in narrowed


def test_counting_ends_somewhere(look):
    write_many(MAX_COUNTED + 1)
    assert f"Hơn {MAX_COUNTED} bản tin đang có hiệu lực." in look().select_one(".list-facts").text


def test_parameters_that_a_list_does_not_have_change_nothing(visit, health):
    publish_bulletin("Tin")
    assert QUERY_PARAMETERS == ("nam", "muc", "nguon", "sau", "truoc")
    plain = read_html(visit(health, LIST).content).main
    other = read_html(visit(health, f"{LIST}?trang=2&utm=x").content).main
    assert plain == other


def test_an_english_list_costs_little_too(visit, health, province, django_assert_max_num_queries):
    open_in_english(health)
    for number in range(3):
        bulletin = publish_bulletin(f"Tin {number}", source=province)
        translate(bulletin, f"News {number}")
    create_placement(bulletin, health, pinned=True)
    publish_emergency("Lũ", instruction="x", valid_until=TOMORROW)
    visit(health, "/en/ban-tin/")
    with django_assert_max_num_queries(12):
        visit(health, "/en/ban-tin/")


def list_body_readers(asked):
    """The queries that read the text of bulletins.

    Of what may be a banner it is read, on a condition, because its mark is made of it.
    """
    asked = [re.sub(r"CASE WHEN .+? END", "", query["sql"]) for query in asked]
    return [sql for sql in asked if '"bulletins_bulletin"."body"' in sql]


@pytest.mark.parametrize("path", [LIST, "/"])
def test_of_bulletins_that_are_only_listed_no_body_is_read(visit, health, path):
    create_placement(publish_bulletin("Ghim"), health, pinned=True)
    publish_bulletin("Tin")
    publish_emergency("Lũ")
    with CaptureQueriesContext(connection) as asked:
        soup = parse_html(visit(health, path + PAST_THE_CACHE))
    assert {"Ghim", "Tin"} <= set(titles(soup)) and soup.select_one("#emergency")
    assert list_body_readers(asked) == []


@pytest.mark.parametrize(
    "path", [f"{LIST}?muc=thien-tai", f"{LIST}?sau=emergency.2030-01-01.1", ARCHIVE]
)
def test_no_page_of_a_list_reads_bodies(visit, health, path):
    publish_bulletin("Tin", category="thien-tai")
    publish_bulletin("Tin cũ", valid_until=YESTERDAY)
    with CaptureQueriesContext(connection) as asked:
        assert titles(parse_html(visit(health, path)))
    assert list_body_readers(asked) == []


@pytest.mark.parametrize("path", ["/en/ban-tin/", "/en/"])
def test_more_bulletins_cost_no_more_queries_in_english(visit, health, path):
    def publish(title):
        bulletin = publish_bulletin(title)
        # What nobody has translated is taken from the source.
        translate(bulletin, f"EN {title}", summary=bulletin.summary)
        return bulletin

    def count_queries():
        create_placement(publish(f"Ghim {Bulletin.objects.count()}"), health, pinned=True)
        with CaptureQueriesContext(connection) as asked:
            soup = parse_html(visit(health, path + PAST_THE_CACHE))
        return len(titles(soup)), len(asked)

    open_in_english(health)
    publish("Tin")
    count_queries()
    few, queries = count_queries()
    publish("Tin khác")
    assert count_queries() == (few + 2, queries)


def plan_of(sources):
    """How the database would read the first page, on its own indexes if it can at all."""
    if connection.vendor == "postgresql":
        # Few rows are sorted faster than looked up; thousands are not.
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    return sources[: PAGE_SIZE + 1].explain()


def test_a_page_is_read_from_an_index_in_its_order(health):
    write_many(3)
    place = Cursor("routine", date(2026, 1, 1), 1)
    visible = Bulletin.objects.visible_on(health).not_pinned_on(health)
    feed = visible.ordered_for_feed()
    further = feed.filter(place.after_q(by_urgency=True))
    archive = Bulletin.objects.expired_on(health).newest_first()
    for sources, index in ((feed, "bulletin_feed"), (further, "bulletin_"), (archive, "newest")):
        plan = plan_of(sources)
        assert index in plan
        assert "Sort" not in plan and "ORDER BY" not in plan, plan
