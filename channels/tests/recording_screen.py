"""What people do on the screen that records, and what comes of it."""

from pathlib import Path

from channels.models import BulletinRecording
from channels.tests.audio_files import MP3
from channels.tests.factories import get_recording_path, make_sound_file
from tests.html import read_html


def save(client, bulletin, language="tyz", content=MP3, name="a.mp3", agency=None, **fields):
    data = {"file": make_sound_file(content, name)} | fields
    return client.post(get_recording_path(bulletin, language, agency=agency), data, follow=True)


def act(client, bulletin, name, language="tyz", agency=None, **data):
    screen = read(client.get(get_recording_path(bulletin, language, agency=agency)))
    shown = screen.select_one(f"form[action*='/{name}/'] [name=shown]")
    data = ({"shown": shown["value"]} if shown else {}) | data
    return client.post(get_recording_path(bulletin, language, f"{name}/", agency), data)


def record(client, bulletin, language="tyz", **fields):
    save(client, bulletin, language, **fields)
    return act(client, bulletin, "dang", language, fields.get("agency"))


def kept(published=True):
    rows = BulletinRecording.objects.filter(published_at__isnull=not published)
    return [(row.language.code, Path(row.file.name).suffix) for row in rows]


def read(response):
    return read_html(response.content)
