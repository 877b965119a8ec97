import pytest
from django.http import HttpResponse
from django.urls import path

from config import admin_urls
from sites.permissions.routes import ROUTE_RULES
from tests.isolation.denials import CLOSED, list_reasons
from tests.isolation.routes import list_admin_routes

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer(settings):
    """A route that an upgrade of Wagtail might bring."""
    view = path("admin/moi/", lambda request: HttpResponse("mở"), name="newcomer")
    admin_urls.urlpatterns.insert(0, view)
    yield "/admin/moi/"
    admin_urls.urlpatterns.remove(view)


@pytest.mark.parametrize("person", ["health_editor", "health_moderator", "ict_author", "outsider"])
def test_a_route_that_nobody_knows_does_not_exist(request, sign_in, newcomer, person):
    client = sign_in(request.getfixturevalue(person))
    assert client.get(newcomer).status_code == 404
    assert client.post(newcomer).status_code == 404


def test_a_route_that_nobody_knows_is_there_for_an_administrator(sign_in, ict_admin, newcomer):
    assert sign_in(ict_admin).get(newcomer).content.decode() == "mở"


def test_a_route_that_nobody_knows_is_found_by_the_list_of_routes(newcomer):
    found = {route.name for route in list_admin_routes()}
    assert "newcomer" in found - ROUTE_RULES.keys() - list_reasons(CLOSED).keys()
