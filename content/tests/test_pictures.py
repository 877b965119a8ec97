from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo
from wagtail.utils.file import hash_filelike

from content.files.images import MAX_SIDE_PIXELS, re_encode_image
from content.models import CustomImage
from content.tests.factories import (
    CAMERA,
    PLACE,
    create_picture,
    encode_image,
    make_halves,
    make_photo,
)

pytestmark = pytest.mark.django_db
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><exif:GPSLatitude>" + PLACE + b"</exif:GPSLatitude>"


def kept(upload):
    image = create_picture(title="Ảnh", description="Ảnh", file=upload)
    with image.file.open() as file:
        return image, file.read()


def written(content, name):
    """The kept picture's bytes and name."""
    kept = re_encode_image(BytesIO(content), name)
    return kept.image.content, kept.name


def leftovers(content):
    """What the kept picture says besides its pixels."""
    image = Image.open(BytesIO(content))
    image.load()
    harmless = {
        "jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "progressive", "progression",
        "loop", "timestamp", "duration", "background", "transparency", "version", "extension",
        "blend", "disposal", "default_image",
    }  # fmt: skip
    return dict(image.getexif()), set(image.info) - harmless


@pytest.mark.parametrize(
    ("kind", "name"),
    [("HEIF", "IMG_0001.HEIC"), ("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp"),
     ("AVIF", "a.avif")],
)  # fmt: skip
def test_the_kept_original_says_nothing_of_place_and_camera(kind, name):
    upload = make_photo(kind, name)
    assert PLACE in upload.read() and CAMERA in upload.open().read()
    _image, content = kept(upload)
    assert PLACE not in content
    assert CAMERA not in content
    assert leftovers(content) == ({}, set())


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "a.jpg"), ("WEBP", "a.webp")])
def test_xmp_goes_too(kind, name):
    _image, content = kept(make_photo(kind, name, xmp=XMP))
    assert b"xmpmeta" not in content


def test_what_stands_behind_a_photo_goes_too():
    upload = make_photo("JPEG", "motion.jpg")
    upload.seek(0, 2)
    upload.write(b"MotionPhoto" + PLACE)
    _image, content = kept(upload)
    assert PLACE not in content


def test_comments_of_png_and_gif_go_too():
    words = PngInfo()
    words.add_text("Location", PLACE.decode())
    for kind, name, options in (
        ("PNG", "a.png", {"pnginfo": words}),
        ("GIF", "a.gif", {"comment": PLACE}),
        ("JPEG", "a.jpg", {"comment": PLACE}),
    ):
        content, _name = written(encode_image(make_halves(), kind, **options), name)
        assert PLACE not in content, kind


def test_a_heic_photo_becomes_a_jpeg_in_content_and_name():
    image, content = kept(make_photo())
    assert Image.open(BytesIO(content)).format == "JPEG"
    assert image.filename.endswith(".jpg")


@pytest.mark.parametrize("kind", ["JPEG", "HEIF"])
def test_a_photo_taken_upright_stands_upright(kind):
    image, content = kept(make_photo(kind, "a.jpg", size=(80, 40), orientation=6))
    assert (image.width, image.height) == (40, 80)
    pixels = Image.open(BytesIO(content)).convert("RGB")
    top, bottom = pixels.getpixel((20, 10)), pixels.getpixel((20, 70))
    assert top[0] > 200 > 60 > top[2]
    assert bottom[2] > 200 > 60 > bottom[0]


def test_a_large_photo_is_kept_at_a_size_for_screens():
    image, content = kept(make_photo("JPEG", "a.jpg", size=(4000, 1000)))
    image.refresh_from_db()
    assert (image.width, image.height) == (MAX_SIDE_PIXELS, MAX_SIDE_PIXELS // 4)
    assert Image.open(BytesIO(content)).size == (image.width, image.height)


def test_a_small_picture_is_not_blown_up():
    image, _content = kept(make_photo("PNG", "a.png", size=(80, 40)))
    image.refresh_from_db()
    assert (image.width, image.height) == (80, 40)


def test_transparency_stays_in_png():
    clear = make_halves(mode="RGBA", left=(0, 0, 0, 0), right=(0, 0, 255, 255))
    content, name = written(encode_image(clear, "PNG"), "dau.png")
    image = Image.open(BytesIO(content))
    assert (name, image.format) == ("dau.png", "PNG")
    assert image.convert("RGBA").getpixel((10, 10))[3] == 0
    assert image.convert("RGBA").getpixel((70, 10)) == (0, 0, 255, 255)


def test_printers_colours_become_those_of_screens():
    content, _name = written(encode_image(make_halves(mode="CMYK"), "JPEG"), "in.jpg")
    assert Image.open(BytesIO(content)).mode == "RGB"


def test_a_picture_gets_the_suffix_of_what_it_is():
    assert written(encode_image(make_halves(), "PNG"), "zalo.jpg")[1] == "zalo.png"


def test_a_picture_that_unpacks_to_too_much_is_refused(settings):
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 2_000_000
    with pytest.raises(ValidationError) as refusal:
        written(encode_image(Image.new("1", (2001, 1000)), "PNG"), "bom.png")
    assert "2" in refusal.value.message and refusal.value.code == "file_too_many_pixels"


@pytest.mark.parametrize(
    "content",
    [b"", b"MZ\x90\0", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xff\xd8\xff\xe0",
     encode_image(make_halves(), "BMP"), encode_image(make_halves((400, 400)), "JPEG")[:900],
     encode_image(make_halves((400, 400)), "HEIF")[:300]],
)  # fmt: skip
def test_what_is_no_whole_picture_is_refused(content):
    with pytest.raises(ValidationError):
        written(content, "a.jpg")


def test_size_and_hash_are_those_of_what_is_kept(sign_in, ict_admin):
    client = sign_in(ict_admin)
    collection = CustomImage._meta.get_field("collection").get_default()
    client.post(
        "/admin/images/add/",
        {"title": "Ảnh", "description": "Ảnh", "file": make_photo(), "collection": collection},
    )
    image = CustomImage.objects.get()
    with image.file.open() as file:
        content = file.read()
    assert (image.file_size, image.file_hash) == (len(content), hash_filelike(BytesIO(content)))


@pytest.mark.parametrize("mode", ["P", "RGBA", "L"])
def test_a_picture_with_a_profile_of_its_own_keeps_its_colours(mode):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    upload = encode_image(make_halves().convert(mode), "PNG", icc_profile=profile)
    content, _name = written(upload, "a.png")
    image = Image.open(BytesIO(content))
    assert "icc_profile" not in image.info
    wanted = make_halves().convert(mode).convert("RGB").getpixel((10, 10))
    assert image.convert("RGB").getpixel((10, 10)) == pytest.approx(wanted, abs=2)


def test_a_profile_nobody_can_read_is_left_out():
    upload = encode_image(make_halves(), "PNG", icc_profile=b"no profile")
    content, _name = written(upload, "a.png")
    image = Image.open(BytesIO(content))
    assert (image.getpixel((10, 10)), "icc_profile" in image.info) == ((255, 0, 0), False)
