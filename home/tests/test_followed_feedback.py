"""The sender of a message opens its state and answer; nobody else does."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from home.models import FeedbackMessage, FeedbackState
from home.services.feedback import answer_feedback
from home.tasks import delete_personal_data
from home.tests.factories import create_feedback
from home.tests.feedback import REACHABLE, make_citizen, submit_feedback
from home.views import feedback
from sites.tests.factories import open_in_english
from tests.html import get_text, read_html

pytestmark = pytest.mark.django_db

LOOKUP = "/gop-y/tra-cuu/"


def look_up(agency, number, proof, **headers):
    form = {"number": number, "proof": proof}
    return make_citizen(agency, **headers).post(LOOKUP, form)


def parse(response):
    return read_html(response.content)


def read_words(response):
    return get_text(parse(response).find("main"))


def read_secret(response):
    return re.search(r"[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}", read_words(response))[0]


def answer(message, text, by, state=FeedbackState.ANSWERED):
    answer_feedback(message=message, state=state, note="Chỉ nội bộ", answer=text, by=by)


def find_link():
    return re.search(r"https?://[^/]+(/\S+)", mail.outbox[-1].body)[1]


@pytest.fixture
def ours(health):
    return create_feedback(health, telephone="0912 345 678", email="Lan@backan.example")


@pytest.mark.parametrize(
    "proof", ["0912345678", "+84 912 345 678", "0912.345.678", " lan@BACKAN.example "]
)
def test_number_and_telephone_or_e_mail_open_state_and_answer(health, health_editor, ours, proof):
    answer(ours, "Đã sửa đèn.", health_editor)
    page = look_up(health, ours.receipt.lower(), proof)
    words = read_words(page)
    assert page.status_code == 200 and "Đã sửa đèn." in words and "Đã trả lời" in words
    assert "no-store" in page["Cache-Control"] and not page.cookies
    assert parse(page).find("meta", {"name": "robots"})["content"] == "noindex"
    for word in ("Chỉ nội bộ", ours.subject, ours.message, ours.telephone, "backan.example"):
        assert word not in words


def test_a_wrong_number_and_a_wrong_proof_are_told_the_same(health, district, ours):
    theirs = create_feedback(district, telephone="0912 345 678")
    tried = [
        look_up(health, ours.receipt, "0987654321"),
        look_up(health, "SYT-2026-0000-9999", "0912345678"),
        look_up(health, theirs.receipt, "0912345678"),
        look_up(district, ours.receipt, "0912345678"),
        look_up(health, ours.receipt, "-"),
    ]
    assert {one.status_code for one in tried} == {422}
    said = {str(parse(one).find(class_="error-summary")) for one in tried}
    assert len(said) == 1


def test_nothing_kept_is_no_proof(health):
    bare = create_feedback(health)
    for proof in ("", " ", "+", "abc"):
        assert look_up(health, bare.receipt, proof).status_code == 422


def test_whoever_leaves_nothing_gets_a_secret_shown_once_and_stored_hashed(health, district):
    client = make_citizen(health)
    page = submit_feedback(health, client=client)
    message, secret = FeedbackMessage.objects.get(), read_secret(page)
    assert secret not in str(vars(message)) and secret not in page["Location"]
    typed = secret.lower().replace("-", " ")
    assert look_up(health, message.receipt, typed).status_code == 200
    assert look_up(district, message.receipt, typed).status_code == 422
    assert look_up(health, create_feedback(health).receipt, secret).status_code == 422
    # Whoever sends the same words has a secret of their own.
    assert read_secret(submit_feedback(health, client=client)) != secret


def test_whoever_leaves_a_telephone_needs_no_secret(health):
    page = submit_feedback(health, **REACHABLE)
    assert not re.search(r"[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}", read_words(page))
    assert FeedbackMessage.objects.get().secret_hash == ""


def test_guessing_ends_for_one_number_and_for_one_address(health, ours, monkeypatch):
    monkeypatch.setattr(feedback, "MAX_LOOKUPS_OF_NUMBER", 2)
    client = make_citizen(health)
    form = {"number": ours.receipt, "proof": "0987654321"}
    tried = [client.post(LOOKUP, form, REMOTE_ADDR=f"192.0.2.{end}") for end in range(3)]
    assert [one.status_code for one in tried] == [422, 422, 429]
    right = client.post(LOOKUP, form | {"proof": "0912345678"}, REMOTE_ADDR="192.0.2.9")
    assert right.status_code == 429
    monkeypatch.setattr(feedback, "MAX_LOOKUPS", 2)
    tried = [look_up(health, f"SYT-2026-0000-000{end}", "x").status_code for end in range(3)]
    assert tried == [422, 422, 429]


def test_guesses_from_all_addresses_of_one_line_are_counted_together(health, monkeypatch):
    monkeypatch.setattr(feedback, "MAX_LOOKUPS", 2)
    client = make_citizen(health)

    def guess(address, end):
        form = {"number": f"SYT-2026-0000-000{end}", "proof": "x"}
        return client.post(LOOKUP, form, REMOTE_ADDR=address).status_code

    assert [guess(f"2001:db8:0:1::{end}", end) for end in range(3)] == [422, 422, 429]
    assert guess("2001:db8:0:2::1", 4) == 422


def test_another_websites_form_opens_nothing(health, ours):
    headers = {"sec-fetch-site": "cross-site"}
    assert look_up(health, ours.receipt, "0912345678", **headers).status_code == 403


def test_the_receipt_comes_by_mail_with_a_link_and_no_words(health, district, clock):
    submit_feedback(health, clock, email="lan@backan.example", agreed="on")
    message = FeedbackMessage.objects.get()
    [letter] = mail.outbox
    assert letter.to == ["lan@backan.example"] and message.receipt in letter.subject
    assert message.subject not in letter.body and message.message not in letter.body
    page = make_citizen(health).get(find_link())
    assert message.receipt in read_words(page) and "no-store" in page["Cache-Control"]
    for refused in (
        make_citizen(district).get(find_link()),
        make_citizen(health).get(f"{LOOKUP}?v=made-up"),
    ):
        assert message.receipt not in refused.content.decode()


def test_spam_and_a_flood_for_one_address_send_no_mail(health):
    submit_feedback(health, email="lan@backan.example", agreed="on", homepage="x")
    assert not mail.outbox
    for number in range(7):
        words = {"email": "lan@backan.example", "agreed": "on", "message": f"Việc {number}"}
        submit_feedback(health, **words)
    assert len(mail.outbox) == 5


def test_the_page_says_each_state_with_its_day(health, health_editor, ours, today):
    assert "Đang chờ trả lời" in read_words(look_up(health, ours.receipt, "0912345678"))
    answer(ours, "", health_editor, FeedbackState.IN_WORK)
    assert "Đang xử lý" in read_words(look_up(health, ours.receipt, "0912345678"))
    begun = timezone.now() - timedelta(days=9)
    FeedbackMessage.objects.update(started_at=begun)
    answer(ours, "Không thuộc thẩm quyền.", health_editor, FeedbackState.CLOSED)
    words = read_words(look_up(health, ours.receipt, "0912345678"))
    assert f"{timezone.localtime(begun):%H:%M, %d/%m/%Y}" in words
    assert "Không thuộc thẩm quyền." in words and "Đã đóng, không trả lời" in words
    assert f"{today:%d/%m/%Y}" in words


def test_after_the_removal_a_link_says_so_and_no_proof_opens_anything(
    health, health_editor, clock, settings
):
    settings.FEEDBACK_DAYS = 10
    submit_feedback(health, clock, email="lan@backan.example", agreed="on")
    message = FeedbackMessage.objects.get()
    answer(message, "Đã sửa đèn.", health_editor)
    clock(timezone.now() + timedelta(days=11))
    delete_personal_data()
    words = read_words(make_citizen(health).get(find_link()))
    assert "đã được xóa" in words and "Đã sửa đèn" not in words
    assert look_up(health, message.receipt, "lan@backan.example").status_code == 422


def test_in_english_page_and_mail_are_english(health, health_editor, ours):
    open_in_english(health)
    page = make_citizen(health).post(
        f"/en{LOOKUP}", {"number": ours.receipt, "proof": "0912345678"}
    )
    assert "Waiting for an answer" in read_words(page)
    ours.language = "en"
    ours.save()
    answer(ours, "It is repaired.", health_editor)
    assert mail.outbox[-1].subject == f"About your message {ours.receipt}"
    assert find_link().startswith("/en/gop-y/")
