import pytest
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext

from bulletins.tests.factories import publish_bulletin
from home.tests.factories import publish_document, publish_news

pytestmark = pytest.mark.django_db

TEXT = Template(
    '{% load fragments %}{% cached_fragment "test" name %}{{ name }} {{ other }}'
    "{% endcached_fragment %}"
)


@pytest.fixture
def render(health, visit):
    request = visit(health).wsgi_request
    return lambda name, other: TEXT.render(
        Context({"request": request, "name": name, "other": other})
    )


def test_a_fragment_is_kept_for_the_values_that_it_names(render):
    assert render("<a>", 1) == "&lt;a&gt; 1"
    assert render("<a>", 2) == "&lt;a&gt; 1"
    assert render("b", 2) == "b 2"


def test_whoever_edits_a_template_sees_it(render, settings):
    settings.DEBUG = True
    assert (render("a", 1), render("a", 2)) == ("a 1", "a 2")


@pytest.mark.parametrize("audience", ["all", "kind:department"])
def test_what_shows_no_bulletin_outlives_one_for_many(visit, health, audience):
    publish_news(health, "Cúm mùa")
    publish_document(health, "Kế hoạch", number="1/KH")
    visit(health)
    publish_bulletin("Nước lũ", audience=[audience])
    with CaptureQueriesContext(connection) as asked:
        page = visit(health).content.decode()
    assert all(words in page for words in ("Nước lũ", "Cúm mùa", "Kế hoạch", "Tin tức"))
    assert not [query for query in asked if "newspage" in query["sql"]]
    assert not [query for query in asked if "documentpage" in query["sql"]]


def test_what_the_unit_writes_is_there_at_once(visit, health, district):
    first = publish_news(health, "Cúm mùa")
    publish_news(district, "Mưa đá")
    for agency in (health, district):
        visit(agency)
    publish_news(health, "Sốt xuất huyết")
    first.unpublish()
    page = visit(health).content.decode()
    assert "Sốt xuất huyết" in page
    assert "Cúm mùa" not in page
    assert "Mưa đá" in visit(district).content.decode()


def test_the_list_of_documents_is_drawn_anew_when_one_changes(visit, health, district):
    first = publish_document(health, "Kế hoạch", number="1/KH")
    publish_document(district, "Của huyện", number="9/QĐ")
    path = "/van-ban/"
    visit(health, path)
    publish_bulletin("Nước lũ")
    with CaptureQueriesContext(connection) as asked:
        page = visit(health, path).content.decode()
    assert "Kế hoạch" in page
    assert "Của huyện" not in page
    assert not [query for query in asked if '"home_documentpage"."number"' in query["sql"]]
    assert not [query for query in asked if "home_documentfile" in query["sql"]]
    publish_document(health, "Thông báo", number="2/TB")
    first.unpublish()
    page = visit(health, path).content.decode()
    assert "Thông báo" in page
    assert "Kế hoạch" not in page
