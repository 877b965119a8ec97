from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from bulletins.models import BulletinAudience
from bulletins.tests.factories import create_draft, publish_bulletin, publish_emergency
from conftest import PAST_THE_CACHE
from sites.models import Kind
from sites.tests.factories import create_agency
from tests.html import read_html

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
MOMENT = datetime(2026, 3, 1, 17, 30, tzinfo=UTC)  # 00:30 on 2 March in Vietnam


@pytest.fixture
def titles(visit):
    """The titles of the bulletins that a page lists, in order."""

    def listed(agency, path="/ban-tin/"):
        soup = read_html(visit(agency, path).content)
        places = "main .entries" if path != "/" else ".home-bulletins"
        return [link.text for link in soup.select(f"{places} .entry-title a")]

    return listed


def test_a_published_bulletin_is_at_once_on_every_website_it_is_for(
    titles, visit, health, district, province
):
    publish_bulletin("Phun thuốc muỗi", audience=["kind:department", "kind:district"])
    for agency in (health, district):
        assert titles(agency) == titles(agency, "/") == ["Phun thuốc muỗi"]
        page = visit(agency, "/ban-tin/phun-thuoc-muoi/")
        assert page.status_code == 200
        assert read_html(page.content).h1.text == "Phun thuốc muỗi"
    assert titles(province) == titles(province, "/") == []
    assert visit(province, "/ban-tin/phun-thuoc-muoi/").status_code == 404


def test_an_unpublished_bulletin_is_gone_at_the_next_request_everywhere(
    titles, visit, health, district
):
    bulletin = publish_bulletin("Rút")
    pages = {agency: visit(agency, "/ban-tin/rut/") for agency in (health, district)}
    bulletin.unpublish()
    for agency, page in pages.items():
        gone = visit(agency, "/ban-tin/rut/", headers={"if-none-match": page["ETag"]})
        assert gone.status_code == 404
        assert titles(agency) == titles(agency, "/") == titles(agency, "/ban-tin/luu-tru/") == []


def test_a_draft_has_no_page(titles, visit, health):
    create_draft("Nháp")
    assert visit(health, "/ban-tin/nhap/").status_code == 404
    assert titles(health) == titles(health, "/") == []


def test_a_draft_of_a_live_bulletin_changes_nothing_until_it_is_published(titles, visit, health):
    bulletin = publish_bulletin("Cũ", slug="tin")
    bulletin.title, bulletin.summary = "Mới", "Lời mới."
    revision = bulletin.save_revision()
    assert titles(health) == titles(health, "/") == ["Cũ"]
    assert "Lời mới." not in visit(health, "/ban-tin/tin/").content.decode()
    revision.publish()
    assert titles(health) == titles(health, "/") == ["Mới"]
    assert "Lời mới." in visit(health, "/ban-tin/tin/").content.decode()


def test_a_changed_audience_takes_effect_when_it_is_published(titles, visit, health, district):
    bulletin = publish_bulletin("Tin", audience=["kind:department"])
    bulletin.audience = [BulletinAudience(code="kind:district")]
    revision = bulletin.save_revision()
    assert (titles(health), titles(district)) == (["Tin"], [])
    revision.publish()
    assert (titles(health), titles(district)) == ([], ["Tin"])
    assert visit(health, "/ban-tin/tin/").status_code == 404


def test_an_older_revision_brings_its_audience_back(titles, health, district):
    bulletin = publish_bulletin("Tin", audience=["kind:department"])
    first = bulletin.latest_revision
    bulletin.audience = [BulletinAudience(code="kind:district")]
    bulletin.save_revision().publish()
    first.as_object().save_revision().publish()
    assert (titles(health), titles(district)) == (["Tin"], [])


def test_a_bulletin_ends_at_its_second_without_anything_running(clock, titles, visit, health):
    publish_bulletin("Cắt điện", valid_until=MOMENT)
    clock(MOMENT - timedelta(seconds=1))
    assert titles(health) == titles(health, "/") == ["Cắt điện"]
    assert "Hết hiệu lực" not in visit(health, "/ban-tin/cat-dien/").content.decode()
    clock(MOMENT)
    assert titles(health) == titles(health, "/") == []


def test_an_expired_bulletin_keeps_its_address_and_says_since_when(clock, titles, visit, health):
    publish_bulletin("Cắt điện", valid_until=MOMENT)
    clock(MOMENT)
    page = visit(health, "/ban-tin/cat-dien/")
    assert page.status_code == 200
    state = read_html(page.content).select_one("article .state-line")
    assert state.text == "Hết hiệu lực từ 02/03/2026"
    assert titles(health, "/ban-tin/luu-tru/") == ["Cắt điện"]


def test_a_bulletin_begins_at_its_second_and_has_no_page_before(clock, titles, visit, health):
    publish_bulletin("Sửa cầu", valid_from=MOMENT)
    clock(MOMENT - timedelta(seconds=1))
    assert visit(health, "/ban-tin/sua-cau/").status_code == 404
    assert titles(health) == titles(health, "/") == titles(health, "/ban-tin/luu-tru/") == []
    clock(MOMENT)
    assert visit(health, "/ban-tin/sua-cau/").status_code == 200
    assert titles(health) == titles(health, "/") == ["Sửa cầu"]


def test_the_archive_has_what_expired_on_this_website_newest_first(titles, health, district):
    past = timezone.now() - HOUR
    publish_emergency("Cũ", valid_until=past, issued_on="2026-01-01")
    publish_bulletin("Mới", valid_until=past, issued_on="2026-01-02")
    publish_bulletin("Nơi khác", valid_until=past, audience=["kind:district"])
    publish_bulletin("Còn")
    create_draft("Nháp", valid_until=past)
    assert titles(health, "/ban-tin/luu-tru/") == ["Mới", "Cũ"]
    assert set(titles(district, "/ban-tin/luu-tru/")) == {"Mới", "Cũ", "Nơi khác"}


def test_the_list_is_in_feed_order_and_the_home_page_shows_six_without_its_banners(titles, health):
    until = timezone.now() + HOUR
    for day in range(1, 9):
        publish_bulletin(f"Ngày {day}", issued_on=f"2026-01-0{day}")
    publish_bulletin("Quan trọng", urgency="important", issued_on="2025-01-01", valid_until=until)
    publish_emergency("Khẩn", issued_on="2024-01-01", valid_until=until)
    order = ["Khẩn", "Quan trọng", *(f"Ngày {day}" for day in range(8, 0, -1))]
    assert titles(health) == order
    assert titles(health, "/") == order[2:8]


def test_an_old_bulletin_without_an_end_stays_on_home_and_list(titles, health):
    publish_bulletin("Bluezone", issued_on="2021-02-09")
    assert titles(health) == titles(health, "/") == ["Bluezone"]


def test_the_page_says_who_when_and_until_when(visit, health, province):
    publish_bulletin(
        "Hạn",
        source=province,
        author_name="Bích Huệ",
        document_number="12/TB",
        issued_on="2026-02-09",
        valid_until=datetime(2031, 2, 3, 4, 5, tzinfo=UTC),
        instruction="Đi ngay.",
        contact_name="Trực ban",
        contact_telephone="0209 3000 115",
    )
    soup = read_html(visit(health, "/ban-tin/han/").content)
    assert [fact.text for fact in soup.select(".article-facts dd")] == [
        "12/TB",
        "09/02/2026",
        "Cổng Thông tin điện tử tỉnh Bắc Kạn",
        "đến 11:05, 03/02/2031",
        f"{province.site.hostname}:{settings.SITE_PORT}/ban-tin/han/",
    ]
    assert soup.select_one(".author").text == "Bích Huệ"
    assert soup.select_one(".instruction p").text == "Đi ngay."
    assert soup.select_one(".instruction a")["href"] == "tel:02093000115"
    assert soup.select_one(".instruction a").text.strip() == "Trực ban: 0209 3000 115"


def test_what_is_not_known_is_left_out(visit, health, today):
    publish_bulletin("Trống")
    soup = read_html(visit(health, "/ban-tin/trong/").content)
    assert [fact.text for fact in soup.select(".article-facts dd")] == [
        f"{today:%d/%m/%Y}",
        "đến khi thu hồi",
        f"{health.site.hostname}:{settings.SITE_PORT}/ban-tin/trong/",
    ]
    assert not soup.select(".instruction, .author, .files, .state-line")
    assert "None" not in soup.main.text


@pytest.mark.parametrize(("path", "queries"), [("/ban-tin/", 4), ("/ban-tin/tin-0/", 4)])
def test_a_page_costs_the_same_whatever_the_number_of_agencies_and_bulletins(
    visit, health, province, django_assert_num_queries, path, queries
):
    publish_bulletin("Tin 0", source=province)
    visit(health, path + PAST_THE_CACHE)
    with django_assert_num_queries(queries):
        visit(health, path + PAST_THE_CACHE)
    for number in range(3):
        agency = create_agency(f"xa-{number}", Kind.COMMUNE)
        publish_bulletin(
            f"Tin xã {number}", source=agency, audience=["all", f"-agency:{agency.pk}"]
        )
    visit(health, path + PAST_THE_CACHE)
    with django_assert_num_queries(queries):
        visit(health, path + PAST_THE_CACHE)
