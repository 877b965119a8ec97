"""What a unit's people do with what citizens wrote; nobody else reads it."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from desk.tests.html import find_section, list_menu, list_rows
from home.models import FeedbackMessage, FeedbackState
from home.tests.factories import create_feedback
from members.models import AuditEntry
from tests.html import get_text, parse_html

pytestmark = pytest.mark.django_db


def listing(agency):
    return f"/admin/gop-y/{agency.pk}/"


def screen(one):
    return f"/admin/gop-y/tin/{one.pk}/"


def subjects(response):
    return [row[0].split(" DV-")[0] for row in list_rows(response)]


@pytest.fixture
def ours(health):
    return create_feedback(health)


@pytest.fixture
def theirs(district):
    return create_feedback(district, "Chợ bẩn")


def test_members_read_their_own_units_messages_and_no_others(
    sign_in, health, district, health_editor, ours, theirs
):
    client = sign_in(health_editor)
    assert client.get("/admin/gop-y/")["Location"] == listing(health)
    assert subjects(client.get(listing(health))) == ["Đèn đường hỏng"]
    assert "Đã một tuần." in get_text(parse_html(client.get(screen(ours))))
    for path in (listing(district), f"{listing(district)}?export=csv", screen(theirs)):
        assert client.get(path).status_code == 404
    assert client.post(screen(theirs), {"state": "spam", "note": ""}).status_code == 404


def test_the_ict_department_sees_numbers_and_no_words(sign_in, ict_admin, health, ours, theirs):
    client = sign_in(ict_admin)
    text = get_text(parse_html(client.get("/admin/gop-y/so-lieu/")).find("main"))
    assert "Sở Y tế 1" in text and "Đèn" not in text
    for path in (listing(health), f"{listing(health)}?export=csv", screen(ours)):
        assert client.get(path).status_code in {403, 404}


def test_units_do_not_see_the_numbers_of_others(sign_in, health_moderator, theirs):
    assert sign_in(health_moderator).get("/admin/gop-y/so-lieu/").status_code == 404


def test_answering_is_noted_with_time_and_person(sign_in, health_editor, ours):
    client = sign_in(health_editor)
    client.post(screen(ours), {"state": "answered", "note": "Đã gọi điện."})
    ours.refresh_from_db()
    assert (ours.state, ours.note, ours.answered_by) == ("answered", "Đã gọi điện.", health_editor)
    assert ours.answered_at
    entry = AuditEntry.objects.get(action="home.feedback_answer")
    assert (entry.agency, entry.person, entry.title) == (ours.agency, health_editor, ours.receipt)
    client.post(screen(ours), {"state": "new", "note": ""})
    ours.refresh_from_db()
    assert (ours.state, ours.answered_at, ours.answered_by) == ("new", None, None)


def test_a_state_that_does_not_exist_changes_nothing(sign_in, health_editor, ours):
    answer = sign_in(health_editor).post(screen(ours), {"state": "deleted", "note": "x"})
    ours.refresh_from_db()
    assert answer.status_code == 404 and ours.note == ""


def test_what_was_removed_is_not_written_on_again(sign_in, health_editor, ours):
    FeedbackMessage.objects.update(subject="", message="", emptied_at=timezone.now())
    client = sign_in(health_editor)
    assert parse_html(client.get(screen(ours))).find("button", {"name": "state"}) is None
    assert client.post(screen(ours), {"state": "answered", "note": "Lan"}).status_code == 404


def test_spam_is_seen_by_those_who_look_for_it(sign_in, health, health_editor, ours):
    create_feedback(health, "Vay tiền", state=FeedbackState.SPAM)
    client = sign_in(health_editor)
    assert subjects(client.get(listing(health))) == ["Đèn đường hỏng"]
    assert subjects(client.get(f"{listing(health)}?state=spam")) == ["Vay tiền"]


def test_a_list_costs_the_same_however_long_it_is(
    sign_in, health, health_editor, django_assert_max_num_queries
):
    client = sign_in(health_editor)
    for number in range(30):
        create_feedback(health, f"Tin {number}")
    client.get(listing(health))
    with django_assert_max_num_queries(30):
        assert len(list_rows(client.get(listing(health)))) == 30


def test_a_table_of_them_is_no_program_and_its_download_is_recorded(
    sign_in, health, health_editor, ours
):
    create_feedback(health, "=HYPERLINK(1)", name="+84", note="@x")
    answer = sign_in(health_editor).get(f"{listing(health)}?export=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    _header, *lines = csv.reader(io.StringIO(text))
    assert {line[3] for line in lines} == {"'=HYPERLINK(1)", "Đèn đường hỏng"}
    assert not [cell for line in lines for cell in line if cell.startswith(("=", "+", "@"))]
    entry = AuditEntry.objects.get(action="home.feedback_export")
    assert (entry.agency, entry.person) == (health, health_editor)


def test_the_first_screen_says_what_waits_and_since_when(sign_in, health, health_editor, theirs):
    create_feedback(health, received_at=timezone.now() - timedelta(days=3))
    create_feedback(health)
    create_feedback(health, state=FeedbackState.ANSWERED)
    client = sign_in(health_editor)
    text = get_text(find_section(client, "desk-needs"))
    since = timezone.localdate() - timedelta(days=3)
    assert "2 góp ý" in text and f"{since:%d/%m/%Y}" in text
    assert "Góp ý" in list_menu(client)
