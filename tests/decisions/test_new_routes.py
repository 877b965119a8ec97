"""A route that writes and that nobody has declared is found, and so is what it makes public."""

import pytest
from django.http import HttpResponse
from django.urls import path

from config import admin_urls
from home.models import NewsPage
from sites.permissions.routes import ROUTE_RULES, allow_route
from tests.decisions.declared import list_declared, list_writing
from tests.decisions.run import Run
from tests.isolation.routes import Route, list_admin_routes

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer(monkeypatch):
    """A route that an upgrade might bring: it writes into the row of a public page."""

    def write(request):
        public = NewsPage.objects.filter(live=True, slug__startswith="chichchoe")
        public.update(lead=request.POST.get("title", ""))
        return HttpResponse("đã ghi")

    # Addresses are made with the routes of websites, which have no such one.
    monkeypatch.setattr(Route, "url", lambda _route, _values: "/admin/moi/")
    view = path("admin/moi/", write, name="newcomer")
    admin_urls.urlpatterns.insert(0, view)
    allow_route("newcomer")
    yield [route for route in list_admin_routes() if route.name == "newcomer"]
    admin_urls.urlpatterns.remove(view)
    ROUTE_RULES.pop("newcomer")


def test_a_new_route_that_writes_is_named_with_the_field_that_became_public(newcomer):
    run = Run("editor")
    run.send(newcomer)
    assert list_writing(run.crawl.actor.writes) - list_declared() == {"newcomer"}
    assert any(finding.startswith("newcomer: title says sonca") for finding in run.findings)
    assert any(finding.startswith("/tin-tuc/") for finding in run.findings)


def test_each_declared_route_exists():
    names = {route.name for route in list_admin_routes()}
    assert list_declared() - names == set()
