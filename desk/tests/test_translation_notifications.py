from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from bulletins.tests.factories import publish_bulletin, publish_emergency
from desk.tests.translations import get_editor_path, translate_published
from home.tests.factories import publish_news
from members.models import DeliveryMode, NotificationKind
from members.selectors.recipients import save_delivery_modes
from members.services.membership import revoke_role
from members.services.translators import set_translator_languages
from members.tasks import send_daily_digests, send_urgent_emails
from members.tests.approval import decide
from sites.localization.tests.translation_editor import get_english_version, submit, write
from sites.tests.factories import open_in_english

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(health):
    open_in_english(health)


def list_subjects(person):
    return [one.subject for one in mail.outbox if one.to == [person.email]]


def test_a_translator_is_told_of_an_emergency_at_once(translator, outsider, work_off):
    publish_emergency("Lũ quét")
    work_off()
    send_urgent_emails()
    assert list_subjects(translator) == ["Cần dịch sang tiếng Anh: Lũ quét"]
    assert list_subjects(outsider) == []


def test_of_everything_else_in_the_daily_digest(translator, work_off):
    publish_bulletin("Nghỉ lễ")
    work_off()
    send_urgent_emails()
    assert list_subjects(translator) == []
    send_daily_digests()
    [letter] = [one for one in mail.outbox if one.to == [translator.email]]
    assert "1 BÀI CẦN DỊCH" in letter.body and "Nghỉ lễ" in letter.body


def test_a_correction_of_what_was_translated_is_told_again(
    translator, sign_in, ict_publisher, work_off
):
    bulletin = publish_emergency("Lũ quét")
    translate_published(
        sign_in(ict_publisher), bulletin, summary="Summary.", instruction="Leave the bank."
    )
    work_off()
    send_urgent_emails()
    mail.outbox.clear()
    bulletin.instruction = "Lên đồi ngay."
    bulletin.save_revision().publish()
    work_off()
    send_urgent_emails()
    assert list_subjects(translator) == ["Cần dịch sang tiếng Anh: Lũ quét"]


def test_what_is_translated_is_not_told(translator, sign_in, ict_publisher, work_off):
    bulletin = publish_emergency("Lũ quét")
    translate_published(
        sign_in(ict_publisher), bulletin, summary="Summary.", instruction="Leave the bank."
    )
    work_off()
    send_urgent_emails()
    assert list_subjects(translator) == []


def test_a_translator_of_another_language_is_not_told(translator, ict_admin, work_off):
    set_translator_languages(user=translator, agency=None, languages=["fr"], by=ict_admin)
    publish_emergency("Lũ quét")
    work_off()
    send_urgent_emails()
    assert list_subjects(translator) == []


def test_who_wants_no_such_mail_gets_none(translator, work_off):
    kind = NotificationKind.TRANSLATION.value
    save_delivery_modes(person=translator, paces={kind: DeliveryMode.NEVER})
    publish_emergency("Lũ quét")
    work_off()
    send_urgent_emails()
    assert list_subjects(translator) == []


def test_who_translates_no_more_is_told_nothing_more(translator, ict_admin, work_off):
    publish_emergency("Lũ quét")
    work_off()
    [group] = translator.groups.all()
    revoke_role(group=group, user=translator, by=ict_admin)
    send_urgent_emails()
    assert list_subjects(translator) == []


def test_a_units_translator_is_told_of_its_pages_and_nobody_else(
    health, health_editor, health_moderator, district, district_editor, work_off
):
    for agency, person in ((health, health_editor), (district, district_editor)):
        set_translator_languages(user=person, agency=agency, languages=["en"], by=health_moderator)
    publish_news(health, "Tiêm chủng")
    work_off()
    send_daily_digests()
    told = {address for one in mail.outbox if "Tiêm chủng" in one.body for address in one.to}
    assert told == {health_editor.email}


def test_a_bulletin_that_begins_later_is_told_when_it_begins(translator, work_off):
    publish_emergency("Lũ quét", valid_from=timezone.now() + timedelta(hours=3))
    work_off()
    send_urgent_emails()
    assert list_subjects(translator) == []


def hand_over(client, source, **words):
    """Write the English of a text and submit it for approval; return its row."""
    submit(client, source)
    for path, text in ({"title": f"English: {source.pk}"} | words).items():
        write(client, source, path, text)
    translated = get_english_version(source)
    client.post(get_editor_path(translated), {"action": "submit"})
    return translated


@pytest.mark.parametrize("of", ["page", "bulletin"])
@pytest.mark.parametrize(("decision", "told"), [("approve", "Đã duyệt"), ("reject", "Cần sửa")])
def test_who_hands_a_translation_over_is_told_what_became_of_it(
    sign_in, translator, ict_publisher, health, health_editor, health_moderator, work_off,
    of, decision, told,
):  # fmt: skip
    set_translator_languages(
        user=health_editor, agency=health, languages=["en"], by=health_moderator
    )
    person, approver, other, source, words = {
        "page": (
            health_editor, health_moderator, ict_publisher,
            publish_news(health, "Tiêm chủng", lead="Ngày 3."), {"lead": "On the 3rd."},
        ),
        "bulletin": (
            translator, ict_publisher, health_moderator,
            publish_bulletin("Nghỉ lễ"), {"summary": "Summary."},
        ),
    }[of]  # fmt: skip
    translated = hand_over(sign_in(person), source, **words)
    work_off()
    assert any("Chờ bạn duyệt" in subject for subject in list_subjects(approver))
    assert list_subjects(other) == []
    mail.outbox.clear()
    decide(sign_in(approver), translated, decision, "Xem lại ngày.")
    work_off()
    [subject] = list_subjects(person)
    assert subject.startswith(told) and f"English: {source.pk}" in subject
    translated.refresh_from_db()
    assert translated.live == (decision == "approve")
