import pytest
from django.core import mail
from django.utils import timezone

from accounts.tests.factories import create_user
from members.models import DeliveryMode, Notification, NotificationKind
from members.selectors.person_kinds import find_person_kind, get_role_label
from members.selectors.recipients import save_delivery_modes
from members.tasks import send_error_notifications, send_urgent_emails
from ops.models import ErrorKind
from ops.services.errors import mark_handled

pytestmark = pytest.mark.django_db


def create_kind(code="7KQ2M9XD", **fields):
    now = timezone.now()
    versions = {"first_version": "1.0.0", "last_version": "1.0.0"}
    moments = {"first_at": now, "last_at": now}
    return ErrorKind.objects.create(
        code=code, **{"exception": "ValueError", "count": 1} | versions | moments | fields
    )


def send():
    send_error_notifications()
    send_urgent_emails()


def test_every_ict_administrator_is_told_of_a_new_kind_once_and_nobody_else(
    ict_admin, health_moderator, auditor
):
    other = create_user("ict-other", is_superuser=True)
    create_user("ict-left", is_superuser=True, is_active=False)
    create_kind()
    for _again in range(3):
        send()
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([ict_admin.email, other.email])
    [letter, _other] = mail.outbox
    assert "7KQ2-M9XD" in letter.subject
    assert "/admin/tinh-trang-he-thong/loi/7KQ2-M9XD/" in letter.body


def test_what_was_dealt_with_and_is_met_again_is_told_once_more(ict_admin):
    kind = create_kind()
    send()
    mark_handled(kind=kind)
    send()
    assert len(mail.outbox) == 1
    ErrorKind.objects.update(handled_at=None, returned_at=timezone.now(), announced_at=None)
    for _again in range(2):
        send()
    assert len(mail.outbox) == 2


def test_many_new_kinds_are_one_mail(ict_admin):
    for number in range(7):
        create_kind(f"0000000{number}")
    send()
    [letter] = mail.outbox
    assert "7 lỗi" in letter.body.lower()


def test_who_wants_no_mail_gets_none(ict_admin):
    save_delivery_modes(person=ict_admin, paces={NotificationKind.ERROR.value: DeliveryMode.NEVER})
    create_kind()
    send()
    assert mail.outbox == [] and not Notification.objects.exists()
    # Nobody is told later of what is old by then.
    assert not ErrorKind.objects.unannounced().exists()


def test_ict_alone_chooses_how_to_be_told_of_errors(sign_in, ict_admin, health_editor):
    words = "Lỗi người dùng gặp"
    assert words in sign_in(ict_admin).get("/admin/account/").text
    page = sign_in(health_editor).get("/admin/account/").text
    assert words not in page and "Tin gửi qua thư điện tử" in page


@pytest.mark.parametrize(
    ("name", "role", "agencies", "label"),
    [
        ("ict_admin", "administrator", "", "Quản trị viên của tỉnh"),
        ("health_editor", "editors", "so-y-te", "Biên tập viên"),
        ("district_moderator", "moderators", "huyen-ba-be", "Người duyệt"),
        ("ict_author", "ICT authors", "", "Người soạn bản tin"),
        ("auditor", "Auditors", "", "Người kiểm tra"),
        ("outsider", "", "", ""),
    ],
)
def test_of_a_person_the_role_and_the_unit_are_noted(request, name, role, agencies, label):
    kind = find_person_kind(request.getfixturevalue(name))
    assert (kind.role, kind.agency) == (role, agencies)
    assert get_role_label(kind.role) == label


def test_of_somebody_with_many_units_a_few_are_noted(health, district, province):
    person = create_user("of-many", *(one.editors for one in (health, district, province)))
    kind = find_person_kind(person)
    assert (kind.role, kind.agency) == ("editors", "huyen-ba-be, so-y-te, tinh-bac-kan")
    person.groups.add(district.moderators)
    assert find_person_kind(person).agency == "huyen-ba-be"
    assert find_person_kind(person).role == "moderators"
