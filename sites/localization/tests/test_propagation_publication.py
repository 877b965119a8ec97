"""Whatever takes a page off its website takes its translations off, and they return with it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page
from wagtail_localize.models import Translation, TranslationSource

from content.tests.factories import create_document, make_file_block
from home.tests.factories import publish_information, publish_news, publish_section
from members.tests.approval import publish_in_bulk
from search.tests.client import list_hit_urls
from sites.localization.propagation import follow_all_sources
from sites.localization.tests.translation_editor import act, submit, write
from sites.localization.tests.versions import get_path, publish_english, reload

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(health):
    return publish_news(health, "Tiêm chủng")


@pytest.fixture
def english(source):
    return publish_english(source, "Vaccination")


@pytest.fixture
def elsewhere(district):
    """The English of the other unit, which nothing here concerns."""
    return publish_english(publish_news(district, "Tiêm chủng"), "Vaccination")


@pytest.fixture
def statuses(health, visit):
    """What readers get at the addresses of pages."""

    def get(*pages):
        return [visit(health, get_path(page)).status_code for page in pages]

    return get


def schedule_end(page):
    page.expire_at = timezone.now() - timedelta(minutes=1)
    page.save()
    call_command("publish_scheduled", verbosity=0)


WAYS = {
    "form": lambda page, client: client.post(f"/admin/pages/{page.pk}/unpublish/"),
    "bulk": lambda page, client: client.post(
        f"/admin/bulk/wagtailcore/page/unpublish/?id={page.pk}"
    ),
    "code": lambda page, client: page.unpublish(),
    "schedule": lambda page, client: schedule_end(page),
    "bin": lambda page, client: client.post(f"/admin/pages/{page.pk}/delete/"),
    "deletion": lambda page, client: Page.objects.get(pk=page.pk).delete(),
}


@pytest.mark.parametrize("way", WAYS)
def test_unpublishing_in_any_way_takes_the_translation_off(
    sign_in, health_moderator, health, district, visit, source, english, elsewhere, way
):
    path = get_path(english)
    assert visit(health, path).status_code == 200
    WAYS[way](source, sign_in(health_moderator))
    assert not Page.objects.filter(pk__in=[source.pk, english.pk], live=True).exists()
    assert visit(health, path).status_code == 404
    assert visit(district, get_path(elsewhere)).status_code == 200


@pytest.mark.parametrize("who", ["outsider", "district_moderator", "health_editor"])
def test_who_may_not_unpublish_a_page_takes_no_translation_off(
    request, sign_in, health_moderator, source, english, statuses, who
):
    for way in ("form", "bulk"):
        client = sign_in(request.getfixturevalue(who))
        client.raise_request_exception = False
        WAYS[way](source, client)
    assert statuses(source, english) == [200, 200]


@pytest.mark.parametrize("way", ["form", "bulk"])
def test_pages_below_take_their_translations_along(
    sign_in, health_moderator, health, statuses, way
):
    section = publish_section(health, "Con người")
    page = publish_information(section, "Lịch sử")
    english = publish_english(page, "History")
    address = {
        "form": f"/admin/pages/{section.pk}/unpublish/",
        "bulk": f"/admin/bulk/wagtailcore/page/unpublish/?id={section.pk}",
    }[way]
    sign_in(health_moderator).post(address, {"include_descendants": "on"})
    assert statuses(section, page, english, english.get_parent()) == [404] * 4


def test_a_translation_is_unpublished_alone(sign_in, health_moderator, source, english, statuses):
    WAYS["form"](english, sign_in(health_moderator))
    assert statuses(source) == [200] and not reload(english).live
    source.save_revision().publish()
    assert statuses(source) == [200] and not reload(english).live


def test_what_went_with_its_source_is_nowhere_in_its_language(health, visit, kept, source, english):
    index = get_path(english.get_parent())
    for path in ("/en/", index):
        visit(health, path)
    source.unpublish()
    for path in ("/en/", index, "/sitemap-trang-en-1.xml"):
        assert "accination" not in visit(health, path).content.decode()
    assert list_hit_urls(visit, health, "vaccination", path="/en/tim-kiem/") == []


def test_a_file_that_only_the_translation_uses_goes_with_the_source(health, visit, source):
    file = create_document(health.collection)
    publish_english(source, "Vaccination", body=[make_file_block(file)])
    assert visit(health, file.url).status_code == 200
    source.unpublish()
    assert visit(health, file.url).status_code == 404
    source.save_revision().publish()
    assert visit(health, file.url).status_code == 200


def test_a_translation_returns_with_its_source_as_it_stood(
    sign_in, health_moderator, health, visit, source, english, statuses
):
    draft = reload(english)
    draft.title = "Not yet approved"
    draft.save_revision()
    WAYS["form"](source, sign_in(health_moderator))
    source.save_revision().publish()
    assert statuses(source, english) == [200, 200]
    page = visit(health, get_path(english)).content.decode()
    assert "Vaccination" in page and "Not yet approved" not in page
    assert reload(english).has_unpublished_changes


def test_what_somebody_wrote_meanwhile_stays_a_draft_of_a_translation_that_returns(
    source, english, statuses
):
    source.unpublish()
    changed = reload(english)
    changed.title = "Vaccination, new"
    changed.save_revision()
    source.save_revision().publish()
    assert statuses(source, english) == [200, 200]
    english = reload(english)
    assert english.title == "Vaccination" and english.has_unpublished_changes
    assert english.get_latest_revision_as_object().title == "Vaccination, new"


def test_a_translation_is_not_published_before_its_source(
    sign_in, health_moderator, health_article, statuses
):
    client = sign_in(health_moderator)
    submit(client, health_article)
    write(client, health_article, "title", "Vaccination")
    health_article.unpublish()
    message = act(client, health_article, "publish") and client.get("/admin/").content.decode()
    assert "hãy đăng ở đó trước" in message
    english = health_article.get_translations().get()
    assert not english.live
    client.raise_request_exception = False
    publish_in_bulk(client, english)
    assert not reload(english).live
    health_article.save_revision().publish()
    act(client, health_article, "publish")
    assert reload(english).live


def test_what_code_publishes_before_its_source_waits_for_it(source, english, statuses):
    source.unpublish()
    english.save_revision().publish()
    assert statuses(source, english) == [404, 404]
    source.save_revision().publish()
    assert statuses(source, english) == [200, 200]


def test_the_screens_name_the_languages_that_go_along(
    sign_in, health_moderator, health, source, english
):
    client = sign_in(health_moderator)
    alone = publish_news(health, "Chỉ tiếng Việt")
    for address in (
        "/admin/pages/{}/unpublish/",
        "/admin/bulk/wagtailcore/page/unpublish/?id={}",
        "/admin/pages/{}/delete/",
        "/admin/bulk/wagtailcore/page/delete/?id={}",
    ):
        words = "Bản tiếng Anh cũng không còn công khai."
        assert words in client.get(address.format(source.pk)).content.decode()
        assert words not in client.get(address.format(alone.pk)).content.decode()
        assert words not in client.get(address.format(english.pk)).content.decode()


def test_after_migrate_no_translation_outlives_its_source(source, english, elsewhere, statuses):
    Page.objects.filter(pk=source.pk).update(live=False)
    assert statuses(english) == [200]
    follow_all_sources()
    assert not reload(english).live and reload(elsewhere).live


def test_what_was_first_written_in_english_follows_no_draft_in_vietnamese(health, statuses):
    vietnamese = publish_news(health, "Nháp")
    english = publish_english(vietnamese, "Written in English")
    begin_from(english, vietnamese.locale)
    vietnamese.unpublish()
    assert statuses(english) == [200]
    english.save_revision().publish()
    english.unpublish()
    assert statuses(english) == [404]


def begin_from(page, locale):
    """Have the version of a page in ``locale`` be a translation of it."""
    source, _made = TranslationSource.get_or_create_from_instance(page)
    Translation.objects.create(source=source, target_locale=locale)
