from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from accounts.tests.factories import create_user
from desk.tests.trash import BIN, delete_through_admin, list_shown, reload, restore
from home.models import NewsPage, TrashedPage, TrashPage
from home.paths import TRASH_SLUG
from home.tests.factories import get_news_index, publish_news


@pytest.fixture
def article(health):
    return publish_news(health, "Tiêm chủng mở rộng")


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


@pytest.fixture
def admin(sign_in, ict_admin):
    return sign_in(ict_admin)


ACTIONS = [
    "/admin/pages/{page}/edit/",
    "/admin/pages/{page}/unpublish/",
    "/admin/pages/{page}/copy/",
    "/admin/pages/{page}/move/",
    "/admin/pages/{page}/move/{elsewhere}/confirm/",
    "/admin/pages/{page}/view_draft/",
    "/admin/pages/{page}/edit/preview/",
    "/admin/pages/{page}/history/",
    "/admin/pages/{page}/revisions/{revision}/revert/",
    "/admin/pages/{page}/delete/",
    "/admin/pages/{page}/lock/",
    "/admin/pages/{page}/privacy/",
    "/admin/pages/add/home/newspage/{bin}/",
    "/admin/bulk/wagtailcore/page/publish/?id={page}",
    "/admin/bulk/wagtailcore/page/move/?id={page}",
    "/admin/bulk/wagtailcore/page/delete/?id={page}",
]


@pytest.mark.parametrize("person", ["health_moderator", "ict_admin"])
@pytest.mark.parametrize("address", ACTIONS)
def test_nothing_but_the_bin_does_anything_to_a_page_in_it(
    request, sign_in, health, moderator, article, person, address
):
    delete_through_admin(moderator, article)
    client = sign_in(request.getfixturevalue(person))
    client.raise_request_exception = False
    elsewhere = get_news_index(health).pk
    words = {
        "chooser": elsewhere, "move_applicable": "on", "destination_page_id": elsewhere,
        "position": "last-child", "new_title": "Khác", "new_slug": "khac", "title": "Khác",
        "slug": "khac", "new_parent_page": elsewhere, "recursive": False, "action-publish": "1",
    }  # fmt: skip
    everything = Page.objects.order_by("pk").values("pk", "path", "live", "title", "slug")
    before = list(everything)
    bin_page = TrashPage.objects.get().pk
    numbers = {"page": article.pk, "elsewhere": elsewhere, "bin": bin_page}
    address = address.format(revision=article.latest_revision_id, **numbers)
    if "/bulk/" not in address:  # asks before it looks
        assert "Tiêm chủng" not in client.get(address).content.decode()
    client.post(address, words)
    assert list(everything) == before


def test_a_page_cannot_be_moved_into_the_bin_by_hand(health, moderator, admin, article):
    draft = get_news_index(health).add_child(instance=NewsPage(title="Nháp", live=False))
    delete_through_admin(moderator, article)
    target = TrashPage.objects.get().pk
    admin.post(f"/admin/pages/{draft.pk}/move/{target}/confirm/")
    assert reload(draft).get_parent().slug == "tin-tuc"


LISTS = [
    "/admin/pages/{home}/",
    "/admin/pages/{bin}/",
    "/admin/pages/{home}/?q=tiem&search_all=1",
    "/admin/pages/{home}/?q=Tiêm",
    "/admin/pages/search/",
    "/admin/pages/search/?q=Tiêm",
    "/admin/choose-page/",
    "/admin/choose-page/{home}/",
    "/admin/choose-page/{bin}/",
    "/admin/choose-page/search/?q=Tiêm",
    "/admin/reports/aging-pages/",
]


@pytest.mark.parametrize("person", ["health_moderator", "ict_admin"])
@pytest.mark.parametrize("address", LISTS)
def test_no_list_and_no_chooser_shows_what_is_in_the_bin(
    request, sign_in, health, moderator, article, person, address
):
    delete_through_admin(moderator, article)
    client = sign_in(request.getfixturevalue(person))
    client.get(BIN)  # the message of the deletion has been seen
    address = address.format(home=health.root_page_id, bin=TrashPage.objects.get().pk)
    assert "Tiêm chủng" not in list_shown(client, address)


def test_the_bin_says_what_who_and_how_long(moderator, health_moderator, article):
    delete_through_admin(moderator, article)
    page = list_shown(moderator)
    for words in ("Tiêm chủng mở rộng", "tin tức", "health-moderator", "Còn 30 ngày"):
        assert words.lower() in page.lower()
    assert f"/admin/bin/page/{article.pk}/restore/" in page
    assert f"/admin/bin/page/{article.pk}/purge/" in page


def test_an_editor_sees_the_bin_without_deleting_for_good(
    sign_in, health_editor, moderator, article
):
    delete_through_admin(moderator, article)
    client = sign_in(health_editor)
    assert f"/admin/bin/page/{article.pk}/restore/" in list_shown(client)
    assert "purge" not in list_shown(client)
    client.post(f"/admin/bin/page/{article.pk}/purge/")
    assert TrashedPage.objects.exists()


def test_another_agencys_bin_does_not_exist(sign_in, district, district_editor, moderator, article):
    delete_through_admin(moderator, article)
    for user in (district_editor, create_user("district-moderator", district.moderators)):
        client = sign_in(user)
        assert "Tiêm chủng" not in list_shown(client)
        for action in ("restore", "purge"):
            assert client.post(f"/admin/bin/page/{article.pk}/{action}/").status_code == 404
    assert TrashedPage.objects.get().page_id == article.pk


def test_an_outsider_does_not_get_to_the_bin(sign_in, outsider, moderator, article):
    delete_through_admin(moderator, article)
    client = sign_in(outsider)
    for address in (BIN, f"/admin/bin/page/{article.pk}/purge/"):
        response = client.get(address, follow=True)
        assert "Tiêm chủng" not in response.content.decode()
    restore(client, article)
    assert TrashedPage.objects.exists()


def test_looking_restores_nothing(moderator, article):
    delete_through_admin(moderator, article)
    assert moderator.get(f"/admin/bin/page/{article.pk}/restore/").status_code == 405
    assert moderator.get(f"/admin/bin/page/{article.pk}/purge/").status_code == 200
    assert TrashedPage.objects.exists()


def test_a_moderator_deletes_for_good(moderator, article):
    delete_through_admin(moderator, article)
    moderator.post(f"/admin/bin/page/{article.pk}/purge/")
    assert not Page.objects.filter(pk=article.pk).exists()
    assert Page.find_problems() == ([], [], [], [], [])


def test_what_happened_is_in_the_history(moderator, health_moderator, article):
    delete_through_admin(moderator, article)
    restore(moderator, article)
    delete_through_admin(moderator, article)
    moderator.post(f"/admin/bin/page/{article.pk}/purge/")
    entries = PageLogEntry.objects.filter(page=article.pk, action__startswith="home.bin")
    assert list(entries.order_by("pk").values_list("action", "user")) == [
        (action, health_moderator.pk)
        for action in ("home.bin", "home.bin.restore", "home.bin", "home.bin.purge")
    ]
    assert not ModelLogEntry.objects.exists()


def test_the_bins_screen_asks_the_same_number_of_questions_however_full(
    health, moderator, django_assert_max_num_queries
):
    for number in range(12):
        delete_through_admin(moderator, publish_news(health, f"Tin {number}"))
    with django_assert_max_num_queries(40):
        moderator.get(BIN)


def test_emptying_takes_what_is_older_than_the_days_and_nothing_else(
    health, moderator, article, settings
):
    young, kept = publish_news(health, "Mới xóa"), publish_news(health, "Không xóa")
    for page in (article, young):
        delete_through_admin(moderator, page)
    old = timezone.now() - timedelta(days=settings.BIN_DAYS, minutes=1)
    TrashedPage.objects.filter(page=article.pk).update(binned_at=old)
    output = StringIO()
    call_command("empty_trash", stdout=output)
    assert "30 days: 1 pages, 0 images, 0 documents" in output.getvalue()
    assert set(NewsPage.objects.values_list("pk", flat=True)) == {young.pk, kept.pk}
    call_command("empty_trash", stdout=output)
    assert "30 days: 0 pages, 0 images, 0 documents" in output.getvalue()


def test_no_page_takes_the_bins_address(health, moderator, admin):
    index = get_news_index(health)
    moderator.post(
        f"/admin/pages/add/home/newspage/{index.pk}/",
        {"title": "A", "slug": TRASH_SLUG, "date": "2026-11-24", "lead": "", "image": "",
         "body-count": "0", "related-count": "0", "category": "hoat-dong",
         "author_name": "", "comments-TOTAL_FORMS": "0",
         "comments-INITIAL_FORMS": "0"},
    )  # fmt: skip
    assert not NewsPage.objects.filter(slug=TRASH_SLUG).exists()
