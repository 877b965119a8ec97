"""Bulletins for one of several provinces: who is told, who is not, and how it is said."""

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from bulletins.models import Bulletin, BulletinAudience, list_audience_agencies
from bulletins.selectors.audience import (
    describe_audience,
    describe_places,
    get_audience_names,
    get_province_code,
    list_province_options,
)
from bulletins.services.proposals import accept_proposal
from bulletins.tests.factories import (
    ADMIN,
    create_proposal,
    publish_bulletin,
    publish_emergency,
)
from sites.models import Agency, Kind, Status
from sites.services.provisioning import provision_agency
from sites.tests.factories import create_agency_group

pytestmark = pytest.mark.django_db
BACKAN, THAI_NGUYEN = "below:tinh-bac-kan", "below:tinh-thai-nguyen"
FEED = "/ban-tin/toan-tinh/rss.xml"


def provision(code, kind, name, parent=""):
    host = f"{code}.thainguyen.{settings.BASE_DOMAIN.partition('.')[2]}"
    return provision_agency(code=code, kind=kind, name_vi=name, host=host, parent=parent)


@pytest.fixture
def neighbour():
    return provision("tinh-thai-nguyen", Kind.PROVINCE, "Cổng Thông tin điện tử tỉnh Thái Nguyên")


@pytest.fixture
def their_health(neighbour):
    return provision("tn-so-y-te", Kind.DEPARTMENT, "Sở Y tế", neighbour.code)


def lines(*codes):
    return [
        BulletinAudience(code=code.removeprefix("-"), excluded=code.startswith("-"))
        for code in codes
    ]


def read(client, agency, path="/"):
    return client.get(path, headers={"host": agency.site.hostname}).content.decode()


def test_a_bulletin_of_a_province_is_shown_below_it_and_nowhere_else(
    client, province, health, neighbour, their_health
):
    publish_bulletin("Lũ trên sông Cầu", audience=[BACKAN])
    for agency in (province, health):
        assert "Lũ trên sông Cầu" in read(client, agency)
    for agency in (neighbour, their_health):
        assert "Lũ trên sông Cầu" not in read(client, agency)
        assert "Lũ trên sông Cầu" not in read(client, agency, "/ban-tin/nguon-tin/")
    assert "Lũ trên sông Cầu" in read(client, province, FEED)
    assert "Lũ trên sông Cầu" not in read(client, neighbour, FEED)


def test_who_is_founded_or_moved_below_a_province_later_is_told_at_the_next_request(
    client, province, health, neighbour
):
    publish_bulletin("Tiêm phòng dại", audience=[THAI_NGUYEN])
    later = provision("xa-phu-binh", Kind.COMMUNE, "Xã Phú Bình", neighbour.code)
    assert "Tiêm phòng dại" in read(client, later)
    assert "Tiêm phòng dại" not in read(client, health)
    moved = {"code": health.code, "kind": health.kind, "name_vi": health.name_vi}
    provision_agency(**moved, host=health.site.hostname, parent=neighbour.code)
    assert "Tiêm phòng dại" in read(client, health)


def test_a_change_of_the_bulletin_is_seen_below_its_province_at_the_next_request(
    client, health, neighbour, their_health
):
    bulletin = publish_bulletin("Giờ khám mới", audience=[THAI_NGUYEN])
    assert "Giờ khám mới" in read(client, their_health)
    bulletin.title = "Giờ khám mới từ thứ Hai"
    bulletin.save_revision().publish()
    assert "Giờ khám mới từ thứ Hai" in read(client, their_health)


def test_every_rule_of_an_audience_agrees_about_a_province(
    province, health, district, neighbour, their_health
):
    cases = {
        (BACKAN,): {province, health, district},
        ("all", f"-{THAI_NGUYEN}"): {province, health, district},
        ("kind:department", f"-{BACKAN}"): {their_health},
        (THAI_NGUYEN, f"-{their_health.own_code}"): {neighbour},
    }
    for number, (codes, meant) in enumerate(cases.items()):
        bulletin = publish_bulletin(f"Lũ {number}", audience=codes)
        every = Agency.objects.filter(
            pk__in=[one.pk for one in (province, health, district, neighbour, their_health)]
        ).select_related("site")
        assert set(list_audience_agencies(bulletin.audience.all())) & set(every) == meant
        for agency in every:
            shown = Bulletin.objects.visible_on(agency).filter(pk=bulletin.pk).exists()
            assert (shown, bulletin.is_addressed_to(agency)) == (agency in meant, agency in meant)
            Bulletin.objects.filter(pk=bulletin.pk).update(source=agency)
            issued = Bulletin.objects.published_to_issuer().filter(pk=bulletin.pk)
            assert issued.exists() == (agency in meant)


def test_the_emergency_of_a_neighbour_is_not_listed_even_if_its_kind_is_meant(
    client, province, neighbour, their_health
):
    publish_emergency("Vỡ đê", audience=["kind:department", f"-{BACKAN}"])
    for path in ("/", "/co-quan/", FEED, "/ban-tin/toan-tinh/cap.atom"):
        assert "Vỡ đê" not in read(client, province, path)
        assert "Vỡ đê" in read(client, neighbour, path)


def test_an_audience_says_which_province(neighbour):
    chosen = lines(BACKAN, "kind:commune")
    assert describe_audience(chosen) == "Các xã, phường, thị trấn và mọi đơn vị của tỉnh Bắc Kạn"
    assert describe_places(lines(THAI_NGUYEN)) == "toàn tỉnh Thái Nguyên"


def test_provinces_groups_and_units_are_named_together_in_three_queries(
    neighbour, health, django_assert_num_queries
):
    group = create_agency_group("Ven hồ")
    named = {
        BACKAN: "tỉnh Bắc Kạn",
        THAI_NGUYEN: "tỉnh Thái Nguyên",
        group.code: "Ven hồ",
        health.own_code: "Sở Y tế",
    }
    gone = {"all", "kind:district", "below:tinh-khac", "group:999999", "agency:999999"}
    with django_assert_num_queries(3):
        assert get_audience_names(named.keys() | gone) == named


def test_the_form_offers_provinces_where_there_are_several(client, ict_publisher, sign_in):
    person = sign_in(ict_publisher)
    add = f"{ADMIN}add/"
    assert 'value="below:' not in person.get(add).content.decode()
    provision("tinh-thai-nguyen", Kind.PROVINCE, "Cổng tỉnh Thái Nguyên")
    assert f'value="{THAI_NGUYEN}"' in person.get(add).content.decode()


def list_numbers(*codes):
    return {option.code: option.number for option in list_province_options(codes)}


def test_provinces_are_offered_with_how_many_units_they_have_today(
    neighbour, their_health, health, province
):
    provision("tn-so-cu", Kind.DEPARTMENT, "Sở cũ", neighbour.code)
    Agency.objects.filter(code="tn-so-cu").update(status=Status.ARCHIVED)
    assert list_numbers() == {BACKAN: 3, THAI_NGUYEN: 2}
    assert {get_province_code(agency) for agency in (health, province)} == {BACKAN}
    # Once one is left, it is everybody; what a bulletin has stays in its form.
    Agency.objects.filter(pk=neighbour.pk).update(status=Status.ARCHIVED)
    assert list_numbers("all", "kind:district") == {}
    assert list_numbers(THAI_NGUYEN) == {THAI_NGUYEN: 1}
    assert list_numbers(BACKAN) == {BACKAN: 3}
    assert get_province_code(health) == "all"


def test_a_proposal_for_everybody_is_for_its_own_province(
    health, ict_publisher, neighbour, their_health
):
    proposal = create_proposal(health)
    bulletin = accept_proposal(proposal=proposal, to_everybody=True, by=ict_publisher)
    assert {line.code for line in bulletin.audience.all()} == {health.own_code, BACKAN}


@pytest.mark.parametrize("code", ["below:", "below:7 ", "below:KHONG", "below:khong-co\n"])
def test_a_malformed_code_is_refused(code):
    with pytest.raises(ValidationError):
        BulletinAudience(code=code).full_clean(exclude=["bulletin"])


def test_a_province_that_does_not_exist_is_refused():
    with pytest.raises(ValidationError, match="Không có đơn vị này"):
        BulletinAudience(code="below:khong-co").clean()
