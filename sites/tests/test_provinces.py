"""To which province an agency belongs: where there is one, and where there are several."""

import csv
import io
from datetime import date
from io import StringIO

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from sites.models import Agency, Kind
from sites.services.archiving import archive_agency
from sites.services.provisioning import ProvisioningResult, provision_agency

ADD, INDEX, UPLOAD = "/admin/agencies/new/", "/admin/agencies/", "/admin/agencies/upload/"
OTHER = "tinh-thai-nguyen"
HEADER = "code,kind,name_vi,name_en,host,parent\n"


def provision(code, kind=Kind.COMMUNE, **more):
    host = f"{code}.{settings.BASE_DOMAIN}"
    return provision_agency(**{"code": code, "kind": kind, "name_vi": code, "host": host} | more)


def form_of(agency, **changes):
    names = ("code", "kind", "name_vi", "name_en", "short_name")
    values = {name: getattr(agency, name) for name in names}
    return values | {"host": agency.site.hostname} | changes


def end(agency, *successors):
    archive_agency(agency=agency, successors=successors, ended_on=date(2026, 7, 1), by=None)


def parent_of(code):
    return Agency.objects.select_related("parent").get(code=code).parent


@pytest.fixture
def other(db):
    """A second province."""
    return provision(OTHER, Kind.PROVINCE, name_vi="Cổng tỉnh Thái Nguyên")


@pytest.fixture
def run(tmp_path):
    def command(rows, header=HEADER):
        file = tmp_path / "agencies.csv"
        file.write_text(header + rows)
        output = StringIO()
        call_command("provision_agencies", str(file), stdout=output)
        return output.getvalue()

    return command


def test_where_there_is_one_province_everybody_else_belongs_to_it(province, health, district):
    assert (health.parent, district.parent, province.parent) == (province, province, None)
    assert set(province.children.all()) == {health, district}


def test_an_agency_made_before_its_province_belongs_to_it_afterwards(province, health, district):
    Agency.objects.filter(pk__in=[health.pk, district.pk]).update(parent=None)
    province.delete()
    assert provision("xa-mot").parent is None
    changes = ProvisioningResult()
    new = provision(OTHER, Kind.PROVINCE, changes=changes)
    assert set(new.children.all()) == {health, district, Agency.objects.get(code="xa-mot")}
    assert "số đơn vị trực thuộc tỉnh này từ nay: 3" in changes.lines
    provision("tinh-ba", Kind.PROVINCE)
    assert parent_of("xa-mot") == new


def test_with_several_provinces_a_new_agency_needs_one_and_an_old_one_keeps_its_own(
    other, province, health
):
    with pytest.raises(ValidationError) as refused:
        provision("xa-mot")
    assert set(refused.value.message_dict) == {"parent"}
    assert provision("xa-mot", parent=OTHER).parent == other
    changes = ProvisioningResult()
    provision("xa-mot", changes=changes)
    assert (changes.verb, parent_of("xa-mot")) == ("left", other)
    provision("xa-mot", parent=province.code, changes=changes)
    assert changes.lines == [f"parent: '{OTHER}' → 'tinh-bac-kan'"]
    assert parent_of("xa-mot") == province


@pytest.mark.parametrize(
    ("code", "kind", "parent"),
    [
        ("xa-mot", Kind.COMMUNE, "so-y-te"),
        ("xa-mot", Kind.COMMUNE, "xa-mot"),
        ("xa-mot", Kind.COMMUNE, "khong-co"),
        ("tinh-ba", Kind.PROVINCE, "tinh-bac-kan"),
        ("tinh-bac-kan", Kind.PROVINCE, "tinh-bac-kan"),
        ("so-y-te", Kind.DEPARTMENT, "so-y-te"),
    ],
)
def test_nobody_but_a_province_is_a_parent_and_provinces_have_none(health, code, kind, parent):
    with pytest.raises(ValidationError) as refused:
        provision(code, kind, parent=parent, host=f"moi.{settings.BASE_DOMAIN}")
    assert set(refused.value.message_dict) == {"parent"}


def test_the_database_refuses_a_province_below_another(province, other):
    with pytest.raises(IntegrityError), transaction.atomic():
        Agency.objects.filter(pk=other.pk).update(parent=province)


def test_a_province_with_units_stays_one_and_cannot_be_deleted(province):
    with pytest.raises(ValidationError) as refused:
        provision(province.code, Kind.DEPARTMENT, host=province.site.hostname)
    assert set(refused.value.message_dict) == {"kind"}
    with pytest.raises(ProtectedError), transaction.atomic():
        province.delete()


def test_a_unit_that_becomes_a_province_leaves_its_own(health):
    provision(health.code, Kind.PROVINCE, host=health.site.hostname)
    assert parent_of(health.code) is None


def test_a_province_ends_only_after_its_units_and_says_how_many_are_left(
    sign_in, ict_admin, province, health, district
):
    end(district)
    sent = {"ended_on": "2026-07-01"}
    client = sign_in(ict_admin)
    page = client.post(f"/admin/agencies/archive/{province.pk}/", sent).content.decode()
    assert "Còn 1 đơn vị trực thuộc tỉnh này" in page
    end(health)
    assert client.post(f"/admin/agencies/archive/{province.pk}/", sent).status_code == 302
    assert Agency.objects.get(pk=province.pk).is_archived


def test_no_unit_joins_a_province_that_has_ended(province, other):
    end(other)
    with pytest.raises(ValidationError):
        provision("xa-mot", parent=OTHER)
    assert provision("xa-mot").parent == province


def test_nobody_chooses_a_province_where_there_is_one(sign_in, ict_admin, health, province):
    client = sign_in(ict_admin)
    for url in (ADD, f"/admin/agencies/edit/{health.pk}/"):
        assert "parent" not in client.get(url).context["form"].fields
    assert client.post(ADD, form_of(health, code="xa-mot", host="xamot")).status_code == 302
    assert parent_of("xa-mot") == province
    assert "Cột parent" not in client.get(UPLOAD).content.decode()


def test_the_form_asks_for_the_province_where_there_are_several(
    sign_in, ict_admin, health, province, other
):
    client = sign_in(ict_admin)
    new = form_of(health, code="xa-mot", host="xamot")
    form = client.post(ADD, new).context["form"]
    assert set(form.errors) == {"parent"}
    assert set(form.fields["parent"].queryset) == {province, other}
    assert client.post(ADD, new | {"parent": health.pk}).status_code == 200
    assert client.post(ADD, new | {"parent": other.pk}).status_code == 302
    assert parent_of("xa-mot") == other
    edit = f"/admin/agencies/edit/{health.pk}/"
    assert client.get(edit).context["form"]["parent"].value() == province.pk
    assert client.post(edit, form_of(health, parent=other.pk)).status_code == 302
    assert parent_of(health.code) == other
    assert f"<code>{OTHER}</code>" in client.get(UPLOAD).content.decode()


def test_a_form_makes_a_province_of_a_unit_and_not_of_a_unit_below_another(
    sign_in, ict_admin, health, province, other
):
    client = sign_in(ict_admin)
    edit = f"/admin/agencies/edit/{health.pk}/"
    asked = form_of(health, kind="province", parent=province.pk)
    assert set(client.post(edit, asked).context["form"].errors) == {"parent"}
    assert client.post(edit, asked | {"parent": ""}).status_code == 302
    assert parent_of(health.code) is None


def test_a_table_makes_a_province_and_its_units_at_once(run, province, other):
    run("tinh-ba,province,Tỉnh Ba,,ba,\nxa-ba,commune,Xã Ba,,xaba,tinh-ba\n")
    run(f"xa-mot,commune,Xã Một,,xamot,{OTHER}\nxa-hai,commune,Xã Hai,,xahai,tinh-bac-kan\n")
    assert [parent_of(code).code for code in ("xa-ba", "xa-mot", "xa-hai")] == [
        "tinh-ba",
        OTHER,
        "tinh-bac-kan",
    ]


def test_a_table_without_the_column_is_as_good_as_ever(run, province):
    run("xa-mot,commune,Xã Một,,xamot\n", HEADER.replace(",parent", ""))
    assert parent_of("xa-mot") == province


@pytest.mark.parametrize("parent", ["khong-co", "so-y-te", "tinh-ba"])
def test_a_table_says_where_a_province_is_unknown(run, health, parent):
    rows = f"xa-mot,commune,Xã Một,,xamot,{parent}\ntinh-ba,province,Tỉnh Ba,,ba,\n"
    with pytest.raises(CommandError, match=r"line 2: column parent: .* no province"):
        run(rows)


def test_a_table_that_names_no_province_where_there_are_several_changes_nothing(run, other):
    with pytest.raises(CommandError, match="xa-hai|several"):
        run(f"xa-mot,commune,Xã Một,,xamot,{OTHER}\nxa-hai,commune,Xã Hai,,xahai,\n")
    assert not Agency.objects.filter(kind=Kind.COMMUNE).exists()


def test_the_exported_list_names_provinces_only_where_there_are_several(
    sign_in, ict_admin, health, province
):
    client = sign_in(ict_admin)

    def rows():
        data = b"".join(client.get(INDEX, {"export": "csv"})).decode()
        return {row[0]: row for row in csv.reader(io.StringIO(data))}

    without = rows()
    provision(OTHER, Kind.PROVINCE)
    several = rows()
    assert several[health.code] == [*without[health.code], province.code]
    assert several[province.code] == [*without[province.code], ""]
