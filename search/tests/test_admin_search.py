"""The admin finds things as readers do: drafts, files, bulletins, units and people."""

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bulletins.tests.factories import create_draft
from content.tests.factories import create_document, create_picture
from home.models import NewsPage
from home.tests.factories import publish_news
from members.tests.factories import create_audit_entry
from sites.tests.factories import create_agency_group
from tests.html import read_html

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]
TYPED = ["Chợ Đồn", "cho don", "CHỢ", "đon", "cho do"]


@pytest.fixture
def shows(sign_in, ict_admin):
    """Whether a screen of the admin shows some words."""
    client = sign_in(ict_admin)

    def look(path, typed, title):
        answer = client.get(path, {"q": typed})
        assert answer.status_code == 200
        return title in read_html(answer.content).main.text

    return look


@pytest.mark.parametrize("typed", TYPED)
def test_pages_files_and_bulletins_are_found_without_accents(shows, health, typed):
    page = publish_news(health, "Họp chợ ở Chợ Đồn")
    page.unpublish()
    create_draft("Mưa ở Chợ Đồn")
    create_picture(health.collection, "Ảnh Chợ Đồn")
    create_document(health.collection, "Tệp Chợ Đồn", file=ContentFile(b"x", "a.txt"))
    for path, title in (
        ("/admin/pages/search/", "Họp chợ ở Chợ Đồn"),
        ("/admin/snippets/bulletins/bulletin/", "Mưa ở Chợ Đồn"),
        ("/admin/images/", "Ảnh Chợ Đồn"),
        ("/admin/documents/", "Tệp Chợ Đồn"),
    ):
        assert shows(path, typed, title), path
        assert not shows(path, "Chợ Rã", title), path


def test_the_search_for_pages_counts_nothing_that_has_no_name(sign_in, ict_admin, health):
    publish_news(health, "Họp chợ")
    answer = sign_in(ict_admin).get("/admin/pages/search/?q=hop+cho")
    heads = read_html(answer.content).select_one("main table thead").text
    assert "Tiêu đề" in heads and "None" not in heads


@pytest.mark.parametrize("typed", ["Sở Y tế", "so y te", "SO Y TE"])
def test_units_are_found_without_accents(shows, health, typed):
    assert shows("/admin/agencies/", typed, health.name_vi)


def test_the_journal_is_narrowed_without_accents(sign_in, auditor, health):
    for name in ("Nguyễn Hồng Đào", "Trần Văn An"):
        create_audit_entry(health, name, action="wagtail.edit")
    asked = {"person": "hong dao", "unit": "so y te"}
    found = sign_in(auditor).get("/admin/journal/", asked).context["object_list"]
    assert [entry.person_name for entry in found] == ["Nguyễn Hồng Đào"]


def test_short_lists_are_searched_without_accents(shows):
    create_agency_group("Vùng cao")
    assert shows("/admin/agency_groups/", "vung", "Vùng cao")
    assert not shows("/admin/agency_groups/", "vùng thấp", "Vùng cao")


@pytest.mark.parametrize("typed", ["Nguyễn", "nguyen", "NGUYỄN"])
def test_people_are_found_without_accents(shows, health_editor, typed):
    health_editor.first_name, health_editor.last_name = "Hồng Đào", "Nguyễn"
    health_editor.save()
    assert shows("/admin/people/", typed, "Hồng Đào")
    assert not shows("/admin/people/", "Trần", "Hồng Đào")


@pytest.mark.parametrize("typed", ['"', "\x00", "'", "*", "AND OR", "a" * 5000, "😀", "   "])
def test_nothing_typed_breaks_the_admins_search(sign_in, ict_admin, typed):
    client = sign_in(ict_admin)
    for path in ("/admin/pages/search/", "/admin/images/", "/admin/snippets/bulletins/bulletin/"):
        assert client.get(path, {"q": typed}).status_code == 200


def test_saving_a_page_does_not_read_the_whole_index(health):
    page = publish_news(health, "Bài")
    page.title = "Bài khác"
    with CaptureQueriesContext(connection) as queries:
        page.save()
    for query in queries:
        sql = query["sql"].lower()
        assert not ("avg(" in sql or "title_norm" in sql and sql.startswith("update")), sql


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL ranks by itself")
def test_what_has_the_words_in_its_title_comes_first_and_then_what_is_newer(health):
    in_body = publish_news(health, "Bài khác", lead="Nói về chợ")
    older, newer = publish_news(health, "Chợ một"), publish_news(health, "Chợ hai")
    later_in_body = publish_news(health, "Bài nữa", lead="Cũng nói về chợ")
    found = NewsPage.objects.search("cho")
    assert list(found) == [newer, older, later_in_body, in_body]
    assert list(found[1:3]) == [older, later_in_body]
    assert found.count() == 4
    assert list(NewsPage.objects.autocomplete("ch")) == [newer, older]
