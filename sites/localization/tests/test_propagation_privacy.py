"""Who may read a page is who may read its translations, with the same password."""

import pytest
from django.conf import settings
from django.test import Client

from content.tests.factories import create_document, make_file_block
from home.tests.factories import get_news_index, publish_news, publish_section, restrict_page
from search.tests.client import list_hit_urls
from sites.localization.propagation import follow_all_sources
from sites.localization.tests.versions import get_path, publish_english, reload
from sites.models import MirroredRestriction

pytestmark = pytest.mark.django_db

PASSWORD = "chim-sáo"
ENTER = "/_util/authenticate_with_password/"


@pytest.fixture
def source(health):
    return publish_news(health, "Nội bộ")


@pytest.fixture
def english(source):
    return publish_english(source, "Internal matters", lead="Only for some.")


@pytest.fixture
def elsewhere(district):
    return publish_english(publish_news(district, "Nội bộ"), "Internal matters")


@pytest.fixture
def readable(health, visit):
    """Whether readers without a password read the pages."""

    def ask(*pages):
        return ["Only for some" in visit(health, get_path(page)).content.decode() for page in pages]

    return ask


@pytest.fixture
def reader(health):
    return Client(headers={"host": f"{health.site.hostname}:{settings.SITE_PORT}"})


def set_privacy(client, page, kind="password", password=PASSWORD):
    return client.post(
        f"/admin/pages/{page.pk}/privacy/", {"restriction_type": kind, "password": password}
    )


def test_a_password_of_the_source_protects_its_translation_until_it_is_lifted(
    sign_in, health_moderator, district, visit, source, english, elsewhere, readable
):
    client = sign_in(health_moderator)
    assert readable(english) == [True]
    set_privacy(client, source)
    assert readable(english) == [False]
    assert not reload(elsewhere).get_view_restrictions().exists()
    set_privacy(client, source, "none", "")
    assert readable(english) == [True]


def test_a_password_above_the_source_protects_a_translation_that_stands_elsewhere(
    health, source, english, readable
):
    english.move(publish_english(publish_section(health, "Mục"), "Section"), pos="last-child")
    restriction = restrict_page(get_news_index(health))
    assert readable(english) == [False]
    restriction.delete()
    assert readable(english) == [True]


def test_one_password_given_once_opens_all_languages(reader, source, english):
    restrict_page(source)
    mirror = english.view_restrictions.get()
    form = reader.get(get_path(english)).content.decode()
    assert f"{ENTER}{mirror.pk}/{english.pk}/" in form
    path = get_path(english)
    words = {"password": PASSWORD, "return_url": path}
    assert reader.post(f"{ENTER}{mirror.pk}/{english.pk}/", words)["Location"] == path
    assert "Only for some" in reader.get(path).content.decode()
    assert ENTER not in reader.get(get_path(source)).content.decode()


def test_another_password_closes_all_languages_again(
    sign_in, health_moderator, reader, source, english
):
    restriction = restrict_page(source)
    reader.post(
        f"{ENTER}{restriction.pk}/{source.pk}/",
        {"password": PASSWORD, "return_url": get_path(source)},
    )
    assert "Only for some" in reader.get(get_path(english)).content.decode()
    set_privacy(sign_in(health_moderator), source, password="chào-mào")  # noqa: S106
    assert "Only for some" not in reader.get(get_path(english)).content.decode()
    assert english.view_restrictions.get().password == "chào-mào"  # noqa: S105


def test_a_translation_begun_later_is_protected_too(source, readable):
    restrict_page(source)
    english = publish_english(source, "Internal matters", lead="Only for some.")
    assert readable(english) == [False]


def test_a_source_moved_below_a_password_takes_its_translation_there(
    health, source, english, readable
):
    section = publish_section(health, "Kín")
    restrict_page(section)
    source.move(section, pos="last-child")
    assert readable(english) == [False]


def test_a_protected_translation_is_found_by_nobody_and_its_files_neither(health, visit, source):
    file = create_document(health.collection)
    publish_english(source, "Internal matters", body=[make_file_block(file)])
    assert visit(health, file.url).status_code == 200
    restrict_page(source)
    assert visit(health, file.url).status_code == 404
    assert list_hit_urls(visit, health, "internal", path="/en/tim-kiem/") == []
    assert "Internal" not in visit(health, "/en/").content.decode()


def test_the_privacy_of_a_translation_is_not_lifted_alone(
    sign_in, health_moderator, source, english, readable
):
    client = sign_in(health_moderator)
    client.raise_request_exception = False
    set_privacy(client, source)
    assert f"/admin/pages/{source.pk}/edit/" in get_words(client, english)
    set_privacy(client, english, "none", "")
    english.view_restrictions.get().delete()
    assert readable(english) == [False]


def test_a_translation_may_be_private_alone(
    sign_in, health_moderator, health, visit, source, english, readable
):
    set_privacy(sign_in(health_moderator), english, password="chào-mào")  # noqa: S106
    assert readable(english) == [False]
    assert ENTER not in visit(health, get_path(source)).content.decode()
    restrict_page(source).delete()
    assert readable(english) == [False]


def test_the_privacy_screen_names_the_languages(sign_in, health_moderator, source, english):
    client = sign_in(health_moderator)
    words = "Bản tiếng Anh khi đó cũng cần mật khẩu ấy."
    assert words in get_words(client, source)
    assert words not in get_words(client, english)


def test_what_wagtail_localize_copied_before_becomes_one_with_its_source(source, english):
    restriction = restrict_page(source)
    MirroredRestriction.objects.all().delete()
    follow_all_sources()
    assert english.view_restrictions.get().mirrors.original == restriction


@pytest.mark.parametrize("who", ["outsider", "district_moderator"])
def test_strangers_protect_and_open_nothing(request, sign_in, who, source, english, readable):
    client = sign_in(request.getfixturevalue(who))
    client.raise_request_exception = False
    set_privacy(client, source)
    assert readable(english) == [True]


def get_words(client, page):
    return client.get(f"/admin/pages/{page.pk}/privacy/").json()["html"]
