import csv
import io
from datetime import timedelta

import openpyxl
import pytest

from accounts.models import Invitation
from bulletins.services import lifecycle
from bulletins.tests.factories import publish_bulletin
from desk.tests.html import find_section, list_rows
from members.models import AuditEntry, Notification
from responses.models import Acknowledgement, AcknowledgementReminder
from responses.selectors import problems
from responses.services.acknowledgements import acknowledge
from responses.tests.factories import NOW, get_work_list_path, publish_requiring_acknowledgement
from sites.models import AgencyGroup, AgencySettings
from sites.tests.factories import create_agency
from tests.html import count_queries, get_text, parse_html, read_html

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]

NOT_PUBLISHERS = ["ict_author", "translator", "health_moderator", "outsider"]


@pytest.fixture
def client(sign_in, ict_publisher):
    return sign_in(ict_publisher)


@pytest.fixture
def bulletin(health_editor, district_editor):
    return publish_requiring_acknowledgement(audience=["kind:department", "kind:district"])


@pytest.fixture
def troubled(monkeypatch, district):
    """The district's website does not show what it should."""
    monkeypatch.setattr(problems, "_sources", [])
    problems.register_problem_source(lambda bulletin: {district.pk: "Không hiển thị: DNS"})


def units(response):
    return [row[0].removesuffix(" Sở").removesuffix(" Huyện") for row in list_rows(response)]


def table(response):
    return parse_html(response).find("table", class_="confirm-table")


def csv_rows(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_first_stand_the_units_that_have_not_confirmed_with_telephone_and_buttons(
    client, bulletin, health, district, health_editor
):
    AgencySettings.objects.filter(site=district.site).update(telephone="0209 3876 101")
    acknowledge(bulletin=bulletin, agency=health, by=health_editor)
    page = parse_html(client.get(get_work_list_path(bulletin)))
    assert "1/2 đơn vị đã xác nhận" in get_text(page.find(class_="confirm-tally"))
    [row] = page.find("table", class_="confirm-table").tbody("tr")
    assert "Ba Bể" in get_text(row) and "Chưa xác nhận, hạn 17:00, 27/11/2026" in get_text(row)
    assert row.find("a", href="tel:02093876101")
    assert row.find("button")["value"] == str(district.pk)
    assert row.find("a", href=get_work_list_path(bulletin, f"dien-thoai/{district.pk}"))


def test_confirmed_and_all_units_are_a_click_away_and_found_by_name(
    client, bulletin, health, health_editor
):
    acknowledge(bulletin=bulletin, agency=health, answer="Đã xong.", by=health_editor)
    confirmed = client.get(f"{get_work_list_path(bulletin)}?state=confirmed")
    assert units(confirmed) == ["Sở Y tế"]
    assert "Đã xong." in get_text(table(confirmed))
    assert len(units(client.get(f"{get_work_list_path(bulletin)}?state=all"))) == 2
    assert units(client.get(f"{get_work_list_path(bulletin, 'don-vi/ket-qua')}?q=ba+be")) == [
        "Ủy ban nhân dân huyện Ba Bể"
    ]
    assert units(client.get(f"{get_work_list_path(bulletin)}?kind=department&state=all")) == [
        "Sở Y tế"
    ]


def test_a_unit_where_nobody_can_sign_in_is_to_be_called(client, province, health, health_editor):
    bulletin = publish_requiring_acknowledgement(audience=["kind:province", "kind:department"])
    to_call = "Đơn vị chưa có ai đăng nhập được: hãy gọi điện."
    rows = table(client.get(get_work_list_path(bulletin))).tbody("tr")
    called = {unit.name_vi: to_call in get_text(row) for unit in (province, health) for row in rows
              if unit.name_vi in get_text(row)}  # fmt: skip
    assert called == {province.name_vi: True, health.name_vi: False}


def test_an_administrator_invites_from_the_list_and_comes_back_to_it(
    sign_in, ict_admin, client, province, health, health_editor
):
    bulletin = publish_requiring_acknowledgement(audience=["kind:province", "kind:department"])
    path = get_work_list_path(bulletin)
    # Who publishes may invite nobody into a unit.
    assert "/invite/" not in client.get(path).text
    administrator = sign_in(ict_admin)
    links = [
        link["href"]
        for link in read_html(administrator.get(path).content).select(".confirm-state a")
    ]
    assert [link.partition("?")[0] for link in links] == [
        f"/admin/people/units/{province.pk}/invite/"
    ]
    sent = {"email": "an@backan.example", "role": "moderators"}
    assert administrator.post(links[0], sent)["Location"] == path
    assert Invitation.objects.get().group == province.moderators


def test_what_else_is_wrong_keeps_a_unit_in_the_list(
    client, bulletin, district, district_editor, troubled
):
    acknowledge(bulletin=bulletin, agency=district, by=district_editor)
    cells = {row[0]: row[1] for row in list_rows(client.get(get_work_list_path(bulletin)))}
    assert "Không hiển thị: DNS" in cells["Ủy ban nhân dân huyện Ba Bể Huyện"]
    silent = publish_bulletin("Không hỏi")
    assert len(list_rows(client.get(get_work_list_path(silent)))) == 1


def test_reminding_one_or_all_tells_now_and_says_whom(client, bulletin, district):
    client.post(get_work_list_path(bulletin, "nhac-don-vi"), {"agency": district.pk})
    assert AcknowledgementReminder.objects.get().agency == district
    answer = client.post(get_work_list_path(bulletin, "nhac-don-vi"), {}, follow=True)
    assert "Đã nhắc Sở Y tế." in get_text(parse_html(answer).find(class_="messages"))
    assert Notification.objects.filter(at_once=True).count() == 2
    again = client.post(get_work_list_path(bulletin, "nhac-don-vi"), {"agency": "x"}, follow=True)
    assert "Chưa nhắc ai" in get_text(parse_html(again).find(class_="messages"))
    assert "09:00, 24/11/2026" in get_text(table(client.get(get_work_list_path(bulletin))))


def test_a_telephone_call_confirms_on_the_units_behalf_and_says_so(
    client, bulletin, district, sign_in, district_editor
):
    path = get_work_list_path(bulletin, f"dien-thoai/{district.pk}")
    assert set(client.post(path, {"spoken_to": " "}).context["form"].errors) == {"spoken_to"}
    client.post(path, {"spoken_to": "bà Hoa, văn thư", "answer": "Đã phổ biến."})
    made = Acknowledgement.objects.get()
    assert (made.by_telephone, made.person_name) == (True, "ict-publisher")
    seen = sign_in(district_editor).get(f"/admin/xac-nhan/{district.pk}/{bulletin.pk}/")
    assert "nói chuyện với bà Hoa, văn thư" in get_text(parse_html(seen).main)
    [cell] = parse_html(client.get("/admin/xac-nhan/?q=ba+be")).find(class_="matrix").tbody("td")
    assert "☎" in get_text(cell) and "xác nhận qua điện thoại" in get_text(cell)
    [entry] = AuditEntry.objects.filter(action="bulletins.acknowledge_by_telephone")
    assert entry.agency == district
    assert client.get(path).status_code == 404


def test_the_caller_takes_back_a_wrong_entry_and_nobody_elses(
    client, bulletin, district, health, health_editor
):
    own = acknowledge(bulletin=bulletin, agency=health, by=health_editor)
    client.post(get_work_list_path(bulletin, f"dien-thoai/{district.pk}"), {"spoken_to": "bà Hoa"})
    entered = Acknowledgement.objects.get(agency=district)
    for made in (own, entered):
        client.post(f"/admin/xac-nhan/{made.pk}/rut-lai/")
    assert list(Acknowledgement.objects.all()) == [own]


def test_what_was_ended_is_listed_and_reminds_nobody(client, bulletin, ict_publisher):
    lifecycle.end_bulletin(bulletin=bulletin, by=ict_publisher)
    listed = table(client.get(get_work_list_path(bulletin)))
    assert len(listed.tbody("tr")) == 2 and not listed("button")
    client.post(get_work_list_path(bulletin, "nhac-don-vi"))
    assert not Notification.objects.exists()


@pytest.mark.parametrize("person", NOT_PUBLISHERS)
def test_nobody_else_follows_units_up(request, sign_in, bulletin, district, person):
    stranger = sign_in(request.getfixturevalue(person))
    parts = ("don-vi", "don-vi/ket-qua", "bao-cao", f"dien-thoai/{district.pk}")
    for path in ["/admin/xac-nhan/", *(get_work_list_path(bulletin, one) for one in parts)]:
        assert stranger.get(path).status_code in {302, 404}
    stranger.post(get_work_list_path(bulletin, "nhac-don-vi"))
    stranger.post(get_work_list_path(bulletin, f"dien-thoai/{district.pk}"), {"spoken_to": "ai đó"})
    assert not Acknowledgement.objects.exists() and not Notification.objects.exists()


def test_the_export_has_the_answers_and_no_formula(client, bulletin, health, health_editor):
    acknowledge(bulletin=bulletin, agency=health, answer="=HYPERLINK(1)", by=health_editor)
    heading, *lines = csv_rows(client.get(f"{get_work_list_path(bulletin)}?state=all&export=csv"))
    assert heading[:4] == ["Đơn vị", "Loại đơn vị", "Tình trạng", "Trả lời"]
    line = next(line for line in lines if line[0] == "Sở Y tế")
    assert "09:00, 24/11/2026" in line[2] and line[3] == "'=HYPERLINK(1)"


def test_steering_and_dashboard_count_and_lead_to_the_list(client, clock, bulletin):
    steering = parse_html(client.get(f"/admin/dieu-hanh/{bulletin.pk}/"))
    assert "0/2 đơn vị đã xác nhận" in get_text(steering.main)
    assert steering.find("a", href=get_work_list_path(bulletin))
    assert "0/2 đã xác nhận" in get_text(find_section(client, "desk-air"))
    assert not find_section(client, "desk-needs").find("a", href=get_work_list_path(bulletin))
    clock(NOW + timedelta(days=4))
    assert find_section(client, "desk-needs").find("a", href=get_work_list_path(bulletin))


def test_the_dashboard_has_the_latest_five_that_are_incomplete_however_many_are_complete(
    sign_in, ict_publisher, clock, health, health_editor, district_editor, district
):
    group = AgencyGroup.objects.create(name="Vùng núi")
    group.agencies.add(district)
    incomplete = [
        publish_requiring_acknowledgement(f"Thiếu {number}", audience=audience)
        for number, audience in enumerate(
            (["all"], [f"group:{group.pk}"], [f"agency:{district.pk}"], ["kind:district"])
        )
    ]
    for number in range(6):
        complete = publish_requiring_acknowledgement(
            f"Đủ {number}",
            days=4 + number,
            audience=["all", "-kind:province", "-kind:district"],
        )
        acknowledge(bulletin=complete, agency=health, by=health_editor)
    publish_requiring_acknowledgement("Cho không ai", days=4, audience=["kind:commune"])
    clock(NOW + timedelta(days=30))
    client = sign_in(ict_publisher)
    needs = get_text(find_section(client, "desk-needs"))
    assert all(one.title in needs for one in incomplete)
    assert "Đủ" not in needs and "Cho không ai" not in needs
    for number in range(5):
        publish_requiring_acknowledgement(f"Nữa {number}", days=20, audience=["kind:district"])
    needs = get_text(find_section(client, "desk-needs"))
    assert needs.count("Nữa") == 5 and "Thiếu" not in needs


def test_the_matrix_says_in_words_who_has_who_has_not_and_who_is_not_asked(
    client, clock, bulletin, health, health_editor
):
    later = publish_requiring_acknowledgement("Sau", days=9, audience=["kind:district"])
    acknowledge(bulletin=bulletin, agency=health, by=health_editor)
    clock(NOW + timedelta(days=4))
    page = parse_html(client.get("/admin/xac-nhan/"))
    region = page.find(class_="matrix")
    assert region["tabindex"] == "0" and page.find(id=region["aria-labelledby"])
    heading, *lines = region("tr")
    assert [link["href"] for link in heading("a")] == [
        get_work_list_path(later),
        get_work_list_path(bulletin),
    ]
    said = {
        get_text(line.th): [get_text(one) for one in line(class_="w-sr-only")] for line in lines
    }
    assert "✓" in get_text(region) and "☎" not in get_text(region)
    assert said["Sở Y tế"] == ["không thuộc phạm vi nhận", "đã xác nhận 09:00 24/11"]
    assert said["Ủy ban nhân dân huyện Ba Bể"] == ["chưa xác nhận", "quá hạn"]
    districts = parse_html(client.get("/admin/xac-nhan/?kind=district")).find(class_="matrix")
    assert len(districts.tbody("tr")) == 1


def test_a_unit_is_found_in_the_matrix_by_its_name(client, bulletin):
    found = parse_html(client.get("/admin/xac-nhan/?q=ba+be")).find(class_="matrix")
    assert [get_text(line.th) for line in found.tbody("tr")] == ["Ủy ban nhân dân huyện Ba Bể"]


def test_the_matrix_leaves_as_a_spreadsheet_without_formulas(client, health, health_editor):
    bulletin = publish_requiring_acknowledgement("=SUM(1)", slug="cong-thuc")
    acknowledge(bulletin=bulletin, agency=health, by=health_editor)
    heading, *lines = csv_rows(client.get("/admin/xac-nhan/?export=csv"))
    assert heading == ["Đơn vị", "Loại đơn vị", "'=SUM(1)"]
    assert ["Sở Y tế", "Sở", "đã xác nhận 09:00 24/11"] in lines
    content = b"".join(client.get("/admin/xac-nhan/?export=xlsx").streaming_content)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet["C1"].value == "'=SUM(1)" and sheet.max_row == 4


def test_the_number_of_queries_depends_neither_on_units_nor_on_bulletins(
    client, bulletin, health, health_editor
):
    paths = [f"{get_work_list_path(bulletin)}?state=all", "/admin/xac-nhan/"]
    acknowledge(bulletin=bulletin, agency=health, by=health_editor)
    before = [count_queries(client, path) for path in paths]
    for number in range(3):
        create_agency(f"huyen-{number}")
        acknowledge(
            bulletin=publish_requiring_acknowledgement(f"Tin {number}"),
            agency=health,
            by=health_editor,
        )
    assert [count_queries(client, path) for path in paths] == before
