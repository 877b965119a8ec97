"""Websites tell beforehand that a plan will end their unit, and who serves from then on."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError
from django.utils import timezone

from members.models import AuditEntry
from reorganisation.tests.factories import reorganise, write_plan
from sites.models import Agency
from sites.tests.factories import create_agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(tmp_path, ict_admin):
    return lambda *rows, **options: reorganise(write_plan(tmp_path, *rows), **options)


def merge(day, announce=""):
    return f"1,{day},merge,so-y-te,xa-moi,,,,,,,,{announce}"


def get_last_day():
    return Agency.objects.get(code="so-y-te").ends_on


def test_a_website_says_a_month_before_until_when_its_unit_works_and_who_comes(
    plan, visit, health, clock
):
    heir = create_agency("xa-moi", "commune", name_vi="Xã Mới Lập")
    now, day = timezone.now(), timezone.localdate() + timedelta(days=60)
    assert f"announced from {day - timedelta(days=30)} on" in plan(merge(day), check=True)
    plan(merge(day))
    assert get_last_day() is None
    clock(now + timedelta(days=30))
    plan(merge(day))
    assert get_last_day() == day - timedelta(days=1)
    assert heir.name_vi in visit(health).content.decode()
    announced = AuditEntry.objects.filter(action="agencies.announce_end", agency=health)
    assert announced.count() == 1
    plan(merge(day))
    assert announced.count() == 1
    clock(now + timedelta(days=60))
    plan(merge(day))
    agency = Agency.objects.get(code="so-y-te")
    assert agency.is_archived and agency.ends_on is None


def test_the_plan_says_from_when_on_or_that_nothing_is_said(plan, health, today):
    create_agency("xa-moi", "commune")
    day = today + timedelta(days=90)
    plan(merge(day, "no"))
    assert get_last_day() is None
    plan(merge(day, today.isoformat()))
    assert get_last_day() == day - timedelta(days=1)


def test_who_is_made_meanwhile_is_named_too(plan, visit, health, today):
    day = today + timedelta(days=9)
    row = merge(day).replace(",xa-moi,,,,,,,", ",xa-moi,Xã Mới Lập,,,,commune,xamoi,")
    plan(row)
    assert get_last_day() and "Xã Mới Lập" not in visit(health).content.decode()
    create_agency("xa-moi", "commune", name_vi="Xã Mới Lập")
    plan(row)
    assert "Xã Mới Lập" in visit(health).content.decode()


@pytest.mark.parametrize("announce", ["1/6/2025", "2030-07-01", "yes"])
def test_a_day_that_is_none_or_too_late_is_refused(plan, health, announce):
    with pytest.raises(CommandError, match="column announce"):
        plan(merge(date(2030, 7, 1), announce))
