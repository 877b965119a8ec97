"""The addresses of websites, which processes hold: a change is seen by all of them."""

from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from conftest import commit
from home.models import HomePage
from sites.admin.site_root_paths import SiteRootPaths
from sites.services.provisioning import provision_agency
from sites.tests.factories import translate_front

pytestmark = pytest.mark.django_db


@pytest.fixture
def other():
    """What another process holds."""
    return SiteRootPaths()


def list_hosts(paths):
    return {urlsplit(path.root_url).hostname for path in paths}


def count_queries(paths):
    with CaptureQueriesContext(connection) as queries:
        paths.get()
    return len(queries)


def test_all_websites_are_known_by_the_places_of_their_home_pages(health, district, other):
    translate_front(health)
    found = {(path.root_path, path.language_code) for path in other.get()}
    homes = HomePage.objects.all()
    assert found == {(home.url_path, home.locale.language_code) for home in homes}
    assert list_hosts(other.get()) == set(Site.objects.values_list("hostname", flat=True))


def test_processes_ask_the_database_once_for_all_of_them(health, other):
    assert count_queries(SiteRootPaths()) == 2
    assert [count_queries(other) for _time in range(3)] == [0, 0, 0]
    cache.clear()
    assert [count_queries(other) for _time in range(2)] == [2, 0]


def test_a_new_host_is_seen_by_every_process(health, district, other):
    former = health.site.hostname
    assert former in list_hosts(other.get())
    provision_agency(
        code=health.code, kind=health.kind, name_vi=health.name_vi, host="moi.example.vn"
    )
    # Whoever changed it sees it before the others.
    assert "moi.example.vn" in list_hosts(other.get())
    commit()
    for paths in (other, SiteRootPaths()):
        assert "moi.example.vn" in list_hosts(paths.get())
        assert former not in list_hosts(paths.get())
        assert district.site.hostname in list_hosts(paths.get())


def test_what_is_read_before_a_change_is_committed_does_not_last(health, other):
    with transaction.atomic():
        health.site.hostname = "moi.example.vn"
        health.site.save()
        # As another process, which does not see it yet, would keep it.
        other.get()
    commit()
    assert count_queries(SiteRootPaths()) == 2


def test_what_is_read_while_a_change_is_committed_does_not_last(health, other):
    cache.clear()

    def change_meanwhile(execute, *arguments):
        if not changed:
            changed.append(health.site)
            health.site.hostname = "moi.example.vn"
            health.site.save()
            commit()
        return execute(*arguments)

    changed = []
    with connection.execute_wrapper(change_meanwhile):
        other.get()
    # What that process has read, it may have read before; nobody else takes it.
    assert count_queries(SiteRootPaths()) == 2
    assert count_queries(other) == 0


def test_pages_of_a_list_do_not_each_read_all_addresses(sign_in, ict_admin, monkeypatch):
    client = sign_in(ict_admin)
    client.get("/admin/pages/")
    asked = []
    get = type(cache._connections[cache._alias]).get

    def note(self, key, *args, **kwargs):
        asked.append(key)
        return get(self, key, *args, **kwargs)

    monkeypatch.setattr(type(cache._connections[cache._alias]), "get", note)
    client.get("/admin/pages/")
    assert "site-root-paths" in asked
    assert not [key for key in asked if key.startswith("site-root-paths-")]
