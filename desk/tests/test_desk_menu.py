import pytest

from desk.tests.html import list_menu

pytestmark = pytest.mark.django_db
DAILY = [
    "Tin tức",
    "Văn bản",
    "Thủ tục",
    "Góp ý",
    "Bản tin",
    "Tệp và ảnh/Ảnh",
    "Tệp và ảnh/Tệp",
]
PROPOSALS = "Bản tin đề nghị"
UNIT = ["Về đơn vị/Giới thiệu", "Về đơn vị/Tổ chức", "Về đơn vị/Liên hệ"]
LOOK_AFTER = ["Về đơn vị/Thông tin đơn vị", "Về đơn vị/Thành viên"]
COMMON = ["Về đơn vị/Nhật ký", "Thùng rác", "Hướng dẫn"]


def test_an_editors_menu_is_their_daily_work_and_nothing_else(sign_in, health_editor):
    assert list_menu(sign_in(health_editor)) == [*DAILY, PROPOSALS, *UNIT, *COMMON]


def test_a_moderator_also_has_the_units_details(sign_in, health_moderator):
    assert list_menu(sign_in(health_moderator)) == [*DAILY, PROPOSALS, *UNIT, *LOOK_AFTER, *COMMON]


def test_every_entry_of_a_moderator_opens(sign_in, health_moderator):
    client = sign_in(health_moderator)
    for path in (
        "/admin/tin-tuc/",
        "/admin/van-ban/",
        "/admin/thu-tuc/",
        "/admin/gioi-thieu/",
        "/admin/to-chuc/",
        "/admin/lien-he/",
        "/admin/gop-y/",
        "/admin/ban-tin/",
        "/admin/de-nghi/",
        "/admin/images/",
        "/admin/documents/",
        "/admin/settings/agencies/agencysettings/",
        "/admin/people/",
        "/admin/journal/",
        "/admin/bin/",
        "/admin/huong-dan/",
    ):
        assert client.get(path, follow=True).status_code == 200, path


def test_ict_administrators_keep_the_tree_and_see_the_lists_of_all_units(sign_in, ict_admin):
    entries = list_menu(sign_in(ict_admin))
    top = list(dict.fromkeys(entry.partition("/")[0] for entry in entries))
    assert top == [
        "Bản tin",
        "Bản ghi âm",
        PROPOSALS,
        "Mẫu bản tin",
        "Xác nhận",
        "Bản dịch",
        "Đơn vị",
        "Nhóm đơn vị",
        "Thành viên",
        "Chờ duyệt lâu",
        "Nhật ký",
        "Trang",
        "Bài các đơn vị",
        "Ảnh",
        "Tệp",
        "Thùng rác",
        "Báo cáo",
        "Thiết lập",
        "Hướng dẫn",
    ]
    assert [entry for entry in entries if entry.startswith("Bài các đơn vị/")] == [
        "Bài các đơn vị/Tin tức",
        "Bài các đơn vị/Văn bản",
        "Bài các đơn vị/Thủ tục",
        "Bài các đơn vị/Giới thiệu",
    ]


def test_an_author_of_bulletins_has_no_entries_of_units(sign_in, ict_author):
    entries = list_menu(sign_in(ict_author))
    assert not (set(entries) - {"Bản tin"}) & {*DAILY, PROPOSALS, "Thông tin đơn vị"}
    assert not [entry for entry in entries if entry.startswith("Trợ giúp")]


def test_an_author_who_also_edits_for_a_unit_has_both(sign_in, ict_author, health):
    ict_author.groups.add(health.editors)
    assert set(list_menu(sign_in(ict_author))) == {
        *DAILY, PROPOSALS, "Bản ghi âm", "Bản dịch", *UNIT, *COMMON,
    }  # fmt: skip
