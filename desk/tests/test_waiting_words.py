"""Free words outside pages: opening hours, notes under bulletins, details of a website."""

from datetime import date, datetime, time

import pytest
from django.urls import reverse
from django.utils.timezone import make_aware
from wagtail.models import ModelLogEntry

from accounts.tests.factories import create_user
from bulletins.models import Placement
from bulletins.tests.factories import publish_bulletin, publish_emergency
from content.models import Act, Decision
from home.models import OpeningException, OpeningHours
from home.tests.factories import create_opening_hours
from members.models import Notification, WaitingWords
from members.services.waiting_words import compute_words_digest
from sites.models import Agency, AgencySettings
from sites.services.archiving import archive_agency
from tests.html import get_text, parse_html, read_html

pytestmark = pytest.mark.django_db

SCAM = "Nộp tiền qua 0900 123 456"
STORM = "Bão, lũ, thiên tai"
NEUTRAL = "Thay đổi giờ làm việc"


@pytest.fixture(autouse=True)
def clock_in_november(clock):
    """A Monday on which the days of the tests are to come."""
    clock(make_aware(datetime(2026, 11, 30, 9)))


@pytest.fixture
def editor(sign_in, health_moderator, health_editor):
    """An editor of a unit with a moderator, signed in."""
    return sign_in(health_editor)


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


@pytest.fixture
def second(health):
    return create_user("second-moderator", health.moderators)


@pytest.fixture
def strict(health, second):
    Agency.objects.filter(pk=health.pk).update(two_person_rule=True)


def hours_path(agency):
    return reverse("desk:agency_opening_hours", args=[agency.pk])


def note_path(agency, bulletin):
    return reverse("desk:placement", args=[agency.pk, bulletin.pk])


def details_path(agency):
    return reverse("wagtailsettings:edit", args=["agencies", "agencysettings", agency.site_id])


def fill_in_hours(reason="", listed="", remark="", **fields):
    return {
        "exceptions-TOTAL_FORMS": 1,
        "exceptions-INITIAL_FORMS": 0,
        "exceptions-0-first_day": "2026-12-24",
        "exceptions-0-last_day": "2026-12-24",
        "exceptions-0-reason": reason,
        "exceptions-0-listed": listed,
        "opens_0_0": "07:00",
        "closes_0_0": "11:00",
        "remark": remark,
        **fields,
    }


def fill_in_details(**fields):
    return {"telephone": "", "email": "", "accent": "lam", "emblem": "", **fields}


def read(visit, agency, path="/lien-he/"):
    """The words of a page of the website."""
    return get_text(read_html(visit(agency, path).content))


def get_review(client):
    """The screen of the words that wait, as the dashboard leads there."""
    links = parse_html(client.get("/admin/")).select("a[href^='/admin/approval/words/']")
    return {link["href"] for link in links}


def read_review(client, path):
    form = parse_html(client.get(path)).select_one("form.review-decision")
    return {"shown": form.select_one("[name=shown]")["value"]}


def decide(client, decision="approve", comment="", path=""):
    path = path or next(iter(get_review(client)))
    sent = read_review(client, path) | {"decision": decision, "comment": comment}
    return client.post(path, sent, follow=True)


def test_times_are_public_at_once_and_words_when_a_moderator_has_read_them(
    editor, moderator, health, visit
):
    typed = fill_in_hours(SCAM, remark=f"Ngoài giờ: {SCAM}")
    said = editor.post(hours_path(health), typed, follow=True)
    assert "chờ duyệt" in get_text(parse_html(said).select_one(".messages"))
    contact = read(visit, health)
    assert "Nộp tiền" not in contact + read(visit, health, "/")
    assert "7:00–11:00" in contact and NEUTRAL in contact
    [review] = get_review(moderator)
    shown = get_text(parse_html(moderator.get(review)).select_one("main table"))
    assert shown.count(SCAM) == 2 and NEUTRAL not in shown
    assert "Nộp tiền" not in read(visit, health)
    decide(moderator)
    contact = read(visit, health)
    assert SCAM in contact and f"Ngoài giờ: {SCAM}" in contact
    assert not WaitingWords.objects.exists()
    decision = Decision.objects.get(act=Act.WORDS)
    assert decision.person.username == "health-moderator"


def test_a_reason_of_the_list_needs_nobody(editor, moderator, health, visit):
    editor.post(hours_path(health), fill_in_hours(listed=STORM))
    assert STORM in read(visit, health)
    assert not get_review(moderator)
    screen = parse_html(editor.get(hours_path(health)))
    assert screen.select_one("[name=exceptions-0-listed] [selected]")["value"] == STORM
    assert not screen.select_one("[name=exceptions-0-reason]").get("value")


def test_a_day_without_a_reason_is_refused(editor, health):
    refused = editor.post(hours_path(health), fill_in_hours())
    assert "Chọn một lý do" in refused.content.decode()
    assert not OpeningHours.objects.exists()


def test_what_is_public_stays_when_another_time_is_saved(editor, moderator, health, visit):
    day = OpeningException(
        first_day=date(2026, 12, 24), last_day=date(2026, 12, 24), reason="Chuyển trụ sở"
    )
    create_opening_hours(health, exceptions=[day])
    editor.post(hours_path(health), fill_in_hours("Chuyển trụ sở", **{"opens_0_0": "08:00"}))
    contact = read(visit, health)
    assert "8:00–11:00" in contact and "Chuyển trụ sở" in contact
    assert not get_review(moderator)


def test_a_new_reason_leaves_the_public_one_until_then(editor, health, visit):
    day = OpeningException(
        first_day=date(2026, 12, 24), last_day=date(2026, 12, 24), reason="Chuyển trụ sở"
    )
    create_opening_hours(health, exceptions=[day])
    editor.post(hours_path(health), fill_in_hours(SCAM))
    assert "Chuyển trụ sở" in read(visit, health)


def test_the_form_shows_the_words_that_wait_and_saving_it_again_keeps_them(editor, health):
    editor.post(hours_path(health), fill_in_hours(SCAM, remark="Sáng thứ Bảy"))
    screen = editor.get(hours_path(health))
    form = parse_html(screen)
    assert form.select_one("[name=exceptions-0-reason]")["value"] == SCAM
    assert form.select_one("[name=remark]")["value"] == "Sáng thứ Bảy"
    before = WaitingWords.objects.values().get()
    editor.post(hours_path(health), fill_in_hours(SCAM, remark="Sáng thứ Bảy"))
    assert WaitingWords.objects.values().get() == before
    editor.post(hours_path(health), fill_in_hours(listed=STORM))
    assert not WaitingWords.objects.exists()


def test_words_come_back_with_what_is_to_be_changed(editor, moderator, health, visit):
    editor.post(hours_path(health), fill_in_hours(SCAM))
    decide(moderator, "reject", "Đừng ghi số điện thoại.")
    assert "Đừng ghi số điện thoại." in editor.get("/admin/").content.decode()
    assert "Đừng ghi số điện thoại." in editor.get(hours_path(health)).content.decode()
    assert not get_review(moderator)
    editor.post(hours_path(health), fill_in_hours("Kiểm kê kho"))
    decide(moderator)
    assert "Kiểm kê kho" in read(visit, health)


def test_who_decides_and_who_wrote_hear_of_it_by_mail(
    editor, moderator, health, health_editor, health_moderator, work_off, mailoutbox
):
    editor.post(hours_path(health), fill_in_hours("Kiểm kê kho"))
    [review] = get_review(moderator)
    decide(moderator, "reject", "Kho nào?")
    editor.post(hours_path(health), fill_in_hours("Kiểm kê kho thuốc"))
    decide(moderator)
    work_off()
    assert [mail.to for mail in mailoutbox] == [
        [health_moderator.email],
        [health_editor.email],
        [health_moderator.email],
        [health_editor.email],
    ]
    sent, returned, _again, approved = [mail.body for mail in mailoutbox]
    assert review in sent and "Giờ làm việc" in sent and "Kiểm kê" not in sent
    assert "Kho nào?" in returned and hours_path(health) in returned
    assert hours_path(health) in approved


def test_words_that_have_changed_since_are_read_again(editor, moderator, health, visit):
    editor.post(hours_path(health), fill_in_hours("Kiểm kê kho"))
    [review] = get_review(moderator)
    sent = read_review(moderator, review) | {"decision": "approve"}
    editor.post(hours_path(health), fill_in_hours(SCAM))
    answer = moderator.post(review, sent)
    assert "hãy xem lại" in answer.content.decode() and SCAM in answer.content.decode()
    assert "Nộp tiền" not in read(visit, health)


def test_only_who_moderates_the_unit_decides(
    editor, moderator, district_moderator, outsider, sign_in, health, visit
):
    editor.post(hours_path(health), fill_in_hours(SCAM))
    [review] = get_review(moderator)
    sent = read_review(moderator, review) | {"decision": "approve"}
    other = sign_in(district_moderator)
    assert not get_review(editor) | get_review(other)
    for client in (editor, other, sign_in(outsider)):
        for answer in (client.get(review), client.post(review, sent)):
            assert answer.status_code in {302, 404} and SCAM not in answer.content.decode()
    assert "Nộp tiền" not in read(visit, health)
    assert WaitingWords.objects.exists()


def test_a_moderator_publishes_what_the_form_shows(editor, moderator, health, visit):
    editor.post(hours_path(health), fill_in_hours("Kiểm kê kho"))
    moderator.post(hours_path(health), fill_in_hours("Kiểm kê kho", remark="Gọi trước"))
    contact = read(visit, health)
    assert "Kiểm kê kho" in contact and "Gọi trước" in contact
    assert not WaitingWords.objects.exists()


def test_without_a_moderator_words_are_public_at_once(sign_in, health, health_editor, visit):
    sign_in(health_editor).post(hours_path(health), fill_in_hours("Kiểm kê kho"))
    assert "Kiểm kê kho" in read(visit, health)


def test_under_the_two_person_rule_nobody_decides_about_own_words(
    strict, sign_in, health, health_moderator, second, visit
):
    first, other = sign_in(health_moderator), sign_in(second)
    first.post(hours_path(health), fill_in_hours("Kiểm kê kho"))
    assert not get_review(first)
    [review] = get_review(other)
    # Whoever has changed a word of it is an author too.
    other.post(hours_path(health), fill_in_hours("Kiểm kê hồ sơ"))
    for client in (first, other):
        answer = client.get(review)
        assert not parse_html(answer).select("form.review-decision")
        shown = WaitingWords.objects.get()
        sent = {"decision": "approve", "shown": compute_words_digest(shown)}
        assert client.post(review, sent).status_code in {302, 403}
    assert NEUTRAL in read(visit, health)
    third = create_user("third-moderator", health.moderators)
    decide(sign_in(third))
    assert "Kiểm kê hồ sơ" in read(visit, health)


def test_a_note_waits_and_its_telephone_does_not(editor, moderator, health, visit):
    bulletin = publish_bulletin("Tiêm chủng")
    fields = {"local_note": SCAM, "contact_name": "Bà Lan", "contact_telephone": "0209 3000 117"}
    editor.post(note_path(health, bulletin), fields | {"pinned": "on"})
    page = read(visit, health, bulletin.path)
    assert "0209 3000 117" in page and "Nộp tiền" not in page and "Bà Lan" not in page
    assert Placement.objects.get().pinned
    assert "Nộp tiền" not in str(ModelLogEntry.objects.values_list("data", flat=True))
    decide(moderator)
    page = read(visit, health, bulletin.path)
    assert SCAM in page and "Bà Lan" in page


def test_in_an_emergency_words_are_public_at_once_and_the_moderators_are_told(
    editor, health, health_moderator, visit
):
    flood = publish_emergency("Lũ quét")
    editor.post(note_path(health, flood), {"local_note": "Trường Nà Phặc mở cửa."})
    editor.post(hours_path(health), fill_in_hours("Trực cứu hộ"))
    assert "Trường Nà Phặc mở cửa." in read(visit, health, flood.path)
    assert "Trực cứu hộ" in read(visit, health)
    told = Notification.objects.filter(person=health_moderator, event__startswith="words:")
    assert {one.at_once for one in told} == {True}
    assert [one.text.split(": ", 1)[1] for one in told.order_by("pk")] == [
        "Trường Nà Phặc mở cửa.",
        "Trực cứu hộ",
    ]


def test_a_note_under_another_bulletin_waits_in_an_emergency_too(editor, health, visit):
    publish_emergency("Lũ quét")
    routine = publish_bulletin("Tiêm chủng")
    editor.post(note_path(health, routine), {"local_note": SCAM})
    assert "Nộp tiền" not in read(visit, health, routine.path)


def test_details_of_a_website_wait_under_the_two_person_rule_only(
    sign_in, health, health_moderator, second, visit
):
    client = sign_in(health_moderator)
    client.post(details_path(health), fill_in_details(address="12 Trường Chinh"))
    assert "12 Trường Chinh" in read(visit, health, "/")
    Agency.objects.filter(pk=health.pk).update(two_person_rule=True)
    typed = fill_in_details(address=SCAM, telephone="0209 3000 118")
    client.post(details_path(health), typed)
    page = read(visit, health, "/")
    assert "12 Trường Chinh" in page and "Nộp tiền" not in page and "0209 3000 118" in page
    form = parse_html(client.get(details_path(health)))
    assert form.select_one("[name=address]")["value"] == SCAM
    assert SCAM in get_text(form.select_one(".messages"))
    decide(sign_in(second))
    assert SCAM in read(visit, health, "/")


def test_words_of_an_ended_unit_are_gone(editor, moderator, health, district):
    editor.post(hours_path(health), fill_in_hours(SCAM))
    [review] = get_review(moderator)
    archive_agency(agency=health, ended_on=date(2026, 11, 30), successors=[district], by=None)
    assert not WaitingWords.objects.exists()
    assert moderator.get(review).status_code in {302, 404}


def test_words_that_nobody_may_decide_about_any_more_come_back(
    editor, moderator, ict_admin, sign_in, health, health_moderator
):
    editor.post(hours_path(health), fill_in_hours(SCAM))
    path = reverse("people:suspend", args=[health.pk, health_moderator.pk])
    sign_in(ict_admin).post(path)
    assert WaitingWords.objects.get().returned
    assert "không còn ai" in editor.get(hours_path(health)).content.decode().lower()


def test_a_reason_whose_day_is_gone_is_left_out(editor, moderator, health, visit):
    editor.post(hours_path(health), fill_in_hours(SCAM, remark="Gọi trước"))
    OpeningException.objects.all().delete()
    decide(moderator)
    contact = read(visit, health)
    assert "Gọi trước" in contact and "Nộp tiền" not in contact
    assert AgencySettings.for_site(health.site).hours == "Gọi trước"
    assert OpeningHours.objects.get().sessions.get().opens == time(7)
