"""What alerts say beside their words: event, codes of places, contact and files."""

import hashlib

import pytest

from bulletins.models import Bulletin
from bulletins.tests.factories import (
    add_event_type,
    create_draft,
    publish_bulletin,
    publish_emergency,
)
from channels.tests.cap import read_alert
from channels.tests.factories import create_recording
from content.tests.factories import PAPER, create_document, create_picture
from sites.models import AgencySettings
from sites.tests.factories import create_agency

pytestmark = pytest.mark.django_db

PATH = "/ban-tin/lu-quet/cap.xml"
CENTRAL = "/admin/loai-su-kien/"


@pytest.fixture
def coded(province, health, district):
    """The codes of the province and of two districts; a department has none."""
    other = create_agency("huyen-na-ri", name_vi="Huyện Na Rì")
    for agency, code in ((province, "06"), (district, "061"), (other, "066")):
        agency.geocode = code
        agency.save()
    return other


def test_the_event_is_what_happens_and_not_the_category(visit, health):
    road = add_event_type("Cấm cầu", name_en="Bridge closure", category="Transport")
    publish_emergency(category="an-toan", event_type=road)
    message = read_alert(visit(health, PATH))
    assert (message("event"), message("category")) == (["Cấm cầu"], ["Transport"])
    assert message("eventCode") == []


def test_an_emergency_from_before_there_were_kinds_is_an_emergency_notice(visit, health):
    publish_emergency(category="an-toan")
    message = read_alert(visit(health, PATH))
    assert (message("event"), message("category")) == (["Thông báo khẩn"], ["Safety"])


def test_a_new_name_of_an_event_is_in_alerts_at_the_next_request(
    visit, kept, health, sign_in, ict_publisher
):
    event_type = add_event_type()
    publish_emergency(event_type=event_type)
    assert read_alert(visit(health, PATH))("event") == ["Lũ quét"]
    assert kept(health, PATH)
    fields = {"name_vi": "Lũ ống", "name_en": "Flash flood", "category": "Met"}
    sign_in(ict_publisher).post(f"{CENTRAL}edit/{event_type.pk}/", fields)
    assert read_alert(visit(health, PATH))("event") == ["Lũ ống"]


def test_a_kind_of_event_that_any_version_has_is_not_deleted(sign_in, ict_publisher, health):
    used, unused, drafted = map(add_event_type, ("Lũ quét", "Lốc", "Sạt lở"))
    publish_emergency(event_type=used)
    draft = create_draft("Nháp", event_type=drafted)
    Bulletin.objects.filter(pk=draft.pk).update(event_type=None)
    client = sign_in(ict_publisher)
    for event_type in (used, unused, drafted):
        client.post(f"{CENTRAL}delete/{event_type.pk}/")
    kept = [type(used).objects.filter(pk=one.pk).exists() for one in (used, unused, drafted)]
    assert kept == [True, False, True]


def test_a_code_needs_its_list(sign_in, ict_publisher):
    fields = {"name_vi": "Lốc xoáy", "name_en": "Tornado", "category": "Met", "code": "OET-196"}
    page = sign_in(ict_publisher).post(f"{CENTRAL}new/", fields).content.decode()
    assert "Hãy ghi cả danh mục lẫn mã" in page


@pytest.mark.parametrize("person", ["ict_author", "translator", "health_moderator", "outsider"])
def test_nobody_else_changes_the_list_of_events(sign_in, request, person):
    event_type = add_event_type()
    client = sign_in(request.getfixturevalue(person))
    for path in (CENTRAL, f"{CENTRAL}new/", f"{CENTRAL}edit/{event_type.pk}/"):
        assert client.get(path).status_code in {302, 404}


@pytest.mark.parametrize(
    ("audience", "codes"),
    [
        (["all"], ["06"]),
        (["kind:district"], ["061", "066"]),
        (["kind:department"], ["06"]),
        (["kind:department", "kind:district"], ["06", "061", "066"]),
    ],
)
def test_the_area_has_the_codes_of_its_units(visit, province, coded, audience, codes):
    publish_emergency(audience=audience)
    message = read_alert(visit(province, PATH))
    assert message("geocode/c:value") == codes
    assert set(message("geocode/c:valueName")) == {"VN-GSO"}


@pytest.mark.parametrize("others", ["kind:district", "all"])
def test_a_district_that_is_left_out_is_not_in_the_area(visit, province, district, coded, others):
    publish_emergency(audience=[others, f"-{district.own_code}"])
    assert read_alert(visit(province, PATH))("geocode/c:value") == ["066"]


def test_units_without_a_code_are_in_words_only(visit, health):
    publish_emergency()
    assert read_alert(visit(health, PATH))("geocode") == []


def test_who_sends_it_can_be_reached(visit, kept, health, district):
    details = AgencySettings.for_site(health.site)
    details.telephone, details.address = "0209 3870 115", "96 Trường Chinh"
    details.save()
    publish_emergency(source=health, contact_name="Trực ban", contact_telephone="112")
    expected = "Trực ban: 112; Sở Y tế: 0209 3870 115, 96 Trường Chinh"
    assert read_alert(visit(district, PATH))("contact") == [expected]
    assert kept(district, PATH)
    details.telephone = "0209 3870 116"
    details.save()
    assert "0209 3870 116" in read_alert(visit(district, PATH))("contact")[0]


def test_files_and_pictures_are_offered_with_their_digests(visit, health, work_off):
    paper, picture = create_document(title="Bản đồ"), create_picture()
    attached = create_document(title="Sơ đồ", name="so-do.pdf")
    body = [("file", {"document": paper, "caption": ""}), ("picture", picture)]
    publish_emergency(files=[attached, paper], body=body)
    work_off()
    message = read_alert(visit(health, PATH))
    assert message("resourceDesc") == ["Sơ đồ", "Bản đồ", "Ngầm tràn", "Áp phích A4"]
    assert message("mimeType") == [*2 * ["application/pdf"], "image/jpeg", "application/pdf"]
    assert message("digest")[0] == hashlib.sha1(PAPER, usedforsecurity=False).hexdigest()
    for uri, size, digest in zip(*map(message, ("uri", "size", "digest")), strict=False):
        response = visit(health, uri.removeprefix(health.root_url))
        content = b"".join(response) if response.streaming else response.content
        assert (len(content), hashlib.sha1(content, usedforsecurity=False).hexdigest()) == (
            int(size),
            digest,
        )


def test_what_was_replaced_offers_no_files_any_more(visit, health):
    bulletin = publish_emergency(files=[create_document()])
    bulletin.save_revision().publish()
    assert len(read_alert(visit(health, PATH))("resource")) == 2
    assert read_alert(visit(health, "/ban-tin/lu-quet/cap/1.xml"))("resource") == []


def test_a_recording_has_its_digest(visit, health, recorded_files):
    recording = create_recording(publish_emergency(), "tyz")
    digest = hashlib.sha1(recording.file.read(), usedforsecurity=False).hexdigest()
    assert read_alert(visit(health, PATH))("digest") == [digest]


def test_the_poster_is_there_to_print_and_only_of_an_emergency_that_is_shown(
    visit, kept, health, district
):
    publish_emergency(audience=["kind:department"])
    publish_bulletin("Thường")
    poster = read_alert(visit(health, PATH))("uri")[-1].removeprefix(health.root_url)
    response = visit(health, poster)
    assert (response["Content-Type"], response.content[:4]) == ("application/pdf", b"%PDF")
    assert kept(health, poster)
    assert visit(district, poster).status_code == 404
    assert visit(health, "/ban-tin/thuong/ap-phich.pdf").status_code == 404
