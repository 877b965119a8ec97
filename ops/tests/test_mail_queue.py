"""How mail leaves: by the queue, to a real mail server."""

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.selectors import is_bounced
from accounts.services.bounced_addresses import clear_bounce, mark_bounced
from ops.mail.messages import get_bare_address

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

AN, BINH = "an@backan.example", "binh@backan.example"


def letter(**words):
    words = {"subject": "Lũ quét", "body": "Sơ tán ngay.\n", "to": [AN]} | words
    return EmailMultiAlternatives(**words)


def states():
    return sorted(DBTaskResult.objects.values_list("status", flat=True))


def try_again(work_off):
    # Without waiting for the time of the next attempt.
    DBTaskResult.objects.update(status="READY", run_after=timezone.now())
    work_off()


def test_nothing_is_sent_before_the_queue_is_worked_off(post_office, work_off):
    letter().send()
    assert post_office.received == []
    work_off()
    assert post_office.addresses == [AN]


def test_what_is_rolled_back_is_not_sent(post_office, work_off):
    with transaction.atomic():
        letter().send()
        transaction.set_rollback(True)
    work_off()
    assert post_office.received == []


def test_a_letter_arrives_as_it_was_written(post_office, work_off):
    message = letter(
        from_email="Tỉnh Bắc Kạn <bantin@backan.example>",
        reply_to=["hoi@backan.example"],
        cc=[BINH],
        headers={"List-Id": "ban-tin"},
    )
    message.attach_alternative("<p>Sơ tán ngay.</p>", "text/html")
    message.send()
    work_off()
    assert post_office.addresses == [AN, BINH]
    assert post_office.senders == {"bantin@backan.example"}
    [(_to, first), (_cc, second)] = post_office.received
    names = ("Subject", "From", "To", "Cc", "Reply-To", "List-Id", "Auto-Submitted")
    assert (
        [first[name] for name in names]
        == [second[name] for name in names]
        == [
            "Lũ quét",
            "Tỉnh Bắc Kạn <bantin@backan.example>",
            AN,
            BINH,
            "hoi@backan.example",
            "ban-tin",
            "auto-generated",
        ]
    )
    text, html = first.get_body(["plain"]), first.get_body(["html"])
    assert (text.get_content(), html.get_content()) == ("Sơ tán ngay.\r\n", "<p>Sơ tán ngay.</p>")
    assert first["Message-ID"].endswith(f"@{settings.BASE_DOMAIN}>")
    assert first["Message-ID"] != second["Message-ID"]


def test_nobody_sees_who_gets_a_hidden_copy(post_office, work_off):
    letter(bcc=[BINH]).send()
    work_off()
    assert post_office.addresses == [AN, BINH]
    assert all(BINH not in message.as_string() for _to, message in post_office.received)


def test_the_queue_does_not_tell_the_links_that_wait_in_it(queued_mail):
    letter(body="https://quan-tri.backan.example/loi-moi/bí-mật/").send()
    kept = str(DBTaskResult.objects.values().get())
    assert AN in kept and "loi-moi" not in kept and "Lũ" not in kept


def test_a_file_is_refused_where_it_is_attached(queued_mail):
    message = letter()
    message.attach("a.txt", "chữ")
    with pytest.raises(ValueError, match="no files"):
        message.send()
    assert states() == []


def test_what_cannot_be_sent_is_refused_where_it_is_written(queued_mail):
    with pytest.raises(ValueError, match="newlines"):
        letter(subject="Lũ\nBcc: x@y.example").send()
    assert states() == []


@pytest.mark.parametrize(
    "refusal", ["550 No such user", "550 5.1.1 No such user", "550 5.2.1 Disabled", "553 Bad name"]
)
def test_a_refused_recipient_is_marked_and_not_tried_again(post_office, work_off, refusal):
    post_office.refusals[AN] = refusal
    letter(to=[AN, BINH]).send()
    work_off()
    assert states() == ["SUCCESSFUL", "SUCCESSFUL"]
    assert (is_bounced(AN), is_bounced(BINH)) == (True, False)
    assert post_office.addresses == [BINH]


@pytest.mark.parametrize(
    "refusal",
    [
        "450 4.2.1 Try later",
        "452 4.2.2 Mailbox full",
        "550 5.7.1 Relaying denied",
        "554 Rejected",
        "553 5.1.8 Bad sender address",
        "552 5.2.2 Mailbox full",
    ],
)
def test_a_failure_that_may_pass_is_tried_again(post_office, work_off, refusal):
    post_office.refusals[AN] = refusal
    letter().send()
    work_off()
    assert states() == ["READY"] and not is_bounced(AN)
    post_office.refusals.clear()
    try_again(work_off)
    assert states() == ["SUCCESSFUL"]
    assert post_office.addresses == [AN]


def test_a_letter_keeps_its_name_and_date_at_every_attempt(post_office, work_off):
    letter().send()
    work_off()
    try_again(work_off)
    names = [(one["Message-ID"], one["Date"]) for _to, one in post_office.received]
    assert len(names) == 2 and len(set(names)) == 1


def test_a_server_that_is_down_is_tried_again(settings, post_office, work_off):
    port = settings.EMAIL_PORT
    settings.EMAIL_PORT = 1
    letter().send()
    work_off()
    assert states() == ["READY"] and not is_bounced(AN)
    settings.EMAIL_PORT = port
    try_again(work_off)
    assert post_office.addresses == [AN]


def test_nothing_is_sent_to_a_marked_address_until_the_mark_is_gone(queued_mail, work_off):
    mark_bounced(email="An@backan.example", reason="550")
    letter(to=[f"An <{AN}>"]).send()
    work_off()
    assert mail.outbox == []
    clear_bounce(email=AN)
    letter().send()
    work_off()
    assert len(mail.outbox) == 1


def test_who_waits_for_a_letter_does_not_wait_for_everybodys_digest(queued_mail, work_off):
    letter(subject="Tóm tắt", headers={"Precedence": "bulk"}).send()
    letter(subject="Mật khẩu mới").send()
    work_off()
    assert [one.subject for one in mail.outbox] == ["Mật khẩu mới", "Tóm tắt"]


@pytest.mark.parametrize(("length", "bare"), [(500, AN), (501, "")])
def test_an_address_with_a_name_is_read_up_to_a_length(length, bare):
    name = "A" * (length - len(f" <{AN}>"))
    assert get_bare_address(f"{name} <{AN}>") == bare
