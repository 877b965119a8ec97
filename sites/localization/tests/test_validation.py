"""What the form of a page or bulletin refuses is public by no string or override either."""

import pytest
from django.utils import timezone
from wagtail_localize.models import StringTranslation

from home.tests.factories import publish_news
from members.tests.approval import decide, publish_in_bulk
from sites.localization.tests.translation_editor import (
    act,
    get_english_version,
    get_label_path,
    get_url_path,
    override,
    publish_translation,
    submit,
    update_translations,
    upload,
    write,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["health_article", "notice"])
def source(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def publisher(request, source, sign_in):
    name = "health_moderator" if source.__class__.__name__ == "NewsPage" else "ict_publisher"
    return sign_in(request.getfixturevalue(name))


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "x" * 3000],
    ids=["script", "data", "long"],
)
def test_an_address_that_the_form_refuses_is_told_at_once_and_never_public(
    publisher, source, address
):
    publish_translation(publisher, source)
    response = override(publisher, source, get_url_path(source), address)
    assert response.status_code < 300 and response.json()["error"]
    act(publisher, source, "publish")
    update_translations(publisher, source)
    assert get_english_version(source).body[0].value["url"] == "https://tiemchung.example/"


@pytest.mark.parametrize("value", ["[]", "{}", "999999", "\x00"])
def test_an_override_that_has_no_place_breaks_nothing_down(publisher, source, value):
    publish_translation(publisher, source)
    response = override(publisher, source, get_url_path(source), value)
    assert response.status_code < 500
    act(publisher, source, "publish")
    assert get_english_version(source).body[0].value["url"] == "https://tiemchung.example/"


@pytest.mark.parametrize("way", [write, lambda *args: upload(*args[:2], {args[2]: args[3]})])
def test_a_string_that_the_form_refuses_is_never_public(publisher, source, way):
    publish_translation(publisher, source)
    way(publisher, source, get_label_path(source), "x" * 81)
    act(publisher, source, "publish")
    update_translations(publisher, source)
    assert get_english_version(source).body[0].value["label"] == "EN Đăng ký"


def test_a_string_that_the_form_refuses_is_told_at_once(publisher, source):
    submit(publisher, source)
    assert write(publisher, source, get_label_path(source), "x" * 81).json()["error"]
    assert not write(publisher, source, get_label_path(source), "Register").json()["error"]
    act(publisher, source, "publish")
    assert get_english_version(source).body[0].value["label"] == "Register"


def test_a_refused_translation_says_which_field(publisher, source):
    submit(publisher, source)
    write(publisher, source, get_label_path(source), "x" * 81)
    act(publisher, source, "publish")
    assert not get_english_version(source).live
    page = publisher.get("/admin/").content.decode()
    assert "không được đăng" in page and "80" in page


def test_a_refused_publication_marks_the_string_that_came_by_a_file(publisher, source):
    submit(publisher, source)
    upload(publisher, source, {get_label_path(source): "x" * 81})
    StringTranslation.objects.update(has_error=False, field_error="")
    act(publisher, source, "publish")
    [marked] = StringTranslation.objects.filter(has_error=True)
    assert marked.data == "x" * 81 and "80" in marked.field_error


def test_a_javascript_address_on_the_front_goes_live_by_no_string(
    sign_in, health_moderator, health
):
    front = health.root_page.specific
    shortcut = {"icon": "form", "label": "Nộp hồ sơ", "page": None, "address": "/ban-tin/"}
    front.tasks = [("task", shortcut)]
    front.save_revision().publish()
    client = sign_in(health_moderator)
    submit(client, front)
    path = f"tasks.{front.tasks[0].id}.address"
    assert write(client, front, path, "javascript:alert(1)").json()["error"]
    act(client, front, "publish")
    assert not get_english_version(front).live


@pytest.mark.parametrize("slug", ["ban-tin", "", "a b"])
def test_an_address_of_a_page_is_checked_as_in_the_form(
    sign_in, health_moderator, health_article, slug
):
    client = sign_in(health_moderator)
    submit(client, health_article)
    write(client, health_article, "slug", slug)
    act(client, health_article, "publish")
    translated = get_english_version(health_article)
    assert translated.slug and " " not in translated.slug


def test_a_draft_that_the_form_would_refuse_is_published_by_no_way(
    sign_in, health_editor, health_moderator, health_article
):
    before = type(health_article).objects.get(pk=health_article.pk).title
    draft = health_article.get_latest_revision_as_object()
    draft.source_url, draft.title = "không phải địa chỉ", "Khác"
    draft.save_revision(clean=False)
    client = sign_in(health_moderator)
    publish_in_bulk(client, health_article)
    assert "không được đăng" in client.get("/admin/").content.decode()
    health_article.get_workflow().start(health_article, health_editor)
    decide(client, health_article, "approve")
    assert type(health_article).objects.get(pk=health_article.pk).title == before


def test_what_another_person_has_locked_is_published_by_no_way(
    sign_in, health_moderator, other_moderator, health_article
):
    draft = health_article.get_latest_revision_as_object()
    draft.title = "Khác"
    draft.save_revision()
    lock = {"locked": True, "locked_by": other_moderator, "locked_at": timezone.now()}
    type(health_article).objects.filter(pk=health_article.pk).update(**lock)
    client = sign_in(health_moderator)
    publish_in_bulk(client, health_article)
    assert type(health_article).objects.get(pk=health_article.pk).title != "Khác"


def test_a_translation_keeps_the_related_articles_of_its_source(
    sign_in, health, district, health_moderator
):
    other, foreign = publish_news(health, "Bệnh dại"), publish_news(district, "Diều hâu")
    article = publish_news(health, "Tiêm chủng", related=[("article", other)])
    client = sign_in(health_moderator)
    submit(client, health.root_page.specific)
    act(client, health.root_page.specific, "publish")
    assert publish_translation(client, article).live
    article.related = [("article", foreign)]
    article.save_revision()
    refused = get_english_version(article)
    refused.related = [("article", foreign)]
    refused.title = "Foreign"
    refused.save_revision()
    publish_in_bulk(client, refused)
    refused.refresh_from_db()
    assert refused.title == "Vaccination"
