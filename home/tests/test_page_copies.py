"""Copies of pages: drafts of their own, which nobody has decided about."""

import pytest

from home.models import NewsPage
from home.tests.factories import get_news_index, publish_news
from sites.tests.factories import open_in_english
from tests.html import read_html

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(health):
    return publish_news(health, "Lịch tiêm")


def copy(client, page, title="Lịch tiêm", **fields):
    """The copy beside a page; a forged request asks for more than the form offers."""
    form = {"new_title": title, "new_parent_page": page.get_parent().pk, "publish_copies": "on"}
    answer = client.post(f"/admin/pages/{page.pk}/copy/", form | {"alias": "on"} | fields)
    return answer, NewsPage.objects.exclude(pk=page.pk).last()


@pytest.mark.parametrize("person", ["health_editor", "health_moderator", "ict_admin"])
def test_a_copy_of_a_public_page_is_a_draft(request, sign_in, article, person):
    client = sign_in(request.getfixturevalue(person))
    _answer, made = copy(client, article, new_slug="lich-khac")
    assert (made.live, made.live_revision, made.alias_of) == (False, None, None)


def test_the_form_offers_nothing_else(sign_in, health_moderator, article):
    shown = sign_in(health_moderator).get(f"/admin/pages/{article.pk}/copy/")
    assert {*shown.context["form"].fields} == {"new_title", "new_parent_page"}
    main = read_html(shown.content).select_one("main")
    assert "None" not in main.get_text() and len(main.select("ul.fields > li")) == 2
    assert "Bản sao là bản nháp." in main.get_text()


def test_the_address_of_a_copy_is_made_from_its_title(sign_in, health_moderator, article, health):
    open_in_english(health)
    client = sign_in(health_moderator)
    for title, slug in (("Lịch tiêm", "lich-tiem-2"), ("Lịch tháng Ba", "lich-thang-ba")):
        _answer, made = copy(client, article, title, new_slug="giam-doc-nhan-tien")
        assert (made.title, made.slug) == (title, slug)


def test_an_administrator_chooses_the_address(sign_in, ict_admin, article, health):
    client = sign_in(ict_admin)
    _answer, made = copy(client, article, new_slug="lich-quy-mot")
    assert made.slug == "lich-quy-mot"
    taken, made = copy(client, article, new_slug="lich-tiem")
    assert "new_slug" in taken.context["form"].errors and made.slug == "lich-quy-mot"
    form = {"new_slug": "ban-tin", "new_parent_page": get_news_index(health).get_parent().pk}
    reserved, made = copy(client, get_news_index(health), **form)
    assert "new_slug" in reserved.context["form"].errors


@pytest.mark.parametrize("person", ["health_moderator", "ict_admin"])
@pytest.mark.parametrize("action", ["copy", "publish", "unpublish", "delete", "create_alias"])
def test_the_api_of_choosers_changes_no_page(request, sign_in, article, person, action):
    client = sign_in(request.getfixturevalue(person))
    address = f"/admin/api/main/pages/{article.pk}/"
    assert client.get(address).status_code == 200
    assert client.post(f"{address}action/{action}/", {}).status_code == 404
    assert NewsPage.objects.get().live
