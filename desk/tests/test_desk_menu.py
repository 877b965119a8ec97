import pytest

from desk.tests.html import list_menu, list_menu_addresses, list_menu_icons

pytestmark = pytest.mark.django_db
DAILY = [
    "Trang chủ",
    "Trang",
    "Tin tức",
    "Văn bản",
    "Thủ tục",
    "Góp ý",
    "Bản tin",
    "Tìm mà không thấy",
    "Tệp và ảnh/Ảnh",
    "Tệp và ảnh/Tệp",
]
PROPOSALS = "Bản tin đề nghị"
UNIT = [f"Về đơn vị/{name}" for name in ("Giới thiệu", "Tổ chức", "Liên hệ", "Giờ làm việc")]
LOOK_AFTER = ["Về đơn vị/Thông tin đơn vị", "Về đơn vị/Thành viên"]
COMMON = ["Về đơn vị/Nhật ký", "Thùng rác", "Hướng dẫn"]


def test_an_editors_menu_is_their_daily_work_and_nothing_else(sign_in, health_editor):
    assert list_menu(sign_in(health_editor)) == [*DAILY, PROPOSALS, *UNIT, *COMMON]


def test_a_moderator_also_has_the_units_details(sign_in, health_moderator):
    assert list_menu(sign_in(health_moderator)) == [*DAILY, PROPOSALS, *UNIT, *LOOK_AFTER, *COMMON]


def test_every_entry_of_a_moderator_opens(sign_in, health_moderator):
    client = sign_in(health_moderator)
    for path in (
        "/admin/trang-chu/",
        "/admin/trang/",
        "/admin/tin-tuc/",
        "/admin/van-ban/",
        "/admin/thu-tuc/",
        "/admin/gioi-thieu/",
        "/admin/to-chuc/",
        "/admin/lien-he/",
        "/admin/gio-lam-viec/",
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


def test_ict_administrators_have_four_groups_with_everything_once(sign_in, ict_admin):
    entries = list_menu(sign_in(ict_admin))
    groups = {}
    for entry in entries:
        group, _slash, name = entry.partition("/")
        groups.setdefault(group, []).append(name)
    assert [*groups] == ["Bản tin", "Đơn vị", "Người", "Hệ thống"]
    names = [name for found in groups.values() for name in found]
    assert len(names) == len(set(names))
    # So many fit on a screen of 768 pixels.
    assert max(map(len, groups.values())) <= 12
    assert groups["Bản tin"][:5] == [
        "Tất cả bản tin", PROPOSALS, "Mẫu bản tin", "Xác nhận", "Bản ghi âm"
    ]  # fmt: skip
    assert groups["Đơn vị"][:2] == ["Danh sách đơn vị", "Nhóm đơn vị"]
    assert {"Cây trang", "Tin tức", "Văn bản", "Thủ tục", "Giới thiệu", "Ảnh", "Tệp"} <= set(
        groups["Đơn vị"]
    )
    assert groups["Người"][:3] == ["Thành viên", "Nhật ký", "Chờ duyệt lâu"]
    assert {"Việc nền", "Từ đồng nghĩa khi tìm kiếm", "Hướng dẫn"} <= set(groups["Hệ thống"])


def test_every_entry_of_an_ict_administrator_opens_and_stands_once(sign_in, ict_admin):
    client = sign_in(ict_admin)
    addresses = list_menu_addresses(client)
    assert len(addresses) == len(set(addresses))
    for path in addresses:
        assert client.get(path, follow=True).status_code == 200, path


def test_an_author_of_bulletins_has_no_entries_of_units(sign_in, ict_author):
    entries = list_menu(sign_in(ict_author))
    assert not (set(entries) - {"Bản tin"}) & {*DAILY, PROPOSALS, "Thông tin đơn vị"}
    assert not [entry for entry in entries if entry.startswith("Trợ giúp")]


def test_an_author_who_also_edits_for_a_unit_has_both(sign_in, ict_author, health):
    ict_author.groups.add(health.editors)
    assert set(list_menu(sign_in(ict_author))) == {
        *DAILY, PROPOSALS, "Bản ghi âm", "Bản dịch", *UNIT, *COMMON,
    }  # fmt: skip


@pytest.mark.parametrize(
    "person", ["health_moderator", "ict_admin", "ict_author", "ict_publisher", "translator"]
)
def test_each_entry_has_an_icon_of_its_own_among_its_neighbours(request, sign_in, person):
    client = sign_in(request.getfixturevalue(person))
    lists = list_menu_icons(client)
    # The field to search in has one too.
    assert [icon for icons in lists for icon in icons if icon == "search"] == []
    for icons in lists:
        assert sorted(icons) == sorted(set(icons))
    drawn = client.get("/admin/sprite/").text
    assert [icon for icons in lists for icon in icons if f'id="icon-{icon}"' not in drawn] == []


def test_no_two_entries_of_a_units_menu_share_an_icon(sign_in, health_moderator):
    icons = [icon for found in list_menu_icons(sign_in(health_moderator)) for icon in found]
    assert sorted(icons) == sorted(set(icons))
