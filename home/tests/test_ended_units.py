"""On an ended unit's website every action leads to those who serve now."""

from datetime import date

import pytest
from django.test import Client
from wagtail.models import Page

from bulletins.tests.factories import create_placement, publish_bulletin
from home.models import ContactPage, FeedbackMessage
from home.tests.factories import (
    create_opening_hours,
    make_office_block,
    make_person_block,
    publish_document,
    publish_news,
    publish_organisation,
    publish_procedure,
)
from sites.models import Agency, AgencySettings, Kind
from sites.services.archiving import archive_agency
from sites.tests.factories import create_agency, open_in_english
from tests.html import read_html

pytestmark = pytest.mark.django_db

DEAD_NUMBERS = ["0209 3870 111", "0209 3870 222", "0209 3870 333", "0209 3870 444"]
DEAD_EMAILS = ["cu@soyte.example.vn", "lan@soyte.example.vn"]
LIVING = "0209 3870 999"
ENDED = date(2026, 7, 1)


def set_details(agency, **fields):
    details = AgencySettings.for_site(agency.site)
    for name, value in fields.items():
        setattr(details, name, value)
    details.save()


def end(agency, *successors):
    archive_agency(agency=agency, successors=successors, ended_on=ENDED, by=None)


@pytest.fixture
def dead(health):
    """A unit with its numbers in every place that has room for one."""
    telephone, further, person, office = DEAD_NUMBERS
    email, own = DEAD_EMAILS
    set_details(
        health, telephone=telephone, email=email, address="1 Đường Cũ", hours="7 giờ đến 17 giờ"
    )
    contact = ContactPage.objects.child_of(health.root_page).get()
    contact.map_url = "https://maps.example/cu"
    contact.telephones = [("telephone", {"name": "Trực ban", "number": further})]
    contact.save_revision().publish()
    lan = make_person_block("Lan", telephone=person, email=own)
    publish_organisation(
        health, leaders=[lan], departments=[make_office_block("Phòng Một", lan, telephone=office)]
    )
    words = f'<p>Gọi <a href="tel:{telephone.replace(" ", "")}">{telephone}</a>, '
    words += f'<a href="mailto:{email}">thư</a> hoặc <a href="tel:113">113</a>.</p>'
    card = {"name": "Văn thư", "telephone": further, "email": own, "address": "", "hours": ""}
    publish_news(health, "Lịch tiêm", body=[("text", words), ("contact", card)])
    publish_document(health, "Quyết định")
    publish_procedure(
        health, "Cấp giấy phép", code="1.000001", office="1 Đường Cũ",
        online_url="https://dvc.example/cu", fee="Không",
    )  # fmt: skip
    bulletin = publish_bulletin("Tiêm chủng", source=health)
    create_placement(bulletin, health, contact_name="Trạm", contact_telephone=further)
    return health


def list_paths(agency):
    fronts = Page.objects.filter(translation_key=agency.root_page.translation_key)
    pages = [page for front in fronts for page in front.get_descendants(inclusive=True).live()]
    paths = [page.specific.get_url_parts()[2] for page in pages]
    views = ["/ban-tin/", "/ban-tin/luu-tru/", "/ban-tin/tiem-chung/", "/ban-tin/tiem-chung/wifi/"]
    views += ["/tim-kiem/?q=khongcogi", "/tim-kiem/?q=lich", "/co-quan/", "/so-do/", "/tiep-can/"]
    views += ["/gop-y/", "/hien-thi/", "/ban-tin/nguon-tin/", "/khong-co/", "/en/khong-co/"]
    return [*paths, *views]


def list_actions(response):
    soup = read_html(response.content)
    forms = [form["action"] for form in soup.select("form[action]")]
    return [link["href"] for link in soup.select("a[href]")] + forms


def is_dead(action, agency):
    numbers = {number.replace(" ", "") for number in DEAD_NUMBERS}
    return (
        action.removeprefix("tel:") in numbers
        or action.removeprefix("mailto:") in DEAD_EMAILS
        or "example/cu" in action
        or action.startswith(("/lien-he.vcf", f"{agency.root_url}/lien-he.vcf", "/gop-y/"))
        or (action.endswith(".vcf") and not action.startswith("http"))
    )


def test_no_page_of_an_ended_unit_offers_anything_of_the_dead_office(dead, district, visit):
    set_details(district, telephone=LIVING, email="moi@babe.example.vn")
    open_in_english(dead)
    paths = list_paths(dead)
    before = {path: visit(dead, path) for path in paths}
    offered = [
        path for path in paths if any(is_dead(one, dead) for one in list_actions(before[path]))
    ]
    assert len(offered) > 12, "the numbers were found while the unit worked"
    end(dead, district)
    for path in paths:
        response = visit(dead, path)
        assert [one for one in list_actions(response) if is_dead(one, dead)] == [], path
        assert int(response.get("Content-Length", len(response.content))) == len(response.content)
        text = response.content.decode()
        if "/wifi/" not in path:
            assert f"tel:{LIVING.replace(' ', '')}" in text and district.root_url in text, path
    assert "tel:113" in "".join(visit(dead, path).content.decode() for path in paths)


def test_an_active_unit_keeps_its_numbers(dead, district, visit):
    end(district, dead)
    page = visit(dead, "/lien-he/").content.decode()
    assert all(f"tel:{number.replace(' ', '')}" in page for number in DEAD_NUMBERS[:2])
    assert (
        f"tel:{DEAD_NUMBERS[0].replace(' ', '')}" in visit(district, "/lien-he/").content.decode()
    )


def test_several_successors_are_named_and_chains_lead_to_the_living(health, district, visit):
    heirs = [create_agency(code, Kind.COMMUNE, name_vi=f"Xã {code}") for code in ("xa-a", "xa-b")]
    end(health, district)
    end(district, *heirs)
    footer = read_html(visit(health).content).footer
    assert [link["href"] for link in footer.select("strong a")] == [
        f"{heir.root_url}/" for heir in heirs
    ]


def test_without_successors_the_province_is_named(health, district, province, visit):
    set_details(province, telephone=LIVING)
    end(health)
    page = visit(health, "/lien-he/").content.decode()
    assert f'href="{province.root_url}/gop-y/"' in page and "tel:02093870999" in page
    assert "đảm nhiệm" not in page


def test_a_province_that_nobody_follows_names_nobody(province, visit):
    Agency.objects.exclude(pk=province.pk).update(parent=None)
    end(province)
    assert visit(province).status_code == 200
    assert visit(province, "/lien-he.vcf").status_code == 404
    assert "Contact: http" in visit(province, "/.well-known/security.txt").content.decode()


def test_messages_are_never_accepted_at_the_dead_office(dead, district, visit):
    end(dead, district)
    form = Client(SERVER_NAME=dead.site.hostname)
    for response in (
        visit(dead, "/gop-y/"),
        form.post("/gop-y/", {"subject": "A", "message": "B"}),
    ):
        assert response.status_code == 410
        assert f'href="{district.root_url}/gop-y/"' in response.content.decode()
    assert not FeedbackMessage.objects.exists()


def test_cards_and_the_security_contact_are_those_of_who_serves_now(dead, district, visit):
    set_details(district, telephone=LIVING, email="moi@babe.example.vn")
    end(dead, district)
    card = visit(dead, "/lien-he.vcf").content.decode()
    assert "tel:02093870999" in card and district.name in card and DEAD_EMAILS[0] not in card
    security = visit(dead, "/.well-known/security.txt").content.decode()
    assert "mailto:moi@babe.example.vn" in security and DEAD_EMAILS[0] not in security
    assert visit(dead, "/gioi-thieu/co-cau-to-chuc/lan.vcf").status_code == 404


def test_a_procedure_leads_to_the_same_one_of_who_serves_now(dead, district, visit):
    path = "/thu-tuc/cap-giay-phep/"
    end(dead, district)
    assert visit(dead, path).status_code == 200
    publish_procedure(district, "Cấp giấy phép mới", code="1.000001")
    page = visit(dead, path).content.decode()
    assert f'href="{district.root_url}/thu-tuc/cap-giay-phep-moi/"' in page
    assert "1 Đường Cũ" not in page


def test_a_changed_number_of_the_successor_is_on_the_dead_site_at_once(dead, district, visit):
    end(dead, district)
    assert "0209 3870 555" not in visit(dead).content.decode()
    set_details(district, telephone="0209 3870 555")
    assert "0209 3870 555" in visit(dead).content.decode()


def test_its_hours_are_those_of_who_serves_now_and_follow_them(dead, district, visit):
    create_opening_hours(dead)
    end(dead, district)
    for path in ("/", "/lien-he/", "/gop-y/"):
        assert "7:30–11:30" not in visit(dead, path).content.decode()
    create_opening_hours(district)
    for path in ("/", "/lien-he/", "/gop-y/"):
        footer = read_html(visit(dead, path).content).footer
        hours = footer.select_one(".opening-hours").text
        assert "Thứ Hai – Thứ Sáu: 7:30–11:30" in hours


def test_search_engines_learn_that_the_unit_has_ended(dead, district, visit):
    end(dead, district)
    front = visit(dead).content.decode()
    assert '"dissolutionDate": "2026-07-01"' in front and DEAD_NUMBERS[0] not in front


def test_a_hit_of_an_ended_unit_names_who_serves_now(dead, district, visit):
    end(dead, district)
    page = read_html(visit(district, "/tim-kiem/?q=lich+tiem&scope=all").content)
    [facts] = [each for each in page.select(".entry-facts") if "Sở Y tế" in each.text]
    assert facts.find("a", href=f"{district.root_url}/")
