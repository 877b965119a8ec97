import json
from collections import Counter
from datetime import timedelta
from io import BytesIO

import pytest
from django.apps import apps
from django.utils import timezone
from pypdfium2 import PdfDocument
from wagtail.models import Page, Revision

from accounts.models import User
from bulletins.models import Bulletin, BulletinProposal, ProposalState
from bulletins.services.lifecycle import end_bulletin
from bulletins.services.placements import update_placement
from content.files.validation import check_document
from content.models import CustomDocument
from content.tasks import extract_text
from demo.tests.factories import load_demo, only_the_demo
from desk.tests.translations import begin_translation, get_help, list_queue
from home.legal_status import LegalStatus
from home.models import DocumentPage, HomePage, InformationPage, NewsPage, ProcedurePage, TextPage
from sites.caching.hosts import get_enabled_languages
from sites.models import Agency, AgencySettings, Kind
from tests.html import read_html

# Loading takes its time: one worker should do all of this.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]

ICT = "so-thong-tin-va-truyen-thong"
AGRICULTURE = "so-nong-nghiep-va-phat-trien-nong-thon"
BLUEZONE = "day-manh-viec-cai-dat-bluezone"
FLOOD = "nguy-co-lu-quet-va-sat-lo-dat"
FRAUD = "canh-giac-cuoc-goi-gia-danh-can-bo"
HOLIDAYS = "lich-lam-viec-dip-nghi-le"
PIGS = "phong-dich-ta-lon-chau-phi"
OUTAGE = "tam-ngung-cap-dien-theo-ke-hoach"
BRIDGE = "cam-duong-sua-cau-khuoi-slien"
PASS = "tac-duong-deo-giang"
VACCINATION = "lich-tiem-luu-dong-dot-hai-thay-the"
WRONG_VACCINATION = "lich-tiem-luu-dong-dot-hai"
ALONG_THE_ROAD = {"huyen-bach-thong", "huyen-cho-moi", "huyen-na-ri", "huyen-ngan-son"}
BEHIND_THE_PASS = {"huyen-bach-thong", "huyen-ngan-son"}
CONSTRUCTION = "so-xay-dung"
OVERLONG, BARE = "so-lao-dong-thuong-binh-va-xa-hoi", "huyen-pac-nam"
INDUSTRIAL_ZONES = "ban-quan-ly-cac-khu-cong-nghiep"


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), only_the_demo() as said:
        yield said


@pytest.fixture
def units(demo, db):
    return {agency.code: agency for agency in Agency.objects.with_site()}


def slugs(queryset):
    return {bulletin.slug for bulletin in queryset}


def content():
    """How many rows there are of everything, and when each page and bulletin was published."""
    counts = {model._meta.label: model._base_manager.count() for model in apps.get_models()}
    times = [
        list(model.objects.order_by("pk").values_list("pk", "last_published_at", "title"))
        for model in (Page, Bulletin)
    ]
    return counts, times


def test_the_reference_province_has_29_units(demo, units):
    assert demo == "29 websites are ready.\n"
    assert len(units) == 29
    kinds = [agency.kind for agency in units.values()]
    assert (kinds.count(Kind.PROVINCE), kinds.count(Kind.DISTRICT)) == (1, 7)
    assert all(agency.name_en and agency.short_name for agency in units.values())


def test_every_unit_has_news_documents_functions_and_a_contact_of_its_own(units):
    seen = set()
    for agency in units.values():
        home = agency.root_page
        news = NewsPage.objects.descendant_of(home).live()
        assert news.count() >= 5
        assert DocumentPage.objects.descendant_of(home).live().count() >= 3
        assert bool(news.order_by("-date")[0].image) == (agency.code != BARE)
        functions = InformationPage.objects.descendant_of(home).order_by("path").first()
        assert len(functions.body) > 0
        details = AgencySettings.for_site(agency.site)
        assert details.address and details.responsible and details.monogram
        assert agency.opening_hours.sessions.exists()
        seen |= {details.telephone, details.email, *news.values_list("title", flat=True)}
    assert len(seen) == 29 * 2 + NewsPage.objects.live().count()


def test_three_units_have_documents_of_every_standing_and_procedures_with_forms(units):
    for code in ("so-y-te", "huyen-ba-be", CONSTRUCTION):
        home = units[code].root_page
        documents = DocumentPage.objects.descendant_of(home).live()
        standings = {document.legal_status for document in documents}
        assert standings >= {LegalStatus.IN_FORCE, LegalStatus.NOT_YET, LegalStatus.REPLACED}, code
        assert LegalStatus.EXPIRED in standings or code == "huyen-ba-be"
        assert any(document.replaced for document in documents)
        suffixes = {
            row.file.file_extension for document in documents for row in document.files.all()
        }
        assert suffixes == {"pdf", "docx"}, code
        procedures = ProcedurePage.objects.descendant_of(home).live()
        assert procedures.count() >= 3
        assert any(procedure.forms.exists() for procedure in procedures)


def test_what_the_demo_wrote_an_editor_could_save(units):
    """The limits of blocks are kept by forms only."""
    for page in Page.objects.type(TextPage, HomePage, ProcedurePage).specific():
        for name in ("body", "parts", "tasks", "papers", "steps", "related", "telephones"):
            value = getattr(page, name, None)
            if value:
                value.stream_block.clean(value)


def test_the_files_are_what_they_say_and_the_scans_have_no_text(units):
    documents = CustomDocument.objects.filter(collection=units[CONSTRUCTION].collection)
    readings = Counter()
    for document in documents:
        content = document.file.read()
        check_document(BytesIO(content), document.filename)
        if document.is_pdf:
            readings[extract_text(content).reading] += 1
    assert readings == {"read": 7, "scan": 2}


def test_the_longest_document_has_sixty_pages_and_the_widest_table_twelve_columns(units):
    home = units[OVERLONG].root_page
    longest = CustomDocument.objects.filter(collection=units[OVERLONG].collection)
    with PdfDocument(longest.get(file__endswith=".pdf").file.read()) as file:
        assert len(file) == 60
    article = NewsPage.objects.descendant_of(home).order_by("-date")[0]
    [table] = [block.value for block in article.body if block.block_type == "table"]
    assert len(table.columns) == 12


def test_no_front_page_of_the_demo_needs_more_than_twelve_queries(
    units, visit, django_assert_max_num_queries
):
    for code in (CONSTRUCTION, OVERLONG, BARE, "so-y-te", "huyen-ba-be"):
        # Pages asked for with a parameter that views read are made anew.
        visit(units[code], "/?trang=1")
        with django_assert_max_num_queries(12):
            assert visit(units[code], "/?trang=1").status_code == 200


def test_each_unit_shows_the_bulletins_that_are_for_it(units):
    everybody = {FRAUD, HOLIDAYS, BLUEZONE}
    for code, agency in units.items():
        expected = everybody | {
            Kind.DISTRICT: {FLOOD, PIGS},
            Kind.CITY: {FLOOD},
        }.get(agency.kind, set())
        if code == AGRICULTURE:
            expected |= {PIGS}
        if code in ALONG_THE_ROAD:
            expected |= {VACCINATION}
        if code == INDUSTRIAL_ZONES:
            expected -= {HOLIDAYS}
        assert slugs(Bulletin.objects.visible_on(agency)) == expected, code


def test_the_expired_one_is_only_in_the_archive_and_the_future_one_nowhere(units, visit):
    assert slugs(Bulletin.objects.sources()) == {
        *(FLOOD, FRAUD, HOLIDAYS, PIGS, BLUEZONE),
        *(OUTAGE, BRIDGE, PASS, VACCINATION, WRONG_VACCINATION),
    }
    for code, agency in units.items():
        expired = {OUTAGE, PASS} if code in BEHIND_THE_PASS else {OUTAGE}
        assert slugs(Bulletin.objects.expired_on(agency)) == expired, code
    for code in ("huyen-ba-be", "so-y-te"):
        agency = units[code]
        assert visit(agency, f"/ban-tin/{OUTAGE}/").status_code == 200
        assert OUTAGE in visit(agency, "/ban-tin/luu-tru/").content.decode()
        assert visit(agency, f"/ban-tin/{BRIDGE}/").status_code == 404
        for path in ("/", "/ban-tin/", "/ban-tin/rss.xml"):
            page = visit(agency, path).content.decode()
            assert OUTAGE not in page and BRIDGE not in page


@pytest.fixture
def seen(units, visit):
    """A page of a unit, without its markup: ``seen(code, path)``."""
    return lambda code, path: read_html(visit(units[code], path).content)


@pytest.fixture
def banners(seen):
    """What the banners above a unit's home page lead to: ``banners(code)``."""
    return lambda code: [banner.h2.a["href"] for banner in seen(code, "/").select(".banner")]


def test_ba_be_warns_of_floods_and_the_health_department_does_not(banners):
    assert banners("huyen-ba-be") == [f"/ban-tin/{FLOOD}/", f"/ban-tin/{FRAUD}/"]
    assert banners("so-y-te") == [f"/ban-tin/{FRAUD}/"]


def test_what_has_ended_is_told_calmly_where_it_was_shown(seen, banners):
    for code in BEHIND_THE_PASS:
        assert seen(code, "/").select_one(".banner-ended a")["href"] == f"/ban-tin/{PASS}/"
    assert not seen("huyen-ba-be", "/").select(".banner-ended")


def test_the_emergency_carries_updates_and_the_holidays_a_correction(seen):
    assert len(seen("huyen-ba-be", f"/ban-tin/{FLOOD}/").select(".updates li")) == 2
    assert "Đính chính" in seen("huyen-ba-be", f"/ban-tin/{HOLIDAYS}/").text


def test_the_withdrawn_one_leads_to_what_holds_instead(units, visit, seen):
    path = f"/ban-tin/{WRONG_VACCINATION}/"
    for code in ALONG_THE_ROAD:
        assert visit(units[code], path).status_code == 410
        assert seen(code, path).main.select(f'a[href="/ban-tin/{VACCINATION}/"]')
    assert visit(units["huyen-ba-be"], path).status_code == 404


def test_units_have_pinned_hidden_and_added_to_bulletins(units, visit, seen):
    first = seen("huyen-na-ri", "/ban-tin/").main.select_one("li h2 a, li h3 a")
    assert first["href"] == f"/ban-tin/{PIGS}/"
    assert visit(units[INDUSTRIAL_ZONES], f"/ban-tin/{HOLIDAYS}/").status_code == 404
    assert "trực cấp cứu đủ 24 giờ" in seen("so-y-te", f"/ban-tin/{HOLIDAYS}/").text
    assert "xe đón lúc 6 giờ 30" in seen("huyen-na-ri", f"/ban-tin/{VACCINATION}/").text


def test_started_again_after_months_the_demo_has_its_emergency_and_its_calm_banner(
    units, banners, seen, clock
):
    later = timezone.now() + timedelta(days=90)
    clock(later)
    assert banners("huyen-ba-be") == []
    load_demo()
    assert banners("huyen-ba-be") == [f"/ban-tin/{FLOOD}/", f"/ban-tin/{FRAUD}/"]
    assert seen("huyen-ngan-son", "/").select(".banner-ended")
    flood = Bulletin.objects.sources().get(slug=FLOOD)
    assert later - flood.notes.latest("at").at == timedelta(hours=1)
    assert slugs(Bulletin.objects.expired_on(units["so-y-te"])) == {OUTAGE}


def test_what_somebody_has_had_a_hand_in_is_not_begun_anew(units, ict_admin, clock):
    flood, fraud = (Bulletin.objects.sources().get(slug=slug) for slug in (FLOOD, FRAUD))
    end_bulletin(bulletin=flood, by=ict_admin)
    update_placement(bulletin=fraud, agency=units["so-y-te"], pinned=True, by=None)
    clock(timezone.now() + timedelta(days=90))
    load_demo()
    assert not Bulletin.objects.in_force().filter(pk=flood.pk).exists()
    assert slugs(Bulletin.objects.pinned_on(units["so-y-te"])) == {FRAUD}


def test_every_website_says_that_it_is_a_demonstration_also_one_of_an_earlier_release(units, visit):
    # A release without the line has made it.
    AgencySettings.objects.update(is_demo=False)
    load_demo()
    for agency in units.values():
        footer = read_html(visit(agency, "/?trang=1").content).footer
        assert "Không phải trang chính thức" in footer.text, agency.code


def test_bluezone_of_2021_is_on_home_and_list_of_every_unit(units, visit):
    for agency in units.values():
        for path, part in (("/", ".home-bulletins"), ("/ban-tin/", "main")):
            soup = read_html(visit(agency, path).content).select_one(part)
            [link] = soup.select(f'a[href="/ban-tin/{BLUEZONE}/"]')
            assert link.find_parent("li").time.text == "09/02/2021", agency.code


def test_bluezone_is_numbered_once_and_signed(units, visit):
    page = visit(units["huyen-ba-be"], f"/ban-tin/{BLUEZONE}/")
    article = read_html(page.content).article
    [measures] = article.select("ol")
    assert len(measures.find_all("li")) == 9
    assert article.select_one(".author").text == "Bích Huệ"


def test_english_is_exactly_where_it_was_written(units, visit):
    english = {code for code, agency in units.items() if "en" in get_enabled_languages(agency)}
    assert english == {"tinh-bac-kan", ICT}
    for code in english:
        soup = read_html(visit(units[code], "/en/").content)
        assert soup.h1.text == units[code].name_en
        assert not soup.select_one(".home-bulletins").find("h3", lang="vi", string="Bluezone")
        for task in soup.select(".tasks a"):
            assert visit(units[code], task["href"]).status_code == 200
        page = visit(units[code], f"/en/ban-tin/{BLUEZONE}/").content.decode()
        assert "More people should install Bluezone" in page
    assert visit(units["so-y-te"], "/en/")["Location"] == "/"


@pytest.mark.parametrize("code", ["huyen-ba-be", CONSTRUCTION, OVERLONG, BARE])
def test_every_page_of_a_unit_answers(units, visit, code):
    agency = units[code]
    pages = Page.objects.descendant_of(agency.root_page, inclusive=True)
    assert pages.count() > 13
    for page in pages:
        path = "/" + page.url_path.split("/", 2)[2]
        assert visit(agency, path).status_code == 200, path


def test_without_a_file_for_passwords_there_are_no_accounts(units):
    assert not User.objects.exists()


def test_with_a_file_there_is_an_account_for_each_role(units, settings, tmp_path):
    settings.DEMO_ACCOUNTS_FILE = tmp_path / "accounts.json"
    load_demo()
    names = {row["name"] for row in json.loads(settings.DEMO_ACCOUNTS_FILE.read_text("utf-8"))}
    assert names == {user.username for user in User.objects.all()}
    assert len(names) == 7


def test_with_people_a_bulletin_and_a_proposal_wait_for_a_decision(
    units, settings, tmp_path, sign_in
):
    settings.DEMO_ACCOUNTS_FILE = tmp_path / "accounts.json"
    load_demo()
    load_demo()
    [proposal] = BulletinProposal.objects.all()
    assert (proposal.agency, proposal.state) == (units["so-y-te"], ProposalState.SENT)
    [draft] = Bulletin.objects.filter(first_published_at=None)
    dashboard = sign_in(User.objects.get(username="tac-gia")).get("/admin/").content.decode()
    assert draft.title in dashboard and proposal.title in dashboard
    assert (
        not sign_in(User.objects.get(username="soan-tin"))
        .get("/admin/")
        .content.decode()
        .count(proposal.title)
    )


def test_the_translator_has_the_emergency_to_translate_first(units, settings, tmp_path, sign_in):
    settings.DEMO_ACCOUNTS_FILE = tmp_path / "accounts.json"
    load_demo()
    queue = list_queue(sign_in(User.objects.get(username="nguoi-dich")))
    assert len(queue) > 1
    assert queue[0][0] == Bulletin.objects.get(slug=FLOOD, locale__language_code="vi").title


def test_the_translator_finds_terms_of_the_province_beside_the_emergency(
    units, settings, tmp_path, sign_in
):
    settings.DEMO_ACCOUNTS_FILE = tmp_path / "accounts.json"
    load_demo()
    client = sign_in(User.objects.get(username="nguoi-dich"))
    flood = Bulletin.objects.get(slug=FLOOD, locale__language_code="vi")
    translated = begin_translation(client, flood)
    shown = get_help(client, translated, flood.title)
    assert "flash flood" in shown and "landslide" in shown and "district" in shown
    assert "flood shelter" in get_help(client, translated, flood.instruction)


def test_loading_again_changes_nothing(units):
    before = content()
    load_demo()
    assert content() == before


def test_what_people_changed_since_stays(units):
    page = NewsPage.objects.descendant_of(units["so-y-te"].root_page).first()
    page.title = "Sửa"
    page.save_revision().publish()
    bulletin = Bulletin.objects.get(slug=FLOOD, locale__language_code="vi")
    bulletin.unpublish()
    NewsPage.objects.descendant_of(units["huyen-ba-be"].root_page).first().delete()
    before = content()
    load_demo()
    assert content() == before
    assert not Bulletin.objects.get(pk=bulletin.pk).live


def test_nothing_waits_to_be_published(units):
    assert not Page.objects.filter(has_unpublished_changes=True).exists()
    assert not Bulletin.objects.filter(has_unpublished_changes=True).exists()
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()
