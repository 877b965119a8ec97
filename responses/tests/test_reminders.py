from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from accounts.services.bounced_addresses import mark_bounced
from bulletins.models import Bulletin
from bulletins.services import lifecycle
from members.models import Notification
from responses.emails import email_agency
from responses.models import AcknowledgementReminder
from responses.report.content import build_missing_section
from responses.selectors.acknowledgements import list_unconfirmed
from responses.services.acknowledgements import acknowledge
from responses.services.reminders import send_due_reminders, send_reminders
from responses.tests.factories import NOW, get_work_list_path, publish_requiring_acknowledgement
from sites.models import Agency, AgencySettings
from tests.html import get_text, parse_html

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]


@pytest.fixture
def bulletin(health_editor, health_moderator, district_moderator):
    """Published long ago, for the department and the district, to be confirmed in ten days."""
    made = publish_requiring_acknowledgement(days=10, audience=["kind:department", "kind:district"])
    Bulletin.objects.filter(pk=made.pk).update(first_published_at=NOW - timedelta(days=1))
    return Bulletin.objects.get(pk=made.pk)


@pytest.fixture
def morning(clock):
    """Let the loop work on a morning, some days from the deadline."""

    def work(days):
        clock(NOW + timedelta(days=10 + days))
        send_due_reminders()

    return work


def told():
    """Who was told of what day, and whether at once."""
    found = Notification.objects.order_by("person__username", "event")
    return [(one.person.username, one.event.split(":")[-1], one.at_once) for one in found]


def test_members_are_told_two_days_before_and_on_the_day_and_nobody_else(
    bulletin, morning, outsider, ict_publisher
):
    for days in range(-5, 1):
        morning(days)
    people = ["district-moderator", "health-editor", "health-moderator"]
    days = ["2026-12-02", "2026-12-04"]
    assert told() == [(person, day, False) for person in people for day in days]


def test_the_reminder_of_the_last_day_leaves_with_the_mail_of_that_day(
    bulletin, clock, health_editor
):
    clock(NOW + timedelta(days=9))
    call_command("run_jobs", "--once")
    mail.outbox.clear()
    clock(NOW + timedelta(days=10))
    call_command("run_jobs", "--once")
    bodies = [one.body for one in mail.outbox if one.to == [health_editor.email]]
    assert any(bulletin.title in body for body in bodies)
    assert not Notification.objects.waiting().filter(person=health_editor).exists()


def test_afterwards_every_second_day_three_times_and_the_moderators_at_once_the_first_time(
    bulletin, morning, ict_publisher
):
    for days in range(0, 30):
        morning(days)
    days = ["2026-12-04", "2026-12-06", "2026-12-08", "2026-12-10"]
    assert [day for person, day, _ in told() if person == "health-editor"] == days
    to_moderator = [at_once for person, _, at_once in told() if person == "health-moderator"]
    assert to_moderator == [False, True, False, False]


def test_the_ict_department_gets_one_summary_that_leads_to_the_work_list(
    bulletin, morning, ict_publisher, ict_admin
):
    for days in range(1, 10):
        morning(days)
    for person in (ict_publisher, ict_admin):
        summary = person.notifications.get()
        assert summary.title.startswith("2 đơn vị chưa xác nhận")
        assert "Sở Y tế" in summary.text
        assert summary.url.endswith(f"/admin/dieu-hanh/{bulletin.pk}/don-vi/")


def test_running_twice_and_being_down_for_days_reminds_once(bulletin, morning):
    morning(9)
    morning(9)
    morning(10)
    assert AcknowledgementReminder.objects.count() == 2
    assert {at_once for person, _, at_once in told() if person == "health-moderator"} == {True}


def test_who_has_confirmed_is_left_alone(bulletin, morning, health, health_editor):
    acknowledge(bulletin=bulletin, agency=health, by=health_editor)
    for days in range(-5, 10):
        morning(days)
    assert {person for person, _, _ in told()} == {"district-moderator"}


@pytest.mark.parametrize("act", ["end", "withdraw"])
def test_what_is_over_reminds_nobody(bulletin, morning, act, ict_publisher):
    more = {"reason": "Sai."} if act == "withdraw" else {}
    getattr(lifecycle, f"{act}_bulletin")(bulletin=bulletin, by=ict_publisher, **more)
    for days in range(-5, 10):
        morning(days)
    assert not Notification.objects.exists()


def test_a_day_that_was_over_when_the_bulletin_was_published_is_not_made_up_for(bulletin, morning):
    Bulletin.objects.filter(pk=bulletin.pk).update(first_published_at=NOW + timedelta(days=9))
    morning(-1)
    assert told() == []
    morning(0)
    assert {day for _, day, _ in told()} == {"2026-12-04"}


def test_a_later_deadline_counts_anew(bulletin, morning, clock):
    morning(0)
    bulletin.confirm_by += timedelta(days=4)
    bulletin.save_revision().publish()
    morning(2)
    morning(3)
    assert sorted({day for _, day, _ in told()}) == ["2026-12-04", "2026-12-06"]


def test_pressing_the_button_tells_at_once_and_at_most_once_an_hour(
    bulletin, clock, ict_publisher, health
):
    def press():
        return send_reminders(
            bulletin=bulletin, agencies=Agency.objects.filter(pk=health.pk), by=person
        )

    person = ict_publisher
    assert press() == [health] and press() == []
    assert [(who, at_once) for who, _, at_once in told()] == [
        ("health-editor", True),
        ("health-moderator", True),
    ]
    clock(NOW + timedelta(hours=1))
    assert press() == [health]
    assert len(told()) == 4


def test_a_unit_where_nobody_can_sign_in_is_not_said_to_be_reminded(
    bulletin, ict_publisher, district_moderator, district
):
    district_moderator.groups.clear()
    every = list_unconfirmed(bulletin)
    assert district not in send_reminders(bulletin=bulletin, agencies=every, by=ict_publisher)


def test_only_whom_mail_reaches_counts_as_reminded_and_the_others_are_named(
    bulletin, morning, sign_in, ict_publisher, district, district_moderator
):
    mark_bounced(email=district_moderator.email, reason="no such user")
    publisher, path = sign_in(ict_publisher), get_work_list_path(bulletin)
    page = parse_html(publisher.get(path))
    summary = get_text(page.select_one(".confirm-summary"))
    assert "Nhắc 1 đơn vị chưa xác nhận" in summary
    assert "Thư nhắc không đến được 1 đơn vị: hãy gọi điện." in summary
    [row] = [one for one in page.select(".confirm-table tbody tr") if "Ba Bể" in get_text(one)]
    assert "Thư gửi cho mọi người ở đơn vị đều bị trả lại: hãy gọi điện." in get_text(row)
    assert not row.find("button")
    answer = publisher.post(get_work_list_path(bulletin, "nhac-don-vi"), follow=True)
    said = get_text(parse_html(answer).find(class_="messages"))
    assert "Đã nhắc Sở Y tế." in said
    assert f"Thư nhắc không đến được, hãy gọi điện: {district.heading}." in said
    for days in range(-5, 4):
        morning(days)
    assert district not in {row.agency for row in AcknowledgementReminder.objects.all()}
    assert f"hãy gọi điện: {district.heading}." in ict_publisher.notifications.get().text
    missing = build_missing_section(bulletin)["table"]["rows"]
    assert {row[0]: "hãy gọi điện" in row[3] for row in missing} == {
        "Sở Y tế": False,
        district.name: True,
    }


def test_a_unit_whose_own_address_alone_takes_mail_is_reminded_once_when_it_is_overdue(
    bulletin, morning, district, district_moderator
):
    district_moderator.groups.clear()
    AgencySettings.objects.filter(site=district.site).update(email="lanhdao@babe.example")
    for days in range(-5, 10):
        morning(days)
    assert AcknowledgementReminder.objects.filter(agency=district).count() == 1
    queued = DBTaskResult.objects.filter(task_path=email_agency.module_path)
    assert [one.args_kwargs["args"][1] for one in queued].count(district.pk) == 1


def test_the_units_own_address_is_written_to_once_when_it_is_overdue(bulletin, morning, health):
    AgencySettings.objects.filter(site=health.site).update(email="lanhdao@soyte.example")
    for days in range(-5, 10):
        morning(days)
    queued = DBTaskResult.objects.filter(task_path=email_agency.module_path)
    assert sorted(one.args_kwargs["args"][1] for one in queued) == sorted(
        list_unconfirmed(bulletin).values_list("pk", flat=True)
    )
    for one in queued:
        email_agency.func(*one.args_kwargs["args"])
    [letter] = mail.outbox
    assert letter.to == ["lanhdao@soyte.example"]
    assert letter.subject == "Quá hạn: Sở Y tế chưa xác nhận bản tin “Rà soát tài khoản”"
    assert "17:00, 04/12/2026" in letter.body


def test_a_unit_that_has_confirmed_meanwhile_is_not_written_to(bulletin, health, health_editor):
    AgencySettings.objects.filter(site=health.site).update(email="lanhdao@soyte.example")
    acknowledge(bulletin=bulletin, agency=health, by=health_editor)
    email_agency.func(bulletin.pk, health.pk)
    assert mail.outbox == []


def test_the_words_are_vietnamese_and_lead_to_the_units_own_screen(bulletin, morning, health):
    morning(0)
    one = Notification.objects.filter(person__username="health-editor").get()
    assert one.title == "Cần xác nhận: Rà soát tài khoản"
    assert "Sở Y tế" in one.text and "17:00, 04/12/2026" in one.text
    assert one.url.endswith(f"/admin/xac-nhan/{health.pk}/{bulletin.pk}/")


def test_nobody_is_reminded_of_what_has_not_begun_and_its_first_day_is_no_reminder(
    bulletin, clock, morning, sign_in, ict_publisher, visit, health
):
    bulletin.valid_from = NOW + timedelta(days=8)
    bulletin.save_revision().publish()
    AgencySettings.objects.filter(site=health.site).update(email="lanhdao@soyte.example")
    publisher, path = sign_in(ict_publisher), get_work_list_path(bulletin)
    assert visit(health, bulletin.path).status_code == 404
    assert "Nhắc 2 đơn vị" not in publisher.get(path).content.decode()
    publisher.post(get_work_list_path(bulletin, "nhac-don-vi"))
    email_agency.func(bulletin.pk, health.pk)
    assert not AcknowledgementReminder.objects.exists() and mail.outbox == []
    morning(-2)
    assert told() == []
    assert "Nhắc 2 đơn vị" in publisher.get(path).content.decode()
    publisher.post(get_work_list_path(bulletin, "nhac-don-vi"))
    assert {person for person, _, _ in told()} == {
        "health-editor",
        "health-moderator",
        "district-moderator",
    }
