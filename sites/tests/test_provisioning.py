import re

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import Collection, Page, ReferenceIndex, Site

from content.text.collation import get_sort_key
from home.models import (
    ContactPage,
    DocumentIndexPage,
    HomePage,
    InformationPage,
    NewsIndexPage,
    OrganisationPage,
    ProcedureIndexPage,
    SectionPage,
)
from sites.models import Agency, AgencySettings
from sites.services.provisioning import ProvisioningResult, provision_agency
from sites.signals import agency_provisioned

COMMUNE = {
    "code": "xa-thuong-minh",
    "kind": "commune",
    "name_vi": "Ủy ban nhân dân xã Thượng Minh",
    "name_en": "People's Committee of Thuong Minh Commune",
    "host": f"thuongminh.{settings.BASE_DOMAIN}",
}


@pytest.fixture(autouse=True)
def in_english():
    """What was done is told in the language of whoever asked."""
    with translation.override("en"):
        yield


@pytest.fixture
def commune(db):
    return provision_agency(**COMMUNE)


def run_again(agency, **changed):
    changes = ProvisioningResult()
    arguments = {
        "code": agency.code,
        "kind": agency.kind,
        "name_vi": agency.name_vi,
        "name_en": agency.name_en,
        "host": agency.site.hostname,
    }
    provision_agency(**arguments | changed, changes=changes)
    return changes


def test_a_new_agency_has_a_website_at_its_host_and_the_configured_port(commune):
    site = Site.objects.get(hostname="thuongminh.backan.localhost")
    assert site == commune.site
    assert (site.port, site.site_name) == (settings.SITE_PORT, COMMUNE["name_vi"])
    assert site.root_page_id == commune.root_page_id
    assert not site.is_default_site


def test_a_new_home_page_is_live_in_vietnamese_right_below_the_root(commune):
    home = commune.root_page.specific
    assert type(home) is HomePage
    assert (home.title, home.slug, home.depth) == (COMMUNE["name_vi"], "xa-thuong-minh", 2)
    assert (home.live, home.locale.language_code) == (True, "vi")


def test_a_new_website_starts_with_exactly_these_pages_all_live(commune):
    pages = commune.root_page.get_descendants().specific()
    assert {
        (page.url_path, page.title, type(page), page.live, page.show_in_menus) for page in pages
    } == {
        ("/xa-thuong-minh/gioi-thieu/", "Giới thiệu", SectionPage, True, True),
        (
            "/xa-thuong-minh/gioi-thieu/chuc-nang-nhiem-vu/",
            "Chức năng, nhiệm vụ",
            InformationPage,
            True,
            False,
        ),
        (
            "/xa-thuong-minh/gioi-thieu/co-cau-to-chuc/",
            "Cơ cấu tổ chức",
            OrganisationPage,
            True,
            False,
        ),
        ("/xa-thuong-minh/tin-tuc/", "Tin tức", NewsIndexPage, True, True),
        ("/xa-thuong-minh/van-ban/", "Văn bản", DocumentIndexPage, True, True),
        ("/xa-thuong-minh/thu-tuc/", "Thủ tục", ProcedureIndexPage, True, True),
        ("/xa-thuong-minh/lien-he/", "Liên hệ", ContactPage, True, True),
    }


def test_every_link_on_a_new_home_page_leads_somewhere(commune, visit):
    html = visit(commune).content.decode()
    paths = set(re.findall(r'<a [^>]*href="(/[^"#]*)"', html))
    assert {"/gioi-thieu/chuc-nang-nhiem-vu/", "/ban-tin/", "/co-quan/"} < paths
    assert {path for path in paths if visit(commune, path).status_code != 200} == set()


def test_a_new_agency_has_a_collection_two_groups_without_people_and_website_details(commune):
    assert commune.collection in Collection.get_first_root_node().get_children()
    assert commune.collection.name == COMMUNE["name_vi"]
    assert (commune.editors.name, commune.moderators.name) == (
        "xa-thuong-minh editors",
        "xa-thuong-minh moderators",
    )
    assert not commune.editors.user_set.exists()
    assert not commune.moderators.user_set.exists()
    details = AgencySettings.objects.get(site=commune.site)
    assert (details.accent, details.telephone, details.email) == ("lam", "", "")


def test_what_is_edited_next_on_a_new_home_page_is_what_is_shown(commune):
    home = commune.root_page.specific
    draft = home.get_latest_revision_as_object()
    assert draft.title == home.title and not draft.tasks and not home.tasks
    assert not home.has_unpublished_changes


def test_what_was_made_is_said(db):
    changes = ProvisioningResult()
    agency = provision_agency(**COMMUNE, changes=changes)
    assert changes.verb == "created"
    assert changes.lines == [
        f"website: {agency.root_url}/ with home page, details and collection",
        "groups: xa-thuong-minh editors, xa-thuong-minh moderators",
        "pages: Giới thiệu, Chức năng, nhiệm vụ, Cơ cấu tổ chức, "
        "Tin tức, Văn bản, Thủ tục, Liên hệ",
    ]
    assert agency.sort_key == get_sort_key(COMMUNE["name_vi"])


def test_the_pages_of_a_new_website_refer_to_nothing_that_is_not_indexed(commune):
    pages = [commune.root_page.specific, *commune.root_page.get_descendants().specific()]
    for page in pages:
        found = list(ReferenceIndex._extract_references_from_object(page))
        assert (page.title, found) == (page.title, [])


def test_a_new_unit_takes_a_bounded_number_of_queries(province):
    with CaptureQueriesContext(connection) as queries:
        provision_agency(**COMMUNE)
    # For each of its eight pages two: the row of its type, and one in the index of Wagtail.
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) <= 80
    bumps = [query for query in queries if "agencies_cacheversion" in query["sql"]]
    assert len(bumps) == 1


def test_running_again_writes_nothing(health):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        changes = run_again(health)
    assert (changes.verb, changes.lines) == ("left", [])
    statements = [query["sql"].split()[0].lstrip("(") for query in queries]
    assert set(statements) == {"SELECT", "SAVEPOINT", "RELEASE"}
    assert len(statements) <= 23


def test_a_host_in_capitals_is_the_same_host(health):
    assert run_again(health, host="SoYTe.BacKan.localhost").verb == "left"


@pytest.mark.parametrize("name", ["port", "root_page_id", "site_name"])
def test_a_website_that_has_drifted_is_repaired_and_that_is_said(health, name):
    drifted = {
        "port": 81,
        "root_page_id": health.root_page.get_children().first().pk,
        "site_name": "Tên cũ",
    }
    wanted = getattr(health.site, name)
    Site.objects.filter(pk=health.site_id).update(**{name: drifted[name]})
    changes = run_again(health)
    assert getattr(Site.objects.get(pk=health.site_id), name) == wanted
    assert (changes.verb, changes.lines) == ("changed", [f"website: {name} repaired"])


def test_lost_website_details_are_made_again_and_that_is_said(health):
    AgencySettings.objects.filter(site=health.site).delete()
    changes = run_again(health)
    assert (changes.verb, changes.lines) == ("changed", ["website details: made again"])
    assert AgencySettings.objects.filter(site=health.site).count() == 1


def test_what_a_unit_has_written_is_left_alone(health):
    home = health.root_page.specific
    home.title, home.tagline = "Ngành y tế Bắc Kạn", "Vì sức khỏe của bà con"
    home.save_revision().publish()
    home.get_children().get(slug="tin-tuc").delete()
    home.add_child(instance=InformationPage(title="Tuyển dụng"))
    AgencySettings.objects.filter(site=health.site).update(accent="man", telephone="0209 3870 000")
    assert run_again(health).verb == "left"
    home = HomePage.objects.get(pk=home.pk)
    assert (home.title, home.tagline) == ("Ngành y tế Bắc Kạn", "Vì sức khỏe của bà con")
    assert set(home.get_children().values_list("slug", flat=True)) == {
        "gioi-thieu",
        "van-ban",
        "thu-tuc",
        "lien-he",
        "tuyen-dung",
    }
    details = AgencySettings.objects.get(site=health.site)
    assert (details.accent, details.telephone) == ("man", "0209 3870 000")


def test_a_new_name_goes_into_the_row_and_the_website_but_not_over_the_home_pages_title(health):
    changes = run_again(health, name_vi="Sở Y tế tỉnh Bắc Kạn", name_en="Department of Health")
    assert changes.verb == "changed"
    assert changes.lines[:2] == [
        "name_vi: 'Sở Y tế' → 'Sở Y tế tỉnh Bắc Kạn'",
        "name_en: '' → 'Department of Health'",
    ]
    health.refresh_from_db()
    assert health.sort_key == get_sort_key("Sở Y tế tỉnh Bắc Kạn")
    assert Site.objects.get(pk=health.site_id).site_name == "Sở Y tế tỉnh Bắc Kạn"
    assert Page.objects.get(pk=health.root_page_id).title == "Sở Y tế"


def test_a_changed_kind_is_said(health):
    assert run_again(health, kind="board").lines == ["kind: 'department' → 'board'"]


def test_a_short_name_stays_until_another_one_is_given(health):
    assert run_again(health, short_name="Y tế").lines == ["short_name: '' → 'Y tế'"]
    health.refresh_from_db()
    assert run_again(health).verb == "left"
    assert Agency.objects.get(pk=health.pk).short_name == "Y tế"
    assert run_again(health, short_name="SYT").verb == "changed"


def test_a_short_name_made_of_the_name_follows_when_that_changes(health):
    run_again(health, name_vi="Sở Y tế tỉnh", short_name="Y tế")
    health.refresh_from_db()
    assert run_again(health, name_vi="Sở Y tế và Dân số tỉnh").lines[:2] == [
        "name_vi: 'Sở Y tế tỉnh' → 'Sở Y tế và Dân số tỉnh'",
        "short_name: 'Y tế' → 'Y tế và Dân số'",
    ]
    health.refresh_from_db()
    assert run_again(health, short_name="").lines == ["short_name: 'Y tế và Dân số' → ''"]
    assert Agency.objects.get(pk=health.pk).short_name == ""


def test_another_agency_is_not_touched_by_any_of_this(health, district):
    before = Agency.objects.filter(pk=district.pk).values().get()
    run_again(health, name_vi="Sở khác", host=f"khac.{settings.BASE_DOMAIN}")
    assert Agency.objects.filter(pk=district.pk).values().get() == before


def test_apps_above_hear_of_the_agency_and_can_record_what_they_did(health):
    heard = []

    def record(agency, changes, **kwargs):
        heard.append((agency, changes.created))
        changes.add("trống: đã treo")

    agency_provisioned.connect(record)
    try:
        changes = run_again(health)
    finally:
        agency_provisioned.disconnect(record)
    assert heard == [(health, False)]
    assert (changes.verb, changes.lines) == ("changed", ["trống: đã treo"])


def test_where_an_app_above_fails_nothing_of_the_agency_is_left(db):
    def fail(**kwargs):
        raise RuntimeError("không thành")

    agency_provisioned.connect(fail)
    try:
        with pytest.raises(RuntimeError, match="không thành"):
            provision_agency(**COMMUNE)
    finally:
        agency_provisioned.disconnect(fail)
    assert not Agency.objects.filter(code=COMMUNE["code"]).exists()
    assert not Site.objects.filter(hostname=COMMUNE["host"]).exists()
    assert not Page.objects.filter(slug=COMMUNE["code"]).exists()
    assert not Collection.objects.filter(name=COMMUNE["name_vi"]).exists()
    assert Page.find_problems() == ([], [], [], [], [])
