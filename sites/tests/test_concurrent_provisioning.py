from functools import partial

import pytest
from django.conf import settings
from django.db import connection
from wagtail.models import Collection, Page

from sites.models import Agency
from sites.services.provisioning import ProvisioningResult, provision_agency
from tests.processes import run_in_threads

pytestmark = pytest.mark.both_databases

CODES = ("xa-dong-thoi-mot", "xa-dong-thoi-hai")


def provision(code):
    changes = ProvisioningResult()
    host = f"{code}.{settings.BASE_DOMAIN}"
    provision_agency(code=code, kind="commune", name_vi=code, host=host, changes=changes)
    return changes.verb


if connection.vendor == "postgresql":

    @pytest.fixture
    def cleaned_up(db):
        yield
        run_in_threads(lambda: remove(CODES[0]))
        assert Agency.objects.count() == 3

    def remove(code):
        for agency in Agency.objects.filter(code__startswith=code.rpartition("-")[0]):
            agency.delete()
            agency.site.delete()
            agency.root_page.delete()
            agency.collection.delete()
            agency.editors.delete()
            agency.moderators.delete()

    def test_two_simultaneous_runs_on_postgresql_make_one_agency(cleaned_up):
        assert sorted(run_in_threads(*[lambda: provision(CODES[0])] * 2)) == ["created", "left"]
        assert Agency.objects.filter(code=CODES[0]).count() == 1
        assert Page.objects.filter(depth=2, slug__startswith=CODES[0]).count() == 1

    def test_simultaneous_runs_for_two_agencies_on_postgresql_leave_the_trees_whole(cleaned_up):
        assert run_in_threads(*(partial(provision, code) for code in CODES)) == [
            "created",
            "created",
        ]
        assert Page.find_problems() == Collection.find_problems() == ([], [], [], [], [])

else:
    # In SQLite's memory nobody writes beside the test.

    def test_two_runs_one_after_the_other_on_sqlite_make_one_agency(db):
        assert [provision(CODES[0]), provision(CODES[0])] == ["created", "left"]
        assert Agency.objects.filter(code=CODES[0]).count() == 1
        assert Page.objects.filter(depth=2, slug__startswith=CODES[0]).count() == 1

    def test_runs_for_two_agencies_on_sqlite_leave_the_trees_whole(db):
        assert [provision(code) for code in CODES] == ["created", "created"]
        assert Page.find_problems() == Collection.find_problems() == ([], [], [], [], [])
