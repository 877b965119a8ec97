"""A page is to be looked at again on a day: who is reminded, and how one says that it holds."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from home.models import PageReview
from home.services.page_reviews import add_year, set_review_date
from home.tasks import send_review_reminders
from home.tests.factories import get_edit_path, make_article_form, publish_news
from members.models import AuditEntry
from members.tasks import send_daily_digests
from sites.services.archiving import archive_agency
from tests.html import get_text, parse_html

pytestmark = pytest.mark.django_db
DAY = date(2030, 3, 20)
MORNING = datetime(2030, 3, 20, 6, 45, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
SCREEN = "/admin/xem-lai/"


@pytest.fixture
def page(health):
    page = publish_news(health, "Số điện thoại trực")
    set_review_date(page=page, review_by=DAY)
    return page


def remind():
    """A morning's reminders; who got mail, with the text."""
    mail.outbox.clear()
    send_review_reminders()
    send_daily_digests()
    return {message.to[0]: message.body for message in mail.outbox}


def waiting(client):
    needs = parse_html(client.get("/admin/")).find(id="desk-needs").find_parent("section")
    return get_text(needs)


def test_the_form_sets_the_day_and_the_journal_says_so(sign_in, health_editor, health, clock):
    clock(MORNING - timedelta(days=100))
    page = publish_news(health, "Tin")
    client = sign_in(health_editor)
    client.post(get_edit_path(page), make_article_form("Tin", review_by="20/03/2030"))
    assert PageReview.objects.get(page=page).review_by == DAY
    assert parse_html(client.get(get_edit_path(page))).find(id="id_review_by")["value"] == (
        "20/03/2030"
    )
    client.post(get_edit_path(page), make_article_form("Tin", review_by="20/03/2030"))
    assert AuditEntry.objects.filter(action="home.review_date", agency=health).count() == 1
    client.post(get_edit_path(page), make_article_form("Tin", review_by=""))
    assert not PageReview.objects.exists()


def test_a_day_that_is_past_is_refused_unless_it_was_there(sign_in, health_editor, page, clock):
    clock(MORNING + timedelta(days=9))
    client = sign_in(health_editor)
    fields = {"slug": page.slug, "review_by": "21/03/2030"}
    response = client.post(get_edit_path(page), make_article_form("Tin", **fields))
    assert "Chọn một ngày sắp tới" in response.text
    fields["review_by"] = "20/03/2030"
    assert client.post(get_edit_path(page), make_article_form("Tin", **fields)).status_code == 302


def test_the_editors_of_the_unit_are_reminded_once_in_their_digest(
    page, health_editor, health_moderator, district_editor, clock
):
    clock(MORNING - timedelta(days=1))
    assert remind() == {}
    clock(MORNING)
    letters = remind()
    assert {*letters} == {health_editor.email, health_moderator.email}
    assert "Số điện thoại trực" in letters[health_editor.email]
    assert f"{SCREEN}#page-{page.pk}" in letters[health_editor.email]
    assert remind() == {}
    clock(MORNING + timedelta(days=29))
    assert remind() == {}
    clock(MORNING + timedelta(days=30))
    assert {*remind()} == {*letters}


def test_nobody_is_reminded_of_what_is_not_public_or_of_a_unit_that_has_ended(
    page, health, health_editor, clock
):
    clock(MORNING)
    page.unpublish()
    assert remind() == {}
    page.save_revision().publish()
    archive_agency(agency=health, successors=[], ended_on=DAY, by=None)
    assert remind() == {}


def test_one_click_says_that_it_holds_for_a_year(sign_in, health_editor, health, page, clock):
    clock(MORNING)
    client = sign_in(health_editor)
    assert "Số điện thoại trực" in waiting(client)
    form = parse_html(client.get(SCREEN)).select_one(f"#page-{page.pk} form")
    response = client.post(form["action"], follow=True)
    assert "20/03/2031" in get_text(parse_html(response))
    assert "Số điện thoại trực" not in waiting(client)
    assert remind() == {}
    entry = AuditEntry.objects.get(action="home.review", agency=health)
    assert (entry.person, entry.title) == (health_editor, page.title)
    assert not page.get_latest_revision().created_at > MORNING


@pytest.mark.parametrize(("days", "is_due"), [(-1, False), (0, True)])
def test_what_is_due_is_marked_on_its_day_and_several_units_are_named(
    sign_in, health_editor, health, district, page, clock, days, is_due
):
    clock(MORNING + timedelta(days=days))
    for has_another_unit in (False, True):
        if has_another_unit:
            health_editor.groups.add(district.editors)
        [row] = parse_html(sign_in(health_editor).get(SCREEN)).select(".desk-reviews li")
        assert bool(row.select_one(".desk-overdue")) == is_due
        assert (f"{health.heading} ·" in get_text(row.p)) == has_another_unit


def test_nobody_else_sees_or_renews_it(
    sign_in, district_moderator, outsider, ict_admin, page, clock
):
    clock(MORNING)
    path = f"{SCREEN}{page.pk}/"
    district = sign_in(district_moderator)
    assert "Số điện thoại trực" not in district.get(SCREEN).text
    assert "Số điện thoại trực" not in waiting(district)
    for person in (district_moderator, outsider):
        assert sign_in(person).post(path).status_code in {302, 403, 404}
    assert sign_in(ict_admin).post(path).status_code == 404
    assert PageReview.objects.get(page=page).review_by == DAY


def test_after_the_29th_of_february_comes_the_28th():
    assert add_year(date(2028, 2, 29)) == date(2029, 2, 28)
