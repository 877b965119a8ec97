"""Pages that code makes are as those that people make: placed, checked, logged and found."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.log_actions import LogContext
from wagtail.models import Locale, Page, PageLogEntry

from home.models import ContactPage, InformationPage, ProcedureIndexPage
from members.models import AuditEntry
from sites.models import Kind
from sites.services.live_pages import create_live_pages
from sites.tests.factories import create_agency

pytestmark = pytest.mark.django_db

SOUND = ([], [], [], [], [])


def make_page(title, slug=""):
    return InformationPage(title=title, slug=slug, locale=Locale.get_default())


def test_whoever_made_a_website_is_named_for_each_of_its_pages(ict_admin):
    AuditEntry.objects.all().delete()
    with LogContext(user=ict_admin):
        agency = create_agency("huyen-na-ri")
    pages = Page.objects.descendant_of(agency.root_page, inclusive=True)
    logged = PageLogEntry.objects.filter(page__in=pages, action="wagtail.create")
    assert {entry.page_id: (entry.label, entry.content_type_id) for entry in logged} == {
        page.pk: (page.title, page.content_type_id) for page in pages
    }
    assert {entry.user for entry in logged} == {ict_admin}
    told = AuditEntry.objects.filter(action="wagtail.create", person=ict_admin)
    owners = {entry.object_id: entry.agency for entry in told}
    # When its home page was made, there was no agency yet.
    assert owners == {str(page.pk): None if page == agency.root_page else agency for page in pages}


def test_the_pages_of_a_new_website_are_found_in_the_admin(ict_admin, sign_in):
    contact = ContactPage.objects.descendant_of(create_agency("huyen-na-ri").root_page).get()
    found = sign_in(ict_admin).get("/admin/pages/search/", {"q": "Liên hệ"}).content.decode()
    assert f"/admin/pages/{contact.pk}/edit/" in found


def test_a_page_whose_address_is_taken_gets_a_number_behind_it(visit):
    agency = create_agency("dai", Kind.BROADCASTER)
    home = Page.objects.get(pk=agency.root_page_id).specific
    home.add_child(instance=make_page("Thủ tục"))
    agency = create_agency("dai", Kind.DISTRICT)
    added = ProcedureIndexPage.objects.descendant_of(agency.root_page).get()
    assert visit(agency, "/thu-tuc-2/").status_code == 200
    assert added.url_path == "/dai/thu-tuc-2/"
    assert Page.find_problems() == SOUND


def test_where_a_chosen_address_is_taken_nothing_is_written(health):
    home = Page.objects.get(pk=health.root_page_id)
    new = make_page("Một"), make_page("Hai", "lien-he")
    with pytest.raises(ValidationError) as caught:
        create_live_pages([(page, home) for page in new], agency=health)
    assert set(caught.value.message_dict) == {"slug"}
    assert not Page.objects.filter(title__in=["Một", "Hai"]).exists()
    assert Page.find_problems() == SOUND


def test_what_is_not_valid_is_not_stored(health):
    home = Page.objects.get(pk=health.root_page_id)
    with pytest.raises(ValidationError) as caught:
        create_live_pages([(make_page("x" * 256), home)], agency=health)
    assert "title" in caught.value.message_dict
    assert Page.find_problems() == SOUND


def test_pages_below_pages_of_the_same_list_stand_where_they_belong(health, visit, kept):
    home = Page.objects.get(pk=health.root_page_id)
    assert not kept(health) and kept(health)
    above, below, twin = make_page("Một"), make_page("Hai"), make_page("Một")
    create_live_pages([(above, home), (below, above), (twin, home)], agency=health)
    assert not kept(health)
    assert [page.url_path for page in (above, below, twin)] == [
        "/so-y-te/mot/",
        "/so-y-te/mot/hai/",
        "/so-y-te/mot-2/",
    ]
    assert Page.find_problems() == SOUND
    assert visit(health, "/mot/hai/").status_code == 200
