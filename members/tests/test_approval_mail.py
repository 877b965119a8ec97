"""Who is written to, and what they read."""

import pytest
from django.db import transaction
from wagtail.users.models import UserProfile

from accounts.tests.factories import create_user
from home.tests.factories import get_edit_path, make_article_form
from members.dashboard import list_pages_to_approve, list_pages_to_change
from members.tests.approval import SUBMIT, decide, review_url
from members.tests.factories import create_article, submit_article

BASE = "http://quan-tri.backan.localhost:8000"


@pytest.fixture(autouse=True)
def everybody(
    health, district, health_editor, health_moderator, district_editor, outsider, ict_admin
):
    """People of two units, suspended ones among them."""
    create_user("district-moderator", district.moderators)
    create_user("suspended-moderator", health.moderators, is_active=False)
    create_user("second-editor", health.editors)


@pytest.fixture
def sent(mailoutbox):
    """Run something; return who got which subject."""

    def run(work, *args, **kwargs):
        mailoutbox.clear()
        work(*args, **kwargs)
        return {(to, mail.subject) for mail in mailoutbox for to in mail.to}

    return run


def needs(source, person, rf):
    request = rf.get("/")
    request.user = type(person).objects.get(pk=person.pk)
    return [(need.title, need.url) for need in source(request)]


ASKED = ("health-moderator@backan.example", "Chờ bạn duyệt: Lịch tiêm chủng")


def test_submitting_asks_the_units_moderators_and_nobody_else(
    health, sign_in, health_editor, sent, mailoutbox
):
    page = create_article(health, health_editor)
    body = make_article_form(page.title) | SUBMIT
    assert sent(sign_in(health_editor).post, get_edit_path(page), body) == {ASKED}
    [mail] = mailoutbox
    assert mail.body == (
        "Kính gửi anh/chị,\n\n"
        "health-editor đã gửi duyệt bài “Lịch tiêm chủng”.\n"
        "Hãy đọc, rồi duyệt hoặc ghi rõ cần sửa những gì tại:\n"
        f"{BASE}{review_url(page)}\n\n"
        "Sở Y tế"
    )
    assert mail.alternatives == []


def test_asking_for_changes_tells_the_author_alone_who_asks_what_and_where(
    health, sign_in, health_editor, health_moderator, sent, mailoutbox
):
    page = submit_article(health, health_editor)
    client = sign_in(health_moderator)
    told = sent(decide, client, page, "reject", "Sai ngày: 1 < 2")
    assert told == {("health-editor@backan.example", "Cần sửa: Lịch tiêm chủng")}
    assert "health-moderator" in mailoutbox[0].body
    assert "Sai ngày: 1 < 2" in mailoutbox[0].body
    assert f"{BASE}{get_edit_path(page)}" in mailoutbox[0].body


def test_sending_again_asks_again(health, sign_in, health_editor, health_moderator, sent):
    page = submit_article(health, health_editor)
    decide(sign_in(health_moderator), page, "reject", "Sai ngày")
    assert sent(
        sign_in(health_editor).post, get_edit_path(page), make_article_form(page.title) | SUBMIT
    ) == {ASKED}


def test_approval_tells_the_author_alone(health, sign_in, health_editor, health_moderator, sent):
    page = submit_article(health, health_editor)
    told = sent(decide, sign_in(health_moderator), page, "approve")
    assert told == {("health-editor@backan.example", "Đã duyệt: Lịch tiêm chủng")}


def test_when_the_last_moderator_leaves_the_author_is_told(
    health, health_editor, health_moderator, sent, mailoutbox
):
    submit_article(health, health_editor)
    told = sent(health_moderator.groups.clear)
    assert told == {("health-editor@backan.example", "Cần sửa: Lịch tiêm chủng")}
    assert "Đơn vị không còn ai duyệt được bài này." in mailoutbox[0].body


def test_who_submits_is_not_asked_to_approve(health, health_moderator, sent):
    assert sent(submit_article, health, health_moderator) == set()


def test_under_the_two_person_rule_only_the_other_moderator_is_asked(
    health, health_moderator, sent
):
    create_user("second-moderator", health.moderators)
    health.two_person_rule = True
    health.save()
    assert sent(submit_article, health, health_moderator) == {
        ("second-moderator@backan.example", ASKED[1])
    }


@pytest.mark.parametrize("change", ["suspended", "gone", "moved"])
def test_an_author_who_has_left_is_told_nothing(
    health, district, sign_in, health_editor, health_moderator, sent, change
):
    page = submit_article(health, health_editor)
    if change == "suspended":
        health_editor.is_active = False
        health_editor.save()
    else:
        health_editor.groups.set([district.editors] if change == "moved" else [])
    assert sent(decide, sign_in(health_moderator), page, "reject", "Sai ngày") == set()


@pytest.mark.parametrize(
    ("preference", "work"),
    [("submitted", "submit"), ("rejected", "reject"), ("approved", "approve")],
)
def test_who_has_switched_mails_off_gets_none(
    health, sign_in, health_editor, health_moderator, sent, preference, work
):
    for person in (health_editor, health_moderator):
        profile = UserProfile.get_for_user(person)
        setattr(profile, f"{preference}_notifications", False)
        profile.save()
    page = create_article(health, health_editor)
    told = sent(page.get_workflow().start, page, health_editor)
    if work != "submit":
        told = sent(decide, sign_in(health_moderator), page, work, "Sai ngày")
    assert told == set()


def test_nothing_is_sent_where_nothing_was_saved(
    health, health_editor, queued_mail, work_off, mailoutbox
):
    with transaction.atomic():
        submit_article(health, health_editor)
        transaction.set_rollback(True)
    work_off()
    assert mailoutbox == []


def test_a_title_of_two_lines_is_one_subject(health, health_editor, sent):
    told = sent(submit_article, health, health_editor, "Lịch\r\nBcc: x@y.example")
    assert told == {(ASKED[0], "Chờ bạn duyệt: Lịch Bcc: x@y.example")}


def test_whoever_chose_english_reads_english(health, health_editor, health_moderator, sent):
    profile = UserProfile.get_for_user(health_moderator)
    profile.preferred_language = "en"
    profile.save()
    assert sent(submit_article, health, health_editor) == {
        (ASKED[0], "Waits for your approval: Lịch tiêm chủng")
    }


def test_the_dashboard_asks_the_units_moderators_and_nobody_else(
    health, district, health_editor, health_moderator, district_editor, outsider, ict_admin, rf
):
    page = submit_article(health, health_editor)
    submit_article(district, district_editor, "Bí mật")
    people = (health_moderator, health_editor, district_editor, outsider, ict_admin)
    asked = {person.username: needs(list_pages_to_approve, person, rf) for person in people}
    assert {name: asking for name, asking in asked.items() if asking} == {
        "health-moderator": [(page.title, review_url(page))]
    }


def test_the_dashboard_tells_the_author_and_nobody_else_what_to_change(
    health, sign_in, health_editor, health_moderator, district_editor, rf
):
    page = submit_article(health, health_editor)
    decide(sign_in(health_moderator), page, "reject", "Sai ngày")
    users = (health_moderator, health_editor, district_editor)
    told = {person.username: needs(list_pages_to_change, person, rf) for person in users}
    assert {name: telling for name, telling in told.items() if telling} == {
        "health-editor": [(page.title, get_edit_path(page))]
    }


@pytest.mark.parametrize("rule", [True, False])
def test_the_dashboard_asks_in_as_many_queries_for_many_as_for_few(
    health, health_editor, health_moderator, rf, django_assert_max_num_queries, rule
):
    create_user("second-moderator", health.moderators)
    health.two_person_rule = rule
    health.save()
    for number in range(2):
        submit_article(health, health_editor, f"Tin {number}")
    with django_assert_max_num_queries(30) as few:
        assert len(needs(list_pages_to_approve, health_moderator, rf)) == 2
    for number in range(2, 8):
        submit_article(health, health_editor, f"Tin {number}")
    with django_assert_max_num_queries(len(few)):
        assert len(needs(list_pages_to_approve, health_moderator, rf)) == 8
