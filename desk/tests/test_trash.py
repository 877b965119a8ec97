from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page

from desk.tests.trash import delete_through_admin, list_shown, reload, restore
from home.models import NewsIndexPage, NewsPage, TrashedPage, TrashPage
from home.paths import TRASH_SLUG
from home.tests.factories import (
    get_news_index,
    publish_information,
    publish_news,
    publish_section,
)
from search.tests.client import list_hit_urls
from sites.localization.tests.versions import get_path, publish_english
from sites.tests.factories import open_in_english
from tests.html import parse_html


@pytest.fixture
def article(health):
    return publish_news(health, "Tiêm chủng mở rộng")


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


@pytest.fixture
def admin(sign_in, ict_admin):
    return sign_in(ict_admin)


DOORS = [
    ("/admin/pages/{}/delete/", {}),
    ("/admin/bulk/wagtailcore/page/delete/?id={}", {}),
]


@pytest.mark.parametrize("person", ["health_moderator", "ict_admin"])
@pytest.mark.parametrize(("address", "words"), DOORS)
def test_every_door_leads_to_the_bin(request, sign_in, article, person, address, words):
    user = request.getfixturevalue(person)
    sign_in(user).post(address.format(article.pk), words)
    binned = TrashedPage.objects.get()
    assert (binned.page_id, binned.binned_by, binned.was_live) == (article.pk, user, True)
    assert isinstance(reload(article).get_parent().specific, TrashPage)


def test_the_screens_say_that_it_can_be_undone(moderator, article):
    for address in (f"/admin/pages/{article.pk}/delete/", DOORS[1][0].format(article.pk)):
        page = list_shown(moderator, address)
        assert "Chuyển vào thùng rác" in page and "30 ngày" in page


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/admin/tin-tuc/", "/admin/tin-tuc/"),
        ("", "/admin/pages/{}/"),
        ("https://evil.example/", "/admin/pages/{}/"),
    ],
)
def test_afterwards_one_is_where_one_came_from(moderator, article, asked, leads_to):
    leads_to = leads_to.format(article.get_parent().pk)
    address = f"/admin/pages/{article.pk}/delete/"
    form = parse_html(moderator.get(address, {"next": asked})).select_one("main form")
    assert form.select_one("a")["href"] == leads_to
    kept = form.find(attrs={"name": "next"})["value"]
    assert moderator.post(address, {"next": kept}).url == leads_to
    assert TrashedPage.objects.exists()


def test_what_is_deleted_is_nowhere_on_the_website_at_once(health, visit, moderator, article):
    assert visit(health, "/tin-tuc/tiem-chung-mo-rong/").status_code == 200
    delete_through_admin(moderator, article)
    assert visit(health, "/tin-tuc/tiem-chung-mo-rong/").status_code == 404
    for path in ("/", "/tin-tuc/"):
        assert "Tiêm chủng" not in visit(health, path).content.decode()
    assert list_hit_urls(visit, health, "tiêm chủng") == []


@pytest.mark.parametrize("path", ["", "{slug}/", "{slug}/tiem-chung-mo-rong/"])
def test_no_address_leads_into_the_bin(health, visit, moderator, article, path):
    delete_through_admin(moderator, article)
    path = f"/{TRASH_SLUG}/{path.format(slug=article.pk)}"
    # Not even where something published a page in it.
    Page.objects.filter(url_path__contains=TRASH_SLUG).update(live=True)
    assert visit(health, path).status_code == 404


def test_a_section_takes_what_is_below_it_along(health, visit, admin, article):
    delete_through_admin(admin, get_news_index(health))
    assert not reload(article).live
    assert visit(health, "/tin-tuc/tiem-chung-mo-rong/").status_code == 404
    restore(admin, TrashedPage.objects.get().page)
    assert visit(health, "/tin-tuc/tiem-chung-mo-rong/").status_code == 200


def test_a_page_chosen_together_with_its_section_goes_with_it(admin, health, article):
    section = get_news_index(health)
    assert "1 trang nằm dưới" in list_shown(admin, f"/admin/pages/{section.pk}/delete/")
    address = f"{DOORS[1][0].format(article.pk)}&id={section.pk}&next=/admin/tin-tuc/"
    answer = admin.post(address, follow=True)
    assert "Đã chuyển 1 mục vào thùng rác." in answer.content.decode()
    assert TrashedPage.objects.get().page_id == section.pk
    assert reload(article).is_descendant_of(reload(section))


def test_the_address_is_free_for_a_new_page(health, visit, moderator, article):
    delete_through_admin(moderator, article)
    again = publish_news(health, "Tiêm chủng mở rộng")
    assert again.slug == "tiem-chung-mo-rong"
    assert visit(health, "/tin-tuc/tiem-chung-mo-rong/").status_code == 200


def test_a_moderator_brings_back_what_was_published_as_it_was(health, visit, moderator, article):
    before = Page.objects.filter(pk=article.pk).values(
        "url_path", "live", "live_revision", "latest_revision", "has_unpublished_changes"
    )
    was = before.get()
    delete_through_admin(moderator, article)
    restore(moderator, article)
    assert before.get() == was
    assert visit(health, "/tin-tuc/tiem-chung-mo-rong/").status_code == 200
    assert list_hit_urls(visit, health, "tiêm chủng") == ["/tin-tuc/tiem-chung-mo-rong/"]
    assert not TrashedPage.objects.exists()


def test_what_an_earlier_version_deleted_comes_back_without_a_stored_version(
    health, visit, moderator, article
):
    delete_through_admin(moderator, article)
    trashed = TrashedPage.objects.get()
    TrashedPage.objects.update(published=dict.fromkeys(trashed.published))
    restore(moderator, article)
    page = reload(article)
    assert page.live and page.live_revision
    assert visit(health, "/tin-tuc/tiem-chung-mo-rong/").status_code == 200


def test_a_draft_of_a_published_page_comes_back_as_a_draft_above_it(
    health, visit, moderator, article
):
    article.title = "Tiêm chủng, sửa"
    article.save_revision()
    delete_through_admin(moderator, article)
    restore(moderator, article)
    page = reload(article)
    assert (page.title, page.has_unpublished_changes) == ("Tiêm chủng mở rộng", True)
    assert page.get_latest_revision_as_object().title == "Tiêm chủng, sửa"


def test_what_never_was_published_comes_back_as_a_draft(health, moderator):
    draft = get_news_index(health).add_child(instance=NewsPage(title="Nháp", live=False))
    delete_through_admin(moderator, draft)
    restore(moderator, draft)
    page = reload(draft)
    assert (page.live, page.get_parent().slug, page.slug) == (False, "tin-tuc", "nhap")


def test_an_editor_brings_back_as_a_draft_what_a_moderator_deleted(
    sign_in, health_editor, moderator, article
):
    delete_through_admin(moderator, article)
    response = sign_in(health_editor).post(f"/admin/bin/page/{article.pk}/restore/", follow=True)
    assert not reload(article).live
    assert reload(article).get_parent().slug == "tin-tuc"
    assert "người duyệt có thể đăng lại" in response.content.decode()


@pytest.mark.usefixtures("health_moderator")
def test_an_editor_deletes_drafts_and_nothing_published(sign_in, health, health_editor, article):
    client = sign_in(health_editor)
    delete_through_admin(client, article)
    assert reload(article).live
    draft = get_news_index(health).add_child(
        instance=NewsPage(title="Nháp", live=False, owner=health_editor)
    )
    delete_through_admin(client, draft)
    assert TrashedPage.objects.get().page_id == draft.pk


def test_an_address_that_was_taken_meanwhile_gets_a_number_and_that_is_said(
    health, visit, moderator, article
):
    delete_through_admin(moderator, article)
    publish_news(health, "Tiêm chủng mở rộng")
    response = moderator.post(f"/admin/bin/page/{article.pk}/restore/", follow=True)
    assert "tiem-chung-mo-rong-2" in response.content.decode()
    assert visit(health, "/tin-tuc/tiem-chung-mo-rong-2/").status_code == 200
    reload(article).get_latest_revision().publish()
    assert reload(article).slug == "tiem-chung-mo-rong-2"


def test_a_page_whose_parent_is_gone_comes_back_to_where_its_kind_may_be(
    health, moderator, article
):
    delete_through_admin(moderator, article)
    delete_through_admin(moderator, get_news_index(health))
    other = NewsIndexPage(title="Tin khác", locale=health.root_page.locale)
    health.root_page.add_child(instance=other)
    restore(moderator, article)
    assert reload(article).get_parent().pk == other.pk


def test_a_page_without_any_place_comes_back_below_the_home_page(health, moderator, article):
    delete_through_admin(moderator, article)
    delete_through_admin(moderator, get_news_index(health))
    moderator.post(f"/admin/bin/page/{TrashedPage.objects.latest('binned_at').page_id}/purge/")
    restore(moderator, article)
    assert reload(article).get_parent().pk == health.root_page_id


@pytest.mark.parametrize("act", ["edit", "lock", "unlock", "copy", "move", "unpublish", "privacy"])
def test_nobody_does_anything_else_with_a_page_in_the_bin(request, sign_in, article, act):
    people = ["health_moderator", "ict_admin"]
    clients = [sign_in(request.getfixturevalue(person)) for person in people]
    delete_through_admin(clients[0], article)
    for page in (article, reload(article).get_parent()):
        before = Page.objects.filter(pk=page.pk).values().get()
        for client in clients:
            answer = client.post(f"/admin/pages/{page.pk}/{act}/", {})
            assert answer.status_code in {302, 400, 403, 404}
        assert Page.objects.filter(pk=page.pk).values().get() == before


def test_an_alias_goes_with_its_source_and_comes_back_with_it(health, moderator, article):
    alias = article.create_alias(update_slug="cung-tin", parent=get_news_index(health))
    delete_through_admin(moderator, article)
    assert not reload(alias).live
    restore(moderator, article)
    assert reload(alias).live


def test_an_alias_in_the_bin_is_not_published_with_its_source(health, moderator, article):
    alias = article.create_alias(update_slug="cung-tin", parent=get_news_index(health))
    delete_through_admin(moderator, alias)
    article.save_revision().publish()
    assert not reload(alias).live


@pytest.fixture
def english(article):
    return publish_english(article, "Vaccination")


def test_a_translation_goes_to_the_bin_and_comes_back_with_its_source(
    health, visit, moderator, article, english
):
    path = get_path(english)
    delete_through_admin(moderator, article)
    assert isinstance(reload(english).get_parent().specific, TrashPage)
    assert visit(health, path).status_code == 404
    restore(moderator, article)
    assert not TrashedPage.objects.exists()
    assert get_path(english) == path
    assert visit(health, path).status_code == 200


def test_translations_of_pages_below_come_along_wherever_they_stand(health, admin):
    section = publish_section(health, "Mục")
    page = publish_information(section, "Trang")
    english = publish_english(page, "Page")
    elsewhere = publish_english(publish_section(health, "Khác"), "Other")
    english.move(elsewhere, pos="last-child")
    delete_through_admin(admin, section)
    assert not reload(english).live and reload(elsewhere).live
    restore(admin, section)
    assert reload(english).live
    assert reload(english).get_parent() == elsewhere.page_ptr


def test_a_translation_deleted_alone_stays_in_the_bin_when_its_source_returns(
    moderator, article, english
):
    delete_through_admin(moderator, english)
    assert reload(article).live
    article.unpublish()
    article.save_revision().publish()
    assert not reload(english).live


def test_a_translation_restored_alone_waits_for_its_source(
    health, visit, moderator, article, english
):
    delete_through_admin(moderator, article)
    restore(moderator, english)
    assert visit(health, get_path(english)).status_code == 404
    restore(moderator, article)
    assert visit(health, get_path(english)).status_code == 200


def test_a_source_deleted_for_good_takes_its_translation_along(moderator, article, english):
    delete_through_admin(moderator, article)
    moderator.post(f"/admin/bin/page/{article.pk}/purge/")
    assert not Page.objects.filter(pk__in=[article.pk, english.pk]).exists()


def test_after_its_days_a_translation_is_deleted_with_its_source(moderator, article, english):
    delete_through_admin(moderator, article)
    TrashedPage.objects.update(binned_at=timezone.now() - timedelta(days=40))
    call_command("empty_trash")
    assert not Page.objects.filter(pk__in=[article.pk, english.pk]).exists()


def test_an_english_front_goes_to_its_agencys_bin_and_comes_back(health, visit, admin):
    front = open_in_english(health)
    delete_through_admin(admin, front)
    assert reload(front).get_parent().get_parent().pk == health.root_page_id
    restore(admin, front)
    assert (reload(front).depth, reload(front).live) == (2, True)
    assert visit(health, "/en/").status_code == 200


def test_scheduled_publication_is_called_off(health, moderator):
    draft = get_news_index(health).add_child(instance=NewsPage(title="Nháp", live=False))
    draft.go_live_at = timezone.now() + timedelta(hours=1)
    draft.save_revision().publish()
    delete_through_admin(moderator, draft)
    assert not draft.revisions.exclude(approved_go_live_at=None).exists()


# What else Wagtail would do with a page.
