from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection
from wagtail.models import Collection, Page, PageLogEntry

from sites.models import Agency
from sites.provisioning import Changes, provision_agency

CODES = ("xa-dong-thoi-mot", "xa-dong-thoi-hai")


def provision(code):
    changes = Changes()
    host = f"{code}.{settings.BASE_DOMAIN}"
    provision_agency(code=code, kind="commune", name_vi=code, host=host, changes=changes)
    return changes.verb


if connection.vendor == "postgresql":

    @pytest.fixture
    def committing(django_db_setup, django_db_blocker):
        with django_db_blocker.unblock():
            yield
            remove(CODES)
            assert Agency.objects.count() == 3

    def remove(codes):
        for agency in Agency.objects.filter(code__in=codes):
            agency.delete()
            agency.site.delete()
            pages = agency.root_page.get_descendants(inclusive=True)
            PageLogEntry.objects.filter(
                page_id__in=list(pages.values_list("pk", flat=True))
            ).delete()
            agency.root_page.delete()
            agency.collection.delete()
            agency.editors.delete()
            agency.moderators.delete()

    def provision_at_once(codes):
        start = Barrier(len(codes))

        def run(code):
            try:
                start.wait()
                return provision(code)
            finally:
                connection.close()

        with ThreadPoolExecutor(len(codes)) as threads:
            return list(threads.map(run, codes))

    def test_two_simultaneous_runs_on_postgresql_make_one_agency(committing):
        assert sorted(provision_at_once([CODES[0], CODES[0]])) == ["created", "left"]
        assert Agency.objects.filter(code=CODES[0]).count() == 1
        assert Page.objects.filter(depth=2, slug__startswith=CODES[0]).count() == 1

    def test_simultaneous_runs_for_two_agencies_on_postgresql_leave_the_trees_whole(committing):
        assert provision_at_once(CODES) == ["created", "created"]
        assert Page.find_problems() == Collection.find_problems() == ([], [], [], [], [])

else:

    def test_two_runs_one_after_the_other_on_sqlite_make_one_agency(db):
        assert [provision(CODES[0]), provision(CODES[0])] == ["created", "left"]
        assert Agency.objects.filter(code=CODES[0]).count() == 1
        assert Page.objects.filter(depth=2, slug__startswith=CODES[0]).count() == 1

    def test_runs_for_two_agencies_on_sqlite_leave_the_trees_whole(db):
        assert [provision(code) for code in CODES] == ["created", "created"]
        assert Page.find_problems() == Collection.find_problems() == ([], [], [], [], [])
