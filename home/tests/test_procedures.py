import pytest
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from content.tests.factories import create_document
from desk.tests.html import list_rows
from home.models import ProcedureGround, ProcedureIndexPage, ProcedurePage
from home.tests.factories import get_edit_path, publish_document, publish_procedure
from sites.models import AgencySettings
from tests.html import find_structured_data, get_text, parse_html

pytestmark = pytest.mark.django_db

PUBLISH = {"action-publish": "Xuất bản"}
ONLINE = "https://dichvucong.example/1.009994"
WHOLE = {
    "lead": "Để được xây nhà.",
    "code": "1.009994",
    "field": "Xây dựng",
    "for_whom": "Hộ gia đình xây nhà ở riêng lẻ.",
    "papers": [("paper", {"name": "Đơn đề nghị", "originals": 1, "copies": 2})],
    "steps": [("step", "<p>Nộp hồ sơ.</p>"), ("step", "<p>Nhận giấy hẹn.</p>")],
    "fee": "75.000 đồng",
    "time": "15 ngày làm việc",
    "result": "Giấy phép",
    "online_url": ONLINE,
}


@pytest.fixture
def opened(visit):
    return lambda agency, path: parse_html(visit(agency, path))


def groups(soup):
    sections = soup.select(".procedure-group")
    return {section.h2.text: [link.text for link in section("a")] for section in sections}


def test_a_procedure_answers_in_the_order_people_ask(opened, health):
    publish_procedure(
        health,
        "Cấp giấy phép",
        slug="cap",
        forms=[create_document(health.collection, "Đơn", name="don.docx", content=b"x" * 2048)],
        office="P. 1",
        **WHOLE,
    )
    soup = opened(health, "/thu-tuc/cap/")
    sections = {section.h2.text: get_text(section) for section in soup.select(".procedure section")}
    assert list(sections) == [
        "Dành cho ai",
        "Giấy tờ cần có",
        "Các bước thực hiện",
        "Phí, lệ phí",
        "Thời gian giải quyết",
        "Nơi làm thủ tục",
        "Kết quả",
        "Nộp hồ sơ trực tuyến",
        "Biểu mẫu",
    ]
    assert "Đơn đề nghị 1 bản chính, 2 bản sao" in sections["Giấy tờ cần có"]
    assert "DOCX, 2,0 KB" in sections["Biểu mẫu"]
    assert [get_text(step) for step in soup.select("#steps ~ ol > li")] == [
        "Nộp hồ sơ.",
        "Nhận giấy hẹn.",
    ]
    assert soup.select_one("#online ~ p a")["href"] == ONLINE
    jumps = {link["href"] for link in soup.select(".procedure-links a")}
    assert jumps == {"#online", "#forms"}
    assert all(soup.find(id=jump[1:]).name == "h2" for jump in jumps)


def test_empty_parts_vanish_and_the_units_own_address_stands_in(opened, health):
    publish_procedure(health, "Trống", slug="trong")
    assert not opened(health, "/thu-tuc/trong/").select(".procedure section")
    details = AgencySettings.for_site(health.site)
    details.address = "Số 1"
    details.save()
    [where] = opened(health, "/thu-tuc/trong/").select(".procedure section")
    assert get_text(where) == "Nơi làm thủ tục Số 1"


def test_the_form_is_three_taps_away_typed_without_accents(opened, health):
    form = create_document(health.collection, "Đơn", name="don.docx", content=b"x" * 2048)
    publish_procedure(health, "Cấp giấy phép xây dựng nhà ở", forms=[form], **WHOLE)
    publish_procedure(health, "Đăng ký khai sinh")
    hit = opened(health, "/tim-kiem/?q=giay+phep+xay+dung").select_one("ol.results > li a")
    link = opened(health, hit["href"]).select_one("#forms ~ ul a")
    assert link["href"] == form.url


@pytest.mark.parametrize("typed", ["ho gia dinh", "giay hen", "1.009994", "don de nghi"])
def test_the_search_reads_papers_steps_and_code(opened, health, typed):
    publish_procedure(health, "Cấp phép", slug="cap", **WHOLE)
    hits = opened(health, f"/tim-kiem/?q={typed}").select("ol.results > li a")
    assert [hit["href"] for hit in hits] == ["/thu-tuc/cap/"]


def test_procedures_stand_under_their_fields_in_vietnamese_order(opened, health):
    for title, field in [
        ("Khai tử", "Hộ tịch"),
        ("Đăng ký đất", "Đất đai"),
        ("Ấn chỉ", "Hộ tịch"),
        ("Khác", ""),
    ]:
        publish_procedure(health, title, field=field)
    assert list(groups(opened(health, "/thu-tuc/")).items()) == [
        ("Đất đai", ["Đăng ký đất"]),
        ("Hộ tịch", ["Ấn chỉ", "Khai tử"]),
        ("Thủ tục khác", ["Khác"]),
    ]


def test_without_fields_they_stand_under_their_letters(opened, health):
    for title in ("Đổi thẻ", "Dựng lán", "Ân hạn", "Ấn chỉ", "An táng"):
        publish_procedure(health, title)
    assert list(groups(opened(health, "/thu-tuc/"))) == ["A", "Â", "D", "Đ"]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?muc=Hộ+tịch", {"Hộ tịch": ["Khai sinh"]}),
        ("?tim=xay", {"Xây dựng": ["Xây nhà"]}),
        ("?tim=không", {}),
    ],
)
def test_the_list_is_narrowed_by_field_and_words(opened, health, query, shown):
    publish_procedure(health, "Khai sinh", field="Hộ tịch")
    publish_procedure(health, "Xây nhà", field="Xây dựng")
    assert groups(opened(health, f"/thu-tuc/{query}")) == shown


def test_what_a_procedure_rests_on_is_linked_where_readers_may_see_it(opened, health):
    seen = publish_document(health, "Quy định", slug="quy-dinh", number="1/QĐ")
    hidden = publish_document(health, "Kín", number="2/QĐ")
    hidden.unpublish()
    made = publish_procedure(health, "Cấp phép", slug="cap")
    made.grounds = [
        ProcedureGround(document=seen),
        ProcedureGround(document=hidden),
        ProcedureGround(citation="Luật Xây dựng"),
    ]
    made.save_revision().publish()
    soup = opened(health, "/thu-tuc/cap/")
    listed = soup.select("#grounds ~ ul li")
    assert [get_text(one) for one in listed] == ["1/QĐ: Quy định", "Luật Xây dựng"]
    assert [link["href"] for link in soup.select("#grounds ~ ul a")] == ["/van-ban/quy-dinh/"]


def test_search_engines_are_told_of_a_service(opened, health):
    publish_procedure(health, "Cấp phép", slug="cap", **WHOLE)
    told = find_structured_data(opened(health, "/thu-tuc/cap/"), "GovernmentService")
    assert told["name"] == "Cấp phép"
    assert told["provider"]["name"] == "Sở Y tế"
    assert told["availableChannel"]["serviceUrl"] == ONLINE


def sent(form=None, **fields):
    """What the form of a procedure sends."""
    forms = [{"file": form.pk, "caption": "", "ORDER": 1}] if form else []
    names = ("lead", "code", "field", "for_whom", "fee", "time", "office", "result", "online_url")
    return nested_form_data(
        {
            "title": "Cấp phép",
            **dict.fromkeys(names, ""),
            "papers": streamfield([("paper", {"name": "Đơn", "originals": "1", "copies": "0"})]),
            "steps": streamfield([("step", rich_text("<p>Nộp.</p>"))]),
            "forms": inline_formset(forms),
            "grounds": inline_formset([]),
            "comments": inline_formset([]),
        }
        | fields
    )


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


@pytest.fixture
def add(health):
    index = ProcedureIndexPage.objects.child_of(health.root_page).get()
    return f"/admin/pages/add/home/procedurepage/{index.pk}/"


def test_from_the_menu_to_a_published_procedure_and_back_to_the_list(moderator, health, add):
    assert moderator.get("/admin/thu-tuc/them/").url == add
    answer = moderator.post(
        add,
        sent(
            create_document(health.collection, "Đơn", name="don.docx", content=b"x" * 2048),
            field="Xây  dựng",
        )
        | PUBLISH,
        follow=True,
    )
    assert answer.redirect_chain == [("/admin/thu-tuc/", 302)]
    made = ProcedurePage.objects.live().get()
    assert (made.papers[0].value["name"], made.forms.count()) == ("Đơn", 1)
    assert list_rows(answer)[0][:2] == ["Cấp phép", "Xây dựng"]


@pytest.mark.parametrize("address", ["http://a.example/", "javascript:alert(1)"])
def test_the_online_service_is_reached_safely(moderator, add, address):
    errors = moderator.post(add, sent(online_url=address) | PUBLISH).context["form"].errors
    assert errors.keys() == {"online_url"}


def test_a_procedure_cannot_hold_another_agencys_form(moderator, district, add):
    moderator.post(
        add,
        sent(create_document(district.collection, "Đơn", name="don.docx", content=b"x" * 2048))
        | PUBLISH,
    )
    assert not ProcedurePage.objects.exists()


def test_an_editor_is_told_what_readers_miss(moderator, health):
    bare, whole = publish_procedure(health, "Trống"), publish_procedure(health, "Đủ", **WHOLE)
    advice = get_text(parse_html(moderator.get(get_edit_path(bare))).select_one(".advice"))
    assert "Chưa ghi phí" in advice and "Chưa nói cần mang theo giấy tờ gì" in advice
    assert not parse_html(moderator.get(get_edit_path(whole))).select(".advice li")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("75000 đồng", "75.000 đồng"),
        ("75,000đ/bản, từ bản thứ hai 1 500 000 VNĐ", "75.000đ/bản, từ bản thứ hai 1.500.000 VNĐ"),
        ("75.000 đồng theo Nghị quyết 12000/NQ", "75.000 đồng theo Nghị quyết 12000/NQ"),
        ("1,5 triệu đồng; 500 đồng", "1,5 triệu đồng; 500 đồng"),
    ],
)
def test_a_fee_has_dots_between_thousands(health, typed, shown):
    assert publish_procedure(health, "Khai sinh", fee=typed).fee == shown
