"""What the mails to citizens about their messages say, and to whom."""

import pytest
from django.core import mail

from home.emails import MAX_RECEIPTS, send_answer, send_receipt
from home.tests.factories import create_feedback
from sites.models import AgencySettings

pytestmark = pytest.mark.django_db


@pytest.fixture
def details(health):
    known, _is_new = AgencySettings.objects.get_or_create(site=health.site)
    known.telephone, known.email = "0209 3870 000", "so@yte.example"
    known.save()
    return known


def test_a_receipt_names_the_unit_and_replies_go_there(health, details):
    send_receipt(create_feedback(health, email="Mai@Xa.Example"))
    [sent] = mail.outbox
    assert sent.to == ["Mai@Xa.Example"] and sent.reply_to == ["so@yte.example"]
    assert health.name in sent.body
    assert f"{health.root_url}/" in sent.body and "?v=" in sent.body
    assert sent.body == sent.body.strip() + "\n" and "\n" not in sent.subject


def test_an_answer_names_the_telephone_and_without_an_address_there_is_none_to_reply_to(
    health, details
):
    details.email = ""
    details.save()
    send_answer(create_feedback(health, email="mai@xa.example"))
    assert mail.outbox[0].reply_to == [] and "0209 3870 000" in mail.outbox[0].body
    details.delete()
    send_answer(create_feedback(health, email="mai@xa.example"))
    assert mail.outbox[1].reply_to == [] and "Điện thoại" not in mail.outbox[1].body


def test_an_address_gets_so_many_receipts_however_it_is_written(health):
    send_receipt(create_feedback(health, email=""))
    assert mail.outbox == []
    for number in range(MAX_RECEIPTS + 2):
        email = "mai@xa.example" if number % 2 else "MAI@xa.example"
        send_receipt(create_feedback(health, email=email))
    assert len(mail.outbox) == MAX_RECEIPTS
    send_receipt(create_feedback(health, email="lan@xa.example"))
    assert len(mail.outbox) == MAX_RECEIPTS + 1
