"""One emergency in Vietnamese, English and Tày, from its first word to its withdrawal."""

import html

import pypdfium2
import pytest

from bulletins.services import lifecycle
from bulletins.tests.factories import publish_emergency
from channels.formats.poster import Poster
from channels.formats.sms import Sms
from channels.models import BulletinRecording
from channels.selectors.context import list_contexts
from channels.tests.factories import create_recording, get_texts
from desk.tests.translations import QUEUE, get_editor_path, list_queue, translate_published
from members.tests.approval import decide, is_live
from sites.localization.tests.translation_editor import get_english_version, write
from sites.tests.factories import open_in_english

pytestmark = pytest.mark.django_db

FORMER, PRESENT = "Tới trường cũ lúc 7 giờ.", "Tới trường mới lúc 9 giờ."
FORMER_ENGLISH, PRESENT_ENGLISH = "Go to the old school at 7.", "Go to the new school at 9."
PAGE = "/ban-tin/lu-quet/"
# Of an agency's website, in each of its languages.
DOORS = ["/", "/ban-tin/", PAGE, "/ban-tin/rss.xml", "/ban-tin/atom.xml", "/ban-tin/feed.json",
         f"{PAGE}wifi/"]  # fmt: skip
CAP = f"{PAGE}cap.xml"


@pytest.fixture(autouse=True)
def files_of_this_test(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def agencies(health, district):
    for agency in (health, district):
        open_in_english(agency)
    return [health, district]


@pytest.fixture
def flood(agencies):
    return publish_emergency(slug="lu-quet", instruction=FORMER, summary="Nước lên nhanh.")


@pytest.fixture
def read_all(visit, agencies, flood):
    """What every website, feed, warning and poster says, by agency and door."""

    def read():
        said = {}
        for agency in agencies:
            for path in [*DOORS, *(f"/en{door}" for door in DOORS), CAP]:
                said[agency.code, path] = html.unescape(visit(agency, path).content.decode())
            flood.refresh_from_db()
            for language, context in list_contexts(flood, agency).items():
                for name, offer in get_texts(Sms(), context).items():
                    said[agency.code, language, name] = offer.text
                said[agency.code, language, "poster"] = read_poster(context)
        return said

    return read


def read_poster(context):
    document = pypdfium2.PdfDocument(get_texts(Poster(), context)["a4"].make())
    return " ".join(document[0].get_textpage().get_text_range().split())


def list_doors(said, text):
    return {door for door, content in said.items() if text in content}


def correct(bulletin, instruction):
    bulletin.refresh_from_db()
    bulletin.instruction = instruction
    bulletin.save_revision().publish()


def approve(client, bulletin):
    decide(client, bulletin, "approve")


def test_nothing_former_is_told_as_current_in_any_language(
    sign_in, visit, agencies, flood, translator, ict_publisher, read_all, work_off
):
    publisher, at_work = sign_in(ict_publisher), sign_in(translator)
    translate_published(publisher, flood, title="Flash flood", instruction=FORMER_ENGLISH)
    recording = create_recording(flood, "tyz", by=ict_publisher)
    said = read_all()
    assert {(agency.code, f"/en{PAGE}") for agency in agencies} <= list_doors(said, FORMER_ENGLISH)
    heard = list_doors(said, recording.file.url)
    assert {(agency.code, door) for agency in agencies for door in (PAGE, f"/en{PAGE}")} <= heard
    assert list_queue(at_work) == []

    correct(flood, PRESENT)
    work_off()
    said = read_all()
    for former in (FORMER, FORMER_ENGLISH, recording.file.url):
        assert list_doors(said, former) == set()
    assert {(agency.code, f"/en{PAGE}") for agency in agencies} <= list_doors(said, PRESENT)
    publish_emergency("Sạt lở", slug="sat-lo")
    assert list_queue(at_work)[0][0] == "Lũ quét"

    assert at_work.get(QUEUE).status_code == 200
    english = get_english_version(flood)
    write(at_work, flood, "instruction", PRESENT_ENGLISH)
    at_work.post(get_editor_path(english), {"action": "submit"})
    assert list_doors(read_all(), PRESENT_ENGLISH) == set()
    approve(publisher, english)
    assert is_live(english)
    create_recording(flood, "tyz", by=ict_publisher)
    new = BulletinRecording.objects.exclude(pk=recording.pk).get()
    said = read_all()
    for agency in agencies:
        assert (agency.code, f"/en{PAGE}") in list_doors(said, PRESENT_ENGLISH)
        assert (agency.code, CAP) in list_doors(said, PRESENT_ENGLISH)
        assert (agency.code, "en", "poster") in list_doors(said, PRESENT_ENGLISH)
        assert (agency.code, PAGE) in list_doors(said, new.file.url)
    assert list_doors(said, FORMER) | list_doors(said, FORMER_ENGLISH) == set()

    flood.refresh_from_db()
    lifecycle.withdraw_bulletin(bulletin=flood, reason="Sai nơi", by=ict_publisher)
    for agency in agencies:
        for path in (PAGE, f"/en{PAGE}"):
            assert visit(agency, path).status_code == 410
        for path in (DOORS[0], DOORS[3], "/en/", f"/en{DOORS[3]}"):
            content = html.unescape(visit(agency, path).content.decode())
            assert PRESENT not in content and PRESENT_ENGLISH not in content
