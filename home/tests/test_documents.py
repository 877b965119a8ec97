from datetime import UTC, date, datetime, timedelta
from itertools import product
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from PIL import Image
from wagtail.test.utils.form_data import inline_formset

from content.tests.factories import create_document, encode_image
from desk.tests.html import list_rows
from home.models import DocumentIndexPage, DocumentPage
from home.tests.factories import get_edit_path, make_article_form, publish_document
from tests.html import find_structured_data, get_text, parse_html

pytestmark = pytest.mark.django_db

PUBLISH = {"action-publish": "Xuất bản"}
FEBRUARY = date(2026, 2, 9)
SCAN = encode_image(Image.new("L", (100, 140), "white"), "PDF")


def create_file(agency, name="45.pdf", content=b"x" * 2048):
    return create_document(agency.collection, "Bốn lăm", name=name, content=content)


@pytest.fixture
def opened(visit):
    return lambda agency, path: parse_html(visit(agency, path))


@pytest.fixture
def listed(opened, health):
    """The numbers in the list of documents, narrowed by a query."""

    def numbers(query=""):
        cells = opened(health, f"/van-ban/{query}").select(".documents tbody th")
        return [cell.text for cell in cells]

    return numbers


def state_line(soup):
    line = soup.select_one(".state-line")
    return get_text(line) if line else None


def fact(soup, name):
    term = soup.find("dt", string=name)
    return get_text(term.find_next_sibling("dd")) if term else None


def test_documents_are_a_table_with_number_abstract_date_validity_and_file(opened, health):
    publish_document(health, "Cũ", number="44/TB", issued_on=date(2026, 1, 1), expires_on=FEBRUARY)
    file = create_file(health)
    publish_document(health, "Phun thuốc", number="45/TB", issued_on=FEBRUARY, file=file)
    main = opened(health, "/van-ban/").main
    cells = [[get_text(cell) for cell in row(["th", "td"])] for row in main.select("tr")]
    assert cells[1:] == [
        ["45/TB", "Phun thuốc", "09/02/2026", "Còn hiệu lực", "45/TB, PDF, 2,0 KB"],
        ["44/TB", "Cũ", "01/01/2026", "Đã hết hiệu lực", ""],
    ]
    assert len(cells[0]) == 5
    assert main.select("thead th[scope=col]") and main.select("tbody th[scope=row]")
    assert main.caption.text == main.h1.text
    assert "Có 2 văn bản." in get_text(main.select_one(".list-facts"))


def test_a_document_shows_its_facts_and_files_to_download_and_to_open(opened, health):
    facts = {"document_type": "Thông báo", "field": "Y tế dự phòng", "signer": "Nguyễn Văn An"}
    file = create_file(health)
    publish_document(health, "Phun", number="45/TB-SYT", issued_on=FEBRUARY, file=file, **facts)
    soup = opened(health, "/van-ban/phun/")
    names = ["Số, ký hiệu", "Loại", "Lĩnh vực", "Người ký", "Ngày ban hành", "Hiệu lực"]
    shown = [fact(soup, name) for name in names]
    assert shown == ["45/TB-SYT", *facts.values(), "09/02/2026", "Còn hiệu lực"]
    assert fact(soup, "Cơ quan ban hành") == "Sở Y tế"
    download, view = soup.select(".downloads a")
    assert download["href"] == view["href"] == file.url
    assert download.has_attr("download") and not view.has_attr("download")
    assert get_text(download) == "Tải xuống PDF, 2,0 KB"


def test_a_document_of_somebody_else_names_its_issuer(opened, health):
    publish_document(health, "Luật", slug="luat", issuer="Quốc hội")
    assert fact(opened(health, "/van-ban/luat/"), "Cơ quan ban hành") == "Quốc hội"


def test_what_cannot_be_seen_in_a_browser_is_only_offered_to_download(opened, health):
    publish_document(health, "Mẫu", slug="mau", file=create_file(health, name="mau.docx"))
    [download] = opened(health, "/van-ban/mau/").select(".downloads a")
    assert download.has_attr("download")


def test_a_document_is_in_force_by_the_day_and_not_by_a_job(opened, kept, clock, health):
    noon = datetime(2026, 2, 27, 5, tzinfo=UTC)
    clock(noon)
    dates = {"effective_on": date(2026, 2, 28), "expires_on": date(2026, 3, 2)}
    publish_document(health, "Phun", slug="phun", issued_on=FEBRUARY, **dates)
    seen = []
    for day in range(4):
        clock(noon + timedelta(days=day))
        seen.append(state_line(opened(health, "/van-ban/phun/")))
        assert kept(health, "/van-ban/phun/")
    begins, over = "Chưa có hiệu lực: có hiệu lực từ 28/02/2026", "Đã hết hiệu lực: từ 02/03/2026"
    assert seen == [begins, None, None, over]


def test_a_document_that_another_one_replaces_says_so_at_the_next_request(opened, kept, health):
    old = publish_document(health, "Cũ", slug="cu", number="1/QĐ")
    assert state_line(opened(health, "/van-ban/cu/")) is None
    assert kept(health, "/van-ban/cu/")
    publish_document(health, "Mới", number="2/QĐ", slug="moi", replaces=[old])
    soup = opened(health, "/van-ban/cu/")
    assert state_line(soup) == "Đã bị thay thế Thay bằng 2/QĐ: Mới"
    assert soup.select_one(".state-line a")["href"] == "/van-ban/moi/"
    assert fact(opened(health, "/van-ban/moi/"), "Thay thế") == "1/QĐ: Cũ"


def test_what_replaces_a_document_later_or_was_never_published_leaves_it_in_force(
    opened, health, today
):
    old = publish_document(health, "Cũ", slug="cu")
    tomorrow = today + timedelta(days=1)
    publish_document(health, "Mới", number="2/QĐ", replaces=[old], effective_on=tomorrow)
    publish_document(health, "Rút", number="3/QĐ", replaces=[old]).unpublish()
    soup = opened(health, "/van-ban/cu/")
    assert state_line(soup) is None
    assert fact(soup, "Sẽ được thay bằng") == "2/QĐ: Mới"


def test_the_list_is_narrowed_to_exactly_those_that_say_the_same_of_themselves(
    listed, health, today
):
    days = [None, *(today + timedelta(days=n) for n in (-2, 0, 1, 2))]
    said = {}
    for number, (begins, ends) in enumerate(product(days, days), 1):
        if ends and ends <= (begins or today - timedelta(days=3)):
            continue
        dates = {"effective_on": begins, "expires_on": ends}
        made = publish_document(
            health, "A", number=str(number), issued_on=today - timedelta(days=3), **dates
        )
        said[made.number] = made.legal_status
    last = DocumentPage.objects.get(number=number if str(number) in said else max(said, key=int))
    publish_document(health, "B", number="B", replaces=[last])
    said |= {last.number: "thay-the", "B": "con"}
    for standing in ("con", "chua", "het", "thay-the"):
        expected = {number for number, says in said.items() if says == standing}
        assert expected and set(listed(f"?hieuluc={standing}")) == expected


@pytest.fixture
def three(health):
    publish_document(health, "Phun thuốc", number="9/TB", document_type="Thông báo", field="Y tế")
    publish_document(health, "Cấp đất", number="10/QĐ", document_type="Quyết định", field="Đất đai")
    publish_document(
        health, "Họp", number="100/TB", document_type="Thông báo", issued_on=date(2020, 1, 1)
    )


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", ["10/QĐ", "9/TB", "100/TB"]),
        ("?loai=Thông+báo", ["9/TB", "100/TB"]),
        ("?muc=Đất+đai", ["10/QĐ"]),
        ("?nam=2020", ["100/TB"]),
        ("?tim=phun+thuoc", ["9/TB"]),
        ("?tim=10%2FQĐ", ["10/QĐ"]),
        ("?loai=Thông+báo&muc=Đất+đai", []),
        ("?xep=so", ["9/TB", "10/QĐ", "100/TB"]),
        ("?xep=cu", ["100/TB", "9/TB", "10/QĐ"]),
        ("?loai=x&nam=y&hieuluc=z&xep=w&tim=%00", ["10/QĐ", "9/TB", "100/TB"]),
    ],
)
def test_the_list_is_narrowed_and_ordered(listed, three, query, numbers):
    assert listed(query) == numbers


@pytest.mark.parametrize(
    "asked",
    [
        "15/2024/nd-cp",
        "15 2024 NĐ-CP",
        "015/2024/NĐCP",
        "nđ-cp 15",
        "Nghị định số 15/2024/NĐ-CP",
        "ĐẤT đai",
        "dat ba be",
        "lan chiem",
    ],
)
def test_words_are_found_whatever_their_spelling(listed, health, asked):
    fields = {"document_type": "Nghị định", "lead": "Về LẤN CHIẾM đất rừng."}
    publish_document(health, "Đất đai ở huyện Ba Bể", number="15/2024/NĐ-CP", **fields)
    publish_document(health, "Đất rừng", number="150/2024/NĐ-CP", document_type="Nghị định")
    assert listed(f"?tim={quote(asked)}") == ["15/2024/NĐ-CP"]
    assert listed("?tim=%E2%80%A6") == []


@pytest.mark.parametrize("asked", ["quỹ", "quĩ", "QUĨ", "quy", "qui", "kĩ thuật", "quỹ ky"])
def test_y_and_i_are_the_same_at_the_end_of_a_syllable_as_in_the_search(health, listed, asked):
    publish_document(health, "Quỹ Kỹ thuật", number="1/QĐ")
    publish_document(health, "Quyết định", number="2/QĐ")
    assert "1/QĐ" in listed(f"?tim={quote(asked)}")


def test_only_what_there_is_can_be_chosen_and_the_result_is_said_in_words(opened, health, three):
    soup = opened(health, "/van-ban/?loai=Thông+báo")
    form = soup.select_one(".filters-wide form")
    choices = [option["value"] for option in form.select("[name=muc] option")]
    assert choices == ["", "Đất đai", "Y tế"]
    assert form.select_one("[name=loai] [selected]")["value"] == "Thông báo"
    assert "Có 2 văn bản phù hợp." in get_text(soup.select_one(".list-facts"))


def test_the_form_of_a_list_shows_the_choice_of_each_request(opened, health, three):
    asked = {"": [], "?loai=Thông+báo": ["Thông báo"], "?muc=Y+tế": ["Y tế"], "?trang=1": []}
    for query, chosen in asked.items():
        form = opened(health, f"/van-ban/{query}").select_one(".filters-wide form")
        found = [option["value"] for option in form.select("[selected]") if option["value"]]
        assert found == chosen, query


def test_pages_of_a_narrowed_list_stay_narrowed(opened, health, monkeypatch):
    monkeypatch.setattr(DocumentIndexPage, "page_size", 1)
    for number in ("1", "2"):
        publish_document(health, "Phun", number=number, document_type="Thông báo")
    onward = opened(health, "/van-ban/?loai=Thông+báo").select_one("a[rel=next]")["href"]
    soup = opened(health, f"/van-ban/{onward}")
    assert soup.select_one("[name=loai] [selected]")["value"] == "Thông báo"
    assert [cell.text for cell in soup.select(".documents tbody th")] == ["1"]


def test_a_list_with_files_and_successors_costs_the_same_whatever_its_length(visit, health):
    costs = []
    earlier = []
    for number in range(3):
        file = create_file(health)
        earlier = [publish_document(health, "A", number=str(number), file=file, replaces=earlier)]
        visit(health, "/van-ban/?trang=1")
        with CaptureQueriesContext(connection) as queries:
            visit(health, "/van-ban/?trang=1")
        costs.append(len(queries))
    assert costs[1:] == costs[:1] * 2 and costs[0] <= 14


def test_a_scan_is_called_one_to_readers_and_editors(
    opened, kept, sign_in, health_editor, health, work_off
):
    made = publish_document(health, "Phun", slug="phun", file=create_file(health, content=SCAN))
    assert not opened(health, "/van-ban/phun/").select(".scan-note")
    assert kept(health, "/van-ban/phun/")
    work_off()
    assert opened(health, "/van-ban/phun/").select(".scan-note")
    assert "bản quét" in get_text(opened(health, "/van-ban/").select_one(".document-file"))
    editor = sign_in(health_editor)
    [row] = list_rows(editor.get("/admin/van-ban/"))
    assert "PDF (bản quét)" in row
    advice = parse_html(editor.get(get_edit_path(made))).select(".advice li")
    assert any("“Bốn lăm” là bản quét" in get_text(one) for one in advice)


def test_search_engines_are_told_what_it_is_and_whether_it_holds(opened, health):
    old = publish_document(health, "Cũ", slug="cu", number="1/QĐ")
    publish_document(
        health, "Mới", slug="moi", number="2/QĐ", replaces=[old], file=create_file(health)
    )
    told = {
        path: find_structured_data(opened(health, f"/van-ban/{path}/"), "Legislation")
        for path in ("cu", "moi")
    }
    assert told["moi"]["legislationIdentifier"] == "2/QĐ"
    assert told["moi"]["legislationPassedBy"]["name"] == "Sở Y tế"
    [repealed] = told["moi"]["legislationRepeals"]
    assert (repealed["@type"], repealed["url"]) == ("Legislation", told["cu"]["url"])
    assert told["moi"]["encoding"][0]["encodingFormat"] == "application/pdf"
    forces = [told[path]["legislationLegalForce"].rpartition("/")[2] for path in ("cu", "moi")]
    assert forces == ["NotInForce", "InForce"]


def test_a_document_is_found_by_its_number(opened, health):
    publish_document(health, "Phun thuốc", slug="phun", number="1579/QĐ-SYT")
    [hit] = opened(health, "/tim-kiem/?q=1579+qd+syt").select("ol.results > li")
    assert hit.a["href"] == "/van-ban/phun/"


def items(response):
    assert response["Content-Type"].startswith("application/rss+xml")
    return [
        (item.title.text, item.link.text, [file["url"] for file in item("enclosure")])
        for item in BeautifulSoup(response.content, "xml")("item")
    ]


def test_documents_have_a_feed_at_the_address_of_their_list(opened, visit, kept, health, district):
    file = create_file(health)
    publish_document(health, "Phun", number="45/TB", slug="phun", issued_on=FEBRUARY)
    publish_document(district, "Huyện", number="1")
    feed = opened(health, "/van-ban/").select_one('head link[title^="Văn bản"]')["href"]
    assert feed == "/van-ban/rss.xml"
    base = health.root_url
    old = ("45/TB: Phun", f"{base}/van-ban/phun/", [])
    assert items(visit(health, feed)) == [old]
    assert kept(health, feed)
    publish_document(health, "Mới", number="46/TB", slug="moi", file=file)
    new = ("46/TB: Mới", f"{base}/van-ban/moi/", [base + file.url])
    assert items(visit(health, feed)) == [new, old]


def test_what_is_no_list_has_no_feed(visit, health):
    index = DocumentIndexPage.objects.child_of(health.root_page).get()
    assert visit(health, "/gioi-thieu/rss.xml").status_code == 404
    assert visit(health, "/khong-co/rss.xml").status_code == 404
    index.unpublish()
    assert visit(health, "/van-ban/rss.xml").status_code == 404


def sent(replaced=(), file=None, **fields):
    """What the form of a document sends."""
    files = [{"file": file.pk, "caption": "", "ORDER": 1}] if file else []
    replacements = [{"replaced": one.pk, "ORDER": 1} for one in replaced]
    facts = {"number": "2/QĐ", "document_type": "Quyết định", "issued_on": "24/11/2026"}
    return make_article_form(
        "Mới",
        files=inline_formset(files),
        replacements=inline_formset(replacements),
        **facts | fields,
    )


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


@pytest.fixture
def add(health):
    index = DocumentIndexPage.objects.child_of(health.root_page).get()
    return f"/admin/pages/add/home/documentpage/{index.pk}/"


def test_a_document_is_published_with_its_file_and_what_it_replaces(moderator, health, add):
    old, file = publish_document(health, "Cũ"), create_file(health)
    form = parse_html(moderator.get(add))
    suggestions = form.find(id=form.find(id="id_document_type")["list"])
    assert "Quyết định" in [option["value"] for option in suggestions("option")]
    assert moderator.post(add, sent([old], file) | PUBLISH).status_code == 302
    new = DocumentPage.objects.live().get(title="Mới")
    assert [row.file for row in new.files.all()] == [file]
    assert DocumentPage.objects.get(pk=old.pk).legal_status == "thay-the"


def test_a_document_replaces_no_other_websites_and_not_itself(moderator, health, province, add):
    own = publish_document(health, "Mới", number="2/QĐ")
    for path, replaced in (
        (add, publish_document(province, "Của tỉnh")),
        (get_edit_path(own), own),
    ):
        response = moderator.post(path, sent([replaced]) | PUBLISH)
        assert response.context["form"].formsets["replacements"].errors[0].keys() == {"replaced"}


def test_a_document_cannot_end_before_it_begins(moderator, add):
    dates = {"effective_on": "25/11/2026", "expires_on": "25/11/2026"}
    errors = moderator.post(add, sent(**dates) | PUBLISH).context["form"].errors
    assert errors.keys() == {"expires_on"}


def test_an_editor_is_told_what_readers_miss(sign_in, health_editor, health):
    editor = sign_in(health_editor)
    bare = publish_document(health, "Trống")
    advice = get_text(parse_html(editor.get(get_edit_path(bare))).select_one(".advice"))
    assert "Chưa có tệp cũng chưa có nội dung" in advice and "Chưa ghi lĩnh vực" in advice
    facts = {"document_type": "Thông báo", "field": "Y tế"}
    whole = publish_document(health, "Đủ", file=create_file(health), **facts)
    assert not parse_html(editor.get(get_edit_path(whole))).select(".advice li")


def test_a_file_of_a_document_cannot_be_deleted(health):
    file = create_file(health)
    made = publish_document(health, "Phun", file=file)
    with pytest.raises(ProtectedError):
        file.delete()
    assert [row.file for row in DocumentPage.objects.get(pk=made.pk).files.all()] == [file]
