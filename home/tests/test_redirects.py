import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.models import Page

from bulletins.tests.factories import publish_bulletin
from content.tests.factories import create_document
from desk.services.trash import restore_page, trash_page
from home.models import FormerURL, TrashedPage
from home.services.redirects import lead_elsewhere
from home.tests.factories import (
    get_about_section,
    get_news_index,
    publish_article,
    publish_information,
    publish_news,
    publish_section,
    restrict_page,
)
from sites.tests.factories import open_in_english

pytestmark = pytest.mark.django_db


@pytest.fixture
def leads(visit):
    """Where an address leads: its status, and the path that it names."""

    def ask(agency, path):
        response = visit(agency, path)
        return response.status_code, response.get("Location")

    return ask


@pytest.fixture
def rename(django_capture_on_commit_callbacks):
    def change(page, slug):
        with django_capture_on_commit_callbacks(execute=True):
            page = page.__class__.objects.get(pk=page.pk)
            page.slug = slug
            page.save_revision().publish()
        # The one in hand does not know its new address.
        return page.__class__.objects.get(pk=page.pk)

    return change


def move(page, parent):
    Page.objects.get(pk=page.pk).move(Page.objects.get(pk=parent.pk), pos="last-child")


def test_a_renamed_section_is_found_at_its_former_address_with_all_below_it(
    leads, rename, health, district
):
    publish_news(health, "Tiêm", slug="tiem")
    publish_news(district, "Tiêm", slug="tiem")
    rename(get_news_index(health), "tin")
    assert leads(health, "/tin-tuc/") == (301, "/tin/")
    assert leads(health, "/tin-tuc/tiem/?trang=2") == (301, "/tin/tiem/?trang=2")
    assert leads(health, "/tin/tiem/") == (200, None)
    assert leads(health, "/tin-tuc/khac/") == (404, None)
    # Who has subscribed to it goes on getting it.
    assert leads(health, "/tin-tuc/rss.xml") == (301, "/tin/rss.xml")
    assert leads(health, "/tin/rss.xml") == (200, None)
    assert leads(district, "/tin-tuc/tiem/") == (200, None)
    assert leads(district, "/tin/tiem/") == (404, None)


def test_however_often_a_page_moves_each_former_address_leads_straight_to_it(leads, rename, health):
    first, second = (
        publish_section(health, "Một", slug="mot"),
        publish_section(health, "Hai", slug="hai"),
    )
    page = publish_information(first, slug="trang")
    rename(first, "mot-moi")
    move(page, second)
    rename(page, "trang-moi")
    for former in ("/mot/trang/", "/mot-moi/trang/", "/hai/trang/"):
        assert leads(health, former) == (301, "/hai/trang-moi/"), former
    rename(page, "trang")
    assert leads(health, "/hai/trang/") == (200, None)
    assert leads(health, "/mot/trang/") == (301, "/hai/trang/")


def test_what_is_at_an_address_now_comes_first(leads, rename, health):
    rename(publish_section(health, "Cũ", slug="muc"), "muc-cu")
    assert leads(health, "/muc/") == (301, "/muc-cu/")
    publish_section(health, "Mới", slug="muc")
    assert leads(health, "/muc/") == (200, None)


def test_nothing_leads_to_what_is_not_shown(leads, rename, health):
    page = rename(publish_section(health, "Mục", slug="muc"), "muc-moi")
    page.unpublish()
    assert leads(health, "/muc/") == (404, None)


def test_the_address_of_a_page_with_a_password_is_told_to_nobody(leads, rename, health):
    page = rename(publish_section(health, "Mục", slug="muc"), "muc-bi-mat")
    assert leads(health, "/muc/") == (301, "/muc-bi-mat/")
    restrict_page(page, "x")
    assert leads(health, "/muc/") == (404, None)


def test_a_page_that_moved_to_another_unit_is_not_led_to(leads, health, district):
    page = publish_section(health, "Mục", slug="muc")
    move(page, district.root_page)
    assert leads(health, "/muc/") == (404, None)
    assert leads(district, "/muc/") == (200, None)


def test_a_former_address_does_not_lead_out_of_the_website_later(leads, rename, health, district):
    page = rename(publish_section(health, "Mục", slug="muc"), "muc-moi")
    move(page, district.root_page)
    assert leads(health, "/muc/") == (404, None)


def test_who_asks_for_a_page_that_another_unit_has_taken_over_gets_its_very_address(
    leads, rename, health, district
):
    page = rename(publish_section(health, "Mục", slug="muc"), "muc-moi")
    old = [{"path": "Pages/tin.aspx/"}, {"path": "tin.aspx/?id=1"}, {"path": "muc-moi/xem.x/"}]
    for fields in old:
        FormerURL.objects.create(home=health.root_page, page=page, **fields)
    before = page.url_path
    move(page, district.root_page)
    page = Page.objects.get(pk=page.pk)
    lead_elsewhere(page, home=health.root_page, before=before)
    there = f"{district.root_url}/muc-moi/"
    for former in ("/muc/", "/muc-moi/", "/Pages/tin.aspx", "/tin.aspx?id=1", "/muc-moi/xem.x"):
        assert leads(health, former) == (301, there), former
    assert leads(health, "/muc-moi/?trang=2") == (301, f"{there}?trang=2")
    # What is part of a page is part of it there.
    assert leads(health, "/muc/tin.xml") == (301, f"{there}tin.xml")
    for nothing in ("/muc-moi/khac/", "/Pages/tin.aspx/khac", "/tin.xml"):
        assert leads(health, nothing) == (404, None), nothing
    Page.objects.get(pk=page.pk).unpublish()
    assert leads(health, "/muc/") == leads(health, "/muc-moi/tin.xml") == (404, None)


def test_the_old_address_of_a_bulletin_leads_to_it_and_what_stood_below_is_gone(leads, health):
    bulletin = publish_bulletin()
    FormerURL.objects.create(home=health.root_page, path="cu/tb.aspx/", bulletin=bulletin)
    assert leads(health, "/cu/tb.aspx") == (301, bulletin.path)
    assert leads(health, "/cu/tb.aspx/tin.pdf") == (404, None)


def test_of_two_that_have_changed_places_no_part_leads_to_and_fro(leads, rename, health):
    one, two = (publish_section(health, name, slug=name) for name in ("mot", "hai"))
    rename(one, "tam")
    rename(two, "mot")
    one = rename(Page.objects.get(pk=one.pk).specific, "hai")
    for nothing in ("/mot/x.php", "/hai/x.php"):
        assert leads(health, nothing) == (404, None), nothing
    assert leads(health, "/tam/") == (301, "/hai/")


def test_a_page_restored_to_another_address_is_found_at_its_former_one(leads, health, ict_admin):
    parent = publish_section(health, "Mục", slug="muc")
    page = publish_information(parent, slug="trang")
    binned = trash_page(page=page, user=ict_admin)
    assert leads(health, "/muc/trang/") == (404, None)
    trash_page(page=parent, user=ict_admin)
    binned = TrashedPage.objects.get(pk=binned.pk)
    restored = restore_page(trashed=binned, user=ict_admin, publish=True)
    assert restored.live
    assert leads(health, "/muc/trang/") == (301, "/trang/")


def test_each_language_has_former_addresses_of_its_own(leads, rename, health):
    front = open_in_english(health)
    about = get_about_section(health)
    english = about.copy_for_translation(front.locale)
    english.slug = "about"
    english.save_revision().publish()
    rename(english, "about-us")
    assert leads(health, "/en/about/") == (301, "/en/about-us/")
    assert leads(health, "/about/") == (404, None)
    assert leads(health, "/gioi-thieu/") == (200, None)


def test_a_replaced_file_is_found_by_its_former_name_on_its_own_website(leads, health, district):
    document = create_document(health.collection, "Mẫu", file=ContentFile(b"1", name="mau-cu.csv"))
    former = document.url
    document.file = ContentFile(b"2", name="mau-moi.csv")
    document.save()
    assert former != document.url
    # Nothing public uses it: nobody learns what it is called now.
    assert leads(health, former) == (404, None)
    publish_article(health, document)
    assert leads(health, former) == (301, document.url)
    assert leads(health, document.url)[0] == 200
    assert leads(health, f"/documents/{document.pk}/khac.csv") == (404, None)
    assert leads(district, former) == (404, None)


def test_a_file_that_was_not_replaced_has_no_former_name(health):
    document = create_document(health.collection, "Mẫu")
    document.title = "Mẫu đơn"
    document.save()
    document.file = ContentFile(b"2", name="chua-luu.csv")
    document.save(update_fields=["title"])
    # Made under a number that is known before, as rows from elsewhere are.
    made = create_document(health.collection, "Khác", pk=document.pk + 100)
    assert not document.former_names.exists() and not made.former_names.exists()


def test_only_reading_is_led_on(rename, health):
    rename(publish_section(health, "Mục", slug="muc"), "muc-moi")
    client = Client(headers={"host": f"{health.site.hostname}:{settings.SITE_PORT}"})
    assert client.post("/muc/").status_code == 404
    assert client.head("/muc/").status_code == 301
