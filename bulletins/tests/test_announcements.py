"""Units are told of bulletins: who, when, once."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.tests.factories import create_user
from bulletins.models import NoteKind
from bulletins.services import lifecycle
from bulletins.services.announcements import notify_publication
from bulletins.services.publication import publish_version
from bulletins.tests.factories import create_draft, publish_bulletin, translate
from members.models import Notification
from members.services.invitations import invite
from members.tasks import send_daily_digests, send_urgent_emails
from members.tests.approval import get_shown_version
from ops.jobs import pieces
from sites.models import Agency

EMERGENCY = {
    "urgency": "emergency",
    "instruction": "Sơ tán ngay lên chỗ cao.",
    "summary": "Nước lên nhanh.",
}


@pytest.fixture(autouse=True)
def everybody(
    health, health_editor, health_moderator, district_editor, outsider, ict_admin, ict_publisher
):
    create_user("suspended", health.editors, is_active=False)


@pytest.fixture
def told(work_off, mailoutbox):
    """Let the minute pass; return who got which subject since the last time."""

    def run():
        mailoutbox.clear()
        work_off()
        send_urgent_emails()
        work_off()
        return sorted((*mail.to, mail.subject) for mail in mailoutbox)

    return run


@pytest.fixture
def digested(work_off, mailoutbox):
    """Let the day pass; return who was told of how many things since the last time."""

    def run():
        mailoutbox.clear()
        work_off()
        send_daily_digests()
        return sorted((*mail.to, mail.subject.partition(": ")[2]) for mail in mailoutbox)

    return run


def emergency(title="Lũ quét", **fields):
    until = timezone.now() + timedelta(days=1)
    return publish_bulletin(title, **EMERGENCY | {"valid_until": until} | fields)


def health_people(subject):
    return [(f"{name}@backan.example", subject) for name in ("health-editor", "health-moderator")]


def test_an_emergency_reaches_the_units_it_is_for_by_mail_and_nobody_else(
    health, health_editor, post_office, told
):
    emergency(audience=[health.own_code])
    assert post_office.received == []
    told()
    assert post_office.addresses == [
        "health-editor@backan.example",
        "health-moderator@backan.example",
    ]
    [mail] = [one for to, one in post_office.received if to == health_editor.email]
    text = mail.get_body(["plain"]).get_content()
    assert mail["Subject"] == "Khẩn: Lũ quét" and "Sơ tán ngay" in text
    assert f"{health.root_url}/ban-tin/lu-quet/" in text
    assert mail["List-Unsubscribe"] is None
    told()
    assert len(post_office.received) == 2


def test_an_ordinary_bulletin_is_in_the_next_digest(health, district, post_office, told, work_off):
    publish_bulletin("Lịch tiêm", audience=[health.own_code])
    publish_bulletin("Họp dân", audience=[district.own_code])
    told()
    assert post_office.received == []
    send_daily_digests()
    work_off()
    names = ["district-editor", "health-editor", "health-moderator"]
    assert post_office.addresses == [f"{name}@backan.example" for name in names]
    for to, mail in post_office.received:
        text = mail.as_bytes().decode()
        own, other = ("lich-tiem", "hop-dan") if "health" in to else ("hop-dan", "lich-tiem")
        assert own in text and other not in text
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_request_that_publishes_tells_nobody_itself(ict_publisher, province, mailoutbox):
    tomorrow = timezone.now() + timedelta(days=1)
    bulletin = create_draft("Lũ quét", valid_until=tomorrow, source=province, **EMERGENCY)
    seen = get_shown_version(bulletin)
    publish_version(bulletin=bulletin, public=None, by=ict_publisher, **seen)
    assert mailoutbox == [] and not Notification.objects.exists()
    queued = DBTaskResult.objects.filter(task_path=notify_publication.module_path)
    assert [one.args_kwargs["args"] for one in queued].count([bulletin.pk]) == 1


def test_who_works_for_two_units_is_told_once(health, district, district_editor, told):
    district_editor.groups.add(health.editors)
    emergency()
    assert [to for to, _subject in told()].count(district_editor.email) == 1


def test_publishing_again_tells_those_who_were_not_told_yet(health, district, told):
    bulletin = emergency(audience=[health.own_code])
    told()
    bulletin.title = "Lũ lớn"
    bulletin.audience.create(code=district.own_code)
    bulletin.save_revision().publish()
    assert told() == [("district-editor@backan.example", "Khẩn: Lũ lớn")]


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        (NoteKind.UPDATE, "Khẩn, tin mới: Lũ quét"),
        (NoteKind.CORRECTION, "Khẩn, đính chính: Lũ quét"),
    ],
)
def test_what_is_told_of_an_emergency_later_is_sent_at_once(
    health, ict_publisher, told, clock, kind, subject
):
    bulletin = emergency(audience=[health.own_code])
    told()
    clock(timezone.now() + timedelta(minutes=5))
    lifecycle.add_note(bulletin=bulletin, kind=kind, text="Cầu đã sập.", by=ict_publisher)
    assert told() == health_people(subject)
    assert told() == []


def test_what_is_told_of_an_ordinary_bulletin_later_is_not_sent(
    health, ict_publisher, told, digested
):
    bulletin = publish_bulletin("Lịch tiêm", audience=[health.own_code])
    assert digested() == health_people("1 bản tin mới")
    lifecycle.add_note(bulletin=bulletin, kind=NoteKind.UPDATE, text="Thêm ca.", by=ict_publisher)
    assert told() == digested() == []


def test_those_who_were_told_are_told_that_an_emergency_is_over(health, ict_publisher, told):
    bulletin = emergency(audience=[health.own_code])
    told()
    invited = create_user("newcomer", health.editors)
    lifecycle.end_bulletin(bulletin=bulletin, closing_text="Nước đã rút.", by=ict_publisher)
    assert told() == health_people("Đã kết thúc: Lũ quét")
    assert not invited.notifications.exists()


def test_those_who_were_told_are_told_of_a_withdrawal_and_its_end(health, ict_publisher, digested):
    bulletin = publish_bulletin("Lịch tiêm", audience=[health.own_code])
    digested()
    lifecycle.withdraw_bulletin(bulletin=bulletin, reason="Nhầm ngày.", by=ict_publisher)
    assert digested() == health_people("1 bản tin mới")
    events = Notification.objects.order_by("pk").values_list("title", "text").distinct()
    assert list(events)[-1] == ("Đã thu hồi: Lịch tiêm", "Nhầm ngày.")
    lifecycle.restore_bulletin(bulletin=bulletin, by=ict_publisher)
    assert len(digested()) == 2
    assert Notification.objects.latest("pk").title == "Có hiệu lực trở lại: Lịch tiêm"


@pytest.mark.parametrize(
    "take_away",
    [
        lambda bulletin: lifecycle.withdraw_bulletin(bulletin=bulletin, reason="Nhầm.", by=None),
        lambda bulletin: lifecycle.end_bulletin(bulletin=bulletin, by=None),
        lambda bulletin: bulletin.unpublish(),
    ],
)
def test_who_was_not_told_yet_is_not_told_of_what_is_gone(health, told, digested, take_away):
    bulletin = publish_bulletin("Lịch tiêm", audience=[health.own_code])
    told()
    take_away(bulletin)
    assert told() == digested() == []


def test_what_was_taken_away_before_its_turn_came_is_not_told(health, told, digested):
    bulletin = emergency(audience=[health.own_code])
    bulletin.unpublish()
    assert told() == digested() == []


def test_nobody_is_told_before_a_bulletin_is_in_force(health, told, clock):
    begin = timezone.now() + timedelta(hours=3)
    emergency(audience=[health.own_code], valid_from=begin)
    assert told() == []
    clock(begin + timedelta(seconds=1))
    assert told() == health_people("Khẩn: Lũ quét")


def test_who_was_not_told_yet_is_told_when_it_begins_where_that_was_put_off(
    health, work_off, clock, visit
):
    now = timezone.now()
    bulletin = publish_bulletin("Tiêm chủng", audience=[health.own_code])
    work_off()
    assert Notification.objects.waiting().exists()
    bulletin.valid_from = now + timedelta(days=2)
    bulletin.save_revision().publish()
    assert visit(health, bulletin.path).status_code == 404
    work_off()
    assert not Notification.objects.waiting().exists()
    clock(now + timedelta(days=2, minutes=1))
    work_off()
    assert Notification.objects.waiting().exists()


def test_a_translation_tells_nobody_anything(health, told, digested):
    bulletin = publish_bulletin("Lịch tiêm", audience=[health.own_code])
    digested()
    translate(bulletin, "Vaccination")
    waiting = DBTaskResult.objects.ready().filter(task_path=notify_publication.module_path)
    assert not waiting.exists()
    assert told() == digested() == []


def test_telling_many_units_goes_on_in_pieces_and_tells_each_person_once(
    told, monkeypatch, ict_publisher, health_editor, district_editor
):
    whole = told()
    assert whole == []
    monkeypatch.setattr(pieces, "BUDGET_SECONDS", 0)
    bulletin = emergency()
    addresses = [address for address, *_rest in told()]
    assert {health_editor.email, district_editor.email} <= {*addresses}
    assert len(addresses) == len({*addresses})
    done = DBTaskResult.objects.filter(task_path=notify_publication.module_path)
    # One for each unit, and one that finds none left.
    assert done.count() == Agency.objects.count() + 1
    lifecycle.withdraw_bulletin(bulletin=bulletin, reason="Nhầm.", by=ict_publisher)
    assert sorted(address for address, *_rest in told()) == sorted(addresses)


def test_many_units_cost_a_few_queries_each(django_assert_max_num_queries):
    bulletin = emergency()
    with django_assert_max_num_queries(20):
        notify_publication.call(bulletin.pk)


def test_a_refused_recipient_is_shown_to_the_units_moderator_and_gets_no_more(
    health, health_editor, health_moderator, district_editor, sign_in, post_office, told
):
    post_office.refusals[health_editor.email] = "550 5.1.1 No such user"
    emergency(audience=[health.own_code])
    told()
    assert post_office.addresses == [health_moderator.email]
    page = sign_in(health_moderator).get("/admin/").content.decode()
    assert f"Thư gửi tới {health_editor.email} bị trả lại" in page
    post_office.refusals.clear()
    emergency("Sạt lở", audience=[health.own_code])
    told()
    assert post_office.subjects_to(health_editor.email) == []


def test_an_invitation_goes_by_the_queue(health, health_moderator, post_office, work_off):
    invite(agency=health, role="editors", email="moi@backan.example", by=health_moderator)
    assert post_office.received == []
    work_off()
    assert post_office.addresses == ["moi@backan.example"]
