"""Urgent bulletins that everybody can reach, on websites that they are not for."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from bulletins.models import Bulletin, BulletinAudience
from bulletins.models.choices import Urgency
from bulletins.services import lifecycle
from bulletins.tests.factories import (
    create_draft,
    create_placement,
    publish_bulletin,
    publish_emergency,
    translate,
)
from sites.models import Agency, Kind
from sites.services.archiving import archive_agency
from sites.tests.factories import create_agency, create_agency_group, open_in_english
from tests.html import read_html

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
# Noon in Vietnam.
NOON = datetime(2026, 3, 1, 5, tzinfo=UTC)


def read(response):
    return read_html(response.content)


def list_urgent(page):
    """Where the list of urgent bulletins of other places leads, by title."""
    return {link.text: link["href"] for link in page.select(".urgent-elsewhere h3 a")}


@pytest.fixture
def urgent_on(visit):
    """What the page of a website lists: ``urgent_on(province, "/ban-tin/")``."""
    return lambda agency, path="/": list_urgent(read(visit(agency, path)))


@pytest.fixture
def labour(db):
    """A unit that has nothing to do with the bulletins of these tests."""
    return create_agency("so-lao-dong", Kind.DEPARTMENT, name_vi="Sở Lao động")


@pytest.fixture
def flood(health, district):
    """For the district alone, written by the department of health."""
    return publish_emergency(
        "Lũ quét", audience=[district.own_code], source=health, contact_telephone="0209 3 112 112"
    )


def there(agency, slug="lu-quet"):
    return f"{agency.root_url}/ban-tin/{slug}/"


@pytest.mark.parametrize("path", ["/", "/ban-tin/", "/co-quan/"])
def test_portal_and_issuer_list_it_by_place_and_lead_to_it(
    urgent_on, visit, flood, province, health, district, path
):
    for agency in (province, health):
        page = read(visit(agency, path))
        assert list_urgent(page) == {"Lũ quét": there(district)}
        heading = page.select_one(".urgent-elsewhere h2").text
        assert heading == f"Đang có thông báo khẩn ở {district.heading}"
    assert urgent_on(district, path) == {}
    assert visit(district, "/ban-tin/lu-quet/").status_code == 200


def test_other_units_list_it_in_the_directory_alone(urgent_on, flood, labour, district):
    assert urgent_on(labour) == urgent_on(labour, "/ban-tin/") == {}
    assert urgent_on(labour, "/co-quan/") == {"Lũ quét": there(district)}


def test_the_front_of_the_admins_host_lists_all(anonymous, flood, district):
    publish_emergency("Cháy rừng", slug="chay-rung")
    publish_bulletin("Lịch nghỉ")
    page = read(anonymous(settings.ADMIN_HOST).get("/"))
    assert {*list_urgent(page)} == {"Lũ quét", "Cháy rừng"}
    assert "toàn tỉnh" in page.select_one(".urgent-elsewhere").text.lower()


def test_its_address_elsewhere_says_where_it_holds_and_leads_there(
    visit, flood, labour, health, district
):
    response = visit(labour, "/ban-tin/lu-quet/")
    assert response.status_code == 200
    page = read(response)
    assert page.select_one("meta[name=robots]")["content"] == "noindex"
    assert page.select_one("link[rel=canonical]")["href"] == there(health)
    assert page.h1.text == "Lũ quét"
    assert district.heading in page.article.text
    assert page.select_one(f'article a[href="{there(district)}"]')
    assert page.select_one('article a[href="tel:02093112112"]')
    # Structured data would announce it for here.
    assert not page.select("script[type='application/ld+json']")


def test_other_banners_stand_below_what_holds_elsewhere(visit, flood, labour):
    publish_bulletin("Lừa đảo qua mạng", urgency=Urgency.IMPORTANT)
    page = read(visit(labour, "/ban-tin/lu-quet/"))
    assert page.select_one("main ~ .banner-important") and not page.select_one(".banner ~ main")


def test_who_names_nobody_to_call_has_the_telephone_of_the_unit_there(visit, labour, district):
    publish_emergency(audience=[district.own_code])

    def list_calls():
        page = read(visit(labour, "/ban-tin/lu-quet/"))
        return [link["href"] for link in page.select("article a[href^=tel]")]

    assert list_calls() == []
    details = district.site.agencysettings
    details.telephone = "0209 3 876 543"
    details.save()
    assert list_calls() == ["tel:02093876543"]


def test_where_several_websites_show_it_all_are_named(visit, province, labour, district):
    other = create_agency("huyen-cho-don", Kind.DISTRICT, name_vi="Huyện Chợ Đồn")
    publish_emergency(audience=["kind:district"])
    page = read(visit(labour, "/ban-tin/lu-quet/"))
    assert [link["href"] for link in page.select(".next-links a")] == [
        there(other),
        there(district),
    ]
    assert "các huyện" in page.select_one("#where").text
    assert page.select_one("link[rel=canonical]")["href"] == there(other)


def test_routine_ones_and_those_not_in_force_stay_unknown_elsewhere(
    visit, urgent_on, ict_publisher, labour, province, district
):
    own = {"audience": [district.own_code]}
    publish_bulletin("Lịch tiêm", **own)
    create_draft("Nháp", urgency="emergency", **own)
    publish_emergency("Sắp tới", valid_from=timezone.now() + HOUR, **own)
    publish_emergency("Đã hết", valid_until=timezone.now() - HOUR, **own)
    ended, withdrawn = publish_emergency("Kết thúc", **own), publish_emergency("Thu hồi", **own)
    lifecycle.end_bulletin(bulletin=ended, by=ict_publisher)
    lifecycle.withdraw_bulletin(bulletin=withdrawn, reason="Nhầm.", by=ict_publisher)
    for slug in Bulletin.objects.values_list("slug", flat=True):
        assert visit(labour, f"/ban-tin/{slug}/").status_code == 404, slug
    assert urgent_on(province) == {}
    assert visit(district, "/ban-tin/thu-hoi/").status_code == 410


@pytest.mark.parametrize("path", ["/sitemap.xml", "/ban-tin/rss.xml", "/ban-tin/cap.atom"])
def test_feeds_and_site_maps_elsewhere_do_not_have_it(visit, flood, labour, health, path):
    for agency in (labour, health):
        visit(agency, "/ban-tin/lu-quet/")
        assert "lu-quet" not in visit(agency, path).content.decode()
    maps = [one.text for one in read(visit(labour, "/sitemap.xml")).select("loc")]
    for url in maps:
        assert "lu-quet" not in visit(labour, url.removeprefix(labour.root_url)).content.decode()


def test_nothing_is_listed_for_a_unit_that_shows_it_and_hides_do_not_count(
    urgent_on, visit, health, district, province
):
    bulletin = publish_emergency(audience=[health.own_code, province.own_code], source=health)
    create_placement(bulletin, health, hidden=True)
    assert urgent_on(health) == urgent_on(province) == {}
    page = read(visit(district, "/ban-tin/lu-quet/"))
    assert page.select_one("link[rel=canonical]")["href"] == there(health)


def test_without_issuer_the_portal_that_shows_it_is_where_it_is_read(
    visit, urgent_on, province, district, labour
):
    publish_emergency(audience=["kind:province", district.own_code])
    assert urgent_on(labour, "/co-quan/") == {"Lũ quét": there(province)}
    page = read(visit(labour, "/ban-tin/lu-quet/"))
    assert page.select_one("link[rel=canonical]")["href"] == there(province)


def test_what_only_ended_units_were_told_leads_nowhere_and_is_unknown(
    visit, urgent_on, flood, province, health, district, labour, today
):
    archive_agency(agency=district, successors=[health], ended_on=today, by=None)
    assert urgent_on(province) == urgent_on(health) == {}
    assert visit(labour, "/ban-tin/lu-quet/").status_code == 404
    # Its own website goes on showing what it showed.
    assert visit(district, "/ban-tin/lu-quet/").status_code == 200


def test_an_ended_units_website_leads_to_what_holds_now(
    visit, health, district, labour, today, clock
):
    archive_agency(agency=labour, successors=[health], ended_on=today, by=None)
    clock(timezone.now() + timedelta(minutes=1))
    publish_emergency()
    page = read(visit(labour, "/ban-tin/lu-quet/"))
    assert page.select_one("meta[name=robots]")["content"] == "noindex"
    assert "toàn tỉnh" in page.select_one("#where").text


def test_groups_are_named_by_their_units(visit, province, health, district, labour):
    group = create_agency_group("Chậm báo cáo", health, district)
    publish_emergency(audience=[group.code, f"-{health.own_code}"])
    content = visit(province).content.decode()
    assert f"Đang có thông báo khẩn ở {district.heading}" in content
    assert "Chậm báo cáo" not in content


def test_the_words_are_those_of_the_translation(visit, flood, province, health, district):
    for agency in (province, health):
        open_in_english(agency)
    translate(flood, "Flash floods", instruction="Leave at once.")
    page = read(visit(province, "/en/"))
    # The district's website has no English.
    assert list_urgent(page) == {"Flash floods": there(district)}
    open_in_english(district)
    page = read(visit(province, "/en/ban-tin/lu-quet/"))
    assert page.h1.text == "Flash floods"
    assert page.select_one("article a.button-second")["href"] == (
        f"{district.root_url}/en/ban-tin/lu-quet/"
    )


def test_another_province_neither_lists_nor_answers(visit, urgent_on, flood):
    other = create_agency("tinh-khac", Kind.PROVINCE, name_vi="Tỉnh khác")
    assert urgent_on(other) == {}
    assert visit(other, "/ban-tin/lu-quet/").status_code == 404


def test_pages_that_name_it_change_at_once_and_no_others(
    visit, kept, ict_publisher, province, labour, health, district
):
    path = "/ban-tin/lu-quet/"
    pages = [(province, "/"), (province, "/ban-tin/"), (health, "/"), (labour, path)]
    bulletin = create_draft(
        "Lũ quét",
        urgency="emergency",
        instruction="Rời nhà.",
        valid_until=timezone.now() + HOUR,
        audience=[district.own_code],
        source=health,
    )
    others = [(labour, "/"), (labour, "/ban-tin/"), (province, "/so-do/")]

    def titles():
        found = [visit(agency, path).content.decode() for agency, path in pages]
        assert all(kept(agency, path) for agency, path in others)
        return ["Rời nhà." in content for content in found]

    for agency, path in others:
        visit(agency, path)
    assert titles() == [False] * 4
    bulletin.get_latest_revision().publish()
    assert titles() == [True] * 4
    assert all(kept(agency, path) for agency, path in pages)
    bulletin.refresh_from_db()
    lifecycle.end_bulletin(bulletin=bulletin, by=ict_publisher)
    assert titles() == [False] * 4
    lifecycle.restore_bulletin(bulletin=bulletin, by=ict_publisher)
    assert titles() == [True] * 4
    bulletin.refresh_from_db()
    bulletin.source = labour
    bulletin.save_revision().publish()
    assert "Rời nhà." not in visit(health).content.decode()
    bulletin.urgency = "routine"
    bulletin.save_revision().publish()
    assert "Rời nhà." not in visit(province).content.decode()
    assert visit(health, "/ban-tin/lu-quet/").status_code == 404


def test_another_audience_or_group_says_another_place_at_once(visit, province, health, district):
    group = create_agency_group("Ven sông", district)
    bulletin = publish_emergency(audience=[group.code])
    assert f"ở {district.heading}" in visit(province).content.decode()
    group.agencies.set([health])
    assert f"ở {health.heading}" in visit(province).content.decode()
    BulletinAudience.objects.create(bulletin=bulletin, code="kind:district")
    assert "ở các huyện" in visit(province).content.decode()


@pytest.mark.parametrize("where", ["portal", "issuer", "address"])
def test_pages_elsewhere_change_with_the_clock_to_the_second(
    visit, kept, clock, province, health, district, labour, where
):
    path = "/ban-tin/lu-quet/"
    agency, path = {"portal": (province, "/"), "issuer": (health, "/"), "address": (labour, path)}[
        where
    ]
    clock(NOON)
    # The website has remembered that nothing changes.
    visit(agency)
    times = {"valid_from": NOON + HOUR / 4, "valid_until": NOON + HOUR / 2}
    publish_emergency(audience=[district.own_code], source=health, **times)
    second = timedelta(seconds=1)
    for at, shown in (
        (NOON, False),
        (NOON + HOUR / 4, True),
        (NOON + HOUR / 2 - second, True),
        (NOON + HOUR / 2, False),
    ):
        clock(at)
        assert ("Rời nhà ven suối." in visit(agency, path).content.decode()) == shown, at


def test_a_website_without_a_province_has_a_layer_too(visit, province, district):
    Agency.objects.filter(pk=district.pk).update(parent=None)
    publish_emergency(audience=[province.own_code])
    assert visit(district, "/ban-tin/lu-quet/").status_code == 200
