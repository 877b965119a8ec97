import pytest

from bulletins.admin.viewsets import BulletinViewSet
from bulletins.models import Bulletin
from bulletins.tests.factories import ADMIN, create_draft, make_bulletin_form, publish_bulletin

pytestmark = pytest.mark.django_db

TITLE = "Chim-hoang-yen"
STRANGERS = ["health_editor", "health_moderator", "district_editor", "outsider"]
# What the admin offers for one bulletin, and for all of them.
VIEWS = ["", "results/", "start/", "add/", "preview/", "preview-agencies/"] + [
    f"{view}/{{pk}}/"
    for view in (
        "edit",
        "delete",
        "usage",
        "history",
        "history-results",
        "inspect",
        "preview",
        "unpublish",
        "lock",
        "unlock",
        "workflow_history",
    )
]
REVISION_VIEWS = [
    "history/{pk}/revisions/{revision}/view/",
    "history/{pk}/revisions/{revision}/revert/",
    "history/{pk}/revisions/{revision}/unschedule/",
    "history/{pk}/revisions/compare/earliest...latest/",
]
ELSEWHERE = [
    "/admin/",
    "/admin/snippets/",
    "/admin/snippets/choose/bulletins/bulletin/",
    "/admin/snippets/choose/bulletins/bulletin/results/",
    "/admin/snippets/choose/bulletins/bulletin/chosen/{pk}/",
    "/admin/localize/submit/snippet/bulletins/bulletin/{pk}/",
    "/admin/reports/site-history/",
]


@pytest.fixture
def bulletin():
    bulletin = publish_bulletin(TITLE, slug="tin")
    bulletin.save_revision()
    return bulletin


@pytest.fixture(params=STRANGERS)
def stranger(request, sign_in):
    return sign_in(request.getfixturevalue(request.param))


def is_shut(response):
    if response.status_code == 302:
        return response["Location"].partition("?")[0] in {"/admin/", "/tai-khoan/dang-nhap/"}
    return response.status_code in {403, 404}


@pytest.mark.parametrize("method", ["get", "post"])
def test_only_the_departments_people_reach_bulletins(stranger, bulletin, method):
    before = Bulletin.objects.values().get()
    keys = {"pk": bulletin.pk, "revision": bulletin.latest_revision_id}
    paths = [ADMIN + view.format_map(keys) for view in VIEWS + REVISION_VIEWS]
    body = make_bulletin_form(title="Của tôi") | {"action-publish": "1"}
    open_paths = [p for p in paths if not is_shut(getattr(stranger, method)(p, body))]
    assert open_paths == []
    assert Bulletin.objects.values().get() == before


def test_nothing_else_in_the_admin_tells_strangers_of_drafts(stranger):
    secret = create_draft(TITLE)
    for path in ELSEWHERE:
        page = stranger.get(path.format(pk=secret.pk), follow=True)
        text = page.content.decode()
        assert TITLE not in text, path


def test_strangers_cannot_delete_in_bulk_or_start_a_translation(stranger, bulletin):
    stranger.post(f"/admin/bulk/bulletins/bulletin/delete/?id={bulletin.pk}")
    stranger.post(f"/admin/localize/submit/snippet/bulletins/bulletin/{bulletin.pk}/")
    assert [row.pk for row in Bulletin.objects.all()] == [bulletin.pk]


@pytest.mark.parametrize("view", VIEWS)
def test_a_publisher_reaches_what_strangers_do_not(sign_in, ict_publisher, bulletin, view):
    response = sign_in(ict_publisher).get(ADMIN + view.format(pk=bulletin.pk))
    assert response.status_code == (302 if "lock/" in view else 200)


def test_an_author_finds_bulletins_in_the_menu(sign_in, ict_author, health_editor):
    assert ADMIN in sign_in(ict_author).get("/admin/").content.decode()
    assert ADMIN not in sign_in(health_editor).get("/admin/").content.decode()


def test_an_author_has_no_pages_agencies_or_people(sign_in, ict_author, health):
    author = sign_in(ict_author)
    for path in (f"/admin/pages/{health.root_page_id}/edit/", "/admin/users/", "/admin/sites/"):
        assert is_shut(author.get(path)), path


def test_without_signing_in_every_view_leads_to_the_sign_in(anonymous, bulletin, settings):
    client = anonymous(settings.ADMIN_HOST)
    for view in VIEWS:
        answer = client.get(ADMIN + view.format(pk=bulletin.pk))
        assert answer.status_code == 302 and answer["Location"].startswith("/tai-khoan/dang-nhap/")


def test_the_list_of_views_above_is_complete():
    known = {view.partition("/")[0] for view in VIEWS + REVISION_VIEWS}
    offered = {
        str(pattern.pattern).lstrip("^").partition("/")[0]
        for pattern in BulletinViewSet().get_urlpatterns()
    }
    # These need a task that waits; see test_approval.
    assert offered - known == {"workflow"}
