from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError

from bulletins.tests.factories import publish_bulletin
from channels.admin import forms
from channels.models import BulletinRecording
from channels.permissions import get_channels_url
from channels.tests.audio_files import MP3, SOUNDS, TELEPHONE, VIDEO
from channels.tests.factories import make_sound_file
from content.files.audio import get_audio_suffix
from sites.caching.versions import get_cache_versions

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


@pytest.fixture
def bulletin():
    return publish_bulletin("Lũ quét", slug="lu-quet", audience=["kind:district"])


def upload(client, bulletin, language="tyz", content=MP3, name="a.mp3"):
    data = {"language": language, "file": make_sound_file(content, name)}
    return client.post(get_channels_url(bulletin), data, follow=True)


def kept():
    return [(r.language, Path(r.file.name).suffix) for r in BulletinRecording.objects.all()]


def test_a_recording_is_heard_at_once_with_its_language_in_words(
    sign_in, ict_publisher, bulletin, visit, district, health
):
    before = get_cache_versions(district), get_cache_versions(health)
    upload(sign_in(ict_publisher), bulletin)
    page = BeautifulSoup(visit(district, "/ban-tin/lu-quet/").content, "html.parser")
    player = page.audio
    assert player["preload"] == "none" and player.has_attr("controls") and player["lang"] == "tyz"
    assert page.find(id=player["aria-labelledby"]).text == "Tày–Nùng"
    assert player["src"].startswith("/media/ban-ghi/lu-quet-tyz-") and player["src"].endswith(
        ".mp3"
    )
    assert get_cache_versions(district) != before[0] and get_cache_versions(health) == before[1]


def test_a_page_without_recordings_does_not_speak_of_them(visit, district, bulletin):
    assert "audio" not in visit(district, "/ban-tin/lu-quet/").content.decode()


@pytest.mark.parametrize("suffix", SOUNDS)
def test_the_content_says_what_a_file_is_whatever_its_name(
    sign_in, ict_publisher, bulletin, suffix
):
    upload(sign_in(ict_publisher), bulletin, content=SOUNDS[suffix], name="a.html")
    assert kept() == [("tyz", f".{suffix}")]


def test_what_a_telephone_records_is_taken_and_a_video_is_not():
    assert get_audio_suffix(make_sound_file(TELEPHONE)) == "m4a"
    with pytest.raises(ValidationError):
        get_audio_suffix(make_sound_file(VIDEO))


@pytest.mark.parametrize("content", [b"<html>x</html>", b"%PDF-1.7", b"MZ\x90", VIDEO])
def test_anything_else_is_refused_in_words_and_keeps_what_was_there(
    sign_in, ict_publisher, bulletin, content
):
    client = sign_in(ict_publisher)
    upload(client, bulletin)
    page = upload(client, bulletin, content=content).content.decode()
    assert "không phải tệp âm thanh" in page and '<option value="tyz" selected>' in page
    assert kept() == [("tyz", ".mp3")]


def test_too_large_a_file_is_refused(sign_in, ict_publisher, bulletin, monkeypatch):
    monkeypatch.setattr(forms, "MAX_BYTES", 50)
    assert "tối đa" in upload(sign_in(ict_publisher), bulletin).content.decode()
    assert kept() == []


def test_a_new_recording_takes_the_place_of_the_earlier_one(
    sign_in, ict_publisher, bulletin, media, django_capture_on_commit_callbacks
):
    client = sign_in(ict_publisher)
    upload(client, bulletin, "ium")
    with django_capture_on_commit_callbacks(execute=True):
        upload(client, bulletin, "tyz")
        upload(client, bulletin, "tyz", SOUNDS["wav"])
    assert sorted(kept()) == [("ium", ".mp3"), ("tyz", ".wav")]
    assert sorted(path.suffix for path in (media / "ban-ghi").iterdir()) == [".mp3", ".wav"]


def test_a_removed_recording_is_gone_with_its_file(
    sign_in, ict_publisher, bulletin, media, visit, district, django_capture_on_commit_callbacks
):
    client = sign_in(ict_publisher)
    upload(client, bulletin)
    before = get_cache_versions(district)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/admin/kenh-phat/{bulletin.pk}/ban-ghi/tyz/xoa/")
    assert kept() == [] and list((media / "ban-ghi").iterdir()) == []
    assert "<audio" not in visit(district, "/ban-tin/lu-quet/").content.decode()
    assert get_cache_versions(district) != before


@pytest.mark.parametrize(
    "person", ["ict_author", "district_moderator", "health_editor", "outsider"]
)
def test_only_who_publishes_bulletins_uploads_and_removes(
    request, sign_in, ict_publisher, bulletin, person
):
    upload(sign_in(ict_publisher), bulletin)
    client = sign_in(request.getfixturevalue(person))
    file = {"language": "vi", "file": make_sound_file()}
    answers = [
        client.post(get_channels_url(bulletin), file),
        client.post(f"/admin/kenh-phat/{bulletin.pk}/ban-ghi/tyz/xoa/"),
    ]
    assert all(answer.status_code in {302, 403, 404} for answer in answers)
    assert kept() == [("tyz", ".mp3")]


def test_a_unit_hears_recordings_and_has_no_form_for_them(
    sign_in, ict_publisher, district_moderator, bulletin
):
    upload(sign_in(ict_publisher), bulletin)
    page = sign_in(district_moderator).get(get_channels_url(bulletin)).content.decode()
    assert "<audio" in page and 'type="file"' not in page and "/xoa/" not in page


def test_who_did_it_stands_in_the_history(sign_in, ict_publisher, bulletin):
    client = sign_in(ict_publisher)
    upload(client, bulletin)
    client.post(f"/admin/kenh-phat/{bulletin.pk}/ban-ghi/tyz/xoa/")
    history = client.get(f"/admin/snippets/bulletins/bulletin/history/{bulletin.pk}/")
    for words in ("Đã thêm bản ghi âm", "Đã gỡ bản ghi âm", "ict-publisher"):
        assert words in history.content.decode()


def test_there_is_nothing_to_remove_where_nothing_was(sign_in, ict_publisher, bulletin):
    client = sign_in(ict_publisher)
    assert client.post(f"/admin/kenh-phat/{bulletin.pk}/ban-ghi/hmn/xoa/").status_code == 404
