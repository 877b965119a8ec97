import unicodedata

import pytest
from wagtail.models import Page, Revision

from bulletins.models import Bulletin
from bulletins.services import lifecycle
from desk.services.trash import trash_page
from home.models import DocumentPage, NewsPage
from importing.models import ImportedContent
from importing.tests.factories import ARTICLE, BULLETIN
from members.models import Notification
from sites.models import Agency
from sites.tests.factories import open_in_english
from tests.html import parse_html

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(visit):
    return lambda agency, path: parse_html(visit(agency, path)).main


def test_an_article_stands_below_the_news_of_its_unit(run_import, shown, visit, health, district):
    words = {"summary": "Từ thứ Hai.", "body": "<p>Ở <b>trạm</b>.</p>", "date": "2019-05-06"}
    names = {"author": "Lan", "source": "Báo Bắc Kạn", "kind": "Thông báo"}
    assert run_import(ARTICLE | words | names) == "1 created, 0 changed, 0 left, 0 left in the bin"
    page = shown(health, "/tin-tuc/tiem-phong-soi/")
    for text in ("Tiêm phòng sởi", "Từ thứ Hai.", "06/05/2019", "Lan", "Báo Bắc Kạn", "Thông báo"):
        assert text in page.get_text()
    assert page.select_one(".block-text b").get_text() == "trạm"
    assert "Tiêm phòng sởi" in shown(health, "/tin-tuc/?thang=2019-05").get_text()
    assert visit(district, "/tin-tuc/tiem-phong-soi/").status_code == 404
    found = NewsPage.objects.get()
    assert found.first_published_at.date().year == found.last_published_at.date().year == 2019
    assert found.live and not found.has_unpublished_changes


def test_what_looks_like_markup_in_a_title_is_text_and_its_letters_are_whole(
    run_import, visit, health
):
    apart = unicodedata.normalize("NFD", "Bắc\u00ad Kạn\u200b")
    run_import(ARTICLE | {"title": f"<script>alert(1)</script> {apart}", "summary": "<b>x</b>"})
    page = NewsPage.objects.get()
    assert page.title == "<script>alert(1)</script> Bắc Kạn"
    html = visit(health, f"/tin-tuc/{page.slug}/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Bắc Kạn" in html
    assert "<script>alert" not in html
    assert "&lt;b&gt;x" in html


def test_what_is_a_draft_or_internal_is_shown_to_nobody(run_import, shown, visit, health):
    run_import(
        ARTICLE,
        ARTICLE | {"id": "2", "title": "Sởi nháp", "live": False},
        ARTICLE | {"id": "3", "title": "Sởi nội bộ", "private": True, "old_url": "/cu/noi-bo"},
        ARTICLE | {"id": "4", "title": "Sởi 9/QĐ-SYT", "private": True, "kind": "legal"},
    )
    for title in ("Sởi nháp", "Sởi nội bộ", "Sởi 9/QĐ-SYT"):
        page = Page.objects.get(title=title)
        response = visit(health, page.url_path.removeprefix("/so-y-te"))
        assert response.status_code in {302, 404}
        for path in ("/", "/tin-tuc/", "/van-ban/", "/so-do/", "/tim-kiem/?q=sởi", "/sitemap.xml"):
            html = visit(health, path).content.decode()
            assert title not in html
            assert page.slug not in html
    draft = Page.objects.get(title="Sởi nháp")
    assert draft.has_unpublished_changes and draft.first_published_at is None
    assert "Tiêm phòng sởi" in shown(health, "/tim-kiem/?q=sởi").get_text()
    assert visit(health, "/cu/noi-bo/").status_code == 404


def test_english_content_gives_the_website_english(run_import, shown, visit, health):
    Agency.objects.filter(pk=health.pk).update(name_en="Department of Health")
    run_import(ARTICLE | {"id": "2", "title": "Measles", "locale": "en", "old_url": "/old/measles"})
    assert "Measles" in shown(health, "/en/news/").get_text()
    front = shown(health, "/en/").get_text()
    assert "Measles" in front
    assert visit(health, "/old/measles/")["Location"] == "/en/news/measles/"
    english = shown(health, "/en/news/measles/")
    assert english.select_one("h1").get_text(strip=True) == "Measles"


def test_english_content_of_a_website_that_cannot_have_english_is_refused(
    run_import, refused_lines, district
):
    assert refused_lines(ARTICLE | {"agency": "huyen-ba-be", "locale": "en"}) == [
        "line 1: locale: huyen-ba-be has no English home page, and no English name for one "
        "(allowed: vi or en)"
    ]
    assert not district.root_page.get_translations().exists()
    open_in_english(district)
    run_import(ARTICLE | {"agency": "huyen-ba-be", "locale": "en"})


def test_a_legal_article_is_a_document_with_number_and_type(run_import, shown, health):
    run_import(
        ARTICLE
        | {"title": "Nghị quyết 15/2024/NQ-HĐND về giá", "kind": "legal", "date": "2024-06-01"},
        ARTICLE | {"id": "2", "title": "Về việc trực Tết", "kind": "legal", "source": "UBND tỉnh"},
    )
    rows = DocumentPage.objects.order_by("pk")
    kept = [(row.number, row.document_type, row.issuer) for row in rows]
    assert kept == [("15/2024/NQ-HĐND", "Nghị quyết", ""), ("Không số", "", "UBND tỉnh")]
    assert "15/2024/NQ-HĐND" in shown(health, "/van-ban/?nam=2024").get_text()


@pytest.mark.parametrize(
    ("kind", "category", "topics"),
    [
        ("chinh-sach-phap-luat", "chinh-sach-phap-luat", ""),
        ("Economy and society", "kinh-te-xa-hoi", ""),
        ("article", "hoat-dong", ""),
        ("tiêm chủng, sởi", "hoat-dong", "tiêm chủng, sởi"),
        ("x" * 41, "hoat-dong", ""),
    ],
)
def test_a_kind_is_a_category_or_topics(run_import, kind, category, topics):
    run_import(ARTICLE | {"kind": kind})
    page = NewsPage.objects.get()
    assert (page.category, page.topics) == (category, topics)


def test_a_bulletin_is_shown_by_all_units_and_told_to_nobody(
    run_import, shown, visit, work_off, health, district, district_editor
):
    run_import(
        BULLETIN | {"body": "<p>Từ <i>8</i> giờ.</p><p>Xin lỗi.</p>", "kind": "Đời sống"},
        BULLETIN | {"id": "c", "title": "Nháp", "live": False},
    )
    for agency in (health, district):
        assert "Từ 8 giờ." in shown(agency, "/ban-tin/cat-dien/").get_text()
        assert "Nháp" not in shown(agency, "/ban-tin/").get_text()
        assert visit(agency, "/ban-tin/nhap/").status_code == 404
    bulletin = Bulletin.objects.get(slug="cat-dien")
    assert (bulletin.summary, bulletin.source, bulletin.category) == (
        "Từ 8 giờ.", health, "doi-song"
    )  # fmt: skip
    work_off()
    assert not Notification.objects.exists()


def test_a_former_address_leads_to_the_page_by_path_and_query(run_import, visit, health):
    host = f"http://{health.site.hostname}"
    run_import(
        ARTICLE | {"old_url": f"{host}/Pages/tin.aspx?ItemID=1"},
        ARTICLE | {"id": "2", "title": "Hai", "old_url": f"{host}/Pages/tin.aspx?ItemID=2"},
        ARTICLE | {"id": "3", "title": "Ba", "old_url": "/tin%20c%C5%A9/3.html"},
    )
    for former, now in [
        ("/Pages/tin.aspx?ItemID=1", "/tin-tuc/tiem-phong-soi/"),
        ("/Pages/tin.aspx?ItemID=2", "/tin-tuc/hai/"),
        ("/tin cũ/3.html?x=1", "/tin-tuc/ba/"),
    ]:
        response = visit(health, former)
        assert (response.status_code, response["Location"]) == (301, now)
    assert visit(health, "/Pages/tin.aspx?ItemID=3").status_code == 404


def test_a_former_address_leads_to_a_bulletin_while_the_website_shows_it(
    run_import, visit, health, district
):
    run_import(
        BULLETIN | {"old_url": "/Pages/tb.aspx?ItemID=9"}, BULLETIN | {"id": "c", "live": False}
    )
    former = "/Pages/tb.aspx?ItemID=9"
    response = visit(health, former)
    assert (response.status_code, response["Location"]) == (301, "/ban-tin/cat-dien/")
    assert visit(district, former).status_code == 404
    bulletin = Bulletin.objects.get(slug="cat-dien")
    bulletin.unpublish()
    assert visit(health, former).status_code == 404
    bulletin.save_revision().publish()
    lifecycle.withdraw_bulletin(bulletin=bulletin, reason="Nhầm.", by=None)
    assert visit(health, visit(health, former)["Location"]).status_code == 410
    bulletin.delete()
    assert visit(health, former).status_code == 404


def test_what_is_not_kept_is_said_with_its_line(run_import, visit, health):
    film = '<iframe src="https://video.example/"></iframe><!-- <img src=x> -->'
    lines = [
        ARTICLE | {"body": '<p>a<img src="1.jpg"><IMG src="2.jpg">', "old_url": "/en/a"},
        BULLETIN | {"body": f"<img src='3.jpg'>{film}"},
        ARTICLE | {"id": "2", "title": "Hai", "body": "<p>&lt;img&gt;", "old_url": "/a"},
    ]
    assert run_import(*lines).splitlines() == [
        "Not kept: line 1: body: 2 pictures did not come along; upload them by themselves",
        "Not kept: line 2: body: 1 picture did not come along; upload it by itself; "
        "1 film, sound or frame was left out",
        "Not kept: line 3: old_url: leads to line 1: the website has one language for both",
        "3 created, 0 changed, 0 left, 0 left in the bin",
    ]
    assert visit(health, "/a/")["Location"] == "/tin-tuc/tiem-phong-soi/"
    assert run_import(*lines) == "0 created, 0 changed, 3 left, 0 left in the bin"


def test_the_same_lines_change_nothing_and_other_words_are_published(
    run_import, shown, visit, health
):
    lines = [ARTICLE | {"summary": "Cũ."}, BULLETIN | {"summary": "Cũ."}]
    run_import(*lines)
    before = (Revision.objects.count(), Page.objects.count(), ImportedContent.objects.count())
    assert run_import(*lines) == "0 created, 0 changed, 2 left, 0 left in the bin"
    assert run_import({"unknown": 1} | lines[0], lines[1] | {"locale": None}).startswith(
        "0 created, 0 ch"
    )
    assert before == (
        Revision.objects.count(), Page.objects.count(), ImportedContent.objects.count()
    )  # fmt: skip
    changed = [line | {"summary": "Mới.", "title": "Khác"} for line in lines]
    assert run_import(*changed).startswith("0 created, 2 changed")
    for path in ("/tin-tuc/tiem-phong-soi/", "/ban-tin/cat-dien/"):
        words = shown(health, path).get_text()
        assert "Mới." in words and "Khác" in words and "Cũ." not in words
    assert Page.objects.count() == before[1]
    run_import(*[line | {"live": False} for line in changed])
    for path in ("/tin-tuc/tiem-phong-soi/", "/ban-tin/cat-dien/"):
        assert visit(health, path).status_code == 404
    run_import(*changed)
    assert "Khác" in shown(health, "/tin-tuc/tiem-phong-soi/").get_text()


def test_what_becomes_internal_leaves_the_website_and_may_come_back(
    run_import, shown, visit, health
):
    run_import(ARTICLE, ARTICLE | {"id": "2", "title": "Hai"})
    run_import(ARTICLE | {"private": True})
    assert "Tiêm" not in shown(health, "/tin-tuc/").get_text()
    assert visit(health, "/tin-tuc/tiem-phong-soi/").status_code == 404
    assert run_import(ARTICLE, ARTICLE | {"id": "3", "title": "Ba"}).startswith(
        "1 created, 1 changed"
    )
    assert "Tiêm" in shown(health, "/tin-tuc/tiem-phong-soi/").get_text()
    assert "Ba" in shown(health, "/tin-tuc/ba/").get_text()


def test_what_was_deleted_stays_in_the_bin(run_import, visit, health, ict_admin):
    run_import(ARTICLE)
    trash_page(page=NewsPage.objects.get(), user=ict_admin)
    assert run_import(ARTICLE | {"summary": "Mới."}).endswith("1 left in the bin")
    assert visit(health, "/tin-tuc/tiem-phong-soi/").status_code == 404


def test_pages_of_the_same_title_have_addresses_of_their_own(run_import, visit, health):
    run_import(*[ARTICLE | {"id": number} for number in range(3)])
    for path in ("tiem-phong-soi", "tiem-phong-soi-2", "tiem-phong-soi-3"):
        assert visit(health, f"/tin-tuc/{path}/").status_code == 200


def test_what_is_kept_of_a_website_is_drawn_anew(run_import, visit, kept, health):
    visit(health, "/tin-tuc/")
    assert kept(health, "/tin-tuc/")
    run_import(ARTICLE)
    assert "Tiêm phòng sởi" in visit(health, "/tin-tuc/").content.decode()


def test_the_desk_finds_what_was_imported(run_import, sign_in, health, health_editor):
    run_import(ARTICLE, ARTICLE | {"id": "2", "title": "Khác"})
    page = sign_in(health_editor).get("/admin/tin-tuc/?q=phòng+sởi").content.decode()
    assert "Tiêm phòng sởi" in page
    assert "Khác</a>" not in page


def test_a_dry_run_says_what_would_be_done_and_does_nothing(run_import, visit, health):
    Agency.objects.filter(pk=health.pk).update(name_en="Department of Health")
    lines = [ARTICLE, BULLETIN, ARTICLE | {"id": "2", "locale": "en", "private": True}]
    said = run_import(*lines, dry_run=True)
    assert said.startswith("Dry run, nothing was changed: 3 created")
    assert not ImportedContent.objects.exists()
    assert not NewsPage.objects.exists()
    assert visit(health, "/ban-tin/cat-dien/").status_code == 404
    assert run_import(*lines).startswith("3 created")


def test_word_s_comments_and_elements_left_open_are_read(run_import):
    word = "<!--[if gte mso 9]><xml><w:a></w:a></xml><![endif]--><?xml:namespace prefix = o />"
    run_import(ARTICLE | {"body": word + "<p><b>a<li>b" * 300})
    assert NewsPage.objects.filter(title=ARTICLE["title"]).exists()
