from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from conftest import PAST_THE_CACHE
from tests.content import draft, news, open_in_english, publish, translate

pytestmark = pytest.mark.django_db

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def mapped(visit):
    """The paths on the map of a website, and when each was last published."""

    def get(agency):
        response = visit(agency, "/sitemap.xml")
        assert response.status_code == 200 and response["Content-Type"] == "application/xml"
        entries = ElementTree.fromstring(response.content)  # noqa: S314
        dates = {
            entry.findtext(f"{NAMESPACE}loc"): entry.findtext(f"{NAMESPACE}lastmod")
            for entry in entries
        }
        assert all(address.startswith(f"{agency.root_url}/") for address in dates)
        return {address.removeprefix(agency.root_url): day for address, day in dates.items()}

    return get


def test_the_map_has_all_public_pages_of_its_website_and_no_others(mapped, health, district):
    news(health, "Tiêm chủng", slug="tiem")
    news(health, "Rút", slug="rut").unpublish()
    news(district, "Của huyện", slug="huyen")
    secret = news(health, "Kín", slug="kin")
    PageViewRestriction.objects.create(page=secret, restriction_type="login")
    paths = mapped(health)
    assert {"/", "/tin-tuc/", "/tin-tuc/tiem/", "/lien-he/"} <= set(paths)
    assert not {"/tin-tuc/rut/", "/tin-tuc/huyen/", "/tin-tuc/kin/"} & set(paths)
    assert paths["/tin-tuc/tiem/"] == f"{timezone.localdate():%Y-%m-%d}"


def test_the_map_has_the_bulletins_in_force_here(mapped, health, district):
    now = timezone.now()
    publish("Tin")
    publish("Huyện", audience=["kind:district"])
    publish("Hết", valid_until=now)
    publish("Sẽ", valid_from=now + timedelta(hours=1))
    draft("Nháp")
    listed = {path for path in mapped(health) if path.startswith("/ban-tin/")}
    assert listed == {"/ban-tin/tin/"}
    assert "/ban-tin/huyen/" in mapped(district)


def test_the_map_has_every_language_of_its_website(mapped, health, district):
    translate(publish("Tin"), "News")
    publish("Chưa dịch")
    open_in_english(health)
    assert {path for path in mapped(health) if path.startswith("/en/")} == {
        "/en/",
        "/en/ban-tin/tin/",
    }
    assert not [path for path in mapped(district) if path.startswith("/en/")]


def test_what_is_withdrawn_leaves_the_map_of_those_who_ask_by_date(visit, health):
    publish("Cũ")
    newer = publish("Mới")
    first = visit(health, "/sitemap.xml")
    newer.unpublish()
    assert "Last-Modified" not in first
    after = visit(health, "/sitemap.xml", headers={"if-none-match": first["ETag"]})
    assert after.status_code == 200 and "/ban-tin/moi/" not in after.content.decode()


def test_a_map_costs_the_same_whatever_its_length(visit, health, django_assert_num_queries):
    open_in_english(health)
    for number in range(3):
        news(health, f"Bài {number}")
        translate(publish(f"Tin {number}"), f"News {number}")
        visit(health, "/sitemap.xml" + PAST_THE_CACHE)
        with django_assert_num_queries(7):
            visit(health, "/sitemap.xml" + PAST_THE_CACHE)
