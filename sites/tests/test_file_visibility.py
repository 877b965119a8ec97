"""A file is as public as what uses it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale

from bulletins.services.lifecycle import end_bulletin, restore_bulletin, withdraw_bulletin
from bulletins.services.placements import update_placement
from bulletins.tests.factories import (
    create_draft,
    publish_bulletin,
    translate,
)
from content.tests.factories import (
    create_document,
    create_picture,
    get_picture_url,
    make_file_block,
    make_link_text,
    make_picture_block,
    restrict_collection,
)
from desk.services.trash import delete_page_permanently, restore_page, trash_page
from home.models import NewsPage
from home.tests.factories import publish_article, publish_news, publish_procedure, restrict_page
from home.tests.factories import publish_document as document_page
from sites.models import AgencySettings
from sites.permissions.group_permissions import get_shared_collection
from sites.tests.factories import open_in_english

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(health):
    return create_document(health.collection)


@pytest.fixture
def picture(health):
    return create_picture(health.collection)


@pytest.fixture
def status(visit):
    """What a reader of a website gets for a document or a picture."""

    def get(agency, file):
        address = get_picture_url(file) if hasattr(file, "renditions") else file.url
        return visit(agency, address).status_code

    return get


@pytest.fixture
def statuses(status, health, district, province):
    return lambda file: [status(agency, file) for agency in (health, district, province)]


def test_a_file_that_nothing_uses_is_nobodys(statuses, own, picture):
    assert statuses(own) == statuses(picture) == [404, 404, 404]


def test_a_shared_file_that_nothing_uses_is_nobodys_either(statuses):
    assert statuses(create_document(get_shared_collection())) == [404, 404, 404]


WAYS = {
    "block": lambda agency, own: publish_news(agency, "Tin", body=[make_file_block(own)]),
    "link": lambda agency, own: publish_news(agency, "Tin", body=[make_link_text(own)]),
    "file of a document": lambda agency, own: document_page(agency, "Văn bản", file=own),
    "form of a procedure": lambda agency, own: publish_procedure(agency, "Thủ tục", forms=[own]),
}


@pytest.mark.parametrize("use", WAYS.values(), ids=WAYS)
def test_a_document_is_public_while_a_live_page_of_its_website_uses_it(health, statuses, own, use):
    page = use(health, own)
    assert statuses(own) == [200, 404, 404]
    page.unpublish()
    assert statuses(own) == [404, 404, 404]
    page.get_latest_revision().publish()
    assert statuses(own) == [200, 404, 404]


def test_a_picture_is_public_while_a_live_page_of_its_website_uses_it(health, statuses, picture):
    page = publish_news(health, "Tin", image=picture)
    assert statuses(picture) == [200, 404, 404]
    page.unpublish()
    assert statuses(picture) == [404, 404, 404]


def test_what_two_pages_use_stays_until_both_are_gone(health, status, own, picture):
    first, second = (publish_article(health, own, picture, slug=slug) for slug in ("mot", "hai"))
    first.unpublish()
    assert status(health, own) == status(health, picture) == 200
    second.unpublish()
    assert status(health, own) == status(health, picture) == 404


def test_a_draft_makes_nothing_public(health, status, own, picture):
    page = publish_news(health, "Tin")
    page.body = [make_file_block(own), make_picture_block(picture)]
    page.save_revision()
    assert status(health, own) == status(health, picture) == 404
    never = NewsPage(title="Nháp", image=picture, body=[make_file_block(own)], live=False)
    page.get_parent().add_child(instance=never)
    assert status(health, own) == status(health, picture) == 404
    page.get_latest_revision().publish()
    assert status(health, own) == status(health, picture) == 200


def test_what_is_taken_out_of_a_page_goes_with_the_next_publication(health, status, own, picture):
    page = publish_article(health, own, picture)
    page.body = []
    revision = page.save_revision()
    assert status(health, own) == status(health, picture) == 200
    revision.publish()
    assert status(health, own) == status(health, picture) == 404


def test_the_bin_takes_a_pages_files_along_and_brings_them_back(
    health, status, own, picture, health_moderator
):
    page = publish_article(health, own, picture)
    binned = trash_page(page=page, user=health_moderator)
    assert status(health, own) == status(health, picture) == 404
    restore_page(trashed=binned, user=health_moderator, publish=True)
    assert status(health, own) == status(health, picture) == 200
    delete_page_permanently(trashed=trash_page(page=page, user=health_moderator))
    assert status(health, own) == status(health, picture) == 404


def test_what_only_a_language_the_website_has_not_uses_is_not_public(health, status, own):
    front = open_in_english(health)
    front.refresh_from_db()
    english = Locale.objects.get(language_code="en")
    page = publish_news(health, "Tin").copy_for_translation(english, copy_parents=True)
    page.body = [make_file_block(own)]
    page.save_revision().publish()
    assert status(health, own) == 200
    front.unpublish()
    assert status(health, own) == 404


def test_what_another_unit_keeps_is_on_no_page_of_a_website(health, district, status, own):
    publish_article(district, own)
    assert status(health, own) == status(district, own) == 404


def test_a_shared_file_is_public_where_it_is_used_and_nowhere_else(health, district, status):
    shared = create_document(get_shared_collection())
    publish_article(health, shared)
    assert (status(health, shared), status(district, shared)) == (200, 404)


def test_a_file_in_a_folder_of_a_unit_is_the_units(health, district, status):
    folder = health.collection.add_child(name="2026")
    own = create_document(folder)
    publish_article(health, own)
    assert (status(health, own), status(district, own)) == (200, 404)


def test_an_emblem_is_public_on_its_own_website(health, district, status, picture):
    details = AgencySettings.objects.get(site=health.site)
    details.emblem = picture
    details.save()
    assert (status(health, picture), status(district, picture)) == (200, 404)
    details.emblem = None
    details.save()
    assert status(health, picture) == 404


def test_a_unit_that_has_ended_goes_on_showing_its_files(health, status, own):
    publish_article(health, own)
    health.archived_at = timezone.now()
    health.save()
    assert status(health, own) == 200


def test_a_collection_with_a_password_asks_for_it(health, visit, own, picture):
    publish_article(health, own, picture)
    restrict_collection(health.collection, "chim")
    asked = visit(health, own.url)
    assert (asked.status_code, asked.templates[0].name) == (
        200,
        "home/password_required.html",
    )
    assert visit(health, get_picture_url(picture)).status_code == 404


# Pages with a password

ENTER = "/_util/authenticate_with_password/"


def give(agency, restriction, page, password="chim-sáo"):  # noqa: S107
    """A reader who has entered a password."""
    client = Client(headers={"host": f"{agency.site.hostname}:{settings.SITE_PORT}"})
    address = f"{ENTER}{restriction.pk}/{page.pk}/"
    client.post(address, {"password": password, "return_url": "/"})
    return client


@pytest.mark.parametrize("above", [False, True])
def test_the_password_of_a_page_covers_its_files(health, status, own, picture, above):
    page = publish_article(health, own, picture)
    restriction = restrict_page(page.get_parent() if above else page)
    assert status(health, own) == status(health, picture) == 404
    for address in (own.url, get_picture_url(picture)):
        assert give(health, restriction, page, "sai").get(address).status_code == 404
        answer = give(health, restriction, page).get(address)
        assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
        # It was kept for nobody else.
        assert status(health, own) == status(health, picture) == 404
    restriction.delete()
    assert status(health, own) == status(health, picture) == 200


def test_where_two_passwords_are_asked_for_both_are_needed(health, own):
    page = publish_article(health, own)
    first, second = restrict_page(page.get_parent()), restrict_page(page, "chim-ri")
    assert give(health, first, page).get(own.url).status_code == 404
    client = give(health, first, page)
    client.post(f"{ENTER}{second.pk}/{page.pk}/", {"password": "chim-ri", "return_url": "/"})
    assert client.get(own.url).status_code == 200


def test_the_password_of_one_page_opens_no_file_of_another(health, own):
    page = publish_article(health, own)
    restrict_page(page)
    other = publish_news(health, "Tin khác")
    assert give(health, restrict_page(other), other).get(own.url).status_code == 404


def test_what_a_public_page_uses_too_needs_no_password(health, status, own):
    restrict_page(publish_article(health, own))
    publish_article(health, own, slug="khac")
    assert status(health, own) == 200


# Bulletins


@pytest.fixture
def central(province):
    return create_document(get_shared_collection())


def test_a_bulletins_files_are_on_every_website_that_shows_it(health, district, statuses, central):
    bulletin = create_draft(files=[central], audience=["all", f"-agency:{district.pk}"])
    assert statuses(central) == [404, 404, 404]
    bulletin.get_latest_revision().publish()
    assert statuses(central) == [200, 404, 200]


def test_a_units_document_is_on_the_websites_of_its_bulletin(district, statuses, own):
    publish_bulletin(files=[own], audience=["kind:district"])
    assert statuses(own) == [404, 200, 404]


def test_a_picture_of_a_bulletin_is_on_the_websites_of_the_bulletin(statuses, picture):
    publish_bulletin("Lũ", audience=["kind:district"], body=[make_picture_block(picture)])
    assert statuses(picture) == [404, 200, 404]


def test_a_translation_makes_its_files_public_once_it_is_live(health, statuses, own):
    open_in_english(health)
    bulletin = publish_bulletin("Lũ")
    english = translate(bulletin, "Flood", live=False, body=[make_file_block(own)])
    assert statuses(own) == [404, 404, 404]
    english.get_latest_revision().publish()
    assert statuses(own) == [200, 200, 200]


def test_what_a_unit_hides_takes_its_files_off_its_website(district, statuses, central):
    bulletin = publish_bulletin(files=[central])
    update_placement(bulletin=bulletin, agency=district, hidden=True, pinned=False, by=None)
    assert statuses(central) == [200, 404, 200]


def test_files_come_with_the_beginning_of_a_bulletin_and_stay_after_its_end(
    clock, statuses, central
):
    begin = datetime(2027, 3, 1, 8, tzinfo=ZoneInfo(settings.TIME_ZONE))
    publish_bulletin(files=[central], valid_from=begin, valid_until=begin + timedelta(days=1))
    for moment, expected in ((-1, 404), (1, 200), (60 * 60 * 24 * 3, 200)):
        clock(begin + timedelta(seconds=moment))
        assert statuses(central) == [expected] * 3


def test_an_ended_bulletin_keeps_its_files(statuses, central):
    end_bulletin(bulletin=publish_bulletin(files=[central]), by=None)
    assert statuses(central) == [200, 200, 200]


def test_the_files_of_a_withdrawn_bulletin_are_gone_with_its_words(
    district, visit, statuses, central, picture
):
    bulletin = publish_bulletin(files=[central], body=[make_picture_block(picture)])
    withdraw_bulletin(bulletin=bulletin, reason="Sai số liệu mưa", by=None)
    for address in (central.url, get_picture_url(picture)):
        answer = visit(district, address)
        assert answer.status_code == 410
        assert "Sai số liệu mưa" in answer.content.decode()
    restore_bulletin(bulletin=bulletin, by=None)
    assert statuses(central) == statuses(picture) == [200, 200, 200]


def test_where_a_withdrawn_bulletin_was_not_shown_its_files_never_were(
    health, district, visit, central
):
    bulletin = publish_bulletin(files=[central], audience=["kind:district"])
    withdraw_bulletin(bulletin=bulletin, reason="Sai", by=None)
    statuses = [visit(agency, central.url).status_code for agency in (health, district)]
    assert statuses == [404, 410]


def test_what_a_page_still_shows_outlives_a_withdrawn_bulletin(health, status, own):
    publish_article(health, own)
    withdraw_bulletin(bulletin=publish_bulletin(files=[own]), reason="Sai", by=None)
    assert status(health, own) == 200


def test_an_unpublished_bulletin_takes_its_files_along(statuses, central):
    publish_bulletin(files=[central]).unpublish()
    assert statuses(central) == [404, 404, 404]


def test_the_last_file_taken_off_a_bulletin_or_page_is_private_again(health, own, status):
    bulletin = create_draft("Nước lũ", audience=[health.own_code])
    page = document_page(health, "Kế hoạch", file=own)
    bulletin.attachments.create(document=own)
    bulletin.save_revision().publish()
    page.files = []
    page.save_revision().publish()
    assert status(health, own) == 200
    bulletin.attachments = []
    bulletin.save_revision().publish()
    assert status(health, own) == 404
