"""A disk that is full: uploads are refused in words, and nothing of them stays.

The kernel itself refuses to write: by a limit on the size of files (RLIMIT_FSIZE, EFBIG), and in
the drill by a file system of one megabyte that is full (ENOSPC), which root alone can make.
"""

import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.models import DBTaskResult

from content.files.storages import MediaStorage, StorageWriteError
from content.models import CustomImage
from content.tests.doors import DOORS, Doors, picture_fields, said, stored
from content.tests.factories import create_document, create_picture, encode_image, make_halves
from content.tests.full_disks import fill, limit_file_size, list_files, mount_small_disk
from home.tests.factories import publish_news
from ops.tasks import delete_abandoned_parts

pytestmark = pytest.mark.django_db
WORDS = "không còn chỗ chứa tệp"
# The table, and what a translation is made of, become rows and no files.
STORING = [door for door in DOORS if door not in {"table", "words_of_a_translation"}]


@pytest.fixture
def media(settings, tmp_path):
    """An empty folder of files of the test's own."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    Path(settings.MEDIA_ROOT).mkdir()
    return Path(settings.MEDIA_ROOT)


@pytest.fixture
def small_disk(media):
    try:
        with mount_small_disk(media, 1024**2):
            yield media
    except PermissionError as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("door", STORING)
def test_what_there_is_no_room_for_is_refused_in_words_at_every_door(request, media, door):
    doors = Doors(request)
    with limit_file_size():
        response = getattr(doors, door)(b"")
    assert WORDS in said(response)
    assert stored() == [] and list_files(media) == []


@pytest.mark.drill("servers")
@pytest.mark.parametrize("door", STORING)
def test_a_disk_that_is_really_full_is_told_of_at_every_door(request, small_disk, door):
    doors = Doors(request)
    fill(small_disk)
    response = getattr(doors, door)(b"")
    assert WORDS in said(response)
    assert stored() == [] and list_files(small_disk) == []
    (small_disk / "filling").unlink()
    # Of the others, a second bulletin or a waiting picture would be another story.
    if door in {"picture", "document"}:
        assert getattr(doors, door)(b"").status_code == 302
        assert len(stored()) == 1


@pytest.mark.drill("servers")
def test_a_disk_that_becomes_full_in_the_middle_keeps_no_part_of_a_file(small_disk):
    with pytest.raises(StorageWriteError):
        MediaStorage().save("a/b.bin", ContentFile(bytes(2 * 1024**2)))
    assert list_files(small_disk) == []
    assert MediaStorage().save("a/b.bin", ContentFile(bytes(1024))) == "a/b.bin"


def test_a_file_that_cannot_be_written_to_its_end_leaves_nothing(media):
    storage = MediaStorage()
    with limit_file_size(10_000), pytest.raises(StorageWriteError):
        storage.save("a/b.bin", ContentFile(bytes(20_000)))
    assert list_files(media) == []
    first = storage.save("a/b.bin", ContentFile(b"one"))
    second = storage.save("a/b.bin", ContentFile(b"two"))
    assert (first, storage.open(first).read(), storage.open(second).read()) == (
        "a/b.bin", b"one", b"two",
    )  # fmt: skip
    assert list_files(media) == sorted([first, second])


def test_two_who_write_the_same_name_at_once_keep_both_files(media):
    """The second has asked for the name before the first had it."""
    storage = MediaStorage()
    names = [storage._save("a/b.bin", ContentFile(content)) for content in (b"one", b"two")]
    assert len({*names}) == 2
    assert [storage.open(name).read() for name in names] == [b"one", b"two"]


def test_a_large_upload_without_room_among_temporary_files_is_refused_in_words(
    settings, media, health, health_editor, sign_in
):
    """More than Django keeps in memory: it goes to a temporary file, while the form arrives."""
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    client = sign_in(health_editor)
    content = encode_image(make_halves((400, 300)), "BMP")
    # What follows the file still arrives.
    fields = {"file": SimpleUploadedFile("a.png", content)} | picture_fields(health)
    with limit_file_size(5000):
        response = client.post("/admin/images/add/", fields)
    assert response.status_code == 200 and WORDS in said(response)
    assert 'value="A"' in said(response)
    assert stored() == [] and list_files(media) == []


def test_what_a_view_itself_cannot_store_is_told_of_and_taken_back(
    media, health, health_editor, sign_in
):
    """A picture that waits for its title: it is stored anew in a request without a file."""
    client = sign_in(health_editor)
    upload = SimpleUploadedFile("a.png", encode_image(make_halves((300, 200)), "PNG"))
    fields = {"collection": health.collection_id, "files[]": upload}
    waiting = client.post("/admin/images/multiple/add/", fields).json()["uploaded_file_id"]
    before = list_files(media)
    words = {"title": "A", "description": "A", "collection": health.collection_id}
    sent = {f"uploaded-image-{waiting}-{name}": value for name, value in words.items()}
    path = f"/admin/images/multiple/create_from_uploaded_image/{waiting}/"
    with limit_file_size(500):
        response = client.post(path, sent)
    assert response.status_code == 507 and WORDS in said(response)
    assert not CustomImage.objects.exists() and list_files(media) == before
    assert client.post(path, sent).json()["success"]


def test_sizes_that_have_no_room_are_made_later_and_break_no_page(
    media, health, visit, work_off, sign_in, ict_admin
):
    image = create_picture(health.collection, size=(900, 600))
    publish_news(health, "Tin", slug="tin", image=image)
    client = sign_in(ict_admin)
    with limit_file_size(300):
        for path in ("/", "/tin-tuc/tin/", "/icon-192.png"):
            assert visit(health, path).status_code == 200
        for path in ("/admin/images/", f"/admin/images/{image.pk}/", "/admin/images/chooser/"):
            assert client.get(path).status_code == 200
        work_off()
    assert not image.renditions.exists()
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"READY"}
    DBTaskResult.objects.update(run_after="2026-01-01T00:00:00Z")
    work_off()
    assert image.renditions.count() > 10


def test_what_a_killed_process_was_writing_is_deleted_after_a_day(media):
    part = Path(default_storage.path(".parts/x"))
    part.parent.mkdir()
    part.write_bytes(b"torn")
    kept = create_document()
    delete_abandoned_parts()
    assert part.exists()
    os.utime(part, (0, 0))
    delete_abandoned_parts()
    assert list_files(media) == [kept.file.name]
