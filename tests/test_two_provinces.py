"""Two provinces in one installation: no website names or links the other one as its own."""

import json
from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bulletins.tests.factories import publish_bulletin
from conftest import PAST_THE_CACHE, commit
from home.tests.display import make_reader
from home.tests.factories import publish_news
from sites.models import Agency, Kind
from sites.services.archiving import archive_agency
from sites.services.provisioning import provision_agency
from tests.html import read_html

pytestmark = pytest.mark.django_db

PATHS = ["/", "/ban-tin/", "/co-quan/", "/so-do/", "/hien-thi/", "/tiep-can/", "/khong-co/"]
FEED = "/ban-tin/toan-tinh/"


def provision(code, kind, name, parent="", host=""):
    host = host or f"{code}.{settings.BASE_DOMAIN}"
    return provision_agency(code=code, kind=kind, name_vi=name, host=host, parent=parent)


@pytest.fixture
def other():
    """The second province."""
    return provision("thai-nguyen", Kind.PROVINCE, "Cổng thông tin tỉnh Thái Nguyên")


@pytest.fixture
def theirs(other):
    """A department of the second province."""
    return provision("so-y-te-tn", Kind.DEPARTMENT, "Sở Y tế Thái Nguyên", other.code)


@pytest.fixture
def sisters(health, theirs):
    """Other departments of both provinces."""
    return [
        provision("so-tu-phap", Kind.DEPARTMENT, "Sở Tư pháp Bắc Kạn", health.parent.code),
        provision("so-tu-phap-tn", Kind.DEPARTMENT, "Sở Tư pháp Thái Nguyên", theirs.parent.code),
    ]


def html(response):
    return read_html(response.content)


def test_pages_name_and_link_their_own_province_and_nobody_of_the_other(
    visit, health, theirs, sisters, province, other
):
    for agency, own, foreign in ((health, province, other), (theirs, other, province)):
        for path in PATHS:
            page = visit(agency, path).content.decode()
            assert own.heading in page and f'href="{own.root_url}/"' in page, path
            assert foreign.heading not in page and foreign.root_url not in page, path
            for stranger in foreign.children.with_site():
                assert stranger.root_url not in page, path


def test_search_engines_are_told_the_own_province(visit, health, theirs, province, other):
    for agency, own in ((health, province), (theirs, other)):
        texts = html(visit(agency)).find_all("script", type="application/ld+json")
        [parent] = [
            data["parentOrganization"]
            for data in (json.loads(text.string) for text in texts)
            if "parentOrganization" in data
        ]
        assert (parent["name"], parent["url"]) == (own.name, f"{own.root_url}/")


def test_the_directory_of_a_website_has_the_units_of_its_province(
    visit, anonymous, health, district, theirs, province, other
):
    def found(page):
        return {link["href"] for link in html(page).main.select("a.directory-name")}

    own = {f"{each.root_url}/" for each in (province, health, district)}
    foreign = {f"{each.root_url}/" for each in (other, theirs)}
    for agency, there in ((health, own), (province, own), (theirs, foreign), (other, foreign)):
        assert found(visit(agency, "/co-quan/")) == there
    assert found(visit(health, "/co-quan/?q=so+y+te")) == {f"{health.root_url}/"}
    assert found(anonymous(settings.ADMIN_HOST).get("/")) == own | foreign


def test_units_of_a_province_that_was_merged_are_found_where_it_went(
    visit, health, district, province, other, theirs
):
    for unit, successor in ((health, theirs), (district, theirs), (province, other)):
        archive_agency(agency=unit, successors=[successor], ended_on=date(2026, 7, 1), by=None)
    page = html(visit(theirs, "/co-quan/?q=ba+be")).main
    assert [link["href"] for link in page.select("a.directory-name")] == [f"{district.root_url}/"]
    assert f"{theirs.root_url}/" in {link["href"] for link in page.select(".directory-serving a")}


def test_siblings_are_units_of_the_same_kind_and_province(visit, health, sisters):
    links = {link["href"] for link in html(visit(health, "/so-do/")).main.select("a[href]")}
    own, foreign = (f"{each.root_url}/" for each in sisters)
    assert own in links and foreign not in links


def test_the_feed_of_a_province_has_what_its_own_units_show(visit, health, theirs, province, other):
    publish_bulletin("Cho moi noi")
    publish_bulletin("Cho so y te", audience=[health.own_code])
    publish_bulletin("Cho Thai Nguyen", audience=[theirs.own_code], source=theirs)
    publish_bulletin("Tru Bac Kan", audience=["kind:department", f"-{health.own_code}"])

    def titles(agency, file="feed.json"):
        items = json.loads(visit(agency, FEED + file).content)["items"]
        return {item["title"]: item["url"] for item in items}

    ours, their = titles(province), titles(other)
    assert set(ours) == {"Cho moi noi", "Cho so y te"}
    assert set(their) == {"Cho moi noi", "Cho Thai Nguyen", "Tru Bac Kan"}
    assert ours["Cho moi noi"].startswith(province.root_url)
    assert their["Cho moi noi"].startswith(other.root_url)
    assert their["Tru Bac Kan"].startswith(theirs.root_url)
    for file in ("rss.xml", "atom.xml"):
        assert "Thai Nguyen" not in visit(province, FEED + file).content.decode()
        assert visit(theirs, FEED + file).status_code == 404


def test_a_renamed_province_is_called_so_on_its_units_pages_at_once(
    visit, health, theirs, province, other
):
    for agency in (health, theirs):
        visit(agency)
    row = Agency.objects.get(pk=province.pk)
    row.name_vi = "Cổng tỉnh mới"
    row.save()
    assert "Cổng tỉnh mới" in visit(health).content.decode()
    assert "Cổng tỉnh mới" not in visit(theirs).content.decode()


def test_a_unit_that_changes_its_province_names_the_new_one_at_once(visit, health, other):
    visit(health)
    provision(health.code, health.kind, health.name_vi, other.code, health.site.hostname)
    page = visit(health).content.decode()
    assert f'href="{other.root_url}/">{other.heading}' in page


def test_a_website_whose_province_has_ended_names_none(visit, health, province):
    Agency.objects.filter(pk=province.pk).update(status="archived")
    page = visit(health, "/" + PAST_THE_CACHE).content.decode()
    assert province.heading not in page and "parentOrganization" not in page


def test_a_page_asks_as_much_with_a_province_as_without(visit, health, django_assert_num_queries):
    path = "/co-quan/?q=khong+co"  # never kept by the page cache
    visit(health, path)
    with CaptureQueriesContext(connection) as queries:
        visit(health, path)
    number = len(queries)
    row = Agency.objects.get(pk=health.pk)
    row.parent = None
    row.save()
    visit(health, path)
    with django_assert_num_queries(number):
        visit(health, path)


def test_a_choice_is_carried_to_other_domains_of_the_own_province(health, other):
    own = provision("rieng", Kind.BOARD, "Ban riêng", health.parent.code, "rieng.example.vn")
    provision("rieng-tn", Kind.BOARD, "Ban TN", other.code, "rieng-tn.example.vn")
    page = html(make_reader(health, "s3").get("/hien-thi/")).main
    [link] = page.select('a[rel="nofollow"]')
    assert link["href"].startswith(own.root_url)


def test_editors_are_offered_pages_of_their_own_province(
    sign_in, health_editor, province, other, theirs
):
    publish_news(province, "Tin chung Bắc Kạn")
    publish_news(other, "Tin chung Thái Nguyên")
    commit()
    found = sign_in(health_editor).get("/admin/choose-page/search/", {"q": "Tin chung"})
    page = found.content.decode()
    assert "Tin chung Bắc Kạn" in page and "Tin chung Thái Nguyên" not in page
