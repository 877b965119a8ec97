import re
import subprocess
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import send_mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from bulletins.tests.factories import publish_bulletin
from channels.models import BulletinRecording
from channels.tests.factories import get_recording_path, make_sound_file
from channels.tests.recording_screen import act
from content.files import audio
from ops.jobs.queue import run_next_queued_task
from ops.models import Worker
from tests.system_packages import find_or_install

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("recorded_files")]

PAGE = "/ban-tin/lu-quet/"
CODECS = {
    "webm": "libopus",
    "m4a": "aac",
    "wav": "pcm_s16le",
    "mp3": "libmp3lame",
    "ogg": "libopus",
}
# A place as telephones write it into what they record.
PLACE = "location=+22.1470+105.8348/"


@pytest.fixture(scope="module")
def program():
    return find_or_install("ffmpeg")


@pytest.fixture(autouse=True)
def installed(settings, program):
    settings.FFMPEG = program


@pytest.fixture
def bulletin():
    return publish_bulletin("Lũ quét", slug="lu-quet")


@pytest.fixture
def make_sound(program, tmp_path):
    def make(suffix="webm", volume=0.02, seconds=2):
        file = tmp_path / f"sound.{suffix}"
        source = ["-f", "lavfi", "-i", f"sine=440:d={seconds}", "-af", f"volume={volume}"]
        target = ["-metadata", PLACE, "-c:a", CODECS[suffix], str(file)]
        subprocess.run([program, "-v", "error", "-y", *source, *target], check=True)
        return file.read_bytes()

    return make


def save(client, bulletin, content):
    form = {"file": make_sound_file(content)}
    return client.post(get_recording_path(bulletin), form, follow=True).content.decode()


def get_loudness(program, path):
    command = [program, "-hide_banner", "-i", path, "-af", "ebur128=framelog=quiet", "-f", "null"]
    done = subprocess.run([*command, "-"], capture_output=True, text=True, check=True)
    return float(re.findall(r"I: +(-?[\d.]+) LUFS", done.stderr)[-1]), done.stderr


@pytest.mark.parametrize("suffix", CODECS)
def test_what_was_recorded_softly_becomes_an_mp3_of_usual_loudness_without_its_place(
    sign_in, ict_publisher, bulletin, make_sound, program, work_off, suffix,
    django_capture_on_commit_callbacks,
):  # fmt: skip
    screen = save(sign_in(ict_publisher), bulletin, make_sound(suffix))
    assert "được đổi sang MP3" in screen and "ffmpeg chưa được cài" not in screen
    uploaded = BulletinRecording.objects.get()
    assert uploaded.file.name.endswith(suffix) and uploaded.duration == "0:02"
    with django_capture_on_commit_callbacks(execute=True):
        work_off()
    recording = BulletinRecording.objects.get()
    assert recording.file.name.endswith(".mp3") and recording.size == recording.file.size
    loudness, said = get_loudness(program, recording.file.path)
    assert -17.5 < loudness < -14.5
    assert "mono" in said and "44100 Hz" in said and "22.1470" not in said


def test_a_request_that_has_read_the_name_of_the_upload_still_opens_it(
    sign_in, ict_publisher, bulletin, make_sound, work_off, django_capture_on_commit_callbacks
):
    client = sign_in(ict_publisher)
    save(client, bulletin, make_sound("webm"))
    uploaded = BulletinRecording.objects.get().file
    with django_capture_on_commit_callbacks(execute=True):
        work_off()
    assert uploaded.storage.exists(uploaded.name)
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
    work_off()
    assert not uploaded.storage.exists(uploaded.name)


def test_a_removed_recording_takes_its_upload_along(
    sign_in, ict_publisher, bulletin, make_sound, work_off, django_capture_on_commit_callbacks
):
    client = sign_in(ict_publisher)
    save(client, bulletin, make_sound("webm"))
    act(client, bulletin, "dang")
    uploaded = BulletinRecording.objects.get().file
    with django_capture_on_commit_callbacks(execute=True):
        work_off()
        client.post(get_recording_path(bulletin, act="xoa/"))
    assert not uploaded.storage.exists(uploaded.name)


def test_a_published_recording_is_heard_at_once_and_levelled_at_the_next_request(
    sign_in, ict_publisher, bulletin, make_sound, work_off, visit, district, hear
):
    client = sign_in(ict_publisher)
    save(client, bulletin, make_sound("webm"))
    act(client, bulletin, "dang")
    [uploaded] = hear(district)
    work_off()
    [levelled] = hear(district)
    assert uploaded.endswith(".webm") and levelled.endswith(".mp3")
    assert visit(district, levelled)["Content-Type"] == "audio/mpeg"
    # Who opened the page before plays the address of the upload.
    assert visit(district, uploaded, follow=True).redirect_chain == [(levelled, 302)]
    client.post(get_recording_path(bulletin, act="xoa/"))
    assert visit(district, uploaded).status_code == visit(district, levelled).status_code == 404


def test_what_is_too_long_is_refused(sign_in, ict_publisher, bulletin, make_sound, monkeypatch):
    monkeypatch.setattr(audio, "MAX_SECONDS", 1)
    assert "Hãy ghi lại ngắn hơn." in save(sign_in(ict_publisher), bulletin, make_sound("mp3"))
    assert not BulletinRecording.objects.exists()


def test_silence_is_refused(sign_in, ict_publisher, bulletin, make_sound):
    assert "không có tiếng" in save(sign_in(ict_publisher), bulletin, make_sound(volume=0))
    assert not BulletinRecording.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"ID3\x04\0\0\0\0\0\x21" + b"\0" * 100,
        b"ID3\x04\0\0\0\0\0\x00#EXTM3U\nfile:///etc/passwd\n",
        b"OggS\0\x02" + b"\0" * 22 + b"OpusHead" + b"\xff" * 500,
    ],
)
def test_what_only_looks_like_a_recording_is_refused(sign_in, ict_publisher, bulletin, content):
    assert "Không đọc được bản ghi âm này" in save(sign_in(ict_publisher), bulletin, content)
    assert not BulletinRecording.objects.exists()


def test_a_program_that_is_not_installed_counts_as_none(
    sign_in, ict_publisher, bulletin, make_sound, settings
):
    settings.FFMPEG = "khong-co-chuong-trinh-nay"
    save(sign_in(ict_publisher), bulletin, make_sound("m4a"))
    assert BulletinRecording.objects.get().duration == ""


def test_where_levelling_fails_the_upload_is_played_as_it_is(
    sign_in, ict_publisher, bulletin, make_sound, work_off, settings, visit, district, hear
):
    client = sign_in(ict_publisher)
    save(client, bulletin, make_sound("m4a"))
    act(client, bulletin, "dang")
    settings.FFMPEG = "/bin/false"
    work_off()
    [played] = hear(district)
    assert played.endswith(".m4a")
    assert visit(district, played)["Content-Type"] == "audio/mp4"


def test_what_was_recorded_again_meanwhile_is_not_overwritten(
    sign_in, ict_publisher, bulletin, make_sound, work_off
):
    client = sign_in(ict_publisher)
    save(client, bulletin, make_sound("webm"))
    save(client, bulletin, make_sound("wav", seconds=3))
    work_off()
    assert BulletinRecording.objects.get().duration == "0:03"


@pytest.mark.usefixtures("queued_mail")
def test_a_mail_does_not_wait_behind_a_long_recording(
    sign_in, ict_publisher, bulletin, make_sound, work_off
):
    work_off()
    save(sign_in(ict_publisher), bulletin, make_sound())
    send_mail("Khẩn", "Sơ tán ngay.", None, ["an@backan.example"])
    worker = Worker.objects.get(pk="tests")
    worker.expires_at = timezone.now() + timedelta(minutes=1)
    worker.save()
    run_next_queued_task(worker)
    assert [one.subject for one in mail.outbox] == ["Khẩn"]
    assert not BulletinRecording.objects.get().is_levelled
