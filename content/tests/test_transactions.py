"""While an upload is looked at, nobody else waits for the database."""

import os
import signal
from pathlib import Path
from threading import Event

import pytest
from django.db import connection
from PIL import Image

from content.models import CustomDocument, CustomImage
from content.tests.factories import encode_image, make_halves, make_upload
from tests.processes import Process
from tests.virus_scanners import run_scanner

pytestmark = pytest.mark.both_databases

ROOT = Path(__file__).resolve().parents[2]

DOORS = {
    "picture": ("/admin/images/add/", "file", ""),
    "pictures": ("/admin/images/multiple/add/", "files[]", ""),
    "picture chooser": ("/admin/images/chooser/create/", "image-chooser-upload-file",
                        "image-chooser-upload-"),
    "document": ("/admin/documents/add/", "file", ""),
    "documents": ("/admin/documents/multiple/add/", "files[]", ""),
    "document chooser": ("/admin/documents/chooser/create/", "document-chooser-upload-file",
                         "document-chooser-upload-"),
}  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
def test_no_transaction_is_open_while_an_upload_is_looked_at(
    sign_in, health, health_editor, settings, door
):
    address, field, prefix = DOORS[door]
    within, seen = connection, []
    outside = len(within.savepoint_ids)
    client = sign_in(health_editor)
    picture = (
        make_upload("a.png", encode_image(make_halves(), "PNG"))
        if "picture" in door
        else make_upload("a.pdf")
    )
    words = {"title": "A", "description": "A", "collection": health.collection_id}
    fields = {f"{prefix}{name}": value for name, value in words.items()} | {field: picture}
    with run_scanner(
        lambda content: "stream: OK", lambda: seen.append(len(within.savepoint_ids))
    ) as at:
        settings.CLAMD_ADDRESS = at
        client.post(address, fields)
    assert seen == [outside]
    if door != "pictures":
        assert CustomImage.objects.count() + CustomDocument.objects.count() == 1


if connection.vendor == "sqlite":

    @pytest.fixture
    def environment(db, tmp_path):
        file = tmp_path / "db.sqlite3"
        file.write_bytes(connection.connection.serialize())
        return {
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATABASE_URL": f"sqlite:///{file}",
            "CACHE_URL": "locmemcache://",
        }

    @pytest.fixture
    def process(environment):
        begun = []

        def begin(**more):
            begun.append(Process(environment | more, "content.tests.web_process"))
            return begun[-1]

        yield begin
        for each in begun:
            each.process.communicate()

    @pytest.fixture
    def heavy(tmp_path):
        # It takes a second of work, so that its reader is met while it reads.
        return stored(tmp_path, Image.new("1", (7000, 7000)))

    def stored(folder, image):
        file = folder / "a.png"
        file.write_bytes(encode_image(image, "PNG"))
        return str(file)

    def readers(parent):
        """The keys of the processes that read pictures for another one."""
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                above = (folder / "stat").read_text().rpartition(")")[2].split()[1]
                command = (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if int(above) == parent and b"image_reader" in command:
                yield int(folder.name)

    def test_a_citizen_writes_while_a_picture_is_decoded(process, heavy):
        uploading, citizen = process(), process()
        uploading.begin("upload", heavy)
        while not (found := [*readers(uploading.process.pid)]):
            assert uploading.process.poll() is None
        os.kill(found[0], signal.SIGSTOP)
        try:
            citizen.begin("write")
            assert citizen.answer() == "[201, 1]"
        finally:
            os.kill(found[0], signal.SIGKILL)
        # What cannot be read to its end is refused, on the form.
        assert uploading.answer() == "[200, 0]"

    def test_a_citizen_writes_while_an_upload_is_scanned(process, tmp_path):
        came, goes_on = Event(), Event()

        def hold():
            came.set()
            goes_on.wait()

        with run_scanner(lambda content: "stream: OK", hold) as (host, port):
            uploading, citizen = process(CLAMD_ADDRESS=f"{host}:{port}"), process()
            uploading.begin("upload", stored(tmp_path, make_halves()))
            came.wait()
            citizen.begin("write")
            answer = citizen.answer()
            goes_on.set()
            assert (answer, uploading.answer()) == ("[201, 1]", "[302, 1]")
