"""What would stall a server: pictures that unpack to much, and those with thousands of others."""

import json
import re
import struct
import zlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.utils import translation
from PIL import Image
from wagtail.images.models import SourceImageIOError

from content.files import images, slots
from content.files.images import re_encode_image
from content.files.processes import Limits, ReaderError, TooMuchWorkError, run_limited
from content.models import CustomImage
from content.tests.factories import create_picture, encode_image, make_halves, make_upload

ROOT = Path(__file__).resolve().parents[2]
DOORS = {
    "add": ("/admin/images/add/", "file", ""),
    "multiple": ("/admin/images/multiple/add/", "files[]", ""),
    "chooser": ("/admin/images/chooser/create/", "image-chooser-upload-file",
                "image-chooser-upload-"),
}  # fmt: skip
LIMITS = Limits(cpu=1, clock=2, memory=256 * 1024**2, output=1000, nice=0)


def gif(frames, size=(80, 40)):
    """A GIF whose pictures take 21 bytes each."""
    head = b"GIF89a" + struct.pack("<HH", *size) + b"\x80\0\0\xff\0\0\0\0\xff"
    picture = b"\x21\xf9\x04\0\x0a\0\0\0" + b"\x2c\0\0\0\0\x01\0\x01\0\0" + b"\x02\x02\x44\x01\0"
    return head + picture * frames + b";"


def moving(kind):
    frames = [make_halves(left=colour) for colour in ("red", "green", "yellow")]
    options = {"save_all": True, "append_images": frames[1:]}
    if kind == "HEIF":
        return encode_image(frames[0], kind, **options)
    return encode_image(frames[0], kind, duration=[50, 90, 70], **options)


def chunk(kind, body):
    return struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))


def png_with(kind, body):
    """A PNG with one more chunk behind its head."""
    content = encode_image(make_halves(), "PNG")
    return content[:33] + chunk(kind, body) + content[33:]


def scans(times):
    """A progressive JPEG whose last scan stands there many times."""
    content = encode_image(Image.new("L", (4000, 4000)), "JPEG", progressive=True)
    at = content.rindex(b"\xff\xda")
    return content[:at] + content[at:-2] * times + content[-2:]


def send(client, health, door, content, name="a.gif"):
    address, field, prefix = DOORS[door]
    words = {"title": "A", "description": "A", "collection": health.collection_id}
    fields = {f"{prefix}{key}": value for key, value in words.items()}
    script = {"X-Requested-With": "XMLHttpRequest"} if door != "add" else {}
    return client.post(address, fields | {field: make_upload(name, content)}, headers=script)


@pytest.mark.parametrize("door", DOORS)
def test_of_forty_thousand_pictures_one_is_kept_and_the_person_is_told(
    sign_in, health, health_editor, door
):
    client = sign_in(health_editor)
    response = send(client, health, door, gif(40_000), "vui.gif")
    if door == "add":
        told = [str(message) for message in get_messages(client.get("/admin/").wsgi_request)]
    else:
        told = [response.headers["X-Upload-Notes"].encode().decode("unicode_escape")]
    assert any("“vui.gif” có nhiều hình" in words for words in told)
    if door != "multiple":
        with CustomImage.objects.get().file.open() as file:
            assert Image.open(file).n_frames == 1


def test_nothing_else_of_ours_opens_pictures():
    # An icon is drawn, and the demo draws its scans; neither has come in.
    drawn = {"home/views/icons.py", "demo/papers/pdf.py"}
    found = set()
    for app in settings.OWN_APPS:
        for path in (ROOT / app).rglob("*.py"):
            opens = re.search(r"^\s*(from|import) (PIL|willow|pillow_heif)", path.read_text(), re.M)
            if opens and "tests" not in path.relative_to(ROOT).parts:
                found.add(str(path.relative_to(ROOT)))
    assert found == drawn | {"content/files/image_reader.py"}


def test_a_size_that_the_ict_department_tries_out_is_made_by_a_reader_too(
    sign_in, ict_admin, health, monkeypatch
):
    picture = create_picture(health.collection, "A", size=(80, 40))
    opened = sign_in(ict_admin).get(f"/admin/images/{picture.pk}/preview/width-40/")
    assert Image.open(BytesIO(opened.getvalue())).size == (40, 20)
    monkeypatch.setattr(images, "READER", "/nowhere.py")
    unmade = sign_in(ict_admin).get(f"/admin/images/{picture.pk}/preview/width-50/")
    assert unmade.status_code == 404


def test_a_still_picture_is_not_spoken_of(sign_in, health, health_editor):
    client = sign_in(health_editor)
    response = send(client, health, "chooser", encode_image(make_halves(), "PNG"), "a.png")
    assert "X-Upload-Notes" not in response.headers


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "AVIF", "HEIF"])
def test_of_several_pictures_in_a_file_the_first_is_kept(kind):
    kept = re_encode_image(BytesIO(moving(kind)), "a")
    image = Image.open(BytesIO(kept.image.content))
    assert kept.has_more and getattr(image, "n_frames", 1) == 1
    red, _green, blue = image.convert("RGB").getpixel((5, 5))
    assert red > 150 > 100 > blue


@pytest.mark.parametrize("door", DOORS)
def test_a_small_file_with_too_many_pixels_is_refused_with_what_to_do(
    sign_in, health, health_editor, door
):
    # A few kilobytes, nearly eighty million pixels.
    bomb = encode_image(Image.new("1", (8900, 8900)), "PNG")
    response = send(sign_in(health_editor), health, door, bomb, "bom.png")
    if door == "add":
        said = response.content.decode()
    else:
        said = response.json()["error_message" if door == "multiple" else "htmlFragment"]
    assert "nhiều nhất 52 triệu" in said and "lưu ảnh ở cỡ nhỏ hơn" in said
    assert not CustomImage.objects.exists()


def transparent():
    return encode_image(Image.new("RGBA", (6000, 6000)), "PNG")


@pytest.mark.parametrize("make", [lambda: scans(2000), transparent], ids=["time", "memory"])
def test_what_takes_too_much_time_or_memory_is_refused_with_what_to_do(monkeypatch, make):
    monkeypatch.setattr(images, "LIMITS", replace(images.LIMITS, cpu=1, memory=LIMITS.memory))
    with translation.override("en"), pytest.raises(ValidationError) as refusal:
        re_encode_image(BytesIO(make()), "a.png")
    assert refusal.value.code == "too_much_work"
    assert "save it anew as JPEG, or smaller" in refusal.value.message


@pytest.mark.parametrize(
    "content",
    [
        png_with(b"iCCP", b"a\0\0" + zlib.compress(bytes(200_000_000))),
        png_with(b"zTXt", b"a\0\0" + zlib.compress(bytes(200_000_000))),
        png_with(b"acTL", struct.pack(">LL", 2**31 - 1, 0)),
        encode_image(make_halves(), "PNG")[:60],
        gif(1, size=(65535, 65535)),
        b"RIFF\xff\xff\xff\x7fWEBPVP8X\x0a\0\0\0\x02\0\0\0\xff\xff\xff\xff\xff\xff",
    ],
    ids=["profile", "text", "frames", "cut off", "screen", "canvas"],
)
def test_a_picture_made_to_hurt_is_refused_or_harmless(content):
    try:
        kept = re_encode_image(BytesIO(content), "a.png")
    except ValidationError as refusal:
        assert refusal.code in {"invalid_image", "file_too_many_pixels", "too_much_work"}
    else:
        assert (kept.image.width, kept.image.height) == (80, 40)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"[" * 100_000,
        b'{"pictures": []}\n',
        b'{"pictures": [["PNG", 1, 1, 9], ["PNG", 1, 1, 0]]}\n\x89PNG',
        b'{"pictures": [["PNG", 1, 1, 8], ["PNG", 1, 1, 8]]}\n' + b"<script>" * 2,
        b'{"pictures": [["PNG", 99999, 1, 8], ["PNG", 1, 1, 8]]}\n' + b"\x89PNG\r\n\x1a\n" * 2,
        b'{"pictures": [["SVG", 1, 1, 4], ["SVG", 1, 1, 4]]}\n' + b"<svg" * 2,
        b'{"pictures": [["PNG", 1, 1, -8], ["PNG", 1, 1, 16]]}\n' + b"\x89PNG\r\n\x1a\n",
    ],
)
def test_a_reader_that_was_taken_over_is_not_believed(answer, monkeypatch, tmp_path):
    taken_over = tmp_path / "reader.py"
    taken_over.write_text(f"import sys; sys.stdout.buffer.write({answer!r})")
    monkeypatch.setattr(images, "READER", str(taken_over))
    with pytest.raises(ValidationError):
        re_encode_image(BytesIO(encode_image(make_halves(), "PNG")), "a.png")


def run(tmp_path, script, content=b""):
    program = tmp_path / "program.py"
    program.write_text(script)
    return run_limited(str(program), content=content, limits=LIMITS)


def test_a_reader_knows_nothing_of_bantin(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "bí mật")
    script = "import os, sys, json; print(json.dumps([dict(os.environ), 'django' in sys.modules]))"
    environment, has_django = json.loads(run(tmp_path, script))
    assert "SECRET_KEY" not in environment and "PATH" not in environment and not has_django


@pytest.mark.parametrize(
    "script",
    ["while True: pass", "import time; time.sleep(60)", "bytearray(10**9)",
     "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"],
    ids=["processor", "clock", "memory", "killed"],
)  # fmt: skip
def test_a_reader_that_wants_too_much_is_stopped(tmp_path, script):
    with pytest.raises(TooMuchWorkError):
        run(tmp_path, script)


@pytest.mark.parametrize(
    "script", ["print('x' * 2000)", "raise ValueError", "import os; os.abort()"]
)
def test_a_reader_that_breaks_down_has_said_nothing(tmp_path, script):
    with pytest.raises(ReaderError) as failure:
        run(tmp_path, script)
    assert not isinstance(failure.value, TooMuchWorkError)


def test_one_person_has_one_upload_read_at_a_time(sign_in, health, health_editor):
    with slots.hold_slot(health_editor.pk):
        response = send(
            sign_in(health_editor), health, "multiple", encode_image(make_halves(), "PNG")
        )
    assert "thử lại sau một phút" in response.json()["error_message"]


def test_where_all_places_are_taken_others_are_asked_to_try_again(
    sign_in, health, health_editor, monkeypatch
):
    monkeypatch.setattr(slots, "WAIT_SECONDS", 0)
    client = sign_in(health_editor)
    with slots.hold_slot(-1), slots.hold_slot(-2):
        response = send(client, health, "multiple", encode_image(make_halves(), "PNG"))
    assert "thử lại sau một phút" in response.json()["error_message"]
    assert send(client, health, "multiple", encode_image(make_halves(), "PNG")).json()["success"]


def test_who_waits_for_a_place_gets_the_next_one():
    with slots.hold_slot(-1), slots.hold_slot(-2):
        pass
    with slots.hold_slot(-1), slots.hold_slot(-3):
        pass


def test_sizes_of_a_picture_are_made_by_a_reader_too(health, monkeypatch, tmp_path):
    picture = create_picture(health.collection, "A", size=(80, 40))
    taken_over = tmp_path / "reader.py"
    taken_over.write_text("import sys; sys.exit(1)")
    monkeypatch.setattr(images, "READER", str(taken_over))
    with pytest.raises(SourceImageIOError):
        picture.get_rendition("width-40")


@pytest.mark.parametrize(
    "spec", ["width-40", "max-165x165", "fill-20x20", "original", "max-30x30|format-webp"]
)
def test_a_size_has_the_width_and_height_that_are_told_of_it(health, spec):
    picture = create_picture(health.collection, "A", size=(80, 40))
    rendition = picture.get_rendition(spec)
    with rendition.file.open() as file:
        assert Image.open(file).size == (rendition.width, rendition.height)
