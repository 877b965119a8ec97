import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from sites.models import Agency, AgencySettings, HostAlias

HEALTH = {"name_vi": "Sở Y tế", "name_en": "Department of Health"}


@pytest.mark.parametrize(
    ("language", "fields", "name", "heading"),
    [
        ("vi", HEALTH | {"short_name": "Y tế"}, "Sở Y tế", "Y tế"),
        ("vi", HEALTH, "Sở Y tế", "Sở Y tế"),
        ("en", HEALTH | {"short_name": "Y tế"}, "Department of Health", "Department of Health"),
        ("en", {"name_vi": "Sở Y tế", "short_name": "Y tế"}, "Sở Y tế", "Y tế"),
        ("en", {"name_vi": "Sở Y tế"}, "Sở Y tế", "Sở Y tế"),
    ],
)
def test_an_agency_is_called_by_its_name_in_the_language_of_the_moment(
    language, fields, name, heading
):
    agency = Agency(**fields)
    with translation.override(language):
        assert (agency.name, agency.heading) == (name, heading)
    assert str(agency) == "Sở Y tế"


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Sở Y tế", "SYT"),
        ("Ủy ban nhân dân huyện Ba Bể", "BB"),
        ("UBND thị trấn Bằng Lũng", "BL"),
        ("Văn phòng Ủy ban nhân dân tỉnh", "VPỦ"),
        ("Sở Lao động - Thương binh và Xã hội", "SLĐ"),
        ("Đài Phát thanh", "ĐPT"),
        ("113 – Phòng", "P"),
        ("", ""),
    ],
)
def test_a_monogram_is_made_of_up_to_three_initials(name, initials):
    assert Agency(name_vi=name).initials == initials


def test_agencies_stand_in_vietnamese_order(province, health, district):
    assert list(Agency.objects.all()) == [province, health, district]


def test_an_address_has_the_port_only_where_it_is_not_the_usual_one(health):
    assert health.root_url == "http://soyte.backan.localhost:8000"
    health.site.port = 443
    assert health.root_url == "https://soyte.backan.localhost"


def test_an_alias_is_kept_in_lower_case(health):
    alias = HostAlias(hostname="YTe-Cu.VN", agency=health)
    alias.full_clean()
    assert str(alias) == "yte-cu.vn"


@pytest.mark.parametrize(
    "hostname", ["SoYTe.backan.localhost", "babe.backan.localhost", "x", "a b"]
)
def test_an_alias_is_no_websites_own_host_and_a_host_name(health, district, hostname):
    with pytest.raises(ValidationError) as caught:
        HostAlias(hostname=hostname, agency=health).full_clean()
    assert set(caught.value.message_dict) == {"hostname"}


@pytest.mark.parametrize("telephone", ["", "0209 3870 943", "+84 (209) 3.870-943"])
def test_a_telephone_number_is_taken_as_people_write_it(health, telephone):
    AgencySettings(site=health.site, telephone=telephone).clean_fields()


@pytest.mark.parametrize("telephone", ["0209/3870", "gọi 113", "javascript:1", "1", "1" * 26])
def test_what_no_telephone_can_dial_is_refused(health, telephone):
    with pytest.raises(ValidationError) as caught:
        AgencySettings(site=health.site, telephone=telephone).clean_fields()
    assert set(caught.value.message_dict) == {"telephone"}


def test_a_colour_is_one_of_the_six(health):
    with pytest.raises(ValidationError):
        AgencySettings(site=health.site, accent="#ff0000").clean_fields()
