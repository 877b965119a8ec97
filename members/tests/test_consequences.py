"""What pages say that suspend a person, take one out of a unit, or decide a change of a role."""

import pytest

from accounts.tests.factories import create_user
from members.models import RoleChange
from members.services.invitations import invite
from members.tests.factories import member_url, submit_article, unit_url
from tests.html import read_html

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


@pytest.fixture
def ict(sign_in, ict_admin):
    return sign_in(ict_admin)


def person_url(person, path=""):
    return f"/admin/people/person/{person.pk}/{path}"


def list_consequences(client, url):
    soup = read_html(client.get(url).content)
    return [" ".join(row.get_text().split()) for row in soup.select(".people-consequences li")]


def read_messages(client, url="/admin/"):
    soup = read_html(client.get(url).content)
    return " ".join(soup.select_one(".messages").get_text(" ").split()), soup.select(".messages a")


def test_suspending_says_before_what_follows(
    moderator, health, health_moderator, health_editor, district_moderator
):
    submit_article(health, health_editor)
    invite(agency=health, role="editors", email="an@backan.example", by=health_editor)
    assert list_consequences(moderator, member_url(health, health_editor, "suspend")) == [
        "health-editor bị đăng xuất ngay trên mọi thiết bị và không đăng nhập được nữa.",
        "Những gì người này đã viết và tải lên vẫn còn, giữ nguyên tên.",
        "Sở Y tế: bài chờ duyệt (hiện có 1) do health-moderator duyệt.",
        "Trang mà người này đã khóa được mở khóa; nhận xét không còn gửi thư cho người này.",
        "1 lời mời do người này gửi bị thu hồi.",
        "Liên kết xem bản nháp do người này tạo không mở được trong thời gian tạm ngưng.",
        "Lúc nào cũng cho hoạt động lại được, ở chính chỗ bạn tạm ngưng; vai trò vẫn như trước.",
    ]


def test_suspending_the_only_moderator_says_that_nobody_approves(
    ict, health, health_moderator, health_editor
):
    submit_article(health, health_editor)
    said = list_consequences(ict, person_url(health_moderator, "suspend/"))
    assert (
        "Sở Y tế không còn người duyệt nào khác: bài chờ duyệt (hiện có 1) được trả lại người "
        "viết, và biên tập viên tự đăng cho đến khi lại có người duyệt." in said
    )


def test_units_of_a_suspended_person_are_all_named(ict, health, district, district_moderator):
    both = create_user("both", health.editors, district.editors)
    said = " ".join(list_consequences(ict, person_url(both, "suspend/")))
    assert "Ba Bể: bài chờ duyệt (hiện có 0) do district-moderator duyệt." in said
    # An editor leaves nobody without approval.
    assert "Sở Y tế" not in said


def test_the_two_person_rule_is_said_before_and_not_to_the_ict_department(
    moderator, ict, health, health_moderator
):
    second = create_user("second-moderator", health.moderators)
    health.two_person_rule = True
    health.save()
    for action in ("suspend", "remove"):
        said = list_consequences(moderator, member_url(health, second, action))
        assert said[0].startswith("Sở Y tế có quy tắc hai người: việc này chờ một ngày"), action
        assert "quy tắc hai người" not in " ".join(
            list_consequences(ict, member_url(health, second, action))
        )


def test_afterwards_it_says_who_and_what_and_leads_to_undoing_it(moderator, health, health_editor):
    moderator.post(member_url(health, health_editor, "suspend"))
    text, [undo] = read_messages(moderator, unit_url(health))
    assert "Đã tạm ngưng health-editor và đăng xuất trên mọi thiết bị." in text
    assert undo["href"] == member_url(health, health_editor, "restore")
    moderator.post(undo["href"])
    text, links = read_messages(moderator, unit_url(health))
    assert "health-editor đăng nhập lại được" in text and not links


def test_afterwards_an_administrator_is_led_to_undoing_it_too(ict, outsider):
    ict.post(person_url(outsider, "suspend/"))
    text, [undo] = read_messages(ict, person_url(outsider))
    assert "Đã tạm ngưng outsider" in text
    assert undo["href"] == person_url(outsider, "restore/")


def test_lifting_it_says_what_comes_back(moderator, health, health_editor):
    moderator.post(member_url(health, health_editor, "suspend"))
    said = list_consequences(moderator, member_url(health, health_editor, "restore"))
    assert said[0] == "health-editor đăng nhập lại được, với mật khẩu và vai trò như trước."


def test_removing_says_who_goes_on_and_how_to_undo_it(moderator, health, health_editor):
    url = member_url(health, health_editor, "remove")
    said = list_consequences(moderator, url)
    assert said[0] == "health-editor không còn làm việc được trên trang web của Sở Y tế."
    assert "Sở Y tế: bài chờ duyệt (hiện có 0) do health-moderator duyệt." in said
    assert said[-1] == "Tài khoản vẫn còn. Muốn làm lại như cũ, hãy mời người này lần nữa."
    moderator.post(url)
    text, _links = read_messages(moderator, unit_url(health))
    assert "health-editor không còn là thành viên của Sở Y tế." in text


def test_a_new_role_is_named(moderator, health, health_editor):
    moderator.post(member_url(health, health_editor, "role"), {"role": "moderators"})
    text, _links = read_messages(moderator, unit_url(health))
    assert "Vai trò của health-editor nay là: Người duyệt" in text


def test_deciding_a_change_of_a_role_says_which(sign_in, ict, health, health_moderator):
    second = create_user("second-moderator", health.moderators)
    health.two_person_rule = True
    health.save()
    sign_in(health_moderator).post(member_url(health, second, "remove"))
    change = RoleChange.objects.get()
    asked = "Do health-moderator đề nghị: second-moderator rời đơn vị."
    for action, client in (
        ("confirm", ict),
        ("object", sign_in(second)),
        ("cancel", sign_in(health_moderator)),
    ):
        said = list_consequences(client, f"/admin/people/changes/{change.pk}/{action}/")
        assert said[0] == asked and len(said) == 2, action
    ict.post(f"/admin/people/changes/{change.pk}/confirm/")
    text, _links = read_messages(ict, unit_url(health))
    assert "Đã có hiệu lực: second-moderator rời đơn vị." in text


def test_central_roles_are_named(ict, ict_author):
    ict.post(person_url(ict_author, "central/"), {"roles": []})
    text, _links = read_messages(ict, person_url(ict_author))
    assert "Đã lưu vai trò ở tỉnh của ict-author: không có." in text
