from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from wagtail.models import Page

from content.tests.fixed_versions import as_before
from desk.services.trash import delete_page_permanently, trash_page
from home.models import (
    ContactPage,
    HomePage,
    NewsIndexPage,
    OrganisationPage,
    ProcedureIndexPage,
    SectionPage,
)
from home.services.starter_pages import make_shortcut
from sites.models import Agency, Kind
from sites.services.archiving import archive_agency
from sites.tests.factories import create_agency
from tests.html import read_html

pytestmark = pytest.mark.django_db


@pytest.fixture
def provision():
    def provisioned():
        return create_agency("huyen-na-ri", name_vi="Ủy ban nhân dân huyện Na Rì")

    return provisioned


def tree(agency):
    pages = Page.objects.descendant_of(agency.root_page).order_by("path").specific()
    return [(type(page).__name__, page.title, page.url_path, page.show_in_menus) for page in pages]


STARTER_PAGES = [
    ("SectionPage", "Giới thiệu", "/huyen-na-ri/gioi-thieu/", True),
    (
        "InformationPage",
        "Chức năng, nhiệm vụ",
        "/huyen-na-ri/gioi-thieu/chuc-nang-nhiem-vu/",
        False,
    ),
    ("OrganisationPage", "Cơ cấu tổ chức", "/huyen-na-ri/gioi-thieu/co-cau-to-chuc/", False),
    ("NewsIndexPage", "Tin tức", "/huyen-na-ri/tin-tuc/", True),
    ("DocumentIndexPage", "Văn bản", "/huyen-na-ri/van-ban/", True),
    ("ProcedureIndexPage", "Thủ tục", "/huyen-na-ri/thu-tuc/", True),
    ("ContactPage", "Liên hệ", "/huyen-na-ri/lien-he/", True),
]


def test_a_new_website_has_its_sections(provision):
    assert tree(provision()) == STARTER_PAGES


def test_every_starter_page_is_there_for_readers_at_once(provision, visit):
    agency = provision()
    for _type, title, path, _in_menu in STARTER_PAGES:
        page = visit(agency, path.removeprefix("/huyen-na-ri"))
        assert page.status_code == 200
        assert read_html(page.content).h1.text == title


def test_the_home_page_leads_into_the_website(provision, visit):
    soup = read_html(visit(provision(), "/").content)
    links = soup.select(".tasks a")
    assert [link["href"] for link in links] == [
        "/ban-tin/",
        "/co-quan/",
        "/lien-he/",
        "/van-ban/",
    ]
    assert all(link.text.strip() for link in links)
    assert not soup.select(".tasks a:not(:has(svg))")


def test_starter_pages_are_found_by_the_search(
    provision, visit, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        agency = provision()
    soup = read_html(visit(agency, "/tim-kiem/?q=lien+he").content)
    hits = [hit.a["href"] for hit in soup.select("ol.results > li")]
    assert "/lien-he/" in hits


def test_the_provinces_website_has_no_procedures_of_its_own(province, health):
    with_procedures = [
        agency
        for agency in (province, health)
        if ProcedureIndexPage.objects.child_of(agency.root_page).exists()
    ]
    assert with_procedures == [health]


def test_provisioning_again_adds_nothing(provision):
    first = tree(provision())
    assert tree(provision()) == first


def test_a_page_that_was_removed_on_purpose_does_not_come_back(provision):
    agency = provision()
    ContactPage.objects.descendant_of(agency.root_page).get().delete()
    NewsIndexPage.objects.descendant_of(agency.root_page).get().unpublish()
    provision()
    assert not ContactPage.objects.descendant_of(agency.root_page).exists()
    assert not NewsIndexPage.objects.descendant_of(agency.root_page).get().live


@pytest.fixture
def run(tmp_path):
    """Provision Na Rì by the command; return what it says."""

    def command(kind, *options):
        file = tmp_path / "units.csv"
        row = f"huyen-na-ri,{kind},Ủy ban nhân dân huyện Na Rì,,nari"
        file.write_text(f"code,kind,name_vi,name_en,host\n{row}\n")
        output = StringIO()
        call_command("provision_agencies", str(file), *options, stdout=output)
        return output.getvalue()

    return command


def test_a_website_gets_the_kinds_of_pages_it_never_had(run, visit):
    # As one that was made before there were procedures and organisation pages.
    run(Kind.BROADCASTER)
    agency = Agency.objects.with_site().get(code="huyen-na-ri")
    OrganisationPage.objects.descendant_of(agency.root_page).delete()
    visit(agency, "/")
    line = "        pages added: Cơ cấu tổ chức, Thủ tục"
    before = tree(agency)
    assert line in run(Kind.DISTRICT, "--dry-run").splitlines()
    assert tree(agency) == before
    assert line in run(Kind.DISTRICT).splitlines()
    assert sorted(tree(agency)) == sorted(STARTER_PAGES)
    assert 'href="/thu-tuc/"' in visit(agency, "/").content.decode()
    assert run(Kind.DISTRICT).startswith("left")


def test_neither_what_is_in_the_bin_nor_what_was_deleted_for_good_comes_back(provision):
    agency = provision()
    for model in (ProcedureIndexPage, OrganisationPage):
        page = model.objects.descendant_of(agency.root_page).get()
        binned = trash_page(page=page, user=None)
    delete_page_permanently(trashed=binned)
    first = tree(agency)
    provision()
    assert tree(agency) == first


def test_an_ended_unit_gets_no_pages(provision, today):
    agency = provision()
    OrganisationPage.objects.descendant_of(agency.root_page).delete()
    archive_agency(agency=agency, ended_on=today, successors=[], by=None)
    first = tree(agency)
    provision()
    assert tree(agency) == first


def test_what_a_unit_wrote_stays_when_it_is_provisioned_again(provision):
    agency = provision()
    about = SectionPage.objects.descendant_of(agency.root_page).get()
    about.title = "Về chúng tôi"
    about.save_revision().publish()
    home = agency.root_page.specific
    home.tasks = []
    home.save_revision().publish()
    provision()
    assert SectionPage.objects.get(pk=about.pk).title == "Về chúng tôi"
    assert len(Page.objects.get(pk=home.pk).specific.tasks) == 0


def test_starter_pages_belong_to_the_language_of_the_home_page(provision):
    pages = Page.objects.descendant_of(provision().root_page, inclusive=True)
    assert set(pages.values_list("locale__language_code", flat=True)) == {"vi"}


def store_first_shortcuts(agency, **changed):
    """The shortcuts that websites began with up to 1.0, published by the unit with its own page."""
    home = agency.root_page.specific
    contact = ContactPage.objects.child_of(home).get()
    first = [
        ("agency", "Chức năng, nhiệm vụ", contact, ""),
        ("form", "Thủ tục", contact, ""),
        ("document", "Văn bản", contact, ""),
        ("bulletin", "Bản tin", None, "/ban-tin/"),
        ("people", "Tìm cơ quan", None, "/co-quan/"),
        ("contact", changed.get("label", "Liên hệ"), contact, ""),
    ]
    home.tasks = [make_shortcut(icon, label, page, path) for icon, label, page, path in first]
    home.save_revision().publish()


def test_first_shortcuts_give_way_unless_the_unit_has_changed_them(health, district):
    store_first_shortcuts(health)
    store_first_shortcuts(district, label="Hỏi chúng tôi")
    with as_before():
        import_module("home.migrations.0005_automatic_shortcuts").empty_shortcuts(apps, None)
    for agency, number in ((health, 0), (district, 6)):
        home = HomePage.objects.get(pk=agency.root_page_id)
        assert len(home.tasks) == len(home.get_latest_revision_as_object().tasks) == number
