from datetime import timedelta

import pypdfium2
import pytest

from bulletins.models import NoteKind
from bulletins.services import lifecycle
from bulletins.tests.factories import create_draft, publish_bulletin
from responses.models import Acknowledgement, DisplayCheck, DisplayError
from responses.report import content
from responses.services.acknowledgements import acknowledge, acknowledge_by_telephone
from responses.tests.factories import NOW, get_work_list_path, publish_requiring_acknowledgement
from sites.models import AgencySettings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]


@pytest.fixture
def read(sign_in, ict_publisher):
    """The words of a bulletin's report, page after page."""

    def words_of(bulletin):
        answer = sign_in(ict_publisher).get(get_work_list_path(bulletin, "bao-cao"))
        assert answer.headers["content-type"] == "application/pdf"
        document = pypdfium2.PdfDocument(answer.content)
        pages = [page.get_textpage().get_text_range() for page in document]
        return [" ".join(page.split()) for page in pages]

    return words_of


def test_it_says_what_was_sent_what_happened_and_who_confirmed(
    read, health, district, health_editor, ict_publisher, province
):
    bulletin = publish_requiring_acknowledgement(
        "Rà soát #[tài khoản]",
        slug="ra-soat",
        source=health,
        document_number="12/TB-SYT",
        audience=["kind:department", "kind:district"],
    )
    lifecycle.add_note(
        bulletin=bulletin, kind=NoteKind.UPDATE, text="Thêm ba tài khoản.", by=ict_publisher
    )
    acknowledge(bulletin=bulletin, agency=health, answer="Đã đổi.", by=health_editor)
    acknowledge_by_telephone(
        bulletin=bulletin, agency=district, spoken_to="bà Hoa", by=ict_publisher
    )
    page = " ".join(read(bulletin))
    assert page.startswith("Sở Y tế")
    for words in (
        "Sở Y tế", "Số: 12/TB-SYT", "Ngày 24 tháng 11 năm 2026", "Rà soát #[tài khoản]",
        "Các sở và các huyện", "Thêm ba tài khoản.", "2 trên 2 đơn vị đã xác nhận.",
        "health-editor", "Đã đổi.", "qua điện thoại với bà Hoa", "Tất cả đơn vị", "Trang 1/2",
    ):  # fmt: skip
        assert words in page


def test_it_lists_who_has_not_confirmed_and_when_it_was_ended(read, district, ict_publisher):
    bulletin = publish_requiring_acknowledgement(audience=["kind:district"])
    lifecycle.end_bulletin(bulletin=bulletin, closing_text="Đã xong.", by=ict_publisher)
    [page] = read(bulletin)
    assert "0 trên 1 đơn vị" in page and "Ủy ban nhân dân huyện Ba Bể" in page
    assert "Kết thúc" in page and "Đã xong." in page


def test_a_bulletin_that_asked_nothing_has_a_report_of_the_province_and_a_draft_has_none(
    read, sign_in, ict_publisher
):
    [page] = read(publish_bulletin("Tin"))
    assert "không yêu cầu các đơn vị xác nhận" in page
    assert page.startswith("Cổng Thông tin điện tử tỉnh Bắc Kạn")
    path = get_work_list_path(create_draft("Nháp"), "bao-cao")
    assert sign_in(ict_publisher).get(path).status_code == 404


def test_each_unit_where_something_is_wrong_is_named_also_one_it_is_no_longer_for(
    read, health, district
):
    bulletin = publish_requiring_acknowledgement(audience=["kind:department"])
    for agency, outcome in ((health, DisplayError.MISSING), (district, DisplayError.LEFT)):
        DisplayCheck.objects.create(
            bulletin=bulletin, agency=agency, outcome=outcome, checked_at=NOW
        )
    [page] = read(bulletin)
    assert "có vấn đề: 2" in page
    assert "Ủy ban nhân dân huyện Ba Bể" in page and "Sở Y tế" in page


def test_of_each_confirmation_it_says_how_it_came_and_whether_in_time(health, district, province):
    bulletin = publish_requiring_acknowledgement(audience=["all"])
    late, deadline = bulletin.confirm_by + timedelta(seconds=1), bulletin.confirm_by
    for agency, at, fields in (
        (district, late, {"spoken_to": "bà Hoa", "answer": "Đã xong."}),
        (health, deadline, {"person_name": "Bà Lan", "file": "a.pdf"}),
    ):
        Acknowledgement.objects.create(bulletin=bulletin, agency=agency, at=at, **fields)
    section = content.build_acknowledged_section(bulletin)
    assert [(row[0], *row[2:]) for row in section["table"]["rows"]] == [
        ("Sở Y tế", "Bà Lan", "có tệp báo cáo lưu trên hệ thống"),
        (district.name, "", "qua điện thoại với bà Hoa; Đã xong.; sau hạn"),
    ]
    assert section["paragraphs"] == ["2 trên 3 đơn vị đã xác nhận."]
    AgencySettings.objects.filter(site=province.site).update(
        telephone="0209 3870 001", responsible="Ông An"
    )
    [row] = content.build_missing_section(bulletin)["table"]["rows"]
    assert row[:3] == [province.name, "0209 3870 001", "Ông An"]
    assert row[3].startswith("chưa lần nào. ")


@pytest.mark.parametrize(
    ("fields", "since", "then"),
    [
        ({}, "09:00", " Số trang đang hiển thị: 3."),
        ({"valid_from": NOW - timedelta(hours=1)}, "08:00", " Số trang đang hiển thị: 3."),
        ({"valid_until": NOW}, "09:00", " Có hiệu lực đến 09:00, 24/11/2026."),
        ({"valid_until": NOW, "withdrawn_at": NOW}, "09:00", " Đã thu hồi lúc 09:00, 24/11/2026."),
        ({"live": False}, "09:00", ""),
    ],
)
def test_it_says_since_when_a_bulletin_was_shown_and_what_became_of_it(
    province, fields, since, then
):
    bulletin = publish_bulletin("Tin")
    for name, value in fields.items():
        setattr(bulletin, name, value)
    bulletin.save()
    told = " ".join(content.build_display_section(bulletin)["paragraphs"])
    assert told == f"Có trên các trang từ {since}, 24/11/2026.{then}"
