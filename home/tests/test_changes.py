"""Who serves now: the page of all changes, shares in words, and the notices on websites."""

from datetime import date, datetime

import pytest

from sites.models import Agency, AgencySettings, Kind
from sites.services.archiving import announce_end, archive_agency
from sites.tests.factories import create_agency
from tests.html import read_html

pytestmark = pytest.mark.django_db
CHANGES = "/co-quan/thay-doi/"
ENDED = date(2026, 7, 1)


def read(client, agency, path="/"):
    html = client.get(path, headers={"host": agency.site.hostname}).content.decode()
    return read_html(html)


def make(code, name, kind=Kind.COMMUNE):
    return create_agency(code, kind, name_vi=name)


def list_names(page):
    return [name.span.text for name in page.select("main .directory-name")]


@pytest.fixture
def heirs(province):
    found = [
        make("xa-dong-phuc", "Ủy ban nhân dân xã Đồng Phúc"),
        make("xa-nam-cuong", "Ủy ban nhân dân xã Nam Cường"),
    ]
    details = AgencySettings.for_site(found[0].site)
    details.telephone, details.address = "0209 3876 100", "Thôn Nà Khâu, xã Đồng Phúc"
    details.save()
    return found


@pytest.fixture
def ended(heirs):
    commune = make("xa-quang-khe", "Ủy ban nhân dân xã Quảng Khê")
    shares = {heirs[0].pk: "phần lớn", heirs[1].pk: "thôn Nà Lẻ"}
    archive_agency(agency=commune, successors=heirs, shares=shares, ended_on=ENDED, by=None)
    return Agency.objects.get(pk=commune.pk)


def test_everybody_who_ended_stands_on_one_page_with_who_serves_now(
    client, province, health, heirs, ended
):
    page = read(client, health, CHANGES)
    assert list_names(page) == ["Ủy ban nhân dân xã Quảng Khê"]
    first, second = page.select(".directory-serving li")
    assert "Đồng Phúc" in first.text
    assert "(phần lớn)" in first.text
    assert "0209 3876 100" in first.text
    assert "Thôn Nà Khâu" in first.text
    assert "(thôn Nà Lẻ)" in second.text


def test_it_is_by_kind_and_letter_and_searched_without_a_script(client, province, heirs, ended):
    other = make("huyen-cho-don", "Ủy ban nhân dân huyện Chợ Đồn", Kind.DISTRICT)
    third = make("xa-an-thang", "Ủy ban nhân dân xã Ân Thắng")
    for unit in (other, third):
        archive_agency(agency=unit, successors=heirs, ended_on=ENDED, by=None)
    all_of_them = [other.name_vi, third.name_vi, ended.name_vi]
    page = read(client, province, CHANGES)
    assert list_names(page) == all_of_them
    assert [letter.text for letter in page.select("main h3")] == ["C", "Â", "Q"]
    assert list_names(read(client, province, f"{CHANGES}?loai=commune")) == all_of_them[1:]
    assert list_names(read(client, province, f"{CHANGES}?loai=commune&chu=Q")) == all_of_them[2:]
    assert list_names(read(client, province, f"{CHANGES}?q=quang+khe")) == all_of_them[2:]
    assert list_names(read(client, province, f"{CHANGES}?q=khong+co")) == []
    assert list_names(read(client, province, f"{CHANGES}?loai=x&chu=%00&trang=x")) == all_of_them


def test_who_was_renamed_stands_there_too(client, province):
    make("xa-van-tung", "Xã Vân Tùng")
    make("xa-van-tung", "Thị trấn Vân Tùng")
    page = read(client, province, CHANGES)
    assert list_names(page) == ["Thị trấn Vân Tùng"]
    assert "Xã Vân Tùng" in page.main.text


def test_the_neighbour_province_is_not_on_it(client, province, ended):
    other = make("tinh-thai-nguyen", "Cổng tỉnh Thái Nguyên", Kind.PROVINCE)
    assert list_names(read(client, other, CHANGES)) == []
    assert list_names(read(client, province, CHANGES)) == [ended.name_vi]


def test_the_website_of_the_ended_unit_says_who_has_which_part(client, ended):
    banner = read(client, ended).select_one(".banner-ended")
    assert "(phần lớn)" in banner.text
    assert banner.select_one(f"a[href='{CHANGES}']")


def test_a_successor_says_for_a_year_whose_work_it_has(client, clock, heirs, ended):
    clock(datetime.fromisoformat("2026-07-01T08:00+07:00"))
    assert "Quảng Khê" in read(client, heirs[0]).select_one(".banner-ended").text
    assert read(client, heirs[0], "/co-quan/").select_one(".banner-ended") is None
    clock(datetime.fromisoformat("2027-06-30T23:59+07:00"))
    assert "Quảng Khê" in read(client, heirs[0]).select_one(".banner-ended").text
    clock(datetime.fromisoformat("2027-07-01T00:01+07:00"))
    assert read(client, heirs[0]).select_one(".banner-ended") is None


def test_an_announced_end_is_told_on_every_page_until_it_is_there(client, heirs):
    commune = make("xa-quang-khe", "Ủy ban nhân dân xã Quảng Khê")
    assert read(client, commune).select_one(".banner-ended") is None
    announce_end(agency=commune, successors=heirs[:1], shares={}, ends_on=date(2099, 7, 1), by=None)
    for path in ("/", "/co-quan/", "/ban-tin/"):
        banner = read(client, commune, path).select_one(".banner-ended")
        assert "01/07/2099" in banner.text
        assert "0209 3876 100" in banner.text
    archive_agency(agency=commune, successors=heirs[:1], ended_on=ENDED, by=None)
    [banner] = read(client, commune).select(".banner-ended")
    assert "01/07/2099" not in banner.text
