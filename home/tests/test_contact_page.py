"""How to reach a unit: its contact page, and its card for address books."""

import pytest
from django.core.exceptions import ValidationError

from home.models import ContactPage
from tests.html import read_html

pytestmark = pytest.mark.django_db


def soup(response):
    return read_html(response.content)


def contact_page(agency, **fields):
    page = ContactPage.objects.child_of(agency.root_page).get()
    for name, value in fields.items():
        setattr(page, name, value)
    page.full_clean()
    page.save_revision().publish()


def test_the_contact_page_calls_and_leads_to_the_map(health, visit):
    numbers = [("telephone", {"name": "Đường dây nóng", "number": "0209 3870 115"})]
    contact_page(health, telephones=numbers, map_url="https://maps.example/soyte")
    page = soup(visit(health, "/lien-he/"))
    call = page.main.find("a", href="tel:02093870115")
    assert call.find_parent("dd").find_previous("dt").text == "Đường dây nóng"
    assert page.main.find("a", href="https://maps.example/soyte")


def test_a_map_is_linked_over_https_only(health):
    with pytest.raises(ValidationError, match="https://"):
        contact_page(health, map_url="http://maps.example/")


def test_the_card_for_address_books_is_a_vcard(health, visit):
    numbers = [("telephone", {"name": "Đường dây nóng", "number": "0209 3870 115"})]
    contact_page(health, telephones=numbers)
    details = health.site.agencysettings
    details.address = "Số 96, đường Nguyễn Thị Minh Khai; phường Nguyễn Thị Minh Khai, Bắc Kạn"
    details.telephone, details.email = "0209 3870 943", "soyte@backan.example"
    details.save()
    answer = visit(health, "/lien-he.vcf")
    assert answer["Content-Type"] == "text/vcard; charset=utf-8"
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    lines = answer.content.decode().replace("\r\n ", "").split("\r\n")
    assert lines[:2] == ["BEGIN:VCARD", "VERSION:4.0"] and lines[-2:] == ["END:VCARD", ""]
    assert "FN:Sở Y tế" in lines
    assert (
        "ADR:;;Số 96\\, đường Nguyễn Thị Minh Khai\\; phường Nguyễn Thị Minh Khai\\, Bắc Kạn;;;;"
        in lines
    )
    assert "TEL;VALUE=uri;TYPE=work,voice;PREF=1:tel:02093870943" in lines
    assert "TEL;VALUE=uri;TYPE=work,voice:tel:02093870115" in lines
    assert "EMAIL;TYPE=work:soyte@backan.example" in lines
