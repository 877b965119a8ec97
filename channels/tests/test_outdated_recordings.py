from datetime import timedelta

import feedparser
import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from lxml import etree

from bulletins.models import BulletinAttachment, BulletinAudience
from bulletins.tests.factories import create_draft, publish_bulletin, publish_emergency
from channels.models import BulletinRecording
from channels.selectors.spoken_texts import get_current_version
from channels.services.rendered_texts import set_versions_of_earlier_recordings
from channels.tests.conftest import DATA
from channels.tests.factories import (
    create_recording,
    draft_recording,
    get_recording_path,
    make_sound_file,
)
from channels.tests.recording_screen import act
from content.tests.factories import create_document
from tests.html import parse_html, read_html

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("recorded_files")]

PAGE = "/ban-tin/lu-quet/"
CAP = f"{PAGE}cap.xml"
RSS, ATOM, JSON = ("/ban-tin/rss.xml", "/ban-tin/atom.xml", "/ban-tin/feed.json")
OLDER = "bản ghi âm này có từ trước đó"


@pytest.fixture
def emergency():
    return publish_emergency("Lũ quét", slug="lu-quet")


@pytest.fixture
def routine():
    return publish_bulletin("Lũ quét", slug="lu-quet")


def correct(bulletin, **words):
    bulletin.refresh_from_db()
    for name, value in words.items():
        setattr(bulletin, name, value)
    bulletin.save_revision().publish()
    bulletin.refresh_from_db()


def list_places(visit, agency, file):
    """Where a recording is offered: its page, the banner, feeds and the warning."""
    places = (PAGE, "/", RSS, ATOM, JSON, CAP)
    found = {path: visit(agency, path).content.decode() for path in places}
    banner = read_html(found["/"]).select_one(".banner-listen")
    return {path for path in places if file in found[path]} | ({"/"} if banner else set())


@pytest.mark.parametrize(
    "words",
    [
        {"title": "Lũ lớn"},
        {"instruction": "Đến trường mới."},
        {"summary": "Nước rút."},
        {"body": [("text", "<p>Tránh suối.</p>")]},
    ],
)
def test_after_a_correction_an_emergency_offers_the_former_recording_nowhere(
    emergency, visit, district, health, words
):
    file = create_recording(emergency).file.url
    for agency in (district, health):
        assert list_places(visit, agency, file) == {PAGE, "/", RSS, ATOM, JSON, CAP}
    correct(emergency, **words)
    for agency in (district, health):
        assert list_places(visit, agency, file) == set()
        assert visit(agency, file).status_code == 404


def test_elsewhere_the_former_recording_is_marked_and_no_feed_has_it(routine, visit, district):
    file = create_recording(routine).file.url
    assert OLDER not in visit(district, PAGE).content.decode()
    correct(routine, instruction="Đến trường mới.")
    assert OLDER in visit(district, PAGE).content.decode()
    assert list_places_of_routine(visit, district, file) == {PAGE}
    assert visit(district, file).status_code == 200


def list_places_of_routine(visit, agency, file):
    return {p for p in (PAGE, RSS, ATOM, JSON) if file in visit(agency, p).content.decode()}


def test_a_change_of_files_audience_or_times_outdates_nothing(emergency, health):
    recording = create_recording(emergency)
    correct(
        emergency,
        attachments=[BulletinAttachment(document=create_document(health.collection))],
        audience=[BulletinAudience(code="kind:district")],
        valid_until=timezone.now() + timedelta(days=2),
        contact_telephone="114",
    )
    recording.refresh_from_db()
    assert recording.outdated_at is None


def test_a_draft_of_other_words_outdates_nothing_until_it_is_published(emergency):
    recording = create_recording(emergency)
    emergency.title = "Lũ lớn"
    revision = emergency.save_revision()
    recording.refresh_from_db()
    assert recording.outdated_at is None
    revision.publish()
    recording.refresh_from_db()
    assert recording.outdated_at is not None


def test_the_same_words_published_again_make_the_recording_current(emergency, district, hear):
    file = create_recording(emergency).file.url
    before = emergency.instruction
    correct(emergency, instruction="Nhầm.")
    correct(emergency, instruction=before)
    assert file in hear(district)


def test_what_was_recorded_of_a_draft_is_current_when_that_draft_is_published(district, hear):
    bulletin = publish_emergency("Lũ quét", slug="lu-quet")
    bulletin.unpublish()
    file = create_recording(bulletin).file.url
    bulletin.get_latest_revision().publish()
    assert hear(district) == [file]


def test_what_was_read_from_a_screen_of_former_words_is_outdated(
    sign_in, ict_publisher, emergency, district, hear
):
    client = sign_in(ict_publisher)
    page = read_html(client.get(get_recording_path(emergency)).content)
    version = page.find(attrs={"name": "version"})["value"]
    correct(emergency, instruction="Đến trường mới.")
    form = {"file": make_sound_file(), "version": version}
    assert "Nội dung đã đổi sau khi ghi âm" in client.post(
        get_recording_path(emergency), form, follow=True
    ).content.decode()  # fmt: skip
    act(client, emergency, "dang")
    assert hear(district) == []


def test_a_person_declares_that_a_recording_is_still_right(
    sign_in, ict_author, ict_publisher, emergency, district, hear
):
    file = create_recording(emergency, "tyz").file.url
    correct(emergency, summary="Nước lên rất nhanh.")
    assert hear(district) == []
    act(sign_in(ict_author), emergency, "con-dung")
    assert hear(district) == []
    act(sign_in(ict_publisher), emergency, "con-dung")
    assert hear(district) == [file]
    emergency.refresh_from_db()
    assert BulletinRecording.objects.get().version == emergency.live_revision


def test_the_screen_offers_each_person_what_they_may_do(
    sign_in, ict_author, ict_publisher, routine
):
    create_recording(routine, "tyz")
    correct(routine, title="Lũ lớn")
    draft_recording(routine, "tyz", by=ict_author)
    offered = {}
    for person in (ict_author, ict_publisher):
        page = parse_html(sign_in(person).get(get_recording_path(routine)))
        paths = [form["action"].partition("?")[0] for form in page.select(".recording form")]
        offered[person] = [path.removeprefix(get_recording_path(routine)) for path in paths]
        waits = "Người khác sẽ nghe và đăng" in page.text
        assert waits == (person == ict_author)
    assert offered == {
        ict_author: ["xoa/", ""],
        ict_publisher: ["con-dung/", "dang/", "xoa/", "", "xoa/"],
    }


def test_what_is_read_out_is_the_published_version_and_of_a_draft_the_latest(emergency):
    live = emergency.live_revision
    emergency.title = "Lũ lớn"
    emergency.save_revision()
    draft = create_draft()
    latest = draft.save_revision()
    assert get_current_version(emergency) == live
    assert get_current_version(draft) == latest


def test_a_new_recording_is_offered_again(sign_in, ict_publisher, emergency, visit, district, hear):
    create_recording(emergency, "tyz")
    correct(emergency, instruction="Đến trường mới.")
    client = sign_in(ict_publisher)
    client.post(get_recording_path(emergency), {"file": make_sound_file()})
    act(client, emergency, "dang")
    [file] = hear(district)
    assert list_places(visit, district, file) == {PAGE, "/", RSS, ATOM, JSON, CAP}


def test_a_unit_s_outdated_recording_gives_way_to_a_current_one_of_the_centre(
    routine, district, hear
):
    create_recording(routine, agency=district)
    correct(routine, title="Lũ lớn")
    central = create_recording(routine)
    assert hear(district) == [central.file.url]


def test_whoever_made_it_and_ict_see_on_the_dashboard_that_it_must_be_recorded_anew(
    sign_in, ict_author, ict_publisher, district_editor, district_moderator, health_editor,
    outsider, routine, district,
):  # fmt: skip
    create_recording(routine, "tyz", by=ict_author)
    create_recording(routine, "nut", agency=district, by=district_editor)
    people = (
        *(ict_author, ict_publisher, district_editor, district_moderator),
        *(health_editor, outsider),
    )

    def count():
        pages = (sign_in(person).get("/admin/").content.decode() for person in people)
        return [page.count("Cần ghi âm lại: Lũ quét") for page in pages]

    assert count() == [0, 0, 0, 0, 0, 0]
    correct(routine, instruction="Đến trường mới.")
    assert count() == [1, 2, 1, 1, 0, 0]


def test_recordings_of_an_earlier_installation_get_the_version_of_their_day(
    ict_publisher, sign_in, district, hear
):
    bulletin = publish_emergency("Lũ quét", slug="lu-quet")
    first = bulletin.live_revision
    old, new = create_recording(bulletin, "tyz"), create_recording(bulletin, "nut")
    correct(bulletin, title="Lũ lớn")
    bulletin.refresh_from_db()
    BulletinRecording.objects.update(version=None, words="", size=0, outdated_at=None)
    BulletinRecording.objects.filter(pk=new.pk).update(uploaded_at=timezone.now())
    set_versions_of_earlier_recordings()
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.version, old.outdated_at is None) == (first, False)
    assert (new.version, new.outdated_at) == (bulletin.live_revision, None)
    assert old.size > 0 and hear(district) == [new.file.url]


def test_the_warning_names_type_size_and_language_of_each_recording(emergency, visit, district):
    recordings = [create_recording(emergency, "tyz"), create_recording(emergency, "nut")]
    root = etree.fromstring(visit(district, CAP).content)
    etree.XMLSchema(etree.parse(DATA / "cap-1.2.xsd")).assertValid(root)
    spaces = {"c": root.nsmap[None]}
    found = [
        [element.text for element in resource][:4]
        for resource in root.iterfind(".//c:resource", spaces)
    ]
    names = ["Nghe bằng tiếng Tày", "Nghe bằng tiếng Nùng"]
    # The poster is the last.
    assert found[:-1] == [
        [name, "audio/mpeg", str(each.size), f"{district.root_url}{each.file.url}"]
        for name, each in zip(names, recordings, strict=True)
    ]


def test_a_published_recording_is_a_new_message_and_a_unit_s_is_not(
    sign_in, ict_publisher, emergency, visit, district, health, district_moderator
):
    assert visit(district, f"{PAGE}cap/2.xml").status_code == 404
    draft_recording(emergency, "tyz")
    assert visit(district, f"{PAGE}cap/2.xml").status_code == 404
    act(sign_in(ict_publisher), emergency, "dang")
    assert visit(health, f"{PAGE}cap/2.xml").status_code == 200
    assert b"<resource>" not in visit(health, f"{PAGE}cap/1.xml").content
    draft_recording(emergency, "nut", agency=district)
    act(sign_in(district_moderator), emergency, "dang", "nut", district)
    assert visit(district, f"{PAGE}cap/3.xml").status_code == 404


def test_the_warning_is_the_same_everywhere_and_has_no_units_recording(visit, district, health):
    emergency = publish_emergency("Lũ quét", slug="lu-quet", source=health)
    central = create_recording(emergency, "tyz")
    create_recording(emergency, "nut", agency=health)
    create_recording(emergency, "ium", agency=district)
    for agency in (health, district):
        warning = BeautifulSoup(visit(agency, CAP).content, "xml")
        assert [uri.text for uri in warning.find_all("uri")] == [
            f"{health.root_url}{central.file.url}",
            f"{health.root_url}{PAGE}ap-phich.pdf",
        ]


def test_rss_has_a_recording_as_its_enclosure_and_all_of_them_with_their_languages(
    routine, visit, district, health, rss
):
    first, second = create_recording(routine, "tyz"), create_recording(routine, "nut")
    create_recording(routine, "ium", agency=health)
    item = feedparser.parse(visit(district, RSS).content).entries[0]
    sounds = [link for link in item.links if link["rel"] == "enclosure"]
    urls = [f"{district.root_url}{each.file.url}" for each in (first, second)]
    assert sounds[0]["href"] == urls[0] and sounds[0]["type"] == "audio/mpeg"
    assert int(sounds[0]["length"]) == first.size
    assert [(link["href"], link.get("hreflang")) for link in sounds[1:]] == [
        (urls[0], "tyz"),
        (urls[1], "nut"),
    ]


def test_atom_and_json_have_every_recording_of_the_website(
    routine, district, health, atom, json_feed
):
    create_recording(routine, "tyz")
    create_recording(routine, "ium", agency=health)
    assert len(json_feed(health)["items"][0]["attachments"]) == 2
    assert len(json_feed(district)["items"][0]["attachments"]) == 1
    assert len([link for link in atom(health).entries[0].links if link.rel == "enclosure"]) == 2
