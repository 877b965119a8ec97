"""Codes of administrative units, on screen and in a table."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from demo.texts import AGENCIES_FILE
from sites.models import Agency, Kind
from sites.services.agency_table import TableError, read_agencies
from sites.tests.factories import create_agency

pytestmark = pytest.mark.django_db

HEADER = "code,kind,name_vi,name_en,host,geocode\n"
DISTRICT = "huyen-ba-be,district,Ủy ban nhân dân huyện Ba Bể,,babe"


def form_of(agency, **changes):
    names = ("code", "kind", "name_vi", "name_en", "short_name")
    values = {name: getattr(agency, name) for name in names}
    return values | {"host": agency.site.hostname} | changes


def get_geocode(agency):
    return Agency.objects.get(pk=agency.pk).geocode


def upload(client, row):
    file = SimpleUploadedFile("don-vi.csv", f"{HEADER}{row}\n".encode())
    preview = client.post("/admin/agencies/upload/", {"file": file})["Location"]
    client.post(preview)


def test_ict_writes_and_takes_away_the_code_of_a_district(sign_in, ict_admin, district):
    client, url = sign_in(ict_admin), f"/admin/agencies/edit/{district.pk}/"
    client.post(url, form_of(district, geocode="061"))
    assert get_geocode(district) == "061"
    client.post(url, form_of(district, geocode=""))
    assert get_geocode(district) == ""


@pytest.mark.parametrize("code", ["61", "0611", "6a1", "０６１"])
def test_a_code_that_no_district_can_have_is_explained_at_its_field(
    sign_in, ict_admin, district, code
):
    page = sign_in(ict_admin).post(
        f"/admin/agencies/edit/{district.pk}/", form_of(district, geocode=code)
    )
    assert set(page.context["form"].errors) == {"geocode"}
    assert get_geocode(district) == ""


def test_what_is_no_territory_has_no_code(sign_in, ict_admin, health):
    page = sign_in(ict_admin).post(
        f"/admin/agencies/edit/{health.pk}/", form_of(health, geocode="061")
    )
    assert "không phải là địa bàn" in page.content.decode()


def test_a_table_brings_codes_and_one_without_leaves_them(sign_in, ict_admin, district, health):
    client = sign_in(ict_admin)
    upload(client, f"{DISTRICT},061")
    assert (get_geocode(district), get_geocode(health)) == ("061", "")
    upload(client, f"{DISTRICT},")
    assert get_geocode(district) == "061"
    upload(client, "huyen-ba-be,office,Văn phòng Ba Bể,,babe,")
    assert get_geocode(district) == ""


@pytest.mark.parametrize(
    ("kind", "code"), [("commune", "1834"), ("province", "6"), ("department", "06")]
)
def test_a_table_with_a_code_of_another_length_is_refused(province, kind, code):
    row = f"don-vi,{kind},Đơn vị,,donvi,{code}\n"
    with pytest.raises(TableError) as refused:
        read_agencies((HEADER + row).encode(), domain="backan.localhost")
    assert {problem.column for problem in refused.value.problems} == {"geocode"}


def test_the_column_of_the_reference_data_is_read(province):
    table = HEADER.replace("geocode", "gso_code") + "xa-mot,commune,Xã Một,,mot,01834\n"
    [row] = read_agencies(table.encode(), domain="backan.localhost")
    assert row["geocode"] == "01834"


def test_provisioning_refuses_a_wrong_code(province):
    with pytest.raises(ValidationError) as refused:
        create_agency("xa-mot", Kind.COMMUNE, geocode="061")
    assert set(refused.value.message_dict) == {"geocode"}


def test_every_territory_of_the_demo_has_a_code_of_its_own(province):
    rows = read_agencies(AGENCIES_FILE.read_bytes(), domain="demo.example")
    codes = {row["code"]: row["geocode"] for row in rows if row["geocode"]}
    territories = [row for row in rows if row["kind"] in {"province", "city", "district"}]
    assert len(set(codes.values())) == len(codes) == len(territories) == 9
    assert (codes["tinh-bac-kan"], codes["huyen-ba-be"]) == ("06", "061")
