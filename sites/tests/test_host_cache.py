import pytest
from django.conf import settings
from django.db import transaction

from sites.caching.versions import get_cache_versions
from sites.models import Agency, AgencySettings
from sites.tests.factories import create_host_alias, translate_front

NEW = f"yte.{settings.BASE_DOMAIN}"
FORMER = f"yte-cu.{settings.BASE_DOMAIN}"


@pytest.fixture
def english_home(health):
    return translate_front(health)


def html(response):
    assert response.status_code == 200
    return response.content.decode()


def test_new_website_details_show_at_once_and_on_their_own_website_only(health, district, visit):
    assert "0209 3870 943" not in html(visit(health))
    elsewhere = visit(district).content
    details = AgencySettings.for_site(health.site)
    details.telephone = "0209 3870 943"
    details.save()
    assert "0209 3870 943" in html(visit(health))
    assert visit(district).content == elsewhere


def test_a_new_name_of_an_agency_shows_at_once(health, visit):
    visit(health)
    health.name_vi = "Sở Y tế tỉnh Bắc Kạn"
    health.save()
    assert "Sở Y tế tỉnh Bắc Kạn" in html(visit(health))


def test_a_new_name_of_the_province_shows_on_every_website_at_once(
    province, health, district, visit
):
    for agency in (province, health, district):
        visit(agency)
    row = Agency.objects.get(pk=province.pk)
    row.name_vi = "Cổng thông tin tỉnh"
    row.save()
    for agency in (province, health, district):
        assert "Cổng thông tin tỉnh" in html(visit(agency))


def test_a_host_changed_in_wagtails_own_form_is_left_and_taken_at_once(health, anonymous):
    former = health.site.hostname
    assert anonymous(former).get("/").status_code == 200
    health.site.hostname = NEW
    health.site.save()
    assert anonymous(former).get("/").status_code == 421
    assert anonymous(NEW).get("/").status_code == 200


def test_an_alias_comes_moves_and_goes_at_once(health, district, anonymous):
    client = anonymous(FORMER)
    assert client.get("/").status_code == 421
    alias = create_host_alias(health, FORMER)
    assert client.get("/")["Location"] == f"{health.root_url}/"
    alias.agency = district
    alias.save()
    assert client.get("/")["Location"] == f"{district.root_url}/"
    alias.delete()
    assert client.get("/").status_code == 421


def test_an_english_home_page_gives_its_website_the_language_at_once_and_takes_it_away(
    health, english_home, visit
):
    assert visit(health, "/en/").status_code == 302
    english_home.save_revision().publish()
    assert '<html lang="en"' in html(visit(health, "/en/"))
    english_home.refresh_from_db()
    english_home.unpublish()
    assert visit(health, "/en/").status_code == 302


def test_a_deleted_english_home_page_takes_the_language_away_at_once(health, english_home, visit):
    english_home.save_revision().publish()
    assert visit(health, "/en/").status_code == 200
    english_home.delete()
    assert visit(health, "/en/").status_code == 302


def test_what_is_rolled_back_changes_nothing(health, visit):
    visit(health)
    before = get_cache_versions(health)
    with transaction.atomic():
        details = AgencySettings.for_site(health.site)
        details.telephone = "0209 3870 943"
        details.save()
        assert get_cache_versions(health) != before
        transaction.set_rollback(True)
    assert get_cache_versions(health) == before
    assert "0209 3870 943" not in html(visit(health))
