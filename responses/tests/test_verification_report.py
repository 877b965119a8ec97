"""What was seen where and when, in the report, its table and the certificates."""

import csv
import gc
import hashlib
import io
import re
from datetime import timedelta

import pypdfium2
import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bulletins.models import NoteKind
from bulletins.selectors.localized import get_mark_version
from bulletins.services import lifecycle
from bulletins.tests.factories import create_draft, publish_bulletin
from members.models import AuditEntry
from members.tasks import chain_journal
from responses.models import DisplayError, Expected
from responses.services.acknowledgements import acknowledge
from responses.tasks import verify_bulletin
from responses.tests.factories import FIRST, create_check, publish_requiring_acknowledgement
from sites.models import Agency, Failure
from tests.bulk_agencies import make_agencies
from tests.servers import serve_bantin

pytestmark = pytest.mark.django_db


def read_pdf(response):
    assert response.headers["content-type"] == "application/pdf"
    content = response.content if not response.streaming else b"".join(response.streaming_content)
    document = pypdfium2.PdfDocument(content)
    pages = [page.get_textpage().get_text_range() for page in document]
    return " ".join(" ".join(pages).split()), len(pages)


@pytest.fixture
def publisher(sign_in, ict_publisher):
    return sign_in(ict_publisher)


def test_first_and_last_time_seen_are_kept_by_the_verifications(settings, clock, province):
    bulletin = publish_bulletin("Lũ")

    def read_at(moment):
        clock(moment)
        with serve_bantin() as settings.VERIFY_ADDRESS:
            verify_bulletin.call(bulletin.pk)
        return bulletin.checks.get(agency=province)

    begin = timezone.now()
    first = read_at(begin + timedelta(minutes=1))
    assert first.first_shown_at == first.last_shown_at == begin + timedelta(minutes=1)
    again = read_at(begin + timedelta(hours=2))
    assert again.first_shown_at == first.first_shown_at
    assert again.last_shown_at == begin + timedelta(hours=2)
    assert again.shown_version == get_mark_version(again.version) == first.shown_version
    lifecycle.withdraw_bulletin(bulletin=bulletin, reason="Nhầm.", by=None)
    gone = read_at(begin + timedelta(hours=3))
    assert gone.expected == Expected.WITHDRAWN and gone.outcome == Failure.NONE
    assert gone.last_shown_at == again.last_shown_at


def test_report_and_table_say_the_same_of_each_website(
    publisher, tuesday, health, district, health_editor
):
    bulletin = publish_requiring_acknowledgement(audience=["kind:department", "kind:district"])
    check = create_check(bulletin, health)
    create_check(bulletin, district, first=None, last=None, outcome=DisplayError.MISSING)
    acknowledge(bulletin=bulletin, agency=health, answer="", by=health_editor)
    path = reverse("bulletin_proof", args=[bulletin.pk])
    text = b"".join(publisher.get(path, {"export": "csv"}).streaming_content).decode("utf-8-sig")
    heading, *rows = csv.reader(io.StringIO(text))
    assert heading == [
        *("Đơn vị", "Địa chỉ trang web", "Phiên bản", "Thấy lần đầu", "Thấy lần cuối"),
        *("Xác nhận lúc", "Người xác nhận"),
    ]
    seen = ("09:05, 24/11/2026", "02:30, 25/11/2026", "09:00, 24/11/2026", "health-editor")
    address = health.root_url + bulletin.path
    assert rows == [
        ["Sở Y tế", address, check.shown_version, *seen],
        ["Ủy ban nhân dân huyện Ba Bể", district.root_url + bulletin.path, *[""] * 5],
    ]
    report, _pages = read_pdf(publisher.get(reverse("bulletin_report", args=[bulletin.pk])))
    words = report[report.index("Tất cả các trang web") :]
    for cell in {cell for row in rows for cell in row}:
        assert cell.replace(" ", "") in words.replace(" ", "")
    page = publisher.get(path).text
    assert all(cell in page for cell in rows[0])


def test_the_number_of_queries_does_not_grow_with_the_websites(
    publisher, tuesday, health, district, province
):
    def count(title, *agencies):
        bulletin = publish_bulletin(title)
        for agency in agencies:
            create_check(bulletin, agency)
        numbers = []
        for name in ("bulletin_proof", "bulletin_report", "bulletin_certificate"):
            with CaptureQueriesContext(connection) as queries:
                assert publisher.get(reverse(name, args=[bulletin.pk])).status_code == 200
            numbers.append(len(queries))
        return numbers

    count("Trước", health)
    assert count("Một", health) == count("Ba", health, district, province)


def count_agencies_in_memory():
    gc.collect()
    return sum(type(each) is Agency for each in gc.get_objects())


def test_a_long_table_is_read_row_by_row(publisher, tuesday):
    make_agencies(120)
    path = reverse("bulletin_proof", args=[publish_bulletin("Lũ").pk])
    before = count_agencies_in_memory()
    with CaptureQueriesContext(connection) as queries:
        lines = iter(publisher.get(path, {"export": "csv"}).streaming_content)
        begun = [next(lines) for _ in range(60)]
        # Of the rows that were written none is kept, and none is read that is not needed yet.
        held = count_agencies_in_memory() - before
        rest = list(lines)
    assert len(begun) + len(rest) > 120 and held < 20
    assert len([query for query in queries if "first_shown_at" in query["sql"]]) == 1


def get_code(words):
    [code] = set(re.findall(r"\b[0-9a-f]{64}\b", words))
    return code


def test_a_certificate_says_what_was_public_where_and_when_and_can_be_checked(
    publisher, tuesday, health, district, capsys
):
    bulletin = publish_bulletin(
        "Rà soát #[tài khoản]", slug="ra-soat", source=health, document_number="12/TB-SYT"
    )
    create_check(bulletin, health)
    create_check(bulletin, district, first=FIRST - timedelta(minutes=1))
    path = reverse("bulletin_certificate", args=[bulletin.pk])
    assert "chưa vào chuỗi" in read_pdf(publisher.get(path))[0]
    chain_journal()
    response = publisher.get(path)
    words, _pages = read_pdf(response)
    for said in (
        "đã công khai từ 09:04, 24/11/2026 đến 02:30, 25/11/2026", "Rà soát #[tài khoản]",
        "12/TB-SYT", "Sở Y tế", "thấy bản tin trên 2 trang", "UTC+7", "Trang 1/",
    ):  # fmt: skip
        assert said in words
    for agency in (health, district):
        assert (agency.root_url + bulletin.path).replace(" ", "") in words.replace(" ", "")
    text = publisher.get(reverse("bulletin_canonical_text", args=[bulletin.pk])).content
    assert text.decode().startswith("Rà soát #[tài khoản]\n")
    assert hashlib.sha256(text).hexdigest() == get_code(words)
    [place] = set(re.findall(r"\b[1-9][0-9]*:[0-9a-f]{16}\b", words))
    call_command("verify_journal", "--contains", place)
    assert "is in the journal" in capsys.readouterr().out
    # Who has the file finds in the journal who took it, and when.
    digest = hashlib.sha256(response.content).hexdigest()
    entry = AuditEntry.objects.get(action="bulletins.certificate", detail__endswith=f" {digest}")
    assert entry.person_name == "ict-publisher" and entry.title == bulletin.title


def test_every_version_has_its_fingerprint(publisher, tuesday, health):
    bulletin = publish_bulletin("Bản một", source=health)
    create_check(bulletin, health)
    codes = [get_code(read_pdf(publisher.get(certificate_of(bulletin)))[0])]
    bulletin.title = "Bản hai"
    bulletin.save_revision().publish()
    bulletin.refresh_from_db()
    lifecycle.add_note(bulletin=bulletin, kind=NoteKind.CORRECTION, text="Sửa ngày.", by=None)
    words, _pages = read_pdf(publisher.get(certificate_of(bulletin)))
    assert get_code(words) not in codes
    assert codes[0][:16] in words and "Sửa ngày." in words and "Bản hai" in words


def certificate_of(bulletin, agency=None):
    if agency:
        return reverse("bulletin_website_certificate", args=[bulletin.pk, agency.pk])
    return reverse("bulletin_certificate", args=[bulletin.pk])


def test_what_no_verification_has_seen_is_not_certified(publisher, tuesday, health, district):
    bulletin = publish_bulletin("Tin")
    proof = reverse("bulletin_proof", args=[bulletin.pk])
    refused = publisher.get(certificate_of(bulletin), follow=True)
    assert refused.redirect_chain == [(proof, 302)] and "chưa lần nào thấy" in refused.text
    create_check(bulletin, health)
    assert publisher.get(certificate_of(bulletin, district))["Location"] == proof
    words, _pages = read_pdf(publisher.get(certificate_of(bulletin, health)))
    assert "Sở Y tế" in words and "Ba Bể" not in words
    draft = create_draft("Nháp")
    assert publisher.get(certificate_of(draft)).status_code == 404


def test_a_unit_takes_the_certificate_of_its_own_website_only(
    sign_in, tuesday, health, district, health_editor, district_editor, outsider
):
    bulletin = publish_bulletin("Tin", audience=["kind:department"])
    create_check(bulletin, health)
    client = sign_in(health_editor)
    own = reverse("unit_certificate", args=[health.pk, bulletin.pk])
    placement = reverse("desk:placement", args=[health.pk, bulletin.pk])
    assert own in client.get(placement).text
    words, _pages = read_pdf(client.get(own))
    assert "Sở Y tế" in words
    entry = AuditEntry.objects.get(action="bulletins.certificate")
    assert (entry.agency, entry.person) == (health, health_editor)
    theirs = reverse("unit_certificate", args=[district.pk, bulletin.pk])
    for person in (health_editor, district_editor, outsider):
        client = sign_in(person)
        for path in (theirs, certificate_of(bulletin), certificate_of(bulletin, health)):
            assert client.get(path).status_code in {302, 403, 404}
    assert sign_in(district_editor).get(own).status_code == 404
