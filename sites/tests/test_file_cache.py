"""What is kept of a file ends with what made it public."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bulletins.tests.factories import publish_bulletin
from content.tests.factories import (
    create_document,
    create_picture,
    get_picture_url,
    restrict_collection,
)
from desk.services.trash import trash_page
from home.tests.factories import publish_article, publish_news, restrict_page
from sites.models import AgencySettings
from sites.permissions.group_permissions import get_shared_collection

pytestmark = pytest.mark.django_db
ACCEL = "X-Accel-Redirect"


@pytest.fixture(autouse=True)
def behind_a_web_server(settings):
    settings.SERVE_MEDIA = False


@pytest.fixture
def is_kept(visit):
    """Whether a file is handed out, and the second time for the one query for the numbers."""

    def ask(agency, path):
        if ACCEL not in visit(agency, path):
            return False
        with CaptureQueriesContext(connection) as queries:
            assert ACCEL in visit(agency, path)
        return len(queries) == 1

    return ask


def close_collection(page):
    restrict_collection(get_shared_collection(), "chim")


def take_out(page):
    page.body = []
    page.save_revision().publish()


ACTS = {
    "unpublished": lambda page: page.unpublish(),
    "deleted": lambda page: page.delete(),
    "moved to the bin": lambda page: trash_page(page=page, user=None),
    "given a password": restrict_page,
    "a page above given a password": lambda page: restrict_page(page.get_parent()),
    "the file taken out": take_out,
    "its collection given a password": close_collection,
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_a_file_that_was_kept_is_not_handed_out_after_its_page_is(health, visit, is_kept, act):
    own, picture = create_document(get_shared_collection()), create_picture(get_shared_collection())
    page = publish_article(health, own, picture)
    paths = [own.url, get_picture_url(picture)]
    assert all(is_kept(health, path) for path in paths)
    act(page)
    assert not any(ACCEL in visit(health, path) for path in paths)


def test_what_somebody_with_the_password_gets_is_kept_for_nobody(health, visit, is_kept):
    own = create_document(health.collection)
    restrict_page(publish_article(health, own))
    assert not is_kept(health, own.url)


def test_a_replaced_file_is_handed_out_at_once(health, visit, is_kept):
    own = create_document(health.collection)
    publish_article(health, own)
    assert is_kept(health, own.url)
    before = visit(health, own.url)[ACCEL]
    own.file = create_document(health.collection).file
    own.save()
    own.refresh_from_db()
    assert visit(health, own.url)[ACCEL] != before


def test_a_file_put_into_another_collection_is_looked_at_anew(
    health, visit, is_kept, sign_in, ict_admin, district
):
    own = create_document(health.collection)
    publish_article(health, own)
    assert is_kept(health, own.url)
    sign_in(ict_admin).post(
        f"/admin/bulk/content/customdocument/add_to_collection/?id={own.pk}",
        {"collection": district.collection_id},
    )
    own.refresh_from_db()
    assert own.collection_id == district.collection_id
    assert visit(health, own.url).status_code == 404


def test_a_former_emblem_is_not_handed_out_any_more(health, visit, is_kept):
    picture = create_picture(health.collection)
    details = AgencySettings.objects.get(site=health.site)
    details.emblem = picture
    details.save()
    path = get_picture_url(picture)
    assert is_kept(health, path)
    details.emblem = None
    details.save()
    assert visit(health, path).status_code == 404


def test_a_bulletins_file_goes_from_all_websites_with_it(health, district, visit, is_kept):
    central = create_document(get_shared_collection())
    bulletin = publish_bulletin(files=[central])
    assert all(is_kept(agency, central.url) for agency in (health, district))
    bulletin.unpublish()
    assert not any(ACCEL in visit(agency, central.url) for agency in (health, district))


def test_a_file_that_was_private_is_handed_out_once_its_page_is_public(health, visit, is_kept):
    own = create_document(health.collection)
    page = publish_news(health, "Tin")
    assert visit(health, own.url).status_code == 404
    page.body = publish_article(health, own, slug="tam").body
    page.save_revision().publish()
    assert is_kept(health, own.url)
