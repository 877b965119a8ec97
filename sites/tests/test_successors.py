"""Who serves instead of an ended unit, over several generations."""

from datetime import date

import pytest

from sites.models import Agency, Status
from sites.selectors import successors
from sites.selectors.successors import (
    ServingAgencies,
    get_serving_agencies,
    list_led_on,
    list_serving_agencies,
)
from sites.tests.factories import create_agency

pytestmark = pytest.mark.django_db


def end(agency, *successors):
    Agency.objects.filter(pk=agency.pk).update(status=Status.ARCHIVED, ended_on=date(2026, 7, 1))
    agency.refresh_from_db()
    agency.successors.set(successors)
    return agency


def list_codes(agencies):
    return sorted(agency.code for agency in agencies)


def test_nobody_serves_instead_of_a_unit_that_works(health, district):
    health.successors.set([district])
    assert get_serving_agencies(health) == ServingAgencies((), False)
    assert list_serving_agencies([health]) == {}


def test_successors_that_have_ended_are_followed_and_each_is_named_once(health, district, province):
    other = create_agency("xa-mot", name_vi="Xã Một")
    end(district, other, province)
    end(health, other, district)
    serving = get_serving_agencies(health)
    assert list_codes(serving.agencies) == ["tinh-bac-kan", "xa-mot"] and serving.are_successors


def test_a_circle_of_ended_units_comes_to_an_end(health, district, province):
    end(health, district)
    end(district, health)
    serving = get_serving_agencies(health)
    assert (list_codes(serving.agencies), serving.are_successors) == (["tinh-bac-kan"], False)


def test_without_successors_the_province_serves_or_who_follows_it_or_nobody(
    health, district, province
):
    end(health)
    assert get_serving_agencies(health) == ServingAgencies((province,), False, ("",))
    end(province, district)
    assert get_serving_agencies(health) == ServingAgencies((district,), False, ("",))
    Agency.objects.filter(pk=health.pk).update(parent=None)
    health.refresh_from_db()
    assert get_serving_agencies(health) == ServingAgencies((), False)


def test_predecessors_and_theirs_are_led_on_and_of_a_province_all_that_ended(
    health, district, province
):
    other = end(create_agency("xa-mot", name_vi="Xã Một"), health)
    assert list_codes(list_led_on(health)) == ["xa-mot"]
    end(health, district)
    assert list_codes(list_led_on(district)) == ["so-y-te", "xa-mot"]
    assert list_codes(list_led_on(other)) == []
    assert list_codes(list_led_on(province)) == ["so-y-te", "xa-mot"]


def test_so_many_generations_are_followed(health, district, province, monkeypatch):
    monkeypatch.setattr(successors, "MAX_GENERATIONS", 2)
    line = [create_agency("xa-mot", name_vi="Xã Một", parent=None), province, district]
    for former, later in zip(line, [*line[1:], health], strict=True):
        end(former, later)
    assert get_serving_agencies(line[1]).agencies == (health,)
    assert not get_serving_agencies(line[0]).are_successors
    assert list_codes(list_led_on(health)) == ["huyen-ba-be", "tinh-bac-kan"]
