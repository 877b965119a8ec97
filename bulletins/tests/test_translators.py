"""Translators change the words of translations, and nothing that decides about a notice."""

import pytest
from django.contrib.auth.models import Permission
from wagtail.permissions import policy_registry
from wagtail_localize.models import Translation

from bulletins.models import Bulletin
from bulletins.tests.factories import (
    ADMIN,
    create_draft,
    make_bulletin_form,
    publish_bulletin,
    translate,
)
from home.tests.factories import publish_news
from sites.localization.tests.translation_editor import submit
from sites.tests.factories import open_in_english

pytestmark = pytest.mark.django_db

CHANGING = [
    "edit/{pk}/",
    "delete/{pk}/",
    "unpublish/{pk}/",
    "lock/{pk}/",
    "unlock/{pk}/",
    "history/{pk}/revisions/{revision}/revert/",
    "history/{pk}/revisions/{revision}/unschedule/",
]


@pytest.fixture
def source():
    bulletin = publish_bulletin("Thông báo nghỉ lễ", slug="nghi-le")
    bulletin.save_revision()
    return bulletin


@pytest.fixture
def client(sign_in, translator):
    return sign_in(translator)


@pytest.mark.parametrize("path", CHANGING)
def test_a_source_cannot_be_changed_by_any_view(client, source, path):
    before = Bulletin.objects.values().get()
    url = ADMIN + path.format(pk=source.pk, revision=source.latest_revision_id)
    body = make_bulletin_form(title="Khác") | {"action-publish": "1"}
    assert client.get(url).status_code in {302, 403, 404}
    assert client.post(url, body).status_code in {302, 403, 404}
    assert Bulletin.objects.values().get() == before


def test_a_source_cannot_be_deleted_in_bulk(client, source):
    client.post(f"/admin/bulk/bulletins/bulletin/delete/?id={source.pk}")
    assert Bulletin.objects.filter(pk=source.pk).exists()


def test_a_permission_ticked_by_mistake_does_not_open_sources(client, translator, source):
    translator.user_permissions.set(
        Permission.objects.filter(codename__in=["delete_bulletin", "publish_bulletin"])
    )
    for path in CHANGING:
        client.post(ADMIN + path.format(pk=source.pk, revision=source.latest_revision_id))
    client.post(f"/admin/bulk/bulletins/bulletin/delete/?id={source.pk}")
    source.refresh_from_db()
    assert source.live


def test_translators_write_no_bulletins(client):
    assert client.get(f"{ADMIN}add/").status_code in {302, 403}
    client.post(f"{ADMIN}add/", make_bulletin_form())
    assert not Bulletin.objects.exists()


def test_translators_read_sources(client, source):
    assert source.title in client.get(ADMIN).content.decode()
    assert client.get(f"{ADMIN}inspect/{source.pk}/").status_code == 200
    assert client.get(f"{ADMIN}history/{source.pk}/").status_code == 200


def test_a_translation_can_be_opened_and_saved_as_a_draft(client, source):
    translation = translate(source, "Holiday notice", live=False)
    url = f"{ADMIN}edit/{translation.pk}/"
    assert client.get(url).status_code == 200
    client.post(url, make_bulletin_form(title="Public holiday"))
    revision = Bulletin.objects.get(pk=translation.pk).get_latest_revision_as_object()
    assert (revision.title, revision.live) == ("Public holiday", False)


def test_a_translation_cannot_be_published_by_a_translator(client, source):
    translation = translate(source, "Holiday notice", live=False)
    body = make_bulletin_form(title="Public holiday") | {"action-publish": "1"}
    client.post(f"{ADMIN}edit/{translation.pk}/", body)
    translation.refresh_from_db()
    assert not translation.live


@pytest.fixture
def english(health):
    return open_in_english(health).locale


def test_translators_submit_bulletins_for_translation(client, source, english):
    assert submit(client, source).status_code == 302
    assert set(Bulletin.objects.values_list("locale__language_code", "live")) == {
        ("vi", True),
        ("en", False),
    }


def test_bringing_a_translation_up_to_date_does_not_publish_it(client, source, english):
    submit(client, source)
    translation = Translation.objects.get()
    url = f"/admin/localize/update/{translation.source_id}/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"publish_translations": "on"}).status_code == 302
    assert not Bulletin.objects.get(locale=english).live


def test_publishers_do_publish_it(sign_in, ict_publisher, source, english):
    client = sign_in(ict_publisher)
    submit(client, source)
    url = f"/admin/localize/update/{Translation.objects.get().source_id}/"
    client.post(url, {"publish_translations": "on"})
    assert Bulletin.objects.get(locale=english).live


def test_translators_have_no_pages_and_no_files(client, health):
    page = publish_news(health, "Tiêm phòng")
    for path in (f"pages/{page.pk}/edit/", "images/", "documents/"):
        assert client.get(f"/admin/{path}").status_code in {302, 403, 404}, path
    assert client.get(f"/admin/localize/submit/page/{page.pk}/").status_code == 404


def test_the_policy_offers_translators_translations_only(translator, ict_author, source):
    translation = translate(source, "Holiday notice")
    policy = policy_registry.get_by_type(Bulletin)
    for user, rows in ((translator, {translation}), (ict_author, {source, translation})):
        assert set(policy.instances_user_has_permission_for(user, "change")) == rows


def test_an_author_writes_and_does_not_publish(sign_in, ict_author):
    client = sign_in(ict_author)
    client.post(f"{ADMIN}add/", make_bulletin_form(title="Mới") | {"action-publish": "1"})
    assert [row.live for row in Bulletin.objects.all()] in ([], [False])
    bulletin = create_draft("Khác")
    body = make_bulletin_form(title="Khác hẳn") | {"action-publish": "1"}
    client.post(f"{ADMIN}edit/{bulletin.pk}/", body)
    client.post(f"{ADMIN}delete/{bulletin.pk}/")
    bulletin.refresh_from_db()
    assert not bulletin.live
    live = publish_bulletin("Đang đăng")
    client.post(f"{ADMIN}unpublish/{live.pk}/")
    live.refresh_from_db()
    assert live.live
