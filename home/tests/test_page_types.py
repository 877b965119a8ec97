import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks import StructBlockValidationError
from wagtail.models import Page
from wagtail.test.utils import WagtailPageTestCase

from home.models import (
    ContactPage,
    DocumentIndexPage,
    DocumentPage,
    HomePage,
    InformationPage,
    NewsIndexPage,
    NewsPage,
    OrganisationPage,
    ProcedureIndexPage,
    ProcedurePage,
    SectionPage,
    TaskBlock,
)
from home.tests.factories import get_about_section

CHILDREN = {
    HomePage: {
        SectionPage,
        InformationPage,
        NewsIndexPage,
        DocumentIndexPage,
        ProcedureIndexPage,
        ContactPage,
        OrganisationPage,
    },
    SectionPage: {SectionPage, InformationPage, OrganisationPage},
    OrganisationPage: set(),
    InformationPage: set(),
    NewsIndexPage: {NewsPage},
    NewsPage: set(),
    DocumentIndexPage: {DocumentPage},
    DocumentPage: set(),
    ProcedureIndexPage: {ProcedurePage},
    ProcedurePage: set(),
    ContactPage: set(),
}


class PageTypesTest(WagtailPageTestCase):
    def test_every_type_has_exactly_its_children(self):
        for parent, children in CHILDREN.items():
            self.assertAllowedSubpageTypes(parent, children)

    def test_every_type_has_exactly_its_parents(self):
        for child in CHILDREN:
            parents = {parent for parent, children in CHILDREN.items() if child in children}
            self.assertAllowedParentPageTypes(child, parents)

    def test_nobody_makes_a_home_page_by_hand(self):
        for parent in [Page, *CHILDREN]:
            self.assertCanNotCreateAt(parent, HomePage)


def test_a_website_has_one_contact_page(db, health):
    assert not ContactPage.can_create_at(health.root_page)
    ContactPage.objects.child_of(health.root_page).get().delete()
    assert ContactPage.can_create_at(Page.objects.get(pk=health.root_page_id))


@pytest.mark.parametrize(
    ("title", "slugs"),
    [
        ("Đường đi", ["duong-di", "duong-di-2", "duong-di-3"]),
        ("北京", ["trang", "trang-2", "trang-3"]),
    ],
)
def test_addresses_are_made_from_titles_and_differ(db, health, title, slugs):
    about = get_about_section(health)
    made = []
    for _slug in slugs:
        page = InformationPage(title=title, locale=about.locale)
        about.add_child(instance=page)
        made.append(page.slug)
    assert made == slugs


@pytest.mark.parametrize(
    ("given", "good"),
    [
        ("/ban-tin/", True),
        ("https://dichvucong.example/", True),
        ("//evil.example", False),
        ("http://a.example", False),
        ("javascript:alert(1)", False),
        ("ban-tin", False),
        ("/a b", False),
        ("", False),
    ],
)
def test_a_shortcut_leads_to_a_safe_address(given, good):
    value = {"icon": "form", "label": "Nộp hồ sơ", "page": None, "address": given}
    block = TaskBlock()
    try:
        block.clean(block.to_python(value))
        accepted = True
    except (StructBlockValidationError, ValidationError):
        accepted = False
    assert accepted is good


def test_a_shortcut_leads_to_a_page_or_an_address_and_not_to_both(db, health):
    block = TaskBlock()
    page = {"icon": "form", "label": "x", "page": health.root_page_id, "address": ""}
    block.clean(block.to_python(page))
    with pytest.raises(StructBlockValidationError):
        block.clean(block.to_python(page | {"address": "/ban-tin/"}))
