"""E-mails about bulletins in the language that their reader has chosen for the admin."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.users.models import UserProfile

from bulletins.models import NoteKind
from bulletins.services import lifecycle
from bulletins.services.announcements import notify_publication
from bulletins.services.repetition import repeat_bulletin
from bulletins.tests.factories import publish_bulletin, publish_emergency, translate
from members.models import Notification
from members.tasks import send_daily_digests, send_urgent_emails
from responses.services.reminders import send_reminders
from sites.models import Agency
from sites.tests.factories import open_in_english

pytestmark = pytest.mark.django_db

ONLY_VIETNAMESE = "The text is only available in Vietnamese."


@pytest.fixture(autouse=True)
def readers(health_editor, health_moderator, district_editor):
    """Of the first agency one reads English, one Vietnamese; of the other one English."""
    for user in (health_editor, district_editor):
        profile = UserProfile.get_for_user(user)
        profile.preferred_language = "en"
        profile.save()


@pytest.fixture
def in_english(health):
    """One of the two agencies has its website in English too."""
    open_in_english(health)


@pytest.fixture
def sent(work_off, mailoutbox):
    """Let the minute pass; return the e-mail of each user by the name in the address."""

    def run():
        mailoutbox.clear()
        work_off()
        send_urgent_emails()
        work_off()
        return {mail.to[0].partition("@")[0]: mail for mail in mailoutbox}

    return run


def get_html(mail):
    return mail.alternatives[0][0]


def test_an_emergency_is_told_in_the_language_of_whoever_reads_it(
    health, district, in_english, sent
):
    flood = publish_emergency("Lũ quét", instruction="Lên chỗ cao.")
    translate(flood, "Flash flood", instruction="Move to higher ground.")
    mails = sent()
    mine = mails["health-editor"]
    assert mine.subject == "Emergency: Flash flood"
    assert "Move to higher ground." in mine.body and ONLY_VIETNAMESE not in mine.body
    assert f"{health.root_url}/en/ban-tin/lu-quet/" in mine.body
    assert '<h1 lang="en">' in get_html(mine)
    moderator = mails["health-moderator"]
    assert moderator.subject == "Khẩn: Lũ quét" and "Lên chỗ cao." in moderator.body
    assert f"{health.root_url}/ban-tin/lu-quet/" in moderator.body
    other = mails["district-editor"]
    assert other.subject == "Emergency: Flash flood"
    assert f"{district.root_url}/ban-tin/lu-quet/" in other.body


def test_what_is_not_translated_comes_in_vietnamese_and_says_so(in_english, sent):
    publish_emergency("Lũ quét", instruction="Lên chỗ cao.")
    mails = sent()
    mail = mails["health-editor"]
    assert mail.subject == "Khẩn: Lũ quét" and "Lên chỗ cao." in mail.body
    for text in (mail.body, get_html(mail)):
        assert ONLY_VIETNAMESE in text
    assert '<html lang="en">' in get_html(mail) and '<h1 lang="vi">' in get_html(mail)
    moderator = mails["health-moderator"]
    assert "chỉ có bằng tiếng Việt" not in moderator.body + get_html(moderator)


def test_an_older_translation_is_not_mailed_any_more(in_english, sent):
    flood = publish_emergency("Lũ quét", instruction="Tới trường cũ.")
    translate(flood, "Flash flood", instruction="Go to the old school.")
    flood.refresh_from_db()
    flood.instruction = "Tới trường mới."
    flood.save_revision().publish()
    mail = sent()["health-editor"]
    assert "old school" not in mail.body and "Tới trường mới." in mail.body
    assert ONLY_VIETNAMESE in mail.body


def test_a_correction_says_in_an_english_mail_that_it_is_vietnamese(in_english, sent):
    flood = publish_emergency("Lũ quét")
    translate(flood, "Flash flood")
    sent()
    lifecycle.add_note(bulletin=flood, kind=NoteKind.CORRECTION, text="Không phải 16 giờ.", by=None)
    mail = sent()["health-editor"]
    assert mail.subject == "Khẩn, đính chính: Lũ quét"
    assert "Không phải 16 giờ." in mail.body and ONLY_VIETNAMESE in mail.body


def test_a_digest_has_each_bulletin_in_its_language_and_marks_the_vietnamese(
    in_english, work_off, mailoutbox, health_editor
):
    translate(publish_bulletin("Họp thôn", summary="Tối nay."), "Meeting", summary="Tonight.")
    publish_bulletin("Cúp điện")
    work_off()
    send_daily_digests()
    work_off()
    [mail] = [one for one in mailoutbox if one.to == [health_editor.email]]
    assert "- Meeting\n  Tonight." in mail.body and "- Cúp điện" in mail.body
    assert mail.body.count(ONLY_VIETNAMESE) == 1
    assert '<li lang="en">' in get_html(mail) and '<li lang="vi">' in get_html(mail)


def test_who_is_told_in_english_is_told_once(in_english, sent):
    flood = publish_emergency("Lũ quét")
    translate(flood, "Flash flood")
    assert "health-editor" in sent()
    notify_publication.call(flood.pk)
    assert sent() == {}
    assert set(Notification.objects.values_list("language", flat=True)) == {"vi", "en"}


def test_the_end_of_an_emergency_is_told_in_the_language_of_its_beginning(in_english, sent):
    flood = publish_emergency("Lũ quét")
    translate(flood, "Flash flood")
    sent()
    lifecycle.end_bulletin(bulletin=flood, closing_text="", by=None)
    mails = sent()
    assert mails["health-editor"].subject == "Over: Flash flood"
    assert mails["health-moderator"].subject == "Đã kết thúc: Lũ quét"


def test_a_repetition_and_a_reminder_are_told_in_english(in_english, health_editor):
    meeting = publish_bulletin("Họp thôn", confirm_by=timezone.now() + timedelta(days=1))
    translate(meeting, "Meeting")
    repeat_bulletin(bulletin=meeting, by=None)
    send_reminders(bulletin=meeting, agencies=Agency.objects.all(), by=health_editor)
    mine = Notification.objects.filter(person=health_editor, language="en")
    titles = set(mine.values_list("title", flat=True))
    assert {"Announced again: Meeting", "Please confirm: Meeting"} <= titles
