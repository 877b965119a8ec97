"""A province of a thousand agencies: what an ICT administrator opens stays small and quick."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.tests.factories import create_user
from bulletins.tests.factories import create_draft
from home.tests.factories import publish_news
from sites.models import Agency
from sites.tests.factories import add_english, create_agency_group
from tests.bulk_agencies import make_agencies

# Making them takes its time: one worker should do all of this.
pytestmark = pytest.mark.xdist_group("thousand")

MOST_BYTES = 300_000
MOST_QUERIES = 55
SCREENS = """
/admin/
/admin/account/
/admin/agencies/
/admin/agencies/?export=csv
/admin/agencies/?export=xlsx
/admin/agencies/?kind=commune&status=active&p=9
/admin/agencies/?ordering=-last_edit
/admin/agencies/?ordering=-live_pages
/admin/agencies/?ordering=drafts
/admin/agencies/?ordering=members
/admin/agencies/?q=thu+nghiem
/admin/agencies/archive/{commune}/?q=thu&ended_on=2026-01-01&successors={health}&step=confirm
/admin/agencies/archive/{commune}/?q=thu&ended_on=2026-01-01&successors={health}&step=search
/admin/agencies/edit/{commune}/
/admin/agencies/history/{commune}/
/admin/agencies/new/
/admin/agencies/upload/
/admin/agencies/usage/{commune}/
/admin/agency_chooser/
/admin/agency_chooser/results/?q=thu+nghiem
/admin/agency_groups/
/admin/agency_groups/edit/{group}/
/admin/agency_groups/new/
/admin/agency_groups/{group}/join/
/admin/agency_groups/{group}/join/?q=thu&kind=commune&p=3
/admin/agency_groups/{group}/members/
/admin/agency_groups/{group}/members/?q=thu&p=2
/admin/bulletins/audience/units/?q=thu
/admin/bulk/wagtailcore/page/move/?id={page}
/admin/choose-page/
/admin/choose-page/search/?q=Tin
/admin/choose-page/{home}/
/admin/collections/
/admin/collections/add/
/admin/collections/{collection}/
/admin/collections/{collection}/privacy/
/admin/documents/
/admin/documents/add/
/admin/documents/chooser/
/admin/documents/multiple/add/
/admin/groups/
/admin/images/
/admin/images/add/
/admin/images/chooser/
/admin/images/multiple/add/
/admin/locales/
/admin/locales/edit/{english}/
/admin/localize/reports/translations/
/admin/localize/submit/page/{page}/
/admin/localize/submit/snippet/bulletins/bulletin/{bulletin}/
/admin/pages/
/admin/pages/?q=xa
/admin/pages/add/home/newspage/{news}/
/admin/pages/{home}/
/admin/pages/{home}/edit/
/admin/pages/{page}/copy/
/admin/pages/{page}/edit/
/admin/pages/{page}/history/
/admin/pages/{page}/move/
/admin/pages/{page}/privacy/
/admin/pages/{page}/usage/
/admin/reports/aging-pages/
/admin/reports/locked/
/admin/reports/page-types-usage/
/admin/reports/site-history/
/admin/reports/workflow/
/admin/reports/workflow_tasks/
/admin/settings/agencies/agencysettings/{site}/
/admin/sites/
/admin/sites/edit/{site}/
/admin/sites/new/
/admin/snippets/bulletins/bulletin/
/admin/snippets/bulletins/bulletin/?unit=y+te
/admin/snippets/bulletins/bulletin/add/
/admin/snippets/bulletins/bulletin/edit/{bulletin}/
/admin/users/
/admin/workflows/add/
/admin/workflows/list/
/admin/workflows/tasks/index/
"""


@pytest.fixture(scope="module")
def thousand(django_db_setup, django_db_blocker):
    """Made once; each test changes them inside its own transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_agencies(1000)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def keys(thousand, db, health):
    article = publish_news(health, "Tin một")
    communes = Agency.objects.filter(kind="commune")[:600]
    group = create_agency_group("Các xã vùng cao", *communes)
    return {
        "bulletin": create_draft("Thông báo", audience=["all", f"-{group.code}"]).pk,
        "collection": health.collection_id,
        "commune": Agency.objects.get(code="xa-thu-nghiem-0500").pk,
        "english": add_english().pk,
        "group": group.pk,
        "health": health.pk,
        "home": health.root_page_id,
        "news": article.get_parent().pk,
        "page": article.pk,
        "site": health.site_id,
    }


def measured(client: Client, url: str) -> tuple[int, int, int]:
    """Status, bytes and queries of a screen."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
        body = b"".join(response) if response.streaming else response.content
    return response.status_code, len(body), len(queries)


@pytest.mark.drill("processes")
def test_no_screen_of_an_ict_administrator_is_large_or_asks_much(keys, sign_in, ict_admin):
    client = sign_in(ict_admin)
    client.raise_request_exception = False
    # What is remembered between requests is not asked of a single screen.
    client.get("/admin/")
    measures = {url: measured(client, url) for url in SCREENS.format(**keys).split()}
    wrong = {
        url: (status, size, queries)
        for url, (status, size, queries) in measures.items()
        if status != 200 or size > MOST_BYTES or queries > MOST_QUERIES
    }
    assert wrong == {}


def test_every_page_of_a_thousand_websites_is_counted_where_it_belongs(
    keys, sign_in, ict_admin, health
):
    create_user("thành-viên", health.editors)
    response = sign_in(ict_admin).get("/admin/agencies/", {"q": "y te"})
    [agency] = response.context["object_list"]
    own = health.root_page.get_descendants(inclusive=True)
    assert (agency.pk, agency.live_pages, agency.members) == (health.pk, own.live().count(), 1)


@pytest.mark.parametrize("codes", [["kind:commune"], ["group:{group}"], ["agency:{health}"]])
def test_telling_whom_an_audience_reaches_stays_small_and_asks_as_much(
    keys, sign_in, ict_admin, codes
):
    client = sign_in(ict_admin)
    sent = {"name": "a", "a-scope": "some", "a-code": [code.format(**keys) for code in codes]}
    client.post("/admin/bulletins/audience/reach/", sent)
    with CaptureQueriesContext(connection) as queries:
        answer = client.post("/admin/bulletins/audience/reach/", sent)
    assert answer.status_code == 200
    assert len(answer.content) < 30_000
    assert len(queries) <= 12
