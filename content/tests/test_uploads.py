from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from PIL import Image
from wagtail.models import UploadedFile

from content.models import CustomDocument, CustomImage
from content.tests.factories import (
    CAMERA,
    PLACE,
    create_document,
    create_picture,
    encode_image,
    make_halves,
    make_photo,
    make_upload,
)

PAGE = b"<!DOCTYPE html><script>alert(1)</script>"
PROGRAM = b"MZ\x90\0\x03\0\0\0"


@pytest.fixture
def editor(sign_in, health_editor):
    return sign_in(health_editor)


def stored():
    """Everything that lies on the disk, whatever Wagtail keeps it for."""
    files = (path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())
    return {path: path.read_bytes() for path in files}


@pytest.fixture
def new_files():
    before = stored()
    return lambda: {path: c for path, c in stored().items() if before.get(path) != c}


def image_fields(health, prefix=""):
    fields = {"title": "Ảnh", "description": "Một ảnh", "collection": health.collection_id}
    return {f"{prefix}{name}": value for name, value in fields.items()}


IMAGE_DOORS = {
    "add": ("/admin/images/add/", "file", ""),
    "multiple": ("/admin/images/multiple/add/", "files[]", ""),
    "chooser": ("/admin/images/chooser/create/", "image-chooser-upload-file",
                "image-chooser-upload-"),
}  # fmt: skip
DOCUMENT_DOORS = {
    "add": ("/admin/documents/add/", "file", ""),
    "multiple": ("/admin/documents/multiple/add/", "files[]", ""),
    "chooser": ("/admin/documents/chooser/create/", "document-chooser-upload-file",
                "document-chooser-upload-"),
}  # fmt: skip


@pytest.mark.parametrize("door", IMAGE_DOORS)
def test_a_phone_photo_is_taken_at_every_door_and_nothing_stored_says_where(
    editor, health, new_files, door
):
    address, field, prefix = IMAGE_DOORS[door]
    response = editor.post(address, image_fields(health, prefix) | {field: make_photo()})
    if door == "multiple":
        # It lacks a description; until somebody writes one, Wagtail keeps the upload.
        waiting = UploadedFile.objects.get()
        prefix = f"uploaded-image-{waiting.pk}-"
        editor.post(
            f"/admin/images/multiple/create_from_uploaded_image/{waiting.pk}/",
            image_fields(health, prefix),
        )
    assert response.status_code < 400
    image = CustomImage.objects.get()
    assert (image.filename.rpartition(".")[2], image.width, image.height) == ("jpg", 80, 40)
    assert new_files()
    for content in new_files().values():
        assert PLACE not in content and CAMERA not in content


def test_a_photo_waiting_for_its_description_says_nothing_either(editor, health, new_files):
    editor.post(
        "/admin/images/multiple/add/", {"files[]": make_photo(), "collection": health.collection_id}
    )
    assert UploadedFile.objects.count() == 1
    [content] = new_files().values()
    assert PLACE not in content


def test_a_waiting_photo_is_not_taken_up_as_a_document(editor, health):
    editor.post(
        "/admin/images/multiple/add/", {"files[]": make_photo(), "collection": health.collection_id}
    )
    waiting = UploadedFile.objects.get()
    prefix = f"uploaded-document-{waiting.pk}-"
    response = editor.post(
        f"/admin/documents/multiple/create_from_uploaded_document/{waiting.pk}/",
        {f"{prefix}title": "Ảnh", f"{prefix}collection": health.collection_id},
    )
    assert response.status_code == 404
    assert not CustomDocument.objects.exists() and UploadedFile.objects.exists()


def test_a_waiting_document_is_not_taken_up_as_a_photo(editor, health, health_editor):
    waiting = UploadedFile.objects.create(
        for_content_type=ContentType.objects.get_for_model(CustomDocument),
        file=ContentFile(b"moi", name="moi.txt"),
        uploaded_by_user=health_editor,
    )
    response = editor.post(
        f"/admin/images/multiple/create_from_uploaded_image/{waiting.pk}/",
        image_fields(health, f"uploaded-image-{waiting.pk}-"),
    )
    assert response.status_code == 404
    assert not CustomImage.objects.exists() and UploadedFile.objects.exists()


def test_a_large_photo_that_django_keeps_on_disk_is_rewritten_too(editor, health, settings):
    settings.FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
    editor.post("/admin/images/add/", image_fields(health) | {"file": make_photo()})
    with CustomImage.objects.get().file.open() as file:
        assert PLACE not in file.read()


def test_a_replaced_picture_is_rewritten_too(editor, health, health_editor):
    picture = create_picture(
        health.collection, "Ảnh", description="A", file=make_photo(), uploaded_by_user=health_editor
    )
    new = make_photo("JPEG", "moi.jpg", size=(40, 80))
    editor.post(f"/admin/images/{picture.pk}/", image_fields(health) | {"file": new})
    picture.refresh_from_db()
    assert (picture.width, picture.height) == (40, 80)
    with picture.file.open() as file:
        assert PLACE not in file.read()


def test_a_picture_with_the_wrong_suffix_gets_the_right_one(editor, health):
    picture = make_upload("zalo.jpg", encode_image(make_halves(), "PNG"))
    editor.post("/admin/images/add/", image_fields(health) | {"file": picture})
    image = CustomImage.objects.get()
    assert image.filename.endswith(".png")
    with image.file.open() as file:
        assert Image.open(BytesIO(file.read())).format == "PNG"


@pytest.mark.parametrize("door", IMAGE_DOORS)
@pytest.mark.parametrize(
    ("name", "content"),
    [("a.jpg", PAGE), ("a.png", PROGRAM), ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
     ("a.heic", b""), ("a.jpg", encode_image(make_halves((400, 400)), "JPEG")[:900])],
)  # fmt: skip
def test_what_is_no_picture_is_refused_in_words_at_every_door(
    editor, health, new_files, door, name, content
):
    address, field, prefix = IMAGE_DOORS[door]
    response = editor.post(
        address, image_fields(health, prefix) | {field: make_upload(name, content)}
    )
    assert response.status_code == 200
    assert not CustomImage.objects.exists() and not UploadedFile.objects.exists()
    assert new_files() == {}


def test_the_refusal_says_what_is_accepted(editor, health):
    response = editor.post(
        "/admin/images/add/", image_fields(health) | {"file": make_upload("a.jpg", PAGE)}
    )
    assert "không phải ảnh dùng được" in response.content.decode()
    assert "JPEG, HEIF, PNG" in response.content.decode()


def test_a_picture_that_is_too_heavy_is_refused_with_the_limit(editor, health, settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 500
    response = editor.post("/admin/images/add/", image_fields(health) | {"file": make_photo()})
    assert "500" in response.content.decode()
    assert not CustomImage.objects.exists()


@pytest.mark.parametrize("door", DOCUMENT_DOORS)
def test_a_document_is_taken_at_every_door(editor, health, door):
    address, field, prefix = DOCUMENT_DOORS[door]
    fields = {f"{prefix}title": "A", f"{prefix}collection": health.collection_id}
    editor.post(address, fields | {field: make_upload("ke-hoach.pdf")})
    assert CustomDocument.objects.get().filename.endswith(".pdf")


@pytest.mark.parametrize("door", DOCUMENT_DOORS)
@pytest.mark.parametrize("content", [PAGE, PROGRAM, b""])
def test_a_document_that_only_pretends_is_refused_at_every_door(
    editor, health, new_files, door, content
):
    address, field, prefix = DOCUMENT_DOORS[door]
    fields = {f"{prefix}title": "A", f"{prefix}collection": health.collection_id}
    response = editor.post(address, fields | {field: make_upload("ke-hoach.pdf", content)})
    assert response.status_code == 200
    assert not CustomDocument.objects.exists()
    assert new_files() == {}


def test_the_refusal_of_a_document_says_what_was_found(editor, health):
    fields = {"title": "A", "collection": health.collection_id, "file": make_upload("a.pdf", PAGE)}
    words = editor.post("/admin/documents/add/", fields).content.decode()
    assert "thật ra chứa một trang web" in words and "docx" in words


def test_a_photo_among_documents_is_refused_with_the_way_to_pictures(editor, health):
    fields = {"title": "A", "collection": health.collection_id, "file": make_photo()}
    words = editor.post("/admin/documents/add/", fields).content.decode()
    assert "là ảnh" in words and "mục Ảnh" in words and "thật ra" not in words
    assert not CustomDocument.objects.exists()


def test_a_document_is_not_replaced_by_one_that_only_pretends(editor, health, health_editor):
    document = create_document(health.collection, "A", uploaded_by_user=health_editor)
    fields = {
        "title": "A",
        "collection": health.collection_id,
        "file": make_upload("a.pdf", PROGRAM),
    }
    response = editor.post(f"/admin/documents/edit/{document.pk}/", fields)
    assert "một chương trình máy tính" in response.content.decode()
    with CustomDocument.objects.get().file.open() as file:
        assert file.read().startswith(b"%PDF")


def test_a_document_that_is_too_heavy_is_refused_with_the_limit(editor, health, settings):
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 5
    fields = {"title": "A", "collection": health.collection_id, "file": make_upload("a.pdf")}
    assert "5" in editor.post("/admin/documents/add/", fields).content.decode()
    assert not CustomDocument.objects.exists()


def test_a_file_of_just_the_size_that_is_accepted_is_taken(editor, health, settings):
    photo, paper = make_photo(), make_upload("a.pdf")
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = photo.size
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = paper.size
    editor.post("/admin/images/add/", image_fields(health) | {"file": photo})
    fields = {"title": "A", "collection": health.collection_id, "file": paper}
    editor.post("/admin/documents/add/", fields)
    assert CustomImage.objects.exists() and CustomDocument.objects.exists()


def test_editors_change_their_own_uploads_and_nobody_elses(editor, health, health_editor):
    own, other = (
        create_document(health.collection, "Cũ", uploaded_by_user=user)
        for user in (health_editor, None)
    )
    for document in (own, other):
        editor.post(
            f"/admin/documents/edit/{document.pk}/",
            {"title": "Mới", "collection": health.collection_id},
        )
    titles = dict(CustomDocument.objects.values_list("pk", "title"))
    assert titles == {own.pk: "Mới", other.pk: "Cũ"}
