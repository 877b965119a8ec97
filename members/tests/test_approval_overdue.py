"""What has waited two working days or longer, and the days that count."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from wagtail.models import PageLogEntry, TaskState

from accounts.tests.factories import create_user
from members.admin.approval import REMINDED
from members.dashboard import list_overdue_submissions
from members.selectors.submissions import list_overdue_task_states
from members.tests.approval import get_task_state, review_url
from members.tests.factories import submit_article
from members.working_days import shift_working_days
from sites.models import AgencySettings

SCREEN = "/admin/approval/"
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=HANOI)


@pytest.mark.parametrize(
    ("moment", "days", "result"),
    [
        ("2026-11-09T10:00", 2, "2026-11-11T10:00"),  # Monday
        ("2026-11-26T10:00", 2, "2026-11-30T10:00"),  # Thursday, over a weekend
        ("2026-11-28T10:00", 2, "2026-12-02T00:00"),  # Saturday
        ("2026-12-31T10:00", 2, "2027-01-05T10:00"),  # New Year and a weekend
        ("2026-04-29T10:00", 1, "2026-05-04T10:00"),  # two holidays and a weekend
        ("2026-02-13T10:00", 1, "2026-02-23T10:00"),  # Tết
        ("2026-08-28T10:00", 1, "2026-09-03T10:00"),  # a day moved by decree, and National Day
        ("2026-11-11T10:00", -2, "2026-11-09T10:00"),
        ("2026-11-30T10:00", -2, "2026-11-26T10:00"),
        ("2026-11-29T10:00", -2, "2026-11-26T00:00"),  # Sunday
    ],
)
def test_working_days_are_counted(moment, days, result):
    assert shift_working_days(at(moment), days) == at(result)


def test_days_are_those_of_vietnam():
    friday_in_london = datetime(2026, 11, 27, 18, tzinfo=ZoneInfo("UTC"))
    assert shift_working_days(friday_in_london, 1) == at("2026-12-01T00:00")


@pytest.fixture
def waits(health, health_editor, health_moderator):
    """Something submitted on a Thursday at ten."""
    page = submit_article(health, health_editor)
    TaskState.objects.update(started_at=at("2026-11-26T10:00"))
    return page


@pytest.mark.parametrize(
    ("now", "number"), [("2026-11-30T09:59", 0), ("2026-11-30T10:00", 1), ("2026-12-05T10:00", 1)]
)
def test_what_has_waited_two_working_days_is_overdue(waits, now, number):
    assert list_overdue_task_states(at(now)).count() == number


def test_ict_sees_unit_title_since_when_and_whom_to_call(
    waits, health, district, sign_in, ict_admin
):
    AgencySettings.objects.update_or_create(site=health.site, defaults={"telephone": "0209 1234"})
    create_user("district-moderator", district.moderators)
    submit_article(district, create_user("district-writer", district.editors), "Mới gửi")
    TaskState.objects.filter(pk=get_task_state(waits).pk).update(started_at=at("2026-01-08T10:00"))
    shown = sign_in(ict_admin).get(SCREEN).content.decode()
    for words in ("Sở Y tế", waits.title, "08/01/2026", "0209 1234", review_url(waits)):
        assert words in shown
    assert "Mới gửi" not in shown


def test_the_screen_says_that_nothing_waits(sign_in, ict_admin):
    assert "Không có bài nào chờ duyệt lâu." in sign_in(ict_admin).get(SCREEN).content.decode()


def test_the_menu_leads_ict_there_and_nobody_else(sign_in, ict_admin, health_moderator):
    for person, shown in ((ict_admin, True), (health_moderator, False)):
        page = sign_in(person).get("/admin/", follow=True).content.decode()
        assert (f'"{SCREEN}"' in page) == shown


def test_the_dashboard_tells_ict_and_nobody_else(waits, ict_admin, health_moderator, rf):
    TaskState.objects.update(started_at=timezone.now() - timedelta(days=10))
    told = {}
    for person in (ict_admin, health_moderator):
        request = rf.get("/")
        request.user = person
        told[person.username] = [
            (need.title, need.url) for need in list_overdue_submissions(request)
        ]
    words = "1 bài đã chờ duyệt từ hai ngày làm việc trở lên"
    assert told == {"ict-admin": [(words, SCREEN)], "health-moderator": []}


def test_ict_reminds_the_units_moderators_and_nobody_else(waits, sign_in, ict_admin, mailoutbox):
    TaskState.objects.update(started_at=timezone.now() - timedelta(days=10))
    mailoutbox.clear()
    url = f"/admin/approval/{get_task_state(waits).pk}/remind/"
    answer = sign_in(ict_admin).post(url, follow=True)
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        (["health-moderator@backan.example"], f"Vẫn đang chờ bạn duyệt: {waits.title}")
    ]
    assert "Đã gửi thư nhắc 1 người." in answer.content.decode()
    assert PageLogEntry.objects.get(action=REMINDED).user == ict_admin


def test_reminding_is_sent_not_followed(waits, sign_in, ict_admin, mailoutbox):
    TaskState.objects.update(started_at=timezone.now() - timedelta(days=10))
    url = f"/admin/approval/{get_task_state(waits).pk}/remind/"
    assert sign_in(ict_admin).get(url).status_code == 405


def test_what_does_not_wait_long_is_not_reminded_of(
    health, health_editor, health_moderator, sign_in, ict_admin
):
    page = submit_article(health, health_editor)
    url = f"/admin/approval/{get_task_state(page).pk}/remind/"
    assert sign_in(ict_admin).post(url).status_code == 404


def test_many_that_wait_cost_no_more_queries_than_one(
    waits, health, health_editor, sign_in, ict_admin, django_assert_max_num_queries
):
    TaskState.objects.update(started_at=at("2026-01-08T10:00"))
    client = sign_in(ict_admin)
    client.get(SCREEN)
    with django_assert_max_num_queries(40) as one:
        client.get(SCREEN)
    for number in range(5):
        submit_article(health, health_editor, f"Tin {number}")
    TaskState.objects.update(started_at=at("2026-01-08T10:00"))
    with django_assert_max_num_queries(len(one)):
        client.get(SCREEN)
