"""A citizen writes to a unit: what is kept, what is refused, and what they are told."""

import re
import time
from datetime import datetime, timedelta
from datetime import time as time_of_day

import pytest
from django.core import signing
from django.utils import timezone

from home.models import FeedbackMessage, FeedbackState, SpamReason
from home.tasks import delete_old_spam, delete_personal_data
from home.tests.feedback import REACHABLE, WORDS, make_citizen, read_form, submit_feedback
from home.views import feedback
from members.models import Notification
from sites.services.archiving import archive_agency
from tests.html import read_html

pytestmark = pytest.mark.django_db


def soup(response):
    return read_html(response.content)


def errors(response):
    """The words of each error in the summary, by the field its link leads to."""
    links = soup(response).select(".error-summary a")
    return {link["href"].removeprefix("#gop-y-"): link.text for link in links}


def test_what_is_written_is_the_units_alone_and_gets_a_number(health, district, clock):
    answer = submit_feedback(health, clock, **REACHABLE)
    message = FeedbackMessage.objects.get()
    assert answer.status_code == 201 and answer["Location"] == f"/gop-y/{message.receipt}/"
    assert re.fullmatch(r"SYT-\d{4}-\d{4}-\d{4}", message.receipt)
    assert (message.agency, message.state, message.subject) == (
        health,
        FeedbackState.NEW,
        WORDS["subject"],
    )
    assert (message.name, message.telephone) == ("Nông Thị Lan", "0912 345 678")
    assert not answer.cookies


def test_the_receipt_repeats_nothing_and_its_address_tells_nothing(health, district, visit, clock):
    page = submit_feedback(health, clock, **REACHABLE)
    text, receipt = page.content.decode(), FeedbackMessage.objects.get().receipt
    assert receipt in text and "no-store" in page["Cache-Control"]
    for word in (*WORDS.values(), "Nông Thị Lan", "0912 345 678", "0912345678"):
        assert word not in text
    # The same page for a number that nobody has.
    theirs, nobodys = visit(health, page["Location"]), visit(health, "/gop-y/SYT-2026-0000-0000/")
    assert theirs.content.decode().replace(receipt, "SYT-2026-0000-0000") == (
        nobodys.content.decode()
    )
    assert visit(health, "/gop-y/khong-phai-so/").status_code == 404


def test_the_form_on_the_contact_page_is_the_same_one(health, visit, clock):
    form = read_form(visit(health, "/lien-he/"))
    clock(timezone.now() + timedelta(minutes=1))
    answer = make_citizen(health).post("/gop-y/", form | WORDS)
    assert answer.status_code == 201


def test_what_is_missing_is_said_with_links_and_everything_typed_is_kept(health, clock):
    answer = submit_feedback(
        health, clock, subject="", email="lan tại example", name="Nông Thị Lan"
    )
    assert answer.status_code == 422
    assert errors(answer).keys() == {"subject", "email", "agreed"}
    page = soup(answer)
    assert page.title.text.startswith("Lỗi: ")
    summary = page.select_one(".error-summary")
    assert summary["tabindex"] == "-1" and summary.has_attr("autofocus")
    for name in errors(answer):
        field = page.find(id=f"gop-y-{name}")
        assert field["aria-invalid"] == "true"
        described = [page.find(id=one).text for one in field["aria-describedby"].split()]
        assert errors(answer)[name] in described
    assert read_form(answer)["message"].strip() == WORDS["message"]
    assert read_form(answer)["name"] == "Nông Thị Lan"
    assert not FeedbackMessage.objects.exists()


@pytest.mark.parametrize("number", ["12", "115", "0912 345 67", "0123456789", "84", "+84 12"])
def test_a_telephone_at_which_nobody_can_be_called_is_an_error(health, number):
    answer = submit_feedback(health, telephone=number, agreed="on")
    assert answer.status_code == 422 and errors(answer).keys() == {"telephone"}
    assert "0912 345 678" in errors(answer)["telephone"]


@pytest.mark.parametrize(
    "number", ["0912.345.678", "+84 912 345 678", "(0209) 3870 000", "024 3825 1234", "+33 1 42 68"]
)
def test_numbers_of_the_country_and_of_others_are_taken(health, number):
    assert submit_feedback(health, telephone=number, agreed="on").status_code == 201


def test_whoever_gives_no_name_and_no_number_need_agree_to_nothing(health, clock):
    assert submit_feedback(health, clock).status_code == 201


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"origin": "https://example.org"}, 403),
        ({"sec-fetch-site": "same-origin"}, 201),
    ],
)
def test_another_websites_form_is_refused(health, clock, headers, status):
    form = read_form(make_citizen(health).get("/gop-y/"))
    clock(timezone.now() + timedelta(seconds=20))
    answer = make_citizen(health, **headers).post("/gop-y/", form | WORDS)
    assert answer.status_code == status
    assert FeedbackMessage.objects.exists() == (status == 201)


def test_a_link_from_another_website_leads_to_the_form(health):
    assert (
        make_citizen(health, **{"sec-fetch-site": "cross-site"}).get("/gop-y/").status_code == 200
    )


def test_what_comes_too_late_is_shown_again_and_then_taken(health, clock):
    client = make_citizen(health)
    first = submit_feedback(health, clock, seconds=timedelta(days=3).total_seconds(), client=client)
    assert first.status_code == 422 and errors(first).keys() == {"send"}
    assert client.post("/gop-y/", read_form(first)).status_code == 201


def at(day, hour, minute=0):
    return timezone.make_aware(datetime.combine(day, time_of_day(hour, minute)))


def test_a_form_opened_before_midnight_may_be_sent_until_the_end_of_the_next_day(health, clock):
    client, day = make_citizen(health), timezone.localdate() + timedelta(days=1)
    clock(at(day, 23, 59))
    form = read_form(client.get("/gop-y/"))
    clock(at(day + timedelta(days=1), 23, 59))
    assert client.post("/gop-y/", form | WORDS).status_code == 201
    clock(at(day + timedelta(days=2), 0))
    assert client.post("/gop-y/", form | WORDS).status_code == 422


@pytest.mark.parametrize("path", ["/gop-y/", "/lien-he/"])
def test_the_form_of_a_page_that_is_kept_is_of_the_day(health, visit, clock, path):
    day = timezone.localdate() + timedelta(days=1)
    clock(at(day, 23, 59))
    before = read_form(visit(health, path))["stamp"]
    assert read_form(visit(health, path))["stamp"] == before
    clock(at(day + timedelta(days=1), 0))
    after = read_form(visit(health, path))["stamp"]
    assert (before.split(":")[0], after.split(":")[0]) == (
        day.isoformat(),
        (day + timedelta(days=1)).isoformat(),
    )


@pytest.mark.parametrize("path", ["/gop-y/", "/lien-he/"])
def test_a_form_of_one_unit_is_not_taken_by_another(health, district, visit, path):
    form = read_form(visit(health, path))
    refused = make_citizen(district).post("/gop-y/", form | WORDS)
    assert refused.status_code == 422 and errors(refused).keys() == {"send"}
    assert not FeedbackMessage.objects.exists()
    # Shown again with all its words, to be sent once more.
    assert make_citizen(district).post("/gop-y/", read_form(refused)).status_code == 201
    assert FeedbackMessage.objects.get().agency == district


def test_the_same_message_again_counts_once_and_has_the_same_number(
    health, district, health_editor, clock
):
    client, now = make_citizen(health), timezone.now()
    form = read_form(client.get("/gop-y/")) | WORDS | REACHABLE
    answers = [client.post("/gop-y/", form) for _ in range(3)]
    assert len({answer["Location"] for answer in answers}) == 1
    assert FeedbackMessage.objects.count() == Notification.objects.count() == 1
    # Another word, another person, another unit: another message.
    assert client.post("/gop-y/", form | {"message": "Đèn vẫn hỏng."}).status_code == 201
    assert client.post("/gop-y/", form | {"name": "Lý Văn Minh"}).status_code == 201
    assert submit_feedback(district, **REACHABLE).status_code == 201
    assert FeedbackMessage.objects.count() == 4
    # Whoever writes the same days later means it.
    clock(now + timedelta(days=2, minutes=1))
    again = client.post("/gop-y/", read_form(client.get("/gop-y/")) | WORDS | REACHABLE)
    assert again["Location"] != answers[0]["Location"]


@pytest.mark.parametrize("spam", [{}, {"homepage": "x"}])
def test_who_sends_the_words_of_an_anonymous_message_does_not_read_its_answer(health, spam):
    """Two strangers with the same words get two numbers and two secrets."""
    receipts = []
    for citizen in (make_citizen(health), make_citizen(health)):
        form = read_form(citizen.get("/gop-y/")) | WORDS | spam
        shown = citizen.post("/gop-y/", form)
        receipts.append([part.text for part in soup(shown).select(".receipt-number")])
    [(number, secret), (other_number, other_secret)] = receipts
    assert number != other_number and secret != other_secret
    assert FeedbackMessage.objects.count() == 2


def test_the_same_spam_again_counts_once(health):
    client = make_citizen(health)
    form = read_form(client.get("/gop-y/")) | WORDS | REACHABLE | {"homepage": "x"}
    assert {client.post("/gop-y/", form).status_code for _ in range(2)} == {201}
    assert FeedbackMessage.objects.get().state == FeedbackState.SPAM


@pytest.mark.parametrize(
    "made_up",
    [
        lambda unit, today: "",
        lambda unit, today: "2026-11-24",
        lambda unit, today: today,
        lambda unit, today: signing.Signer(salt="another").sign(today),
        lambda unit, today: signing.Signer(salt="home.feedback").sign(today),
        lambda unit, today: signing.Signer(salt=f"home.feedback.{unit.pk}").sign("1700000000"),
        lambda unit, today: signing.Signer(salt=f"home.feedback.{unit.pk}").sign("2099-01-01"),
    ],
)
def test_a_form_that_nobody_opened_is_not_taken(health, made_up, today):
    made_up = made_up(health, today.isoformat())
    assert make_citizen(health).post("/gop-y/", WORDS | {"stamp": made_up}).status_code == 422


@pytest.mark.parametrize(
    ("words", "doubt"),
    [
        ({"homepage": "https://example.org"}, SpamReason.TRAP),
        ({"message": "http://a.vn https://b.vn www.c.vn"}, SpamReason.LINKS),
        ({"message": "Xem http://a.vn và https://b.vn"}, SpamReason.NONE),
    ],
)
def test_what_looks_like_spam_is_put_aside_and_told_to_nobody(
    health, health_editor, clock, words, doubt
):
    assert submit_feedback(health, clock, **words).status_code == 201
    message = FeedbackMessage.objects.get()
    assert message.doubt == doubt
    assert message.state == (FeedbackState.SPAM if doubt else FeedbackState.NEW)
    assert Notification.objects.exists() == (not doubt)


def test_the_trap_is_out_of_the_way_of_people(health, visit):
    trap = soup(visit(health, "/gop-y/")).find("input", {"name": "homepage"})
    assert trap["tabindex"] == "-1" and trap["autocomplete"] == "off"
    assert trap.find_parent(class_="trap")["aria-hidden"] == "true"


def test_a_flood_from_one_address_ends_and_a_school_class_does_not(health, clock, monkeypatch):
    assert feedback.MAX_MESSAGES > 50
    monkeypatch.setattr(feedback, "MAX_MESSAGES", 2)
    client = make_citizen(health)
    form = read_form(client.get("/gop-y/"))
    clock(timezone.now() + timedelta(seconds=20))
    answers = [client.post("/gop-y/", form | WORDS) for _ in range(3)]
    assert [one.status_code for one in answers] == [201, 201, 429]
    assert read_form(answers[-1])["subject"] == WORDS["subject"]
    elsewhere = client.post("/gop-y/", form | WORDS, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 201


@pytest.mark.parametrize(("minutes", "status"), [(59, 429), (61, 201)])
def test_the_flood_is_forgotten_after_an_hour(health, clock, monkeypatch, minutes, status):
    monkeypatch.setattr(feedback, "MAX_MESSAGES", 1)
    client = make_citizen(health)
    form = read_form(client.get("/gop-y/"))
    clock(timezone.now() + timedelta(seconds=20))
    first, second = (client.post("/gop-y/", form | WORDS) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 429)
    # Of the cache, which knows no clock but this one.
    later = time.time() + minutes * 60
    monkeypatch.setattr(time, "time", lambda: later)
    words = WORDS | {"message": "Một việc khác"}
    assert client.post("/gop-y/", form | words).status_code == status


def test_the_units_people_are_told_without_a_word_of_it(
    health, health_editor, district_editor, clock
):
    submit_feedback(health, clock, **REACHABLE)
    [told] = Notification.objects.all()
    message = FeedbackMessage.objects.get()
    assert told.person == health_editor and not told.at_once
    assert message.receipt in told.title and told.url.endswith(f"/admin/gop-y/tin/{message.pk}/")
    assert WORDS["subject"] not in told.title + told.text


def test_a_unit_that_has_ended_takes_no_messages(health, visit, clock, ict_admin):
    form = read_form(visit(health, "/gop-y/"))
    archive_agency(agency=health, successors=[], ended_on=timezone.localdate(), by=ict_admin)
    clock(timezone.now() + timedelta(seconds=20))
    assert make_citizen(health).post("/gop-y/", form | WORDS).status_code == 410
    assert soup(visit(health, "/lien-he/")).find("form", class_="feedback") is None


def test_after_the_time_set_only_number_days_and_state_are_left(health, clock, settings):
    settings.FEEDBACK_DAYS = 10
    submit_feedback(health, clock)
    FeedbackMessage.objects.update(note="Đã gọi lại chị Lan.", answer="Đã sửa.", name="Lan")
    clock(timezone.now() + timedelta(days=9))
    delete_personal_data()
    assert FeedbackMessage.objects.get().secret_hash
    clock(timezone.now() + timedelta(days=2))
    delete_personal_data()
    delete_personal_data()
    message = FeedbackMessage.objects.get()
    left = [message.name, message.telephone, message.email, message.subject, message.message]
    assert [*left, message.note, message.answer, message.secret_hash] == [""] * 8
    assert message.receipt and message.received_at and message.state == FeedbackState.NEW


def test_spam_that_nobody_has_wanted_goes_altogether(health, clock):
    submit_feedback(health, clock, homepage="x")
    submit_feedback(health, clock)
    clock(timezone.now() + timedelta(days=31))
    delete_old_spam()
    assert [one.state for one in FeedbackMessage.objects.all()] == [FeedbackState.NEW]
