from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from wagtail.test.utils.form_data import streamfield

from bulletins.models import Bulletin
from bulletins.tests.factories import ADMIN, make_bulletin_form, publish_bulletin, publish_emergency
from sites.models import Agency
from sites.tests.factories import create_agency_group
from tests.html import read_html

pytestmark = pytest.mark.django_db


@pytest.fixture
def preview(sign_in, ict_publisher):
    """Type into the form, and look at the page it would make."""

    def shown(path=f"{ADMIN}preview/", mode="", **fields):
        author = sign_in(ict_publisher)
        address = f"{path}?mode={mode}"
        assert author.post(address, make_bulletin_form(**fields)).json()["is_valid"]
        response = author.get(address)
        assert response.status_code == 200
        return read_html(response.content)

    return shown


def site_of(soup):
    site = soup.select_one('meta[property="og:site_name"]')["content"]
    assert soup.select_one(".brand-name").text == site
    return site


@pytest.mark.parametrize("code", ["so-y-te", "huyen-ba-be", "tinh-bac-kan"])
def test_a_new_bulletin_is_previewed_on_the_chosen_agencys_website(preview, code):
    agency = Agency.objects.with_site().get(code=code)
    soup = preview(mode=code, title="Lũ quét", body=streamfield([("heading", "Cần làm")]))
    assert site_of(soup) == agency.name_vi
    assert soup.h1.text == "Lũ quét"
    assert soup.select_one(".prose h2").text == "Cần làm"
    host = f"http://{agency.site.hostname}:{settings.SITE_PORT}"
    assert soup.select_one('link[rel="canonical"]')["href"] == f"{host}/ban-tin/lu-quet/"


def test_a_change_is_previewed_before_it_is_saved(preview, visit, health):
    bulletin = publish_bulletin("Cũ", slug="tin")
    soup = preview(f"{ADMIN}preview/{bulletin.pk}/", "so-y-te", title="Mới", slug="tin")
    assert (site_of(soup), soup.h1.text) == ("Sở Y tế", "Mới")
    assert "Mới" not in visit(health, "/ban-tin/tin/").content.decode()
    assert Bulletin.objects.get().title == "Cũ"


@pytest.mark.parametrize("mode", ["", "khong-co", "../admin", "%00", "'"])
def test_an_unknown_agency_means_the_issuer(preview, district, mode):
    assert site_of(preview(mode=mode, source=district.pk)) == district.name_vi


def test_without_an_issuer_an_unknown_agency_means_the_first(preview):
    first = Agency.objects.order_by("sort_key").first()
    assert site_of(preview(mode="khong-co")) == first.name_vi


def test_a_bulletin_without_summary_can_be_previewed(preview):
    assert site_of(preview(mode="so-y-te", summary="")) == "Sở Y tế"


@pytest.mark.parametrize("title", ["", "北京"])
def test_a_bulletin_without_an_address_does_not_break_the_preview(sign_in, ict_publisher, title):
    author = sign_in(ict_publisher)
    address = f"{ADMIN}preview/?mode=so-y-te"
    assert author.post(address, make_bulletin_form(title=title)).status_code == 200
    assert author.get(address).status_code == 200


def test_an_emergency_that_lacks_what_it_must_have_can_be_previewed(preview):
    assert preview(mode="so-y-te", urgency="emergency").select("strong.urgency-emergency")


def test_a_draft_of_a_live_bulletin_is_viewed_as_it_would_be(sign_in, ict_publisher):
    bulletin = publish_bulletin("Cũ", slug="tin")
    bulletin.title = "Mới"
    revision = bulletin.save_revision()
    path = f"{ADMIN}history/{bulletin.pk}/revisions/{revision.pk}/view/"
    soup = read_html(sign_in(ict_publisher).get(path).content)
    assert soup.h1.text == "Mới"


def offered(bulletin):
    return [mode for mode, _name in Bulletin.objects.get(pk=bulletin.pk).preview_modes]


def test_the_issuer_is_offered_first_and_then_whom_it_is_for(health, district, province):
    everyone = list(Agency.objects.order_by("sort_key").values_list("code", flat=True))
    assert offered(publish_bulletin("Mọi đơn vị")) == everyone
    assert offered(publish_bulletin("Huyện", audience=["kind:district"])) == [district.code]
    chosen = publish_bulletin("Một đơn vị", audience=[province.own_code], source=health)
    assert offered(chosen) == [health.code, province.code]
    group = create_agency_group("Ven suối", district, health)
    both = publish_bulletin("Nhóm", audience=[group.code, "kind:district"], source=district)
    assert offered(both) == [district.code, health.code]


def test_asking_for_the_choice_costs_no_query_for_each_unit(django_assert_num_queries):
    bulletin = publish_bulletin()
    with django_assert_num_queries(2):
        [bulletin.preview_modes for _ in range(3)]


def test_the_choice_of_agencies_is_limited(monkeypatch, db):
    monkeypatch.setattr("bulletins.models.preview.MAX_OFFERED_AGENCIES", 2)
    assert len(Bulletin().preview_modes) == 2


@pytest.mark.parametrize("query", ["ba+be", "Ba%20Bể", "b%00abe"])
def test_a_unit_that_is_not_offered_can_be_searched_for_and_previewed_on(
    preview, sign_in, ict_publisher, district, query
):
    found = sign_in(ict_publisher).get(f"{ADMIN}preview-agencies/?q={query}").json()
    assert found == {"agencies": [{"mode": district.code, "name": district.name_vi}]}
    bulletin = publish_bulletin("Lũ", audience=["kind:department"])
    assert district.code not in offered(bulletin)
    assert site_of(preview(f"{ADMIN}preview/{bulletin.pk}/", district.code)) == district.name_vi


def test_only_who_writes_bulletins_searches_for_units_to_preview_on(sign_in, health_moderator):
    assert sign_in(health_moderator).get(f"{ADMIN}preview-agencies/?q=ba").status_code == 302


@pytest.mark.parametrize(
    ("urgency", "heading"), [("emergency", "#emergency-title"), ("important", "#important-title")]
)
def test_the_banner_of_what_is_written_stands_above_the_preview(preview, urgency, heading):
    publish_bulletin("Đang có", urgency=urgency, valid_until=timezone.now() + timedelta(days=1))
    soup = preview(mode="so-y-te", title="Đang viết", urgency=urgency, instruction="Đi ngay.")
    assert soup.select_one(heading).text == "Đang viết"


def test_the_banner_is_the_one_of_the_change_and_not_of_what_is_published(preview, visit, health):
    until = timezone.now() + timedelta(days=1)
    bulletin = publish_emergency("Cũ", slug="tin", valid_until=until)
    path = f"{ADMIN}preview/{bulletin.pk}/"
    emergency = {"urgency": "emergency", "instruction": "Ở lại."}
    soup = preview(path, "so-y-te", title="Mới", slug="tin", **emergency)
    assert [banner.h2.text for banner in soup.select(".banner")] == ["Mới"]
    assert not preview(path, "so-y-te", title="Mới", slug="tin").select(".banner")
    assert "Ở lại." not in visit(health, "/").content.decode()
