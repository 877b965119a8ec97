"""Whether a unit is open: on its website, for machines, and through the form of its editors."""

import json
from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from home.models import OpeningException, OpeningHours
from home.selectors.opening_hours import get_opening_state
from home.tests.factories import create_opening_hours
from members.models import AuditEntry
from sites.models import AgencySettings
from sites.services.archiving import archive_agency
from tests.html import read_html

pytestmark = pytest.mark.django_db

# A Monday; nothing is celebrated.
MONDAY = date(2026, 11, 30)


def at(day, clock):
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(clock)))


def get_state_text(visit, agency):
    soup = read_html(visit(agency, "/").content)
    state = soup.select_one("main .opening-state")
    return state and " ".join(state.text.split())


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (at(MONDAY, "07:29"), "Đang đóng cửa · mở cửa lúc 7:30"),
        (at(MONDAY, "07:30"), "Đang mở cửa đến 11:30"),
        (at(MONDAY, "11:30"), "Đang đóng cửa · mở cửa lúc 13:30"),
        (at(MONDAY, "16:59"), "Đang mở cửa đến 17:00"),
        (at(MONDAY, "17:00"), "Đang đóng cửa · mở cửa lúc 7:30, Thứ Ba, 01/12/2026"),
        (at(date(2026, 12, 5), "09:00"), "Đang đóng cửa · mở cửa lúc 7:30, Thứ Hai, 07/12/2026"),
        # The holidays of the law, of the lunar calendar, and a day moved by decree.
        (
            at(date(2026, 9, 2), "09:00"),
            "Đang đóng cửa · Quốc khánh · mở cửa lúc 7:30, Thứ Năm, 03/09/2026",
        ),
        (
            at(date(2026, 2, 17), "09:00"),
            "Đang đóng cửa · Tết Nguyên Đán · mở cửa lúc 7:30, Thứ Hai, 23/02/2026",
        ),
        (
            at(date(2026, 8, 31), "09:00"),
            "Đang đóng cửa · Ngày nghỉ (thay cho ngày 22/08/2026)"
            " · mở cửa lúc 7:30, Thứ Năm, 03/09/2026",
        ),
    ],
)
def test_the_home_page_says_whether_the_unit_is_open(moment, words, clock, visit, health):
    create_opening_hours(health)
    clock(moment)
    assert get_state_text(visit, health) == words


def test_a_page_from_the_cache_changes_when_the_unit_opens_and_closes(clock, visit, kept, health):
    create_opening_hours(health)
    clock(at(MONDAY, "11:29"))
    assert get_state_text(visit, health) == "Đang mở cửa đến 11:30"
    assert kept(health)
    clock(at(MONDAY, "11:30"))
    assert not kept(health)
    assert get_state_text(visit, health) == "Đang đóng cửa · mở cửa lúc 13:30"
    assert kept(health)
    clock(at(MONDAY, "13:30"))
    assert not kept(health)


def test_an_exception_is_stronger_than_a_holiday_and_than_the_week(clock, visit, health):
    exceptions = [
        OpeningException(
            first_day=date(2026, 9, 1),
            last_day=date(2026, 9, 2),
            reason="Trực tiêm chủng",
            opens=time(8),
            closes=time(10),
        ),
        OpeningException(first_day=MONDAY, last_day=MONDAY, reason="Chuyển trụ sở"),
    ]
    create_opening_hours(health, exceptions=exceptions)
    clock(at(date(2026, 9, 2), "09:00"))
    assert get_state_text(visit, health) == "Đang mở cửa đến 10:00 · Trực tiêm chủng"
    clock(at(MONDAY, "09:00"))
    assert get_state_text(visit, health).startswith("Đang đóng cửa · Chuyển trụ sở · mở cửa lúc")


def test_who_works_on_holidays_says_so(clock, visit, health):
    create_opening_hours(health, closed_on_holidays=False)
    clock(at(date(2026, 9, 2), "09:00"))
    assert get_state_text(visit, health) == "Đang mở cửa đến 11:30"


def test_of_unknown_hours_and_of_ended_units_nothing_is_said(clock, visit, health, district):
    create_opening_hours(health)
    clock(at(MONDAY, "09:00"))
    assert get_state_text(visit, district) is None
    archive_agency(agency=health, ended_on=MONDAY, successors=[district], by=None)
    health.refresh_from_db()
    assert get_opening_state(health, timezone.now()) is None
    assert get_state_text(visit, health) is None


def test_a_unit_that_does_not_open_again_soon_names_no_day(health):
    closed = OpeningException(
        first_day=MONDAY, last_day=MONDAY + timedelta(days=400), reason="Sửa nhà"
    )
    create_opening_hours(health, exceptions=[closed])
    state = get_opening_state(health, at(MONDAY, "09:00"))
    assert (state.is_open, state.next_opening, state.reason) == (False, None, "Sửa nhà")


def test_the_contact_page_has_the_week_and_the_days_that_differ(clock, visit, health):
    clock(at(MONDAY, "09:00"))
    over = OpeningException(first_day=date(2026, 11, 2), last_day=date(2026, 11, 2), reason="Cũ")
    coming = OpeningException(
        first_day=date(2026, 12, 7), last_day=date(2026, 12, 8), reason="Tập huấn"
    )
    create_opening_hours(health, exceptions=[over, coming])
    soup = read_html(visit(health, "/lien-he/").content)
    assert [row.text for row in soup.select("main .opening-hours li")] == [
        "Thứ Hai – Thứ Sáu: 7:30–11:30, 13:30–17:00",
        "Thứ Bảy – Chủ Nhật: nghỉ",
        "07/12/2026 – 08/12/2026: nghỉ (Tập huấn)",
        "Ngày lễ, Tết: nghỉ",
    ]
    assert "7:30–11:30, 13:30–17:00" in soup.select_one("footer").text


def test_machines_read_the_hours(clock, visit, health):
    clock(at(MONDAY, "09:00"))
    create_opening_hours(health)
    soup = read_html(visit(health, "/").content)
    [data] = [
        found
        for script in soup.select('script[type="application/ld+json"]')
        if (found := json.loads(script.string))["@type"] == "GovernmentOffice"
    ]
    days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    assert [
        (one["dayOfWeek"], one["opens"], one["closes"]) for one in data["openingHoursSpecification"]
    ] == [(days, "07:30", "11:30"), (days, "13:30", "17:00")]
    card = visit(health, reverse("unit_card")).content.decode().replace("\r\n ", "")
    assert "NOTE:Thứ Hai – Thứ Sáu: 7:30–11:30\\, 13:30–17:00" in card


def get_form(client, agency):
    path = reverse("desk:agency_opening_hours", args=[agency.pk])
    return path, client.get(path)


def fill_in(**fields):
    return {
        "exceptions-TOTAL_FORMS": 1,
        "exceptions-INITIAL_FORMS": 0,
        "opens_0_0": "07:00",
        "closes_0_0": "11:00",
        **fields,
    }


def test_an_editor_changes_the_hours_of_the_own_unit(sign_in, clock, visit, health, health_editor):
    clock(at(MONDAY, "10:00"))
    client = sign_in(health_editor)
    path, screen = get_form(client, health)
    assert screen.status_code == 200
    differing = {
        "exceptions-0-first_day": "2026-12-24",
        "exceptions-0-last_day": "2026-12-24",
        "exceptions-0-reason": "Họp",
    }
    assert client.post(path, fill_in(closed_on_holidays="on", **differing)).status_code == 302
    assert get_state_text(visit, health) == "Đang mở cửa đến 11:00"
    hours = OpeningHours.objects.get(agency=health)
    assert hours.closed_on_holidays and hours.exceptions.get().reason == "Họp"
    entry = ModelLogEntry.objects.get(action="home.opening_hours")
    assert entry.user == health_editor
    _path, screen = get_form(client, health)
    soup = read_html(screen.content)
    assert soup.select_one("[name=opens_0_0]")["value"] == "07:00"
    assert soup.select_one("[name=exceptions-0-reason]")["value"] == "Họp"


def test_what_was_typed_is_shown_before_it_is_saved(sign_in, clock, health, health_editor):
    clock(at(MONDAY, "10:00"))
    client = sign_in(health_editor)
    path, screen = get_form(client, health)
    assert "chưa nói khi nào mở cửa" in screen.text
    screen = client.post(path, fill_in(preview="1"))
    preview = read_html(screen.content).select_one(".opening-preview")
    assert "chưa lưu" in preview.h2.text
    assert all(words in preview.text for words in ("Đang mở cửa đến 11:00", "Thứ Hai: 7:00–11:00"))
    assert not OpeningHours.objects.exists()
    screen = client.post(path, fill_in(preview="1", opens_0_1="10:00", closes_0_1="12:00"))
    assert "error-message" in screen.text


@pytest.mark.parametrize(
    "fields",
    [
        {"closes_0_0": ""},
        {"closes_0_0": "06:00"},
        {"opens_0_1": "10:00", "closes_0_1": "12:00"},
        {"opens_0_0": "sáng"},
        {"exceptions-0-first_day": "2026-12-24", "exceptions-0-last_day": "2026-12-20"},
        {
            "exceptions-0-first_day": "2026-12-24",
            "exceptions-0-last_day": "2026-12-24",
            "exceptions-0-reason": "Họp",
            "exceptions-0-opens": "10:00",
        },
    ],
)
def test_hours_that_cannot_be_are_refused_in_words(fields, sign_in, health, health_editor):
    client = sign_in(health_editor)
    path, _screen = get_form(client, health)
    refused = client.post(path, fill_in(**fields))
    assert refused.status_code == 200
    assert read_html(refused.content).select(".error-message")
    assert not OpeningHours.objects.exists()


def test_exceptions_with_days_in_common_are_refused(sign_in, health, health_editor):
    client = sign_in(health_editor)
    path, _screen = get_form(client, health)
    both = {
        f"exceptions-{number}-{name}": value
        for number, last in enumerate(("2026-12-24", "2026-12-25"))
        for name, value in {
            "first_day": "2026-12-24",
            "last_day": last,
            "reason": f"Lý do {number}",
        }.items()
    }
    refused = client.post(path, fill_in(**both) | {"exceptions-TOTAL_FORMS": 2})
    assert "“Lý do 0” và “Lý do 1”" in refused.content.decode()
    assert not OpeningHours.objects.exists()


def test_nobody_changes_the_hours_of_another_unit(sign_in, health, district, health_editor):
    create_opening_hours(district)
    client = sign_in(health_editor)
    path, screen = get_form(client, district)
    assert screen.status_code == 404
    assert client.post(path, fill_in()).status_code == 404
    assert OpeningHours.objects.get().sessions.count() == 10


def test_the_menu_leads_the_member_of_one_unit_to_its_form(sign_in, health, health_editor):
    response = sign_in(health_editor).get(reverse("desk:opening_hours"))
    assert response["Location"] == reverse("desk:agency_opening_hours", args=[health.pk])


def get_fields(screen):
    soup = read_html(screen.content)
    form = soup.select_one("form.opening-hours")
    return {field["name"]: field for field in form.select("input[name]")}


def test_times_and_days_are_written_as_in_articles_whatever_the_browser_speaks(
    sign_in, health, health_editor
):
    day = OpeningException(
        first_day=date(2026, 12, 24), last_day=date(2026, 12, 25), reason="Họp", opens=time(8, 30)
    )
    create_opening_hours(health, exceptions=[day])
    _path, screen = get_form(sign_in(health_editor), health)
    fields = get_fields(screen)
    assert fields["closes_0_1"]["value"] == "17:00"
    assert fields["exceptions-0-first_day"]["value"] == "24/12/2026"
    assert fields["exceptions-0-opens"]["value"] == "08:30"
    asked = [name for name in fields if name.startswith(("opens", "closes", "exceptions-0-"))]
    kinds = {fields[name]["type"] for name in asked}
    assert kinds == {"text", "checkbox"}
    assert "initDateChooser" in screen.text and "date-time-chooser" in screen.text


@pytest.mark.parametrize("typed", ["07:00", "7:00", "7h", "7h00", "7.00", "7 giờ", "7 giờ 00"])
def test_a_time_is_taken_as_people_write_it(typed, sign_in, health, health_editor):
    client = sign_in(health_editor)
    path, _screen = get_form(client, health)
    days = {"exceptions-0-first_day": "24/12/2026", "exceptions-0-last_day": "24/12/2026"}
    sent = fill_in(opens_0_0=typed, **days, **{"exceptions-0-reason": "Họp"})
    assert client.post(path, sent).status_code == 302
    hours = OpeningHours.objects.get(agency=health)
    assert hours.sessions.get().opens == time(7)
    assert hours.exceptions.get().first_day == date(2026, 12, 24)


def test_a_time_that_is_none_is_refused_with_an_example(sign_in, health, health_editor):
    client = sign_in(health_editor)
    path, _screen = get_form(client, health)
    refused = client.post(path, fill_in(opens_0_0="sáng", **{"exceptions-0-first_day": "mai"}))
    assert "Hãy ghi giờ và phút, ví dụ 07:30 hoặc 16:30." in refused.text
    assert "Hãy ghi ngày, tháng, năm, ví dụ 24/12/2026." in refused.text
    assert get_fields(refused)["opens_0_0"]["value"] == "sáng"


def test_the_screen_lists_the_public_holidays_of_this_year_and_the_next(
    clock, sign_in, health, health_editor
):
    clock(at(MONDAY, "09:00"))
    _path, screen = get_form(sign_in(health_editor), health)
    soup = read_html(screen.content)
    years = {
        section.h3.text: [" ".join(row.text.split()) for row in section.select("li")]
        for section in soup.select(".opening-holidays section")
    }
    assert [*years] == ["2026", "2027"]
    assert years["2026"][0] == "Thứ Năm, 01/01/2026 Tết Dương lịch"
    assert "Thứ Hai, 16/02/2026 Giao thừa Tết Nguyên Đán" in years["2026"]
    assert "Thứ Hai, 31/08/2026 Ngày nghỉ (thay cho ngày 22/08/2026)" in years["2026"]
    assert "Thứ Bảy, 06/02/2027 Tết Nguyên Đán" in years["2027"]


REMARK = "Bộ phận một cửa mở cả sáng thứ Bảy"


def write_remark(agency, remark=REMARK):
    details = AgencySettings.for_site(agency.site)
    details.hours = remark
    details.save()


def list_contact_lines(visit, agency):
    soup = read_html(visit(agency, "/lien-he/").content)
    return " ".join(soup.select_one("main .contact-details").text.split())


def test_what_else_is_said_is_changed_where_the_hours_are(
    sign_in, visit, health, district, health_editor
):
    write_remark(health)
    write_remark(district, "Trực cả ngày")
    create_opening_hours(health)
    client = sign_in(health_editor)
    path, screen = get_form(client, health)
    assert get_fields(screen)["remark"]["value"] == REMARK
    assert REMARK in read_html(screen.content).select_one(".opening-preview").text
    assert REMARK in list_contact_lines(visit, health)
    shown = client.post(path, fill_in(remark="Nghỉ trưa một giờ", preview="1"))
    preview = read_html(shown.content).select_one(".opening-preview")
    assert "Nghỉ trưa một giờ" in preview.text and REMARK not in preview.text
    assert REMARK in list_contact_lines(visit, health)
    client.post(path, fill_in(remark="Nghỉ trưa một giờ"))
    assert "Nghỉ trưa một giờ" in list_contact_lines(visit, health)
    assert REMARK not in list_contact_lines(visit, health)
    assert "Trực cả ngày" in list_contact_lines(visit, district)
    [entry] = AuditEntry.objects.filter(action="wagtail.edit", agency=health)
    assert entry.person == health_editor
    assert REMARK in str(entry.changes) and "Nghỉ trưa một giờ" in str(entry.changes)


def test_a_unit_that_has_only_the_remark_still_says_it_and_nothing_else(
    sign_in, visit, health, health_editor
):
    write_remark(health)
    client = sign_in(health_editor)
    path, screen = get_form(client, health)
    preview = read_html(screen.content).select_one(".opening-preview")
    assert REMARK in preview.text and "chưa nói khi nào mở cửa" not in preview.text
    empty = {"opens_0_0": "", "closes_0_0": "", "closed_on_holidays": "on"}
    assert client.post(path, fill_in(remark=REMARK, **empty)).status_code == 302
    assert REMARK in list_contact_lines(visit, health)
    # No times are no days off.
    assert "nghỉ" not in list_contact_lines(visit, health)
    assert not OpeningHours.objects.exists()


def test_hours_that_are_all_taken_away_are_unknown(sign_in, health, district, health_editor):
    create_opening_hours(health)
    create_opening_hours(district)
    client = sign_in(health_editor)
    path, _screen = get_form(client, health)
    client.post(path, fill_in(opens_0_0="", closes_0_0=""))
    assert OpeningHours.objects.get().agency == district


def test_the_details_of_the_unit_lead_to_the_hours_and_leave_them_alone(
    sign_in, health, health_moderator
):
    write_remark(health)
    client = sign_in(health_moderator)
    path = f"/admin/settings/agencies/agencysettings/{health.site_id}/"
    soup = read_html(client.get(path).content)
    assert not soup.select("[name=hours]")
    assert soup.select(f'a[href="/admin/gio-lam-viec/{health.pk}/"]')
    assert client.post(path, {"telephone": "0209 3870 117", "accent": "lam"}).status_code == 302
    details = AgencySettings.objects.get(site=health.site)
    assert (details.telephone, details.hours) == ("0209 3870 117", REMARK)
