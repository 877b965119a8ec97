"""What a unit's people do with what citizens wrote; nobody else reads it."""

import csv
import io
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from desk.tests.html import find_section, list_menu, list_rows
from home.models import AnswerTemplate, FeedbackMessage, FeedbackState
from home.tests.factories import create_feedback
from members.models import AuditEntry
from sites.models import AgencySettings
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
    client.post(screen(ours), {"state": "told", "note": "Đã gọi điện."})
    ours.refresh_from_db()
    assert (ours.state, ours.note, ours.answered_by) == ("answered", "Đã gọi điện.", health_editor)
    assert ours.answered_at
    entry = AuditEntry.objects.get(action="home.feedback_answer")
    assert (entry.agency, entry.person, entry.title) == (ours.agency, health_editor, ours.receipt)
    client.post(screen(ours), {"state": "new", "note": ""})
    ours.refresh_from_db()
    assert (ours.state, ours.answered_at, ours.answered_by) == ("new", None, None)


def test_a_note_written_later_keeps_when_it_was_answered_and_by_whom(
    sign_in, health_editor, health_moderator, ours, clock
):
    answered = {"state": "answered", "note": "", "answer": "Đã sửa đèn."}
    sign_in(health_editor).post(screen(ours), answered)
    ours.refresh_from_db()
    before = (ours.answered_at, health_editor)
    clock(ours.answered_at + timedelta(days=1))
    sign_in(health_moderator).post(screen(ours), answered | {"note": "Đã gọi lại."})
    ours.refresh_from_db()
    assert (ours.note, (ours.answered_at, ours.answered_by)) == ("Đã gọi lại.", before)
    sign_in(health_moderator).post(screen(ours), answered | {"answer": "Đã sửa cả ba đèn."})
    ours.refresh_from_db()
    assert ours.answered_at > before[0] and ours.answered_by == health_moderator


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


def test_the_first_screen_says_what_waits_and_since_when(
    sign_in, health, health_editor, theirs, today
):
    create_feedback(health, received_at=timezone.now() - timedelta(days=3))
    create_feedback(health)
    create_feedback(health, state=FeedbackState.ANSWERED)
    client = sign_in(health_editor)
    text = get_text(find_section(client, "desk-needs"))
    since = today - timedelta(days=3)
    assert "2 góp ý" in text and f"{since:%d/%m/%Y}" in text
    assert "Góp ý" in list_menu(client)


def test_an_answer_goes_by_mail_once_and_replies_go_to_the_unit(sign_in, health, health_editor):
    AgencySettings.objects.filter(site=health.site).update(email="soyte@backan.example")
    ours = create_feedback(health, email="lan@backan.example")
    client = sign_in(health_editor)
    form = {"state": "answered", "note": "Chỉ nội bộ", "answer": "Đã sửa đèn."}
    for _ in range(2):
        client.post(screen(ours), form)
    [letter] = mail.outbox
    assert (letter.to, letter.reply_to) == (["lan@backan.example"], ["soyte@backan.example"])
    assert ours.receipt in letter.subject and "Đã sửa đèn." in letter.body
    assert "Chỉ nội bộ" not in letter.body and ours.message not in letter.body
    client.post(screen(ours), form | {"answer": "Đã sửa cả ba đèn."})
    assert "cả ba" in mail.outbox[1].body
    entries = AuditEntry.objects.filter(action="home.feedback_answer")
    assert {(entry.agency, entry.person) for entry in entries} == {(health, health_editor)}


def test_without_an_address_nothing_is_mailed(sign_in, health, health_editor, ours):
    sign_in(health_editor).post(
        screen(ours), {"state": "answered", "note": "", "answer": "Đã sửa đèn."}
    )
    ours.refresh_from_db()
    assert ours.answer == "Đã sửa đèn." and not mail.outbox


def list_buttons(response):
    """What the buttons of a message say, by the state that each sends."""
    buttons = parse_html(response).select("button[name=state]")
    assert len({button["value"] for button in buttons}) == len(buttons)
    return {button["value"]: get_text(button) for button in buttons}


@pytest.mark.parametrize("email", ["lan@backan.example", ""])
def test_the_button_that_sends_an_answer_says_so(sign_in, health, health_editor, email):
    client, ours = sign_in(health_editor), create_feedback(health, email=email)
    assert list_buttons(client.get(screen(ours))) == {
        "answered": "Gửi câu trả lời",
        "told": "Đã trả lời bằng cách khác",
        "in-work": "Chúng tôi đang xử lý",
        "closed": "Đóng, không trả lời",
        "spam": "Đây là thư rác",
    }
    client.post(screen(ours), {"state": "in-work", "note": "", "answer": "Đang sửa đèn."})
    buttons = list_buttons(client.get(screen(ours)))
    assert (buttons["in-work"], buttons["answered"]) == ("Lưu, chưa gửi", "Gửi câu trả lời")
    client.post(screen(ours), {"state": "answered", "note": "", "answer": "Đã sửa đèn."})
    buttons = list_buttons(client.get(screen(ours)))
    assert buttons["answered"] == "Lưu, gửi câu trả lời nếu đã sửa" and "told" not in buttons


def test_what_was_told_by_telephone_is_marked_and_not_sent(sign_in, health, health_editor):
    ours = create_feedback(health, email="lan@backan.example")
    client = sign_in(health_editor)
    form = {"note": "Đã gọi điện.", "answer": ""}
    unwritten = client.post(screen(ours), form | {"state": "answered"})
    assert "Hãy viết câu trả lời" in get_text(parse_html(unwritten))
    unsent = client.post(screen(ours), form | {"state": "told", "answer": "Đã sửa đèn."})
    assert "Đã sửa đèn." in unsent.content.decode()
    assert "đang có chữ" in get_text(parse_html(unsent))
    ours.refresh_from_db()
    assert (ours.state, ours.note, ours.answer) == ("new", "", "")
    client.post(screen(ours), form | {"state": "told"})
    ours.refresh_from_db()
    assert (ours.state, ours.note) == ("answered", "Đã gọi điện.") and not mail.outbox
    buttons = list_buttons(client.get(screen(ours)))
    assert (buttons["answered"], buttons["told"]) == ("Gửi câu trả lời", "Lưu")


@pytest.mark.parametrize(
    ("email", "state", "answer", "said"),
    [
        ("lan@backan.example", "answered", "Đã sửa đèn.", "được gửi đến lan@backan.example"),
        ("", "answered", "Đã sửa đèn.", "hiện trên trang web cho người gửi"),
        ("lan@backan.example", "told", "", "Không gửi gì"),
        ("", "told", "", "Không gửi gì"),
        ("lan@backan.example", "in-work", "Đang sửa.", "Chưa gửi gì"),
        ("lan@backan.example", "closed", "Sai nơi.", "Lý do được gửi đến lan@backan.example"),
        ("", "closed", "Sai nơi.", "đọc lý do trên trang web"),
        ("lan@backan.example", "new", "", "lại chờ trả lời"),
        ("lan@backan.example", "spam", "", "thư rác"),
    ],
)
def test_the_result_says_what_has_become_of_the_answer(
    sign_in, health, health_editor, email, state, answer, said
):
    ours = create_feedback(health, email=email)
    form = {"state": state, "note": "", "answer": answer}
    page = sign_in(health_editor).post(screen(ours), form, follow=True)
    [message] = page.context["messages"]
    assert said in str(message)
    assert bool(mail.outbox) == ("gửi đến" in str(message))


def test_an_answer_that_has_not_changed_is_not_said_to_be_sent(sign_in, health, health_editor):
    ours = create_feedback(health, email="lan@backan.example")
    form = {"state": "answered", "note": "", "answer": "Đã sửa đèn."}
    client = sign_in(health_editor)
    for _time in range(2):
        page = client.post(screen(ours), form, follow=True)
    [message] = page.context["messages"]
    assert "không gửi lại" in str(message) and len(mail.outbox) == 1


def test_closing_without_an_answer_needs_a_reason(sign_in, health_editor, ours):
    client = sign_in(health_editor)
    again = client.post(screen(ours), {"state": "closed", "note": "Ghi chú", "answer": " "})
    assert "Hãy ghi lý do" in get_text(parse_html(again)) and "Ghi chú" in again.content.decode()
    ours.refresh_from_db()
    assert ours.state == "new"
    client.post(screen(ours), {"state": "closed", "note": "", "answer": "Không đúng thẩm quyền."})
    ours.refresh_from_db()
    assert (ours.state, ours.answered_by) == ("closed", health_editor)
    client.post(screen(ours), {"state": "new", "note": "", "answer": ""})
    ours.refresh_from_db()
    assert (ours.answered_at, ours.answered_by, ours.started_at) == (None, None, None)


def test_what_waits_too_long_is_called_overdue(sign_in, health, health_editor, settings):
    settings.FEEDBACK_ANSWER_DAYS = 2
    long_ago = timezone.now() - timedelta(days=10)
    old = create_feedback(health, "Cũ", received_at=long_ago)
    create_feedback(health, "Mới")
    create_feedback(health, "Xong", received_at=long_ago, state=FeedbackState.ANSWERED)
    create_feedback(health, "Đang làm", received_at=long_ago, state=FeedbackState.IN_WORK)
    client = sign_in(health_editor)
    rows = list_rows(client.get(listing(health)))
    late = {row[0].split(" DV-")[0] for row in rows if "quá hạn" in " ".join(row)}
    assert late == {"Cũ", "Đang làm"}
    assert "quá hạn" in get_text(parse_html(client.get(screen(old))))
    assert "quá hạn: 2" in get_text(find_section(client, "desk-needs"))


def test_a_unit_has_its_own_templates_and_nobody_elses(
    sign_in, health, district, health_editor, district_editor, ict_admin
):
    client = sign_in(health_editor)
    add = f"{listing(health)}mau/them/"
    form = {"title": "Đã tiếp nhận", "text": "Kính gửi {ten}, {don_vi} đã nhận góp ý {so}."}
    assert client.post(add, form).status_code == 302
    template = AnswerTemplate.objects.get()
    assert template.agency == health
    assert "Đã tiếp nhận" in get_text(parse_html(client.get(f"{listing(health)}mau/")))
    edit = f"/admin/gop-y/mau/{template.pk}/"
    for title, text in (("Đã tiếp nhận", "x"), ("Khác", "{mat_khau}"), ("", "x")):
        again = client.post(add, {"title": title, "text": text})
        assert again.status_code == 200 and AnswerTemplate.objects.count() == 1
    ours = create_feedback(health, name="Lan {so}")
    theirs = create_feedback(district)
    page = parse_html(client.get(f"{screen(ours)}?mau={template.pk}"))
    assert page.find("textarea", {"name": "answer"}).text.strip() == (
        f"Kính gửi Lan {{so}}, {health.name_vi} đã nhận góp ý {ours.receipt}."
    )
    for outsider in (district_editor, ict_admin):
        other = sign_in(outsider)
        for path in (edit, add, f"{listing(health)}mau/"):
            assert other.get(path).status_code == 404
        assert other.post(edit, {"delete": "1"}).status_code == 404
    other = sign_in(district_editor)
    assert other.get(f"{screen(theirs)}?mau={template.pk}").status_code == 404
    client = sign_in(health_editor)
    client.post(edit, form | {"title": "Cảm ơn"})
    template.refresh_from_db()
    assert template.title == "Cảm ơn"
    client.post(edit, {"delete": "1"})
    assert not AnswerTemplate.objects.exists()
    told = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"wagtail.create", "wagtail.edit", "wagtail.delete"} <= told
