"""Forged requests that are incomplete or unreadable: 400 or 404, and never 500."""

import pytest
from django.urls import path
from wagtail.test.utils.form_data import streamfield

from config import admin_urls
from content.tests.factories import create_picture, make_linked_text
from home.models import NewsPage
from home.tests.factories import (
    make_article_form,
    publish_document,
    publish_news,
    publish_procedure,
)

pytestmark = pytest.mark.django_db

REFUSED = {400, 404}


@pytest.fixture(params=["health_moderator", "ict_admin"])
def client(request, sign_in):
    return sign_in(request.getfixturevalue(request.param))


@pytest.fixture
def page(health):
    return publish_news(health, "Tiêm chủng")


def edit(client, page, form):
    return client.post(f"/admin/pages/{page.pk}/edit/", form)


def test_a_page_without_the_number_of_its_blocks_is_refused(client, page):
    form = {name: value for name, value in make_article_form().items() if name != "body-count"}
    assert edit(client, page, form).status_code == 400
    assert NewsPage.objects.get(pk=page.pk).title == page.title


@pytest.mark.parametrize("count", ["x", "1e3", "", "٣x", "\0"])
def test_so_is_one_whose_number_of_blocks_is_no_number(client, page, count):
    assert edit(client, page, make_article_form() | {"body-count": count}).status_code == 400


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "[]",
        "null",
        "1",
        '"x"',
        "{",
        "{}",
        '{"blocks": 1, "entityMap": {}}',
        '{"blocks": [{}], "entityMap": {}}',
        '{"blocks": [{"text": "x", "type": "unstyled", "depth": 0, "entityRanges": '
        '[{"offset": 0, "length": 1, "key": 7}], "inlineStyleRanges": []}], "entityMap": {}}',
        "[" * 100_000,
    ],
)
def test_a_rich_text_block_that_is_no_text_of_the_editors_is_refused(client, page, text):
    form = make_article_form(body=streamfield([("text", text)]))
    assert edit(client, page, form).status_code in {200, 302, 400}


def test_of_a_link_in_rich_text_that_names_nothing_no_more_than_its_words_is_stored(client, page):
    for data in ({"id": "x"}, {"id": None, "linktype": "page"}, {"id": [1]}, {"id": {}}):
        form = make_article_form(body=streamfield([("text", make_linked_text(("LINK", data)))]))
        assert edit(client, page, form).status_code in {200, 302, 400}
    stored = NewsPage.objects.get(pk=page.pk).get_latest_revision_as_object().body
    assert "<a" not in str(stored.get_prep_value())


@pytest.mark.parametrize(
    "address",
    [
        "/admin/choose-external-link/",
        "/admin/choose-email-link/",
        "/admin/choose-phone-link/",
        "/admin/choose-anchor-link/",
        "/admin/images/add/",
        "/admin/images/multiple/add/",
        "/admin/documents/multiple/add/",
        "/admin/images/chooser/create/",
        "/admin/account/",
        "/admin/agency_chooser/create/",
        "/admin/snippets/choose/bulletins/bulletin/create/",
    ],
)
def test_no_form_breaks_down_when_nothing_is_sent(client, address):
    assert client.post(address, {}).status_code < 500
    headers = {"x-requested-with": "XMLHttpRequest"}
    assert client.post(address, {}, headers=headers).status_code < 500


@pytest.mark.parametrize("act", ["edit", "copy", "move", "delete", "unpublish", "privacy"])
def test_no_act_on_a_page_breaks_down_when_nothing_is_sent(client, page, act):
    assert client.post(f"/admin/pages/{page.pk}/{act}/", {}).status_code < 500


@pytest.fixture
def pages(health, page):
    """One page of each type that an agency has."""
    publish_document(health, "Quyết định")
    publish_procedure(health, "Cấp giấy phép")
    found = health.root_page.get_descendants(inclusive=True).specific()
    return list({type(one): one for one in found}.values())


def test_no_type_of_page_breaks_down_when_counts_of_rows_and_blocks_are_missing(client, pages):
    words = {"title": "Bài mới", "slug": "bai-moi"}
    for one in pages:
        for form in ({}, words, words | {"files-TOTAL_FORMS": "x", "body-count": "1"}):
            for address in (f"/admin/pages/{one.pk}/edit/", f"/admin/pages/{one.pk}/edit/preview/"):
                assert client.post(address, form).status_code < 500, (one, form)
        assert type(one).objects.get(pk=one.pk).title == one.title


@pytest.mark.parametrize("parent", ["", " ", "x", "0", "99999999", "9" * 30, "\0", None])
@pytest.mark.parametrize("act", ["copy", "move"])
def test_a_page_goes_nowhere_when_no_place_is_named(client, page, act, parent):
    form = {"new_title": "Bài", "new_slug": "bai"}
    form |= {} if parent is None else {"new_parent_page": parent}
    assert client.post(f"/admin/pages/{page.pk}/{act}/", form).status_code in REFUSED | {200}
    assert page.get_siblings().count() == 1


@pytest.mark.parametrize(
    "spec",
    [
        "width-0",
        "width-99999999",
        "height-0",
        "fill-0x0",
        "fill-99999999x1",
        "fill-1x1-c999999",
        "max-0x0",
        "min-99999999x99999999",
        "width-" + "9" * 400,
        "width-x",
        "scale-1e400",
        "format-x",
        "x",
    ],
)
def test_a_size_that_no_picture_can_have_is_refused(sign_in, ict_admin, health, spec):
    image = create_picture(health.collection)
    answer = sign_in(ict_admin).get(f"/admin/images/{image.pk}/preview/{spec}/")
    assert answer.status_code in REFUSED | {200}


@pytest.mark.parametrize("key", ["x", "0x3", "3%00", "1e9", "[1]", "9" * 40, "9" * 5000, "%F0%9F"])
@pytest.mark.parametrize(
    "address",
    [
        "/admin/choose-page/chosen-multiple/?id={}",
        "/admin/choose-page/?target_pages[]={}",
        "/admin/images/chooser/chosen-multiple/?id={}",
        "/admin/documents/chooser/chosen-multiple/?id={}",
        "/admin/bulk/wagtailcore/page/delete/?id={}",
        "/admin/bulk/wagtailcore/page/delete/?id=all&childOf={}",
        "/admin/bulk/content/customimage/delete/?id={}",
        "/admin/api/main/pages/?id={}",
        "/admin/api/main/pages/find/?id={}",
    ],
)
def test_a_key_that_is_none_is_refused(client, address, key):
    # To administrators Wagtail's lists may say that there is nothing.
    assert client.get(address.format(key)).status_code in REFUSED | {200}


@pytest.mark.parametrize("key", ["x", "0x3", "3%00", "9" * 40])
@pytest.mark.parametrize(
    "address",
    [
        "/admin/images/chooser/{}/",
        "/admin/documents/chooser/{}/",
        "/admin/agencies/choose/{}/",
        "/admin/editing-sessions/ping/home/newspage/{}/1/",
        "/admin/localize/submit/snippet/bulletins/bulletin/{}/",
    ],
)
def test_a_key_in_an_address_that_is_none_is_refused(client, address, key):
    for send in (client.get, client.post):
        assert send(address.format(key)).status_code in REFUSED | {405}


@pytest.mark.parametrize("body", [b"", b"x", b"[", b"\xff", b"[" * 100_000, b"1", b'"x"', b"null"])
def test_json_that_cannot_be_read_is_refused(client, page, body):
    answer = client.patch("/admin/dismissibles/", body, content_type="application/json")
    assert answer.status_code < 500


@pytest.fixture
def faulty():
    """A view with a mistake of its own."""

    def view(request):
        raise ValueError("unrelated")

    pattern = path("admin/loi/", view, name="wagtailadmin_home")
    admin_urls.urlpatterns.insert(0, pattern)
    yield "/admin/loi/"
    admin_urls.urlpatterns.remove(pattern)


def test_a_mistake_of_a_view_is_no_bad_request(client, faulty):
    client.raise_request_exception = False
    assert client.get(faulty, {"q": "x"}).status_code == 500
