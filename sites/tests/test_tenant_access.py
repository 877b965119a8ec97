import pytest

from home.tests.factories import publish_news
from sites.permissions.routes import ROUTE_RULES, RouteRule

UNDECLARED = [
    "/admin/reports/aging-pages/",
    "/admin/collections/",
    "/admin/workflows/list/",
    "/admin/users/",
    "/admin/groups/",
    "/admin/sites/",
    "/admin/locales/",
    "/admin/tag-autocomplete/?term=a",
    "/admin/localize/reports/translations/",
]


@pytest.mark.parametrize("address", UNDECLARED)
def test_what_nobody_declared_exists_for_administrators_only(
    sign_in, ict_admin, health_moderator, ict_author, address
):
    assert sign_in(ict_admin).get(address).status_code == 200
    for person in (health_moderator, ict_author):
        assert sign_in(person).get(address).status_code == 404
        assert sign_in(person).post(address).status_code == 404


def test_who_is_not_signed_in_meets_the_sign_in_page(client, sign_in, ict_admin, settings):
    response = client.get("/admin/reports/aging-pages/", headers={"host": settings.ADMIN_HOST})
    assert response.status_code == 302
    assert "next=/admin/reports/aging-pages/" in response["Location"]


def test_an_argument_nobody_declared_closes_the_route(
    sign_in, health, health_moderator, monkeypatch
):
    address = f"/admin/pages/{health.root_page_id}/history/"
    assert sign_in(health_moderator).get(address).status_code == 200
    monkeypatch.setitem(ROUTE_RULES, "wagtailadmin_pages:history", RouteRule())
    assert sign_in(health_moderator).get(address).status_code == 404


@pytest.fixture
def theirs(district):
    return publish_news(district, "Ngày hội xuống đồng")


@pytest.fixture
def ours(health):
    return publish_news(health, "Tiêm chủng")


def test_what_the_address_names_must_be_ones_own(sign_in, health_moderator, ours, theirs):
    client = sign_in(health_moderator)
    for name in ("edit", "history", "revisions", "usage", "copy", "move", "delete", "privacy"):
        assert client.get(f"/admin/pages/{ours.pk}/{name}/").status_code in {200, 302}, name
        assert client.get(f"/admin/pages/{theirs.pk}/{name}/").status_code == 404, name


@pytest.mark.parametrize(
    "address",
    [
        "/admin/choose-page/?target_pages[]={}",
        "/admin/choose-page/chosen-multiple/?id={}",
        "/admin/api/main/pages/?child_of={}",
        "/admin/bulk/wagtailcore/page/delete/?id={}",
        "/admin/bulk/wagtailcore/page/delete/?id=all&childOf={}",
    ],
)
def test_what_the_query_names_must_be_ones_own(sign_in, health_moderator, ours, theirs, address):
    client = sign_in(health_moderator)
    assert client.get(address.format(ours.get_parent().pk)).status_code == 200
    assert client.get(address.format(theirs.get_parent().pk)).status_code == 404


def test_choosing_a_page_begins_where_a_persons_own_pages_are(
    sign_in, ict_admin, health_moderator, health, ours, theirs
):
    begin, inside = "/admin/choose-page/", f"/admin/choose-page/{ours.get_parent().pk}/"
    own, all_units = sign_in(health_moderator), sign_in(ict_admin)
    assert own.get(begin).context["parent_page"].pk == health.root_page_id
    assert all_units.get(begin).context["parent_page"].is_root()
    for client in (own, all_units):
        assert client.get(inside).context["parent_page"] == ours.get_parent().specific


def test_one_foreign_object_among_ones_own_is_enough(sign_in, health_moderator, ours, theirs):
    address = f"/admin/choose-page/chosen-multiple/?id={ours.pk}&id={theirs.pk}"
    assert sign_in(health_moderator).get(address).status_code == 404


def test_what_a_form_names_must_be_ones_own(sign_in, health_moderator, ours, theirs):
    client = sign_in(health_moderator)
    form = {"new_title": "Bản sao", "new_slug": "ban-sao", "new_parent_page": ours.get_parent().pk}
    theirs_too = form | {"new_parent_page": theirs.get_parent().pk}
    address = f"/admin/pages/{ours.pk}/copy/"
    assert client.post(address, theirs_too).status_code == 404
    assert client.post(address, form).status_code == 302
    assert theirs.get_siblings().count() == 1
    assert ours.get_siblings().count() == 2


@pytest.mark.parametrize("key", ["x", "9" * 40, "-1", "1e9", "%00", "'"])
def test_what_is_no_key_is_refused(sign_in, health_moderator, ours, key):
    client = sign_in(health_moderator)
    for name in ("collection", "parent_page_id"):
        assert client.get(f"/admin/choose-page/?{name}={key}").status_code == 404


def test_an_empty_field_names_nothing(sign_in, health_moderator, ours):
    client = sign_in(health_moderator)
    assert client.get("/admin/choose-page/?collection=&parent_page_id=").status_code == 200


@pytest.mark.parametrize("action", ["move", "add_tags", "delete"])
def test_all_means_all_of_one_listing(sign_in, health_moderator, action):
    address = f"/admin/bulk/wagtailcore/page/{action}/?id=all"
    assert sign_in(health_moderator).get(address).status_code == 404


def test_administrators_meet_no_wall(sign_in, ict_admin, ours, theirs):
    client = sign_in(ict_admin)
    for page in (ours, theirs):
        assert client.get(f"/admin/pages/{page.pk}/edit/").status_code == 200


def test_a_suspended_person_is_still_their_own_units(
    sign_in, health, health_moderator, health_editor, district_editor
):
    client = sign_in(health_moderator)
    for person, status in ((health_editor, 200), (district_editor, 404)):
        person.is_active = False
        person.save()
        address = f"/admin/people/units/{health.pk}/members/{person.pk}/restore/"
        assert client.get(address).status_code == status
