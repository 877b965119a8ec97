"""Two agencies of one name are told apart wherever a name stands alone."""

import pytest
from django.conf import settings
from django.db import connection
from django.db.models.signals import post_init
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from bulletins.selectors.audience import describe_audience, get_audience_names
from bulletins.tests.factories import publish_bulletin
from search.tests.client import fetch_results
from sites.models import Agency, Kind
from sites.services.provisioning import provision_agency
from tests.html import read_html

pytestmark = pytest.mark.django_db
HEALTH = "Sở Y tế"


def provision(code, kind, name, parent="", **fields):
    host = f"{code}.{settings.BASE_DOMAIN}"
    return provision_agency(code=code, kind=kind, name_vi=name, host=host, parent=parent, **fields)


def get_name(agency):
    return Agency.objects.get(pk=agency.pk).name


@pytest.fixture
def neighbour(province):
    return provision("tinh-thai-nguyen", Kind.PROVINCE, "Cổng Thông tin điện tử tỉnh Thái Nguyên")


@pytest.fixture
def their_health(neighbour, health):
    return provision("tn-so-y-te", Kind.DEPARTMENT, health.name_vi, neighbour.code)


def read(client, agency, path="/"):
    html = client.get(path, headers={"host": agency.site.hostname}).content.decode()
    return read_html(html)


def test_only_who_has_a_namesake_is_told_apart(province, health, district, neighbour):
    assert (health.name, str(health)) == (HEALTH, HEALTH)
    theirs = provision("tn-so-y-te", Kind.DEPARTMENT, HEALTH, neighbour.code)
    assert theirs.name == "Sở Y tế (Thái Nguyên)"
    assert get_name(health) == "Sở Y tế (Bắc Kạn)"
    assert get_name(district) == district.name_vi


def test_whoever_is_renamed_or_moved_leaves_the_other_the_name_alone(health, their_health):
    provision(their_health.code, Kind.DEPARTMENT, "Sở Sức khỏe")
    assert get_name(health) == HEALTH
    provision(their_health.code, Kind.DEPARTMENT, HEALTH)
    assert get_name(health) == "Sở Y tế (Bắc Kạn)"


def test_a_province_that_is_renamed_renames_its_units_places(neighbour, health, their_health):
    provision(neighbour.code, Kind.PROVINCE, "Cổng thành phố Thái Nguyên Mới")
    assert get_name(their_health) == "Sở Y tế (Thái Nguyên Mới)"


def test_namesakes_of_one_province_are_told_apart_by_their_hosts(province):
    one = provision("xa-tan-ky", Kind.COMMUNE, "Xã Tân Kỳ")
    two = provision("xa-tan-ky-hai", Kind.COMMUNE, "Xã Tân Kỳ")
    assert get_name(one) == f"Xã Tân Kỳ ({one.site.hostname})"
    assert get_name(two) == f"Xã Tân Kỳ ({two.site.hostname})"


def test_english_names_are_told_apart_by_themselves(province, neighbour):
    fields = {"kind": Kind.COMMUNE, "name_en": "Van Lang Commune"}
    one = provision("xa-van-lang", name="Xã Văn Lang", parent=province.code, **fields)
    two = provision("xa-van-la-ng", name="Xã Văn Lăng", parent=province.code, **fields)
    three = provision("tn-xa-van-lung", name="Xã Văn Lụng", parent=neighbour.code, **fields)
    assert [get_name(each) for each in (one, two)] == ["Xã Văn Lang", "Xã Văn Lăng"]
    with translation.override("en"):
        named = [get_name(each) for each in (one, two, three)]
    assert named[:2] == ["Van Lang Commune (Văn Lang)", "Van Lang Commune (Văn Lăng)"]
    assert named[2] == "Van Lang Commune (Thái Nguyên)"
    provision(two.code, name="Xã Văn Lăng", kind=Kind.COMMUNE, name_en="Van Lawng Commune")
    provision(three.code, name="Xã Văn Lụng", kind=Kind.COMMUNE, name_en="")
    with translation.override("en"):
        assert get_name(one) == "Van Lang Commune"


def count_provisioning(code, **fields):
    """How many queries for agencies are asked, and how many rows read, to make an agency."""
    read = []

    def count(**kwargs):
        read.append(1)

    post_init.connect(count, sender=Agency)
    with CaptureQueriesContext(connection) as queries:
        provision(code, Kind.COMMUNE, **fields)
    post_init.disconnect(count, sender=Agency)
    asked = [query for query in queries if 'FROM "agencies_agency"' in query["sql"]]
    return len(asked), len(read)


def test_a_new_unit_costs_the_same_however_many_namesakes_others_have(province, neighbour):
    alone = count_provisioning("xa-dau", name="Xã Đầu", parent=province.code)
    for number in range(6):
        for parent in (province, neighbour):
            code = f"{parent.code}-{number}"
            provision(code, Kind.COMMUNE, f"Xã Số {number}", parent.code)
    assert Agency.objects.exclude(qualifier="").count() == 12
    assert count_provisioning("xa-cuoi", name="Xã Cuối", parent=province.code) == alone
    _queries, read = count_provisioning("xa-so", name="Xã Số 3", parent=province.code)
    assert get_name(Agency.objects.get(code="xa-so")) == f"Xã Số 3 (xa-so.{settings.BASE_DOMAIN})"
    assert read < alone[1] + 12


def test_readers_see_which_one_is_meant(client, visit, health, their_health, neighbour):
    words = "Tiêm phòng sởi cho trẻ em"
    publish_bulletin(words, source=their_health, audience=[their_health.own_code])
    assert read(client, their_health).select_one(".brand-name").text == HEALTH
    page = read(client, their_health, "/ban-tin/")
    assert page.title.text.endswith("Sở Y tế (Thái Nguyên)")
    units = read(client, neighbour, "/co-quan/").select(".directory-name span")
    assert "Sở Y tế (Thái Nguyên)" in [unit.text for unit in units]
    feed = read(client, their_health, "/ban-tin/rss.xml")
    assert "Sở Y tế (Thái Nguyên)" in str(feed)
    hits = fetch_results(visit, health, words, scope="all").select(".results > li")
    assert "Sở Y tế (Thái Nguyên)" in hits[0].text


def test_the_admin_says_which_one_is_meant(sign_in, ict_admin, health, their_health, neighbour):
    admin = sign_in(ict_admin)
    listed = admin.get("/admin/agencies/").content.decode()
    found = admin.get("/admin/bulletins/audience/units/?q=so y te thai nguyen").content.decode()
    assert "Sở Y tế (Bắc Kạn)" in listed
    assert "Sở Y tế (Thái Nguyên)" in listed
    assert "Sở Y tế (Thái Nguyên)" in found
    assert "Sở Y tế (Bắc Kạn)" not in found
    names = get_audience_names([health.own_code, their_health.own_code])
    assert set(names.values()) == {"Sở Y tế (Bắc Kạn)", "Sở Y tế (Thái Nguyên)"}
    own = publish_bulletin("Lũ", audience=[health.own_code])
    assert describe_audience(own.audience.all()) == "Sở Y tế (Bắc Kạn)"


def test_lists_of_the_ict_department_are_narrowed_to_a_province(
    sign_in, ict_admin, health, their_health, neighbour
):
    admin = sign_in(ict_admin)
    for path in ("/admin/agencies/", "/admin/journal/"):
        assert 'name="province"' in admin.get(path).content.decode()
    theirs = admin.get(f"/admin/agencies/results/?province={neighbour.pk}").content.decode()
    assert their_health.site.hostname in theirs
    assert neighbour.site.hostname in theirs
    assert health.site.hostname not in theirs


def test_one_province_is_not_asked_for(sign_in, ict_admin, province, health):
    assert 'name="province"' not in sign_in(ict_admin).get("/admin/agencies/").content.decode()
