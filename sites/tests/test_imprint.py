"""What the foot of every page says of the licence, of who is responsible, and of a demo."""

import pytest

from sites.models import AgencySettings, Kind
from sites.tests.factories import create_agency, open_in_english
from tests.html import read_html

pytestmark = pytest.mark.django_db
LICENCE = "Giấy phép số 12/GP-TTĐT do Sở Thông tin và Truyền thông cấp ngày 02/9/2026"
PERSON = "Chánh Văn phòng Ủy ban nhân dân tỉnh"
OWN_PERSON = "Giám đốc Sở Y tế"
DISCLAIMER = "Không phải trang chính thức"


def set_details(agency, **fields):
    details = AgencySettings.for_site(agency.site)
    for name, value in fields.items():
        setattr(details, name, value)
    details.save()


@pytest.fixture
def footer(visit):
    def get_footer(agency, path="/"):
        return read_html(visit(agency, path).content).footer

    return get_footer


def save_details(client, agency, **fields):
    path = f"/admin/settings/agencies/agencysettings/{agency.site_id}/"
    return client.post(path, {"accent": "lam"} | fields)


def test_what_the_ict_department_writes_once_stands_on_the_websites_of_all_units(
    footer, sign_in, ict_admin, province, health, district
):
    for agency in (province, health, district):
        said = [
            line.text
            for line in footer(agency, "/tim-kiem/").select(
                "h2:-soup-contains('Trang web này') ~ p"
            )
        ]
        assert said == ["Xây dựng bằng Bantin, phần mềm nguồn mở."]
    answer = save_details(sign_in(ict_admin), province, licence=LICENCE, responsible=PERSON)
    assert answer.status_code == 302
    for agency in (province, health, district):
        for path in ("/", "/tin-tuc/", "/tim-kiem/"):
            assert LICENCE in footer(agency, path).text, (agency, path)
            assert PERSON in footer(agency, path).text, (agency, path)


def test_a_unit_with_a_responsible_person_of_its_own_names_that_one(
    footer, sign_in, health_moderator, province, health, district
):
    set_details(province, licence=LICENCE, responsible=PERSON)
    save_details(sign_in(health_moderator), health, responsible=OWN_PERSON)
    assert OWN_PERSON in footer(health).text and PERSON not in footer(health).text
    assert LICENCE in footer(health).text
    assert PERSON in footer(district).text and OWN_PERSON not in footer(district).text
    set_details(health, licence="Giấy phép số 7", responsible="")
    assert "Giấy phép số 7" in footer(health).text and LICENCE not in footer(health).text
    assert PERSON in footer(health).text


def test_a_units_moderator_does_not_write_for_the_province(
    footer, sign_in, health_moderator, province, district
):
    save_details(sign_in(health_moderator), province, licence=LICENCE, responsible=OWN_PERSON)
    assert LICENCE not in footer(district).text and OWN_PERSON not in footer(district).text


def test_the_lines_of_a_province_end_at_its_borders(footer, province, health):
    other = create_agency("tinh-thai-nguyen", Kind.PROVINCE, name_vi="Tỉnh Thái Nguyên")
    unit = create_agency("xa-la-bang", Kind.COMMUNE, parent="tinh-thai-nguyen")
    set_details(province, licence=LICENCE, responsible=PERSON, is_demo=True)
    for agency in (other, unit):
        text = footer(agency).text
        assert LICENCE not in text and PERSON not in text and DISCLAIMER not in text


def test_the_frame_of_the_lines_is_translated_and_their_texts_are_marked_as_vietnamese(
    footer, province, health
):
    set_details(province, licence=LICENCE, responsible=PERSON)
    open_in_english(health)
    foot = footer(health, "/en/")
    assert "Responsible for the content" in foot.text
    for text in (LICENCE, PERSON):
        assert foot.find(string=text).find_parent(attrs={"lang": True})["lang"] == "vi"


def test_a_real_province_is_never_called_a_demo(footer, province, health):
    for agency in (province, health):
        assert DISCLAIMER not in footer(agency).text
        assert "không chính thức" not in footer(agency).text.lower()
    set_details(province, is_demo=True)
    for agency in (province, health, create_agency("xa-moi", Kind.COMMUNE)):
        assert DISCLAIMER in footer(agency).text


def test_no_form_turns_a_website_into_a_demo(footer, sign_in, ict_admin, province):
    save_details(sign_in(ict_admin), province, is_demo="on")
    assert DISCLAIMER not in footer(province).text
