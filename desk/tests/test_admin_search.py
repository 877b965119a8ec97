"""The search in the menu of a unit's people."""

import json

import pytest

from home.tests.factories import publish_news
from tests.html import get_text, parse_html

pytestmark = pytest.mark.django_db


def find_links(client, typed):
    links = parse_html(client.get("/admin/tim/", {"q": typed})).main.select(".desk-list a")
    return {get_text(link): link["href"] for link in links}


def get_search_url(client):
    props = json.loads(parse_html(client.get("/admin/")).find(id="wagtail-sidebar-props").string)
    [module] = [one for one in props["modules"] if one["_type"].endswith("SearchModule")]
    return module["_args"][0]


@pytest.mark.parametrize("typed", ["trang chu", "TRANG CHỦ", "trang ch"])
def test_screens_are_found_without_accents(sign_in, health_editor, typed):
    assert find_links(sign_in(health_editor), typed)["Trang chủ"] == "/admin/trang-chu/"


def test_pages_of_ones_own_unit_are_found_and_no_others(sign_in, health_editor, health, district):
    page = publish_news(health, "Họp chợ ở Chợ Đồn")
    page.title = "Họp chợ phiên"
    page.save_revision()
    publish_news(district, "Chợ huyện")
    client = sign_in(health_editor)
    assert find_links(client, "cho") == {"Họp chợ phiên": f"/admin/pages/{page.pk}/edit/"}
    assert find_links(client, "giờ làm")["Giờ làm việc"] == "/admin/gio-lam-viec/"


def test_a_screen_that_is_not_in_ones_menu_is_not_found(sign_in, health_editor, health_moderator):
    assert "Thành viên" not in find_links(sign_in(health_editor), "thanh vien")
    assert "Thành viên" in find_links(sign_in(health_moderator), "thanh vien")


def test_the_field_of_the_menu_leads_here_for_members_and_to_all_pages_for_ict(
    sign_in, health_editor, ict_admin
):
    assert get_search_url(sign_in(health_editor)) == "/admin/tim/"
    assert get_search_url(sign_in(ict_admin)) == "/admin/pages/search/"


@pytest.mark.parametrize("typed", ["", "\x00", '"', "a" * 5000, "😀"])
def test_nothing_typed_breaks_it(sign_in, health_editor, typed):
    assert find_links(sign_in(health_editor), typed) == {}
