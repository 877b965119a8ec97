"""What people are told by e-mail: when, once, and as they wish."""

import re
from datetime import datetime, timedelta
from inspect import unwrap

import pytest
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import timezone
from wagtail.users.models import UserProfile

from accounts.services.bounced_addresses import mark_bounced
from accounts.tests.factories import create_user
from bulletins.tests.factories import publish_bulletin
from home.models import FeedbackMessage
from home.services.feedback import create_feedback
from members.models import DeliveryMode, Notification, NotificationKind
from members.selectors.recipients import save_delivery_modes
from members.services import membership
from members.services.notifications import SALT, notify
from members.tasks import delete_old_notifications, send_daily_digests, send_urgent_emails
from ops.jobs.schedule import list_periodic_tasks
from responses.services.reminders import send_reminders
from sites.models import Agency, AgencySettings, Kind
from sites.services.provisioning import provision_agency

EMERGENCY, CONFIRMATION = NotificationKind.EMERGENCY, NotificationKind.CONFIRMATION
BULLETIN, DISPLAY = NotificationKind.BULLETIN, NotificationKind.DISPLAY
URL = "http://soyte.backan.localhost:8000/ban-tin/lu-quet/"


def told(*people, event="lu:1", kind=BULLETIN, title="Lũ quét", **words):
    notify(people, kind=kind, event=event, title=title, url=URL, **words)


def of(mailoutbox):
    return sorted((*mail.to, mail.subject) for mail in mailoutbox)


def html_of(mail):
    [(html, kind)] = mail.alternatives
    assert kind == "text/html"
    return html


def test_what_is_urgent_is_sent_by_itself_and_once(health_editor, mailoutbox):
    told(health_editor, kind=EMERGENCY, text="Sơ tán ngay.", at_once=True)
    send_urgent_emails()
    told(health_editor, kind=EMERGENCY, at_once=True)
    send_urgent_emails()
    send_daily_digests()
    [mail] = mailoutbox
    assert (mail.to, mail.subject) == ([health_editor.email], "Lũ quét")
    for text in (mail.body, html_of(mail)):
        assert "Lũ quét" in text and "Sơ tán ngay." in text and URL in text
    assert '<html lang="vi">' in html_of(mail)


def test_the_rest_comes_once_a_day_in_one_mail(health_editor, district_editor, mailoutbox, today):
    told(health_editor, event="1", title="Tiêm chủng")
    told(health_editor, event="2", title="Cúp điện")
    told(health_editor, event="3", title="Báo cáo lũ", kind=CONFIRMATION)
    told(district_editor, event="4", title="Họp")
    send_urgent_emails()
    assert mailoutbox == []
    send_daily_digests()
    send_daily_digests()
    assert of(mailoutbox) == [
        (district_editor.email, f"Tin ngày {today:%d/%m/%Y}: 1 bản tin mới"),
        (health_editor.email, f"Tin ngày {today:%d/%m/%Y}: 1 việc cần xác nhận, 2 bản tin mới"),
    ]
    [mail] = [one for one in mailoutbox if one.to == [health_editor.email]]
    for text in (mail.body, html_of(mail)):
        order = [text.index(words) for words in ("Báo cáo lũ", "Cúp điện", "Tiêm chủng")]
        assert order == sorted(order) and "Họp" not in text


def test_a_flood_is_one_mail_of_bounded_length(health_editor, mailoutbox):
    for number in range(57):
        told(health_editor, event=str(number), title=f"Tin {number}.")
    for number in range(4):
        told(health_editor, event=f"khẩn {number}", kind=EMERGENCY, at_once=True)
    send_urgent_emails()
    assert [mail.subject.partition(": ")[2] for mail in mailoutbox] == ["4 thông báo khẩn"]
    send_daily_digests()
    for text in (mailoutbox[1].body, html_of(mailoutbox[1])):
        assert len(re.findall(r"Tin \d+\.", text)) == 20
        assert "Tin 56." in text and "và 37 mục khác" in text


def test_up_to_three_urgent_ones_are_mails_of_their_own(health_editor, mailoutbox):
    for number in range(3):
        told(health_editor, event=f"khẩn {number}", kind=EMERGENCY, at_once=True)
    send_urgent_emails()
    assert len(mailoutbox) == 3


def test_times_and_seconds_are_kept_by_the_schedule():
    due = {duty.work: (duty.interval, duty.of_day) for duty in list_periodic_tasks()}
    assert due[unwrap(send_urgent_emails)] == (timedelta(minutes=1), None)
    assert f"{due[unwrap(send_daily_digests)][1]:%H:%M}" == "07:00"


@pytest.mark.parametrize(
    "change",
    [
        lambda person: type(person).objects.filter(pk=person.pk).update(email=""),
        lambda person: type(person).objects.filter(pk=person.pk).update(is_active=False),
        lambda person: mark_bounced(email=person.email, reason="550"),
        lambda person: Notification.objects.update(
            created_at=timezone.now() - timedelta(days=7, minutes=1)
        ),
    ],
)
def test_who_cannot_be_reached_or_would_hear_old_news_gets_nothing(
    health_editor, mailoutbox, change
):
    told(health_editor)
    told(health_editor, event="khẩn", kind=EMERGENCY, at_once=True)
    change(health_editor)
    send_urgent_emails()
    send_daily_digests()
    assert mailoutbox == []


def test_news_of_less_than_a_week_reach_whose_address_works(
    health_editor, district_editor, mailoutbox
):
    told(health_editor, district_editor, title="x" * 256)
    Notification.objects.update(created_at=timezone.now() - timedelta(days=6, hours=23))
    mark_bounced(email=district_editor.email, reason="550")
    send_daily_digests()
    [mail] = mailoutbox
    assert mail.to == [health_editor.email] and "x" * 255 in mail.body
    assert {len(one.title) for one in Notification.objects.all()} == {255}


def test_who_leaves_a_unit_hears_nothing_more_of_it(
    health, health_editor, health_moderator, mailoutbox
):
    told(health_editor, health_moderator, kind=CONFIRMATION, agency=health)
    told(health_editor, event="lu:2")
    membership.remove_member(agency=health, user=health_editor, by=health_moderator)
    send_daily_digests()
    assert [mail.to for mail in mailoutbox] == [[health_moderator.email]]


def test_who_leaves_one_of_two_units_is_still_told_of_the_other(
    health, district, health_editor, ict_admin, mailoutbox
):
    membership.add_member(agency=district, role="editors", user=health_editor, by=ict_admin)
    told(health_editor, event="1", title="Của sở", kind=CONFIRMATION, agency=health)
    told(health_editor, event="2", title="Của huyện", kind=CONFIRMATION, agency=district)
    told(health_editor, event="3", title="Bản tin chung")
    membership.remove_member(agency=health, user=health_editor, by=ict_admin)
    send_daily_digests()
    [mail] = mailoutbox
    assert "Của huyện" in mail.body and "Bản tin chung" in mail.body
    assert "Của sở" not in mail.body


def test_reminders_and_letters_of_citizens_are_those_of_one_unit(
    health, district, health_editor, ict_admin, ict_publisher, mailoutbox
):
    membership.add_member(agency=district, role="editors", user=health_editor, by=ict_admin)
    bulletin = publish_bulletin(confirm_by=timezone.now() + timedelta(days=3))
    send_reminders(bulletin=bulletin, agencies=Agency.objects.all(), by=ict_publisher)
    for agency in (health, district):
        create_feedback(FeedbackMessage(message=f"Gửi {agency.code}"), agency=agency, doubt="")
    membership.remove_member(agency=health, user=health_editor, by=ict_admin)
    left = Notification.objects.filter(person=health_editor).values_list("kind", "agency")
    assert sorted(left) == [("confirmation", district.pk), ("feedback", district.pk)]


def test_nothing_is_sent_where_its_mark_was_not_kept(
    health_editor, queued_mail, work_off, mailoutbox
):
    told(health_editor, kind=EMERGENCY, at_once=True)
    with transaction.atomic():
        send_urgent_emails()
        transaction.set_rollback(True)
    work_off()
    assert mailoutbox == []
    send_urgent_emails()
    work_off()
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(
    ("pace", "urgent", "sent"),
    [
        (DeliveryMode.USUAL, False, "daily"),
        (DeliveryMode.USUAL, True, "at once"),
        (DeliveryMode.AT_ONCE, False, "at once"),
        (DeliveryMode.DIGEST, True, "daily"),
        (DeliveryMode.NEVER, True, "never"),
    ],
)
def test_each_person_is_told_as_they_wish(
    health_editor, health_moderator, mailoutbox, pace, urgent, sent
):
    save_delivery_modes(person=health_editor, paces={BULLETIN.value: pace})
    told(health_editor, at_once=urgent)
    send_urgent_emails()
    before = len(mailoutbox)
    send_daily_digests()
    assert {(1, 1): "at once", (0, 1): "daily", (0, 0): "never"}[before, len(mailoutbox)] == sent


def test_who_wants_no_more_does_not_get_what_waited(health_editor, mailoutbox):
    told(health_editor)
    told(health_editor, event="khác", kind=DISPLAY)
    save_delivery_modes(person=health_editor, paces={BULLETIN.value: DeliveryMode.NEVER})
    send_daily_digests()
    assert [mail.subject.partition(": ")[2] for mail in mailoutbox] == ["1 trang web cần xem lại"]


@pytest.mark.parametrize("kind", [EMERGENCY, CONFIRMATION])
def test_what_must_be_known_cannot_be_switched_off(health_editor, kind):
    with pytest.raises(ValueError, match="not offered"):
        save_delivery_modes(person=health_editor, paces={kind.value: DeliveryMode.NEVER})


def test_whoever_chose_english_reads_english(health_editor, mailoutbox):
    profile = UserProfile.get_for_user(health_editor)
    profile.preferred_language = "en"
    profile.save()
    told(health_editor)
    send_daily_digests()
    [mail] = mailoutbox
    assert mail.subject.endswith("1 new bulletin")
    assert '<html lang="en">' in html_of(mail) and '<li lang="vi">' in html_of(mail)


def test_answers_go_where_the_province_reads_them(province, health_editor, mailoutbox):
    AgencySettings.objects.filter(site=province.site).update(email="ubnd@backan.example")
    told(health_editor)
    send_daily_digests()
    [mail] = mailoutbox
    assert mail.reply_to == ["ubnd@backan.example"]
    assert mail.from_email == "Bantin <bantin@backan.localhost>"


@pytest.fixture
def their_editor(province):
    """An editor in a second province; the first one has an e-mail address."""
    other = provision_agency(
        code="tinh-thai-nguyen",
        kind=Kind.PROVINCE,
        name_vi="Tỉnh Thái Nguyên",
        host=f"thainguyen.{settings.BASE_DOMAIN}",
    )
    theirs = provision_agency(
        code="xa-mot",
        kind=Kind.COMMUNE,
        name_vi="Xã Một",
        host=f"xamot.{settings.BASE_DOMAIN}",
        parent=other.code,
    )
    AgencySettings.objects.filter(site=province.site).update(email="bac-kan@vn.example")
    return create_user("xa-mot-editor", theirs.editors)


@pytest.mark.parametrize("address", ["thai-nguyen@vn.example", ""])
def test_answers_go_to_the_province_of_whoever_got_the_mail_and_to_no_other(
    health_editor, their_editor, mailoutbox, address
):
    AgencySettings.objects.filter(site__agency__code="tinh-thai-nguyen").update(email=address)
    told(health_editor, their_editor)
    send_daily_digests()
    assert {mail.to[0]: mail.reply_to for mail in mailoutbox} == {
        health_editor.email: ["bac-kan@vn.example"],
        their_editor.email: [address] if address else [],
    }


def test_words_are_no_markup_and_no_headers(health_editor, mailoutbox):
    told(health_editor, title="Lũ <b>\r\nBcc: x@y.example", at_once=True)
    send_urgent_emails()
    [mail] = mailoutbox
    assert mail.subject == "Lũ <b> Bcc: x@y.example"
    assert "<b>" not in html_of(mail) and "<b>" in mail.body


def test_it_is_not_remembered_for_ever_who_was_told_what(health_editor, clock):
    told(health_editor)
    send_daily_digests()
    delete_old_notifications()
    assert Notification.objects.exists()
    clock(datetime.now(tz=timezone.get_default_timezone()) + timedelta(days=181))
    delete_old_notifications()
    assert not Notification.objects.exists()


def link_of(mail):
    link = mail.extra_headers["List-Unsubscribe"].strip("<>")
    assert link in mail.body and link in html_of(mail)
    return link.removeprefix(settings.WAGTAILADMIN_BASE_URL)


@pytest.fixture
def stranger(anonymous):
    return anonymous(f"{settings.ADMIN_HOST}:{settings.SITE_PORT}")


def test_one_click_in_the_mail_ends_it(health_editor, district_editor, stranger, mailoutbox):
    told(health_editor)
    send_daily_digests()
    [mail] = mailoutbox
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stranger.handler.enforce_csrf_checks = True
    link = link_of(mail)
    page = stranger.get(link)
    assert page.status_code == 200 and "Bản tin mới cho đơn vị" in page.content.decode()
    assert not health_editor.notification_choices.exists()
    assert stranger.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    told(health_editor, district_editor, event="khác")
    send_daily_digests()
    assert [one.to for one in mailoutbox[1:]] == [[district_editor.email]]


def test_the_page_speaks_the_language_of_whom_it_is_about(health_editor, stranger, mailoutbox):
    profile = UserProfile.get_for_user(health_editor)
    profile.preferred_language = "en"
    profile.save()
    told(health_editor)
    send_daily_digests()
    assert '<html lang="en">' in stranger.get(link_of(mailoutbox[0])).content.decode()


def test_a_digest_ends_only_what_may_end(health_editor, stranger, mailoutbox):
    told(health_editor)
    told(health_editor, event="khác", kind=CONFIRMATION)
    send_daily_digests()
    stranger.post(link_of(mailoutbox[0]))
    assert dict(health_editor.notification_choices.values_list("kind", "pace")) == {
        BULLETIN.value: DeliveryMode.NEVER.value
    }


@pytest.mark.parametrize("kind", [EMERGENCY, CONFIRMATION])
def test_what_must_be_known_has_no_link_to_end_it(health_editor, mailoutbox, kind):
    told(health_editor, kind=kind, at_once=True)
    send_urgent_emails()
    [mail] = mailoutbox
    assert "List-Unsubscribe" not in mail.extra_headers and "/ngung/" not in mail.body


@pytest.mark.parametrize("token", ["x", "a:b:c", "%00", "é", "<script>"])
def test_a_link_that_is_not_ours_does_not_exist(db, stranger, token):
    for send in (stranger.get, stranger.post):
        assert send(f"/tai-khoan/thong-bao/ngung/{token}/").status_code == 404


def test_the_link_of_a_kind_that_is_no_more_does_not_exist(health_editor, stranger):
    token = signing.dumps([health_editor.pk, "a kind of former days"], salt=SALT)
    assert stranger.get(f"/tai-khoan/thong-bao/ngung/{token}/").status_code == 404


def test_the_link_of_somebody_who_is_gone_does_not_exist(health_editor, stranger, mailoutbox):
    told(health_editor)
    send_daily_digests()
    health_editor.delete()
    assert stranger.post(link_of(mailoutbox[0])).status_code == 404


ACCOUNT = "/admin/account/"
OTHERS = {
    "name_email-first_name": "Nông Thị Hoa",
    "name_email-last_name": "Nông",
    "locale-preferred_language": "vi",
    "theme-theme": "dark",
    "theme-contrast": "system",
    "theme-density": "default",
}


def test_people_choose_on_the_screen_of_their_account(sign_in, health_editor, district_editor):
    client = sign_in(health_editor)
    page = client.get(ACCOUNT).content.decode()
    assert "không tắt được" in page and 'name="paces-emergency"' not in page
    words = {"paces-bulletin": "never", "paces-display": ""}
    assert client.post(ACCOUNT, OTHERS | words).status_code == 302
    assert dict(health_editor.notification_choices.values_list("kind", "pace")) == {
        "bulletin": "never"
    }
    assert not district_editor.notification_choices.exists()
    assert client.post(ACCOUNT, OTHERS).status_code == 302
    assert health_editor.notification_choices.exists()
    client.post(ACCOUNT, OTHERS | {"paces-bulletin": ""})
    assert not health_editor.notification_choices.exists()


def test_the_screen_refuses_what_it_does_not_offer(sign_in, health_editor):
    page = sign_in(health_editor).post(ACCOUNT, OTHERS | {"paces-confirmation": "never"})
    assert page.status_code == 200
    assert not health_editor.notification_choices.exists()
