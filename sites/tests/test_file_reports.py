"""What editors read of a file: who may have it, what uses it, and what goes with what."""

import re

import pytest

from bulletins.tests.factories import create_proposal, publish_bulletin
from content.tests.factories import (
    create_document,
    create_picture,
    make_file_block,
    restrict_collection,
)
from home.tests.factories import publish_article, publish_news, restrict_page
from sites.permissions.group_permissions import get_shared_collection
from sites.selectors import file_usage
from tests.html import count_queries, read_html

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(health):
    return create_document(health.collection)


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


def report(client, file):
    kind = f"images/{file.pk}" if hasattr(file, "renditions") else f"documents/edit/{file.pk}"
    soup = read_html(client.get(f"/admin/{kind}/").content)
    return soup.select_one("section[aria-labelledby=file-report]")


def words(node):
    return " ".join(node.get_text(" ").split())


def test_a_file_says_that_nothing_uses_it_and_it_is_not_public(moderator, health, own):
    for file in (own, create_picture(health.collection)):
        told = words(report(moderator, file))
        assert told.startswith("Không công khai") and "Chưa có nội dung nào dùng" in told


def test_a_file_names_what_uses_it_with_links_and_says_whether_it_is_public(moderator, health, own):
    page = publish_article(health, own)
    private = publish_article(health, own, slug="rieng")
    restrict_page(private)
    hidden = publish_news(health, "Nháp")
    hidden.body = [make_file_block(own)]
    hidden.save_revision()
    told = report(moderator, own)
    assert words(told).startswith("Công khai")
    states = {item.a["href"]: words(item).rpartition(": ")[2] for item in told("li")}
    assert states == {
        f"/admin/pages/{page.pk}/edit/": "công khai",
        f"/admin/pages/{private.pk}/edit/": "có mật khẩu",
        f"/admin/pages/{hidden.pk}/edit/": "không công khai",
    }
    page.unpublish()
    assert words(report(moderator, own)).startswith("Công khai có mật khẩu")


def test_what_somebody_may_see_and_not_edit_is_named_without_a_link(moderator, health, own):
    block = {"type": "file", "value": {"document": own.pk, "caption": ""}}
    create_proposal(health, "Nước rút", body=[block])
    [item] = report(moderator, own)("li")
    assert words(item) == "Nước rút: không công khai" and item.a is None


def test_of_what_is_not_theirs_people_are_told_that_something_public_uses_a_file_and_no_more(
    sign_in, ict_admin, moderator, district, own
):
    publish_bulletin(files=[own], title="Công điện số 5")
    told = words(report(moderator, own))
    assert told.startswith("Công khai") and "còn nội dung khác dùng nó" in told
    assert "Công điện số 5" not in told
    assert "Công điện số 5" in words(report(sign_in(ict_admin), own))


def test_a_shared_file_names_no_page_of_another_unit(sign_in, ict_publisher, district, health):
    shared = create_document(get_shared_collection())
    publish_article(district, shared)
    told = words(report(sign_in(ict_publisher), shared))
    assert "Tin về lũ" not in told and "còn nội dung khác dùng nó" in told


@pytest.fixture
def goes_and_stays(health):
    """A page with a file that goes with it and one that another page uses too."""
    going = create_document(health.collection, title="Tệp đi theo")
    staying = create_document(health.collection, title="Tệp ở lại")
    page = publish_article(health, going, staying)
    publish_article(health, staying, slug="khac")
    return page


def told_before(client, address):
    response = client.get(address)
    html = response.json()["html"] if response["Content-Type"] == "application/json" else ""
    text = words(read_html(html or response.content))
    return text


@pytest.mark.parametrize(
    ("act", "goes"),
    [
        ("unpublish", "Khi đó các tệp sau không còn công khai: Tệp đi theo"),
        ("delete", "Khi đó các tệp sau không còn công khai: Tệp đi theo"),
        ("privacy", "chỉ người có mật khẩu mới mở được các tệp sau: Tệp đi theo"),
    ],
)
def test_whoever_takes_a_page_away_is_told_which_files_go_with_it(
    moderator, goes_and_stays, act, goes
):
    told = told_before(moderator, f"/admin/pages/{goes_and_stays.pk}/{act}/")
    assert goes in told
    assert "Các tệp sau vẫn công khai vì còn nội dung khác dùng chúng: Tệp ở lại" in told


def test_of_many_files_only_the_first_are_looked_at_and_the_others_counted(
    moderator, health, goes_and_stays, monkeypatch
):
    address = f"/admin/pages/{goes_and_stays.pk}/unpublish/"
    for most, is_cut in ((2, False), (1, True)):
        monkeypatch.setattr(file_usage, "MAX_FILES", most)
        told = told_before(moderator, address)
        assert "Tệp đi theo" in told
        assert ("Tệp ở lại" in told, "Còn 1 tệp nữa" in told) == (not is_cut, is_cut)


@pytest.mark.parametrize("act", ["delete", "privacy"])
def test_what_takes_the_pages_below_along_names_their_files_too(
    sign_in, ict_admin, goes_and_stays, act
):
    index = goes_and_stays.get_parent()
    told = told_before(sign_in(ict_admin), f"/admin/pages/{index.pk}/{act}/")
    assert "Tệp đi theo" in told and "Tệp ở lại" in told and "vẫn công khai" not in told


@pytest.mark.parametrize("act", ["unpublish", "delete"])
def test_whoever_takes_several_pages_away_is_told_which_files_go_with_all_of_them(
    moderator, health, goes_and_stays, act
):
    other = publish_article(
        health, create_document(health.collection, title="Tệp của bài hai"), slug="hai"
    )
    ids = f"id={goes_and_stays.pk}&id={other.pk}"
    told = told_before(moderator, f"/admin/bulk/wagtailcore/page/{act}/?{ids}")
    assert "không còn công khai: Tệp của bài hai Tệp đi theo" in told
    assert "vẫn công khai vì còn nội dung khác dùng chúng: Tệp ở lại" in told


@pytest.mark.parametrize("act", ["unpublish", "delete"])
def test_a_file_goes_with_the_last_of_the_pages_that_use_it(
    sign_in, ict_admin, health, district, act
):
    shared = create_document(get_shared_collection(), title="Tệp dùng chung")
    pages = [publish_article(unit, shared) for unit in (health, district)]
    client = sign_in(ict_admin)
    address = f"/admin/bulk/wagtailcore/page/{act}/?id={pages[0].pk}"
    # The website of the first page loses it, whatever others show.
    assert "không còn công khai: Tệp dùng chung" in told_before(client, address)
    told = told_before(client, f"{address}&id={pages[1].pk}")
    assert "không còn công khai: Tệp dùng chung" in told
    publish_article(district, shared, slug="khac")
    told = told_before(client, f"{address}&id={pages[1].pk}")
    assert "vẫn công khai vì còn nội dung khác dùng chúng: Tệp dùng chung" in told


@pytest.mark.parametrize("act", ["go-bo", "unpublish"])
def test_whoever_takes_a_bulletin_away_is_told_which_files_go_with_it(
    sign_in, ict_publisher, health, own, act
):
    own.title = "Tệp ở lại"
    own.save()
    publish_article(health, own)
    central = create_document(get_shared_collection(), title="Tệp đi theo")
    bulletin = publish_bulletin(files=[central], body=[make_file_block(own)])
    address = {
        "go-bo": f"/admin/dieu-hanh/{bulletin.pk}/go-bo/",
        "unpublish": f"/admin/snippets/bulletins/bulletin/unpublish/{bulletin.pk}/",
    }[act]
    told = told_before(sign_in(ict_publisher), address)
    assert "không còn công khai: Tệp đi theo" in told
    assert "vẫn công khai vì còn nội dung khác dùng chúng: Tệp ở lại" in told


def test_whoever_ends_a_bulletin_is_told_that_its_files_stay(sign_in, ict_publisher, own):
    bulletin = publish_bulletin(files=[own])
    told = told_before(sign_in(ict_publisher), f"/admin/dieu-hanh/{bulletin.pk}/ket-thuc/")
    assert "Các tệp và bản ghi âm của bản tin cũng vẫn công khai." in told


STATES = "(không công khai|có mật khẩu|công khai)"


@pytest.mark.parametrize(
    ("path", "create", "line"),
    [
        ("documents/", create_document, f"Tep ([A-E]) .*?{STATES}"),
        ("documents/?q=tep", create_document, f"Tep ([A-E]) .*?{STATES}"),
        ("images/", create_picture, f"{STATES} Tep ([A-E])"),
        ("images/?layout=list", create_picture, f"Tep ([A-E]) .*?{STATES}"),
    ],
)
def test_lists_of_files_say_of_each_whether_it_is_public(
    moderator, health, district, path, create, line
):
    files = {name: create(health.collection, title=f"Tep {name}") for name in "ABCDE"}
    publish_article(health, files["A"], slug="a")
    if create is create_document:
        publish_bulletin(files=[files["B"]])
    restrict_page(publish_article(health, files["C"], slug="c"))
    publish_article(district, files["D"], slug="d")
    soup = read_html(moderator.get(f"/admin/{path}").content)
    found = [sorted(pair) for pair in re.findall(line, words(soup.main))]
    states = dict(found)
    assert states == {
        "A": "công khai",
        "B": "công khai" if create is create_document else "không công khai",
        "C": "có mật khẩu",
        "D": "không công khai",
        "E": "không công khai",
    }


def test_a_file_whose_collection_has_a_password_is_not_called_public(moderator, health):
    locked = health.collection.add_child(name="Nội bộ")
    inner = locked.add_child(name="Trong")
    restrict_collection(locked)
    used, unused = create_document(inner, title="Tep A"), create_document(inner, title="Tep B")
    publish_article(health, used)
    soup = read_html(moderator.get("/admin/documents/").content)
    states = dict(re.findall(f"Tep ([A-E]) .*?{STATES}", words(soup.main)))
    assert states == {"A": "có mật khẩu", "B": "không công khai"}
    told = words(report(moderator, used))
    assert told.startswith("Công khai có mật khẩu") and ": có mật khẩu" in told
    assert words(report(moderator, unused)).startswith("Không công khai")


def test_a_list_of_many_files_costs_as_many_queries_as_one_of_few(moderator, health):
    for number in range(2):
        publish_article(health, create_document(health.collection), slug=f"a-{number}")
    few = count_queries(moderator, "/admin/documents/")
    for number in range(6):
        publish_article(health, create_document(health.collection), slug=f"b-{number}")
    assert count_queries(moderator, "/admin/documents/") == few
