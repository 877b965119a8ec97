"""Which pages of all websites everybody may read."""

import pytest
from wagtail.models import Page

from home.tests.factories import publish_information, publish_section, restrict_page
from sites.selectors.public_pages import list_public_pages
from sites.tests.factories import open_in_english

pytestmark = pytest.mark.django_db


def list_titles():
    return {*list_public_pages().values_list("title", flat=True)}


def test_what_is_live_and_under_no_lock_is_public_the_front_pages_included(health, district):
    section = publish_section(health, "Mục")
    publish_information(section, "Trong mục")
    publish_section(district, "Mục khác")
    assert {"Mục", "Trong mục", "Mục khác", health.root_page.title} <= list_titles()
    assert not list_public_pages().filter(depth=1).exists()
    restrict_page(section)
    assert list_titles() & {"Mục", "Trong mục", "Mục khác"} == {"Mục khác"}


def test_a_draft_is_not_public_and_what_is_live_below_it_is(health):
    section = publish_section(health, "Mục")
    publish_information(section, "Trong mục")
    Page.objects.filter(pk=section.pk).update(live=False)
    assert list_titles() & {"Mục", "Trong mục"} == {"Trong mục"}


def test_a_language_is_public_with_its_front_page(health):
    open_in_english(health)
    english = Page.objects.get(
        translation_key=health.root_page.translation_key, locale__language_code="en"
    )
    keys = {*list_public_pages().filter(path__startswith=english.path).values_list(flat=True)}
    assert english.pk in keys
    Page.objects.filter(pk=english.pk).update(live=False)
    assert not list_public_pages().filter(path__startswith=english.path).exists()
    Page.objects.filter(pk=health.root_page_id).update(live=False)
    publish_section(health, "Mục")
    assert "Mục" in list_titles()
