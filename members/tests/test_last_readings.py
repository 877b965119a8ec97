"""What the screen of approval compares with, and what it offers beside a correction."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from wagtail.test.utils.form_data import rich_text

from accounts.tests.factories import create_user
from home.services.page_schedule import carry_out_schedules
from home.tests.factories import get_edit_path, make_article_form, publish_news
from home.tests.test_page_schedule import MORNING
from members.models import AuditEntry
from members.tests.approval import PUBLISH, SUBMIT, decide, review_url
from members.tests.factories import create_article
from tests.html import get_text, parse_html

pytestmark = pytest.mark.django_db


def write(client, page, lead, button=SUBMIT):
    form = make_article_form("Tin", slug=page.slug, lead=lead)
    return client.post(get_edit_path(page), form | button)


def find_changes(client, page):
    sections = parse_html(client.get(review_url(page))).select(".review section")
    return next(get_text(one) for one in sections if "Phần đã thay đổi" in get_text(one))


def test_taking_back_another_moderators_correction_is_seen(
    sign_in, health, health_editor, health_moderator
):
    editor, first = sign_in(health_editor), sign_in(health_moderator)
    second = sign_in(create_user("health-second", health.moderators))
    page = publish_news(health, "Tin", slug="tin")
    write(editor, page, "Gọi 0900 111 222.")
    decide(first, page, "approve")
    # It was wrong; another moderator mended it.
    write(second, page, "Gọi 0209 333 444.", PUBLISH)
    write(editor, page, "Gọi 0900 111 222.")
    assert "333" in find_changes(first, page)


def make_text(words, url):
    """A body of one text, as its form sends it."""
    html = f'<p data-block-key="p">{words} <a href="{url}">đây</a></p>'
    value = rich_text(html, features=["link"])
    row = {"type": "text", "value": value, "id": "a", "order": "0", "deleted": ""}
    return {"count": "1", "0": row}


def test_an_offer_says_that_a_link_of_the_version_to_come_is_lost(
    sign_in, health, health_moderator, clock
):
    clock(MORNING - timedelta(days=1))
    moderator = sign_in(health_moderator)
    page = publish_news(health, "Tin", slug="tin")
    old, new = "https://cu.example/", "https://moi.example/"
    one = make_text("Đăng ký tại", old)
    moderator.post(get_edit_path(page), make_article_form("Tin", slug="tin", body=one) | PUBLISH)
    # The version to come has another link with the same words.
    two = make_text("Đăng ký tại", new)
    form = make_article_form("Tin", slug="tin", body=two, go_live_at="20/03/2030 08:00")
    moderator.post(get_edit_path(page), form | PUBLISH)
    screen = f"/admin/approval/appointment/{page.pk}/"
    moderator.post(screen, {"act": "correct"})
    three = make_text("Bà con đăng ký tại", old)
    moderator.post(get_edit_path(page), make_article_form("Tin", slug="tin", body=three) | PUBLISH)
    shown = parse_html(moderator.get(screen))
    offer = shown.find("input", {"name": "shown"})
    words = get_text(shown.select_one("[aria-labelledby=appointment-offer]"))
    moderator.post(screen, {"act": "take-over", "shown": offer["value"]})
    coming = page.revisions.exclude(approved_go_live_at=None).get().as_object()
    assert new in coming.body[0].value.source or old in words.replace(" ", "")


def test_no_screen_of_decisions_names_a_draft_of_another_unit(
    sign_in, district, district_editor, health_moderator, auditor
):
    page = create_article(district, district_editor, "Bí mật của huyện")
    bulk = ("publish", "submit", "unpublish", "category", "trash", "move", "delete")
    paths = [f"/admin/bulk/wagtailcore/page/{action}/?id={page.pk}" for action in bulk]
    paths += [f"/admin/approval/{one}/{page.pk}/" for one in ("appointment", "review")]
    paths.append(f"/admin/approval/review/{page.pk}/preview/")
    for person in (health_moderator, auditor):
        client = sign_in(person)
        for path in paths:
            assert "Bí mật của huyện" not in client.get(path, follow=True).text, path


def test_an_appointment_is_not_lost_without_a_word_when_the_present_text_expires(
    sign_in, health, health_moderator, clock, visit
):
    clock(MORNING - timedelta(days=1))
    moderator = sign_in(health_moderator)
    page = publish_news(health, "Tin", slug="tin")
    soon = f"{timezone.localtime() + timedelta(hours=2):%d/%m/%Y %H:%M}"
    form = make_article_form("Tin", slug="tin", expire_at=soon)
    moderator.post(get_edit_path(page), form | PUBLISH)
    form = make_article_form("Tin mới", slug="tin", go_live_at="20/03/2030 08:00")
    moderator.post(get_edit_path(page), form | PUBLISH)
    assert page.revisions.exclude(approved_go_live_at=None).count() == 1
    clock(MORNING - timedelta(hours=20))
    list(carry_out_schedules())
    assert visit(health, "/tin-tuc/tin/").status_code == 404
    mail.outbox.clear()
    clock(MORNING + timedelta(minutes=1))
    list(carry_out_schedules())
    shown = visit(health, "/tin-tuc/tin/")
    missed = AuditEntry.objects.filter(action="home.schedule.missed").exists()
    assert shown.status_code == 200 or missed
