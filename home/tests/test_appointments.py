"""Pages with an appointment: the present text is corrected, the text to come is changed."""

from datetime import timedelta

import pytest
from django.core import mail

from accounts.models import User
from content.models import Act, Decision
from content.tests.factories import create_picture
from content.tests.fixed_versions import as_before
from home.models import NewsPage
from home.services.page_schedule import carry_out_schedules
from home.tests.factories import get_add_path, get_edit_path, make_article_form, publish_news
from home.tests.test_page_schedule import MINUTE, MORNING, at
from members.models import AuditEntry
from members.services.approval import submit_page
from members.tests.approval import PUBLISH, SUBMIT, decide, review_url
from tests.html import get_text, parse_html

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
TIME = "20/03/2030 08:00"


@pytest.fixture
def moderator(sign_in, health_moderator, clock):
    clock(MORNING - timedelta(days=1))
    return sign_in(health_moderator)


@pytest.fixture
def meeting(moderator, health, clock):
    """A public page whose title will change; a moderator has decided so."""
    meeting = publish_news(health, "Họp dân", slug="hop-dan", lead="Họp lúc 7 giờ.")
    form = make_article_form("Họp dân lần hai", slug="hop-dan", lead="Họp lúc 7 giờ.")
    assert moderator.post(get_edit_path(meeting), form | PUBLISH | {"go_live_at": TIME}).url
    clock(MORNING - timedelta(hours=23))
    return NewsPage.objects.get(pk=meeting.pk)


def screen(meeting):
    return f"/admin/approval/appointment/{meeting.pk}/"


def read(client, meeting):
    return get_text(parse_html(client.get(screen(meeting), follow=True)).main)


def press(client, meeting, act, **fields):
    return client.post(screen(meeting), {"act": act, **fields}, follow=True)


def correct(client, meeting, lead="Họp lúc 8 giờ.", **fields):
    press(client, meeting, "correct")
    form = make_article_form("Họp dân", slug="hop-dan", lead=lead)
    return client.post(get_edit_path(meeting), form | PUBLISH | fields, follow=True)


def appointed(meeting):
    found = meeting.revisions.exclude(approved_go_live_at=None).first()
    return found and found.as_object()


def coming(meeting):
    """Title and lead of the version to come."""
    version = appointed(meeting)
    return version.title, version.lead


def run(clock, moment=MORNING + MINUTE):
    clock(moment)
    list(carry_out_schedules())


def row(client):
    [found] = [
        get_text(one)
        for one in parse_html(client.get("/admin/tin-tuc/")).select("tbody tr")
        if "Họp" in get_text(one)
    ]
    return found


def test_an_appointment_locks_nothing_and_is_said_everywhere(moderator, meeting, visit, health):
    shown = moderator.get(get_edit_path(meeting)).text
    assert "Bản này sẽ được đăng lúc 08:00 ngày 20/03/2030." in shown
    assert "Trang web vẫn hiển thị bản cũ." in shown and 'name="action-publish"' in shown
    assert "hẹn đăng 08:00, 20/03/2030 (đang hiển thị bản cũ)" in row(moderator)
    words = read(moderator, meeting)
    assert "lúc 08:00 ngày 20/03/2030" in words and "health-moderator" in words
    assert "Họp dân" in visit(health, "/tin-tuc/hop-dan/").text


def test_a_correction_of_the_present_text_is_public_and_the_appointment_is_kept(
    moderator, meeting, visit, health, clock
):
    answer = correct(moderator, meeting)
    assert "Bản đó chưa có phần bạn vừa đăng." in get_text(parse_html(answer))
    assert "8 giờ" in visit(health, "/tin-tuc/hop-dan/").text
    assert coming(meeting) == (
        "Họp dân lần hai",
        "Họp lúc 7 giờ.",
    )
    assert "hẹn đăng 08:00, 20/03/2030 (chưa có phần sửa mới)" in row(moderator)
    run(clock)
    shown = visit(health, "/tin-tuc/hop-dan/").text
    assert "Họp dân lần hai" in shown and "7 giờ" in shown


def test_the_correction_goes_into_the_version_to_come_by_one_press(
    moderator, meeting, visit, health, clock, health_moderator
):
    correct(moderator, meeting)
    shown = parse_html(moderator.get(screen(meeting)))
    assert "Bản hẹn đăng chưa có phần sửa" in get_text(shown)
    press(moderator, meeting, "take-over", shown=shown.find("input", {"name": "shown"})["value"])
    assert coming(meeting) == (
        "Họp dân lần hai",
        "Họp lúc 8 giờ.",
    )
    assert "chưa có phần sửa" not in read(moderator, meeting)
    assert "(đang hiển thị bản cũ)" in row(moderator)
    decision = Decision.objects.filter(act=Act.SCHEDULE).latest("pk")
    assert decision.person == health_moderator and decision.due_at == at("2030-03-20T08:00")
    assert "Họp dân lần hai" not in visit(health, "/tin-tuc/hop-dan/").text
    run(clock)
    shown = visit(health, "/tin-tuc/hop-dan/").text
    assert "Họp dân lần hai" in shown and "8 giờ" in shown


def test_an_offer_that_has_changed_since_is_read_again(moderator, meeting):
    correct(moderator, meeting)
    old = parse_html(moderator.get(screen(meeting))).find("input", {"name": "shown"})["value"]
    correct(moderator, meeting, lead="Họp lúc 9 giờ.")
    answer = press(moderator, meeting, "take-over", shown=old)
    assert "đã thay đổi từ lúc bạn mở" in answer.text
    assert appointed(meeting).lead == "Họp lúc 7 giờ."


def test_what_both_changed_stays_as_in_the_version_to_come_and_is_said(moderator, meeting):
    press(moderator, meeting, "correct")
    form = make_article_form("Họp dân xã", slug="hop-dan", lead="Họp lúc 8 giờ.")
    moderator.post(get_edit_path(meeting), form | PUBLISH)
    words = read(moderator, meeting)
    assert "Cả hai bản đều sửa; giữ lời của bản hẹn đăng" in words
    shown = parse_html(moderator.get(screen(meeting))).find("input", {"name": "shown"})["value"]
    press(moderator, meeting, "take-over", shown=shown)
    assert coming(meeting) == (
        "Họp dân lần hai",
        "Họp lúc 8 giờ.",
    )


def test_the_version_to_come_is_changed_without_the_present_one(
    moderator, meeting, visit, health, clock
):
    correct(moderator, meeting)
    press(moderator, meeting, "change")
    assert "Họp dân lần hai" in moderator.get(get_edit_path(meeting)).text
    form = make_article_form("Họp dân lần ba", slug="hop-dan", lead="Họp lúc 8 giờ.")
    moderator.post(get_edit_path(meeting), form | PUBLISH | {"go_live_at": "20/03/2030 09:00"})
    assert meeting.revisions.exclude(approved_go_live_at=None).count() == 1
    run(clock)
    assert "Họp dân lần" not in visit(health, "/tin-tuc/hop-dan/").text
    run(clock, MORNING + timedelta(hours=1, minutes=1))
    assert "Họp dân lần ba" in visit(health, "/tin-tuc/hop-dan/").text


def test_an_approved_correction_is_offered_with_the_version_to_come(
    moderator, meeting, sign_in, health_editor
):
    editor = sign_in(health_editor)
    press(editor, meeting, "correct")
    form = make_article_form("Họp dân", slug="hop-dan", lead="Họp lúc 8 giờ.")
    editor.post(get_edit_path(meeting), form | SUBMIT)
    shown = parse_html(moderator.get(review_url(meeting)))
    offer = shown.find("input", {"name": "offered"})
    assert "Một bản khác sẽ được đăng lúc 08:00 ngày 20/03/2030" in get_text(shown)
    decide(moderator, meeting, "approve", offered=offer["value"])
    assert coming(meeting) == (
        "Họp dân lần hai",
        "Họp lúc 8 giờ.",
    )
    assert NewsPage.objects.get(pk=meeting.pk).lead == "Họp lúc 8 giờ."


def test_a_forged_offer_decides_nothing(moderator, meeting, sign_in, health_editor):
    editor = sign_in(health_editor)
    press(editor, meeting, "correct")
    form = make_article_form("Họp dân", slug="hop-dan", lead="Họp lúc 8 giờ.")
    editor.post(get_edit_path(meeting), form | SUBMIT)
    answer = decide(moderator, meeting, "approve", offered="0" * 64)
    assert "Bài đã thay đổi từ lúc bạn mở." in answer.text
    assert NewsPage.objects.get(pk=meeting.pk).lead == "Họp lúc 7 giờ."


def test_who_approves_a_time_says_so(moderator, health, health_editor, sign_in):
    meeting = publish_news(health, "Họp dân", slug="hop-dan")
    editor = sign_in(health_editor)
    form = make_article_form("Họp dân lần hai", slug="hop-dan", go_live_at=TIME)
    editor.post(get_edit_path(meeting), form | SUBMIT)
    assert "Duyệt, đăng lúc 08:00 ngày 20/03/2030" in moderator.get(review_url(meeting)).text
    answer = decide(moderator, meeting, "approve")
    said = get_text(parse_html(moderator.get(answer.url)))
    assert "Đã duyệt “Họp dân lần hai”; bài sẽ được đăng lúc 08:00, 20/03/2030" in said
    assert "đã được đăng" not in said
    assert "sẽ được đăng lúc 08:00 ngày 20/03/2030" in mail.outbox[-1].body


@pytest.mark.parametrize("person", ["district_moderator", "outsider", "auditor"])
@pytest.mark.parametrize("act", ["", "correct", "change", "take-over"])
def test_others_neither_see_nor_change_an_appointment(request, sign_in, meeting, person, act):
    client = sign_in(request.getfixturevalue(person))
    before = list(meeting.revisions.values_list("pk", flat=True))
    answer = press(client, meeting, act) if act else client.get(screen(meeting))
    assert answer.status_code in {302, 403, 404} or "Họp dân" not in answer.text
    assert list(meeting.revisions.values_list("pk", flat=True)) == before


def test_an_editor_changes_drafts_alone(sign_in, health_editor, moderator, meeting):
    correct(moderator, meeting)
    editor = sign_in(health_editor)
    shown = parse_html(moderator.get(screen(meeting))).find("input", {"name": "shown"})["value"]
    assert parse_html(editor.get(screen(meeting))).find("input", {"name": "shown"}) is None
    press(editor, meeting, "take-over", shown=shown)
    assert appointed(meeting).lead == "Họp lúc 7 giờ."
    press(editor, meeting, "change")
    form = make_article_form("Chưa ai đọc", slug="hop-dan", go_live_at=TIME)
    editor.post(get_edit_path(meeting), form | PUBLISH)
    assert appointed(meeting).title == "Họp dân lần hai"


def test_a_page_that_waits_for_approval_is_not_begun_again(
    moderator, meeting, sign_in, health_editor
):
    submit_page(page=meeting, user=health_editor)
    answer = press(sign_in(health_editor), meeting, "correct")
    assert "chờ duyệt hoặc bị khóa" in answer.text
    assert meeting.revisions.latest("pk").as_object().title == "Họp dân lần hai"


def test_a_correction_is_not_taken_over_while_a_version_waits_for_approval(
    moderator, meeting, health_editor
):
    correct(moderator, meeting)
    shown = parse_html(moderator.get(screen(meeting))).find("input", {"name": "shown"})["value"]
    submit_page(page=NewsPage.objects.get(pk=meeting.pk), user=health_editor)
    waiting = meeting.revisions.latest("pk")
    assert "chờ duyệt hoặc bị khóa" in press(moderator, meeting, "take-over", shown=shown).text
    assert meeting.revisions.latest("pk") == waiting
    assert appointed(meeting).lead == "Họp lúc 7 giờ."


def test_a_refused_appointment_is_a_draft_and_those_who_decide_get_a_mail(
    moderator, health, health_moderator, clock, visit
):
    image = create_picture(health.collection, "Cầu")
    meeting = publish_news(health, "Họp dân", slug="hop-dan")
    form = make_article_form("Họp dân lần hai", slug="hop-dan", image=image.pk, go_live_at=TIME)
    moderator.post(get_edit_path(meeting), form | PUBLISH)
    # A program changes the picture; nobody has decided about that.
    image.title = "Cầu khác"
    image.save()
    run(clock)
    assert "lần hai" not in visit(health, "/tin-tuc/hop-dan/").text
    assert appointed(meeting) is None
    [letter] = [one for one in mail.outbox if "lần hai" in one.subject]
    assert letter.to == [health_moderator.email] and "tệp trong bài đã thay đổi" in letter.body
    assert AuditEntry.objects.filter(action="home.schedule.missed", agency=health).exists()
    run(clock, MORNING + timedelta(minutes=5))
    assert len([one for one in mail.outbox if "lần hai" in one.subject]) == 1
    assert "hẹn đăng" not in row(moderator)


def test_a_refused_appointment_is_told_to_the_colleagues_where_nobody_decides_any_more(
    moderator, health, health_moderator, health_editor, clock
):
    image = create_picture(health.collection, "Cầu")
    form = make_article_form("Họp dân", slug="hop-dan", image=image.pk, go_live_at=TIME)
    assert moderator.post(get_add_path(health), form | PUBLISH).status_code == 302
    image.title = "Cầu khác"
    image.save()
    User.objects.filter(pk=health_moderator.pk).update(is_active=False)
    run(clock)
    [letter] = [one for one in mail.outbox if "Họp dân" in one.subject]
    assert letter.to == [health_editor.email]


def test_an_act_that_the_screen_does_not_have_changes_nothing(moderator, meeting):
    correct(moderator, meeting)
    before = list(meeting.revisions.values_list("pk", flat=True))
    press(moderator, meeting, "begin")
    assert list(meeting.revisions.values_list("pk", flat=True)) == before


def test_an_appointment_of_a_former_release_goes_on(moderator, meeting, clock, visit, health):
    Decision.objects.filter(act=Act.SCHEDULE).delete()
    with as_before():
        meeting.revisions.update(created_at=at("2026-01-01T00:00"))
    correct(moderator, meeting)
    words = read(moderator, meeting)
    assert "Không thể tự ghép hai bản." in words
    run(clock)
    assert "Họp dân lần hai" in visit(health, "/tin-tuc/hop-dan/").text
