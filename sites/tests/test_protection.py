import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import ProtectedError
from django.http import Http404
from wagtail import hooks
from wagtail.models import Collection, Page
from wagtail.signals import page_unpublished
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from sites.tests.factories import translate_front

PROTECTED = ["site", "root_page", "collection", "editors", "moderators"]
ADDRESSES = {
    "site": "/admin/sites/delete/{}/",
    "root_page": "/admin/pages/{}/delete/",
    "collection": "/admin/collections/{}/delete/",
    "editors": "/admin/groups/delete/{}/",
    "moderators": "/admin/groups/delete/{}/",
}


@pytest.mark.parametrize("name", PROTECTED)
def test_what_an_agency_hangs_on_cannot_be_deleted_from_under_it(health, visit, name):
    with pytest.raises(ProtectedError):
        getattr(health, name).delete()
    assert visit(health).status_code == 200


def test_a_home_page_cannot_be_deleted_as_its_own_kind_of_page(health, visit):
    with pytest.raises(ProtectedError):
        health.root_page.specific.delete()
    assert visit(health).status_code == 200


@pytest.mark.parametrize("name", PROTECTED)
def test_the_admin_refuses_to_delete_it_without_breaking_down(health, sign_in, ict_admin, name):
    client = sign_in(ict_admin)
    client.raise_request_exception = False
    address = ADDRESSES[name].format(getattr(health, f"{name}_id"))
    response = client.post(address)
    assert response.status_code < 500
    health.refresh_from_db()
    assert Page.find_problems() == Collection.find_problems() == ([], [], [], [], [])


# Groups have no screen to be deleted on.
@pytest.mark.parametrize("name", ["site", "collection"])
def test_the_admin_says_whose_it_is(health, sign_in, ict_admin, name):
    client = sign_in(ict_admin)
    client.post(ADDRESSES[name].format(getattr(health, f"{name}_id")))
    [message] = get_messages(client.get("/admin/").wsgi_request)
    assert message.level_tag == "error"
    assert "Sở Y tế" in str(message)


PEOPLE = ["health_moderator", "ict_admin"]
# What would take a website away or put it elsewhere.
ACTIONS = [
    "/admin/pages/{home}/delete/",
    "/admin/pages/{home}/unpublish/",
    "/admin/pages/{home}/move/{elsewhere}/confirm/",
    "/admin/bulk/wagtailcore/page/delete/?id={home}",
    "/admin/bulk/wagtailcore/page/unpublish/?id={home}",
    "/admin/bulk/wagtailcore/page/move/?id={home}",
]


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("action", ACTIONS)
def test_nobody_takes_a_home_page_away(request, health, district, sign_in, visit, person, action):
    client = sign_in(request.getfixturevalue(person))
    client.raise_request_exception = False
    elsewhere = district.root_page.get_children().first().pk
    words = {"chooser": elsewhere, "move_applicable": "on"} | {
        "destination_page_id": elsewhere,
        "position": "last-child",
    }
    before = Page.objects.filter(pk=health.root_page_id).values("path", "live", "url_path").get()
    client.post(action.format(home=health.root_page_id, elsewhere=elsewhere), words)
    after = Page.objects.filter(pk=health.root_page_id).values("path", "live", "url_path").get()
    assert after == before
    assert visit(health).status_code == 200


def test_a_page_below_the_home_page_can_be_unpublished_and_deleted(
    health, sign_in, health_moderator, ict_admin
):
    news = health.root_page.get_children().get(slug="tin-tuc")
    sign_in(health_moderator).post(f"/admin/pages/{news.pk}/unpublish/")
    assert not Page.objects.get(pk=news.pk).live
    sign_in(ict_admin).post(f"/admin/pages/{news.pk}/delete/")
    assert not health.root_page.get_children().filter(pk=news.pk).exists()


def test_a_request_to_the_admin_that_breaks_down_half_way_leaves_nothing_behind(
    health, sign_in, ict_admin
):
    news = health.root_page.get_children().get(slug="tin-tuc")

    def fail(**kwargs):
        raise RuntimeError("không thành")

    client = sign_in(ict_admin)
    client.raise_request_exception = False
    page_unpublished.connect(fail)
    try:
        response = client.post(f"/admin/pages/{news.pk}/unpublish/")
    finally:
        page_unpublished.disconnect(fail)
    assert response.status_code == 500
    assert Page.objects.get(pk=news.pk).live


def test_unpublishing_the_english_home_page_takes_english_away_and_nothing_else(
    health, sign_in, health_moderator, visit, django_capture_on_commit_callbacks
):
    home = translate_front(health)
    home.save_revision().publish()
    assert visit(health, "/en/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(health_moderator).post(f"/admin/pages/{home.pk}/unpublish/")
    assert visit(health, "/en/").status_code == 302
    assert visit(health, "/").status_code == 200


@pytest.mark.parametrize("error", [Http404, PermissionDenied, BadRequest, Page.DoesNotExist])
def test_what_a_view_wrote_before_it_was_refused_is_taken_back(health, sign_in, ict_admin, error):
    def refuse(request, page):
        assert Page.objects.filter(pk=page.pk).exists()
        raise error("Nửa chừng")

    # Wagtail saves a new page in no transaction of its own, and calls the hook after it.
    content = {"title": "Nửa chừng", "slug": "nua-chung", "lead": "", "body": streamfield([])}
    form = nested_form_data(content | {"comments": inline_formset([])})
    path = f"/admin/pages/add/home/informationpage/{health.root_page_id}/"
    with hooks.register_temporarily("after_create_page", refuse):
        response = sign_in(ict_admin).post(path, form)
    assert response.status_code in {302, 400, 404}
    assert not Page.objects.filter(title="Nửa chừng").exists()
    assert Page.find_problems() == ([], [], [], [], [])
