import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from content.tests.factories import create_picture
from desk.services.trash import trash_page
from home.models import OrganisationPage
from home.tests.factories import (
    get_edit_path,
    make_office_block,
    make_person_block,
    make_person_form,
    publish_organisation,
)
from sites.models import AgencySettings
from tests.html import get_text, parse_html

pytestmark = pytest.mark.django_db
PATH = "/gioi-thieu/co-cau-to-chuc/"

DIRECTOR = make_person_block(
    "Nông Văn Dũng", "Giám đốc", telephone="0209 3000 101", email="dung@a.example"
)
HEAD = make_person_block("Hà Thị Lan", "Trưởng phòng", duties="Tiếp dân,\nthi đua; khen thưởng")
NURSE = make_person_block(
    "Lý Văn Páo", "Trạm trưởng", telephone="0209 3000 103", biography="<p>Quê Ba Bể</p>"
)


@pytest.fixture
def filled(health):
    station = make_office_block("Trạm y tế lưu động", NURSE)
    departments = [
        make_office_block("Văn phòng", HEAD, telephone="0209 3000 102", address="Tầng 2"),
        make_office_block("Trung tâm Y tế dự phòng") | {"offices": [station]},
    ]
    return publish_organisation(health, leaders=[DIRECTOR], departments=departments)


@pytest.fixture
def read(visit):
    return lambda agency: parse_html(visit(agency, PATH)).main


@pytest.fixture
def editor(sign_in, health_editor):
    return sign_in(health_editor)


def branches(listed):
    """A nested list as it is read out: what an item says, and what is below it."""
    return {
        get_text(item.p): branches(item.ul) if item.ul else {}
        for item in listed.find_all("li", recursive=False)
    }


def test_the_chart_is_a_nested_list_with_the_head_of_each_office(read, health, filled):
    assert branches(read(health).select_one("ul.chart")) == {
        "Sở Y tế Nông Văn Dũng, Giám đốc": {
            "Văn phòng Hà Thị Lan, Trưởng phòng": {},
            "Trung tâm Y tế dự phòng": {"Trạm y tế lưu động Lý Văn Páo, Trạm trưởng": {}},
        }
    }


def test_the_chart_leads_to_each_office_and_the_headings_follow_it(read, health, filled):
    main = read(health)
    headings = [main.find(id=link["href"].removeprefix("#")) for link in main.select(".chart a")]
    assert [(heading.name, heading.text) for heading in headings] == [
        ("h2", "Lãnh đạo"),
        ("h2", "Văn phòng"),
        ("h2", "Trung tâm Y tế dự phòng"),
        ("h3", "Trạm y tế lưu động"),
    ]


def test_everybody_is_shown_with_what_is_known_of_them(read, health, filled):
    director, head, nurse = read(health).select(".person")
    assert get_text(director.select_one(".person-text")) == (
        "Nông Văn Dũng Giám đốc Điện thoại: 0209 3000 101 dung@a.example "
        "Lưu vào danh bạ : Nông Văn Dũng"
    )
    assert director.select_one("a[href^=tel]")["href"] == "tel:02093000101"
    assert get_text(head) == "Hà Thị Lan Trưởng phòng Tiếp dân, thi đua; khen thưởng"
    assert nurse.details.p.text == "Quê Ba Bể"


def test_a_business_card_holds_what_a_telephone_keeps(visit, health):
    AgencySettings.objects.filter(site=health.site).update(address="Số 1, tổ 2")
    anh = make_person_block(
        "Anh", "Phó; \\trưởng, phòng", telephone="0209 3000 101", duties="Một\nHai" * 20
    )
    publish_organisation(health, departments=[make_office_block("Văn phòng, tổng hợp", anh)])
    response = visit(health, f"{PATH}anh.vcf")
    assert response["Content-Type"] == "text/vcard; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="anh.vcf"'
    lines = response.content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert response.content.decode().replace("\r\n ", "").split("\r\n") == [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "KIND:individual",
        "FN:Anh",
        "N:;Anh;;;",
        "ORG:Sở Y tế;Văn phòng\\, tổng hợp",
        "TITLE:Phó\\; \\\\trưởng\\, phòng",
        "TEL;VALUE=uri;TYPE=work,voice:tel:02093000101",
        "ADR;TYPE=work:;;Số 1\\, tổ 2;;;;",
        "NOTE:" + "Một\\nHai" * 20,
        f"URL:{health.root_url}{PATH}#nguoi-anh",
        "END:VCARD",
        "",
    ]


def test_people_of_the_same_name_have_cards_of_their_own(visit, read, health):
    twins = [make_person_block("Hoa", f"Số {n}", telephone=f"0209 3000 10{n}") for n in (1, 2)]
    publish_organisation(
        health, leaders=twins[:1], departments=[make_office_block("Hoa", *twins[1:])]
    )
    cards = [link["href"] for link in read(health).select(".person-card a")]
    assert cards == [f"{PATH}hoa.vcf", f"{PATH}hoa-2.vcf"]
    told = [visit(health, card).content.decode() for card in cards]
    assert ["TITLE:Số 1" in told[0], "TITLE:Số 2" in told[1]] == [True, True]


@pytest.mark.parametrize("slug", ["ha-thi-lan", "khong-ai"])
def test_nobody_else_has_a_card(visit, health, filled, slug):
    assert visit(health, f"{PATH}{slug}.vcf").status_code == 404


def test_cards_are_of_one_unit_alone_and_gone_with_its_page(visit, health, district, filled):
    assert visit(district, f"{PATH}nong-van-dung.vcf").status_code == 404
    assert visit(health, f"{PATH}nong-van-dung.vcf").status_code == 200
    filled.unpublish()
    assert visit(health, f"{PATH}nong-van-dung.vcf").status_code == 404


def test_a_page_that_names_nobody_yet_says_so_and_leads_on(read, health):
    main = read(health)
    assert main.p.text == "Đơn vị chưa đăng danh sách cán bộ. Về trang chủ"
    assert not main.select("ul, nav, h2")


def test_people_are_found_by_name_position_and_what_they_do(visit, filled, health):
    for asked in ("ly van pao", "tram truong", "thi dua", "que ba be", "y te luu dong"):
        hits = parse_html(visit(health, f"/tim-kiem/?q={asked}")).select("ol.entries > li a")
        assert [hit["href"] for hit in hits] == [PATH], asked


def test_many_people_with_photos_cost_as_much_as_two(visit, health, work_off):
    costs = []
    for number in (2, 6):
        people = [
            make_person_block(f"Người {n}", photo=create_picture(title="x", file=_portrait(n)))
            for n in range(number)
        ]
        publish_organisation(
            health, leaders=people, departments=[make_office_block("Phòng", *people)]
        )
        work_off()
        visit(health, PATH)
        # Sizes of pictures are remembered too.
        for each in caches.all(initialized_only=True):
            each.clear()
        with CaptureQueriesContext(connection) as queries:
            visit(health, PATH)
        costs.append(len(queries))
    assert costs[0] == costs[1]


def _portrait(number):
    return get_test_image_file(filename=f"{number}.png", size=(300, 400))


def test_a_website_has_one_organisation_page_wherever_it_stands(health, district):
    page = OrganisationPage.objects.descendant_of(health.root_page).get()
    home, about = (Page.objects.get(pk=one.pk) for one in (health.root_page, page.get_parent()))
    assert not OrganisationPage.can_create_at(home) and not OrganisationPage.can_create_at(about)
    trash_page(page=page, user=None)
    assert OrganisationPage.can_create_at(home) and OrganisationPage.can_create_at(about)
    assert not OrganisationPage.can_create_at(district.root_page)


def sent(**fields):
    """What the form of the page sends."""
    form = {"title": "Cơ cấu tổ chức", "lead": "", "comments": inline_formset([])}
    form |= {"body": streamfield([]), "departments": streamfield([]), "leaders": streamfield([])}
    return nested_form_data(form | fields)


def written_department(**fields):
    words = {"name": "Văn phòng", "duties": "", "telephone": "", "email": "", "address": ""}
    people = streamfield([("item", make_person_form())])
    return words | {"people": people, "offices": streamfield([])} | fields


def test_an_editor_writes_people_and_offices_and_looks_at_them(editor, health):
    page = OrganisationPage.objects.descendant_of(health.root_page).get()
    part = written_department(name="Tổ một cửa")
    del part["offices"]
    department = written_department(offices=streamfield([("item", part)]))
    fields = sent(
        leaders=streamfield([("person", make_person_form(telephone="0209 3000 101"))]),
        departments=streamfield([("department", department)]),
    )
    preview = f"{get_edit_path(page)}preview/"
    assert editor.post(preview, fields).json()["is_valid"]
    assert len(parse_html(editor.get(preview)).select(".person")) == 3
    assert editor.post(get_edit_path(page), fields).status_code == 302
    chart = OrganisationPage.objects.get(pk=page.pk).get_latest_revision_as_object().chart
    assert [one.value["name"] for one in chart.all_offices] == ["Văn phòng", "Tổ một cửa"]


def test_what_is_no_telephone_number_is_refused(editor, health):
    page = OrganisationPage.objects.descendant_of(health.root_page).get()
    wrong = streamfield([("person", make_person_form(telephone="hỏi văn phòng"))])
    response = editor.post(get_edit_path(page), sent(leaders=wrong))
    assert "leaders" in response.context["form"].errors
