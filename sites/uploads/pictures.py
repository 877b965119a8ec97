"""Pictures as they are kept: upright, of a sensible size, in sRGB, without anything about where,
when and with what they were made.

A phone writes its place into every photo (Exif, XMP, a trailer behind the picture). Nothing of
that is picked out and removed: the pixels are written anew, and only they.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePath
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, ImageSequence, UnidentifiedImageError

# The formats Bantin reads; a JPEG may turn out to be MPO, with a second picture behind the first.
ACCEPTED = ["JPEG", "HEIF", "PNG", "GIF", "WEBP", "AVIF"]
# What each is kept as, and the suffix of its name. Phones write HEIF, which browsers do not show.
KEPT_AS = {
    "JPEG": ("JPEG", ".jpg"),
    "MPO": ("JPEG", ".jpg"),
    "HEIF": ("JPEG", ".jpg"),
    "PNG": ("PNG", ".png"),
    "GIF": ("GIF", ".gif"),
    "WEBP": ("WEBP", ".webp"),
    "AVIF": ("AVIF", ".avif"),
}
ANIMATED = {"GIF", "WEBP"}
SAVE_OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 90, "optimize": True, "progressive": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 90},
    "AVIF": {"quality": 85},
    "GIF": {},
}
# Pixels on the longer side: enough for a full screen, and a tenth of what phones make.
LONGEST_SIDE = 2560
_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def is_drawing(name: str) -> bool:
    """Whether a file is an SVG by its name; people cannot upload them, Bantin's own code may."""
    return PurePath(name).suffix.lower() == ".svg"


def rewritten(file: IO[bytes], name: str) -> tuple[bytes, str]:
    """Return a picture's bytes and name as they are to be kept.

    The longer side has at most ``LONGEST_SIDE`` pixels; the name gets the suffix of the format.
    Animations stay animations in GIF and WebP; elsewhere the first picture is kept. Raises
    ValidationError, in words for the person who uploads, where the file is no picture of a
    permitted format, is damaged, or has more than ``WAGTAILIMAGES_MAX_IMAGE_PIXELS`` pixels.
    """
    file.seek(0)
    try:
        with Image.open(file, formats=ACCEPTED) as image:
            _check_size(image)
            kept_as, suffix = KEPT_AS[str(image.format)]
            content = _written(image, kept_as)
    except UnidentifiedImageError as error:
        raise ValidationError(_not_a_picture(), code="invalid_image") from error
    except Image.DecompressionBombError as error:
        raise ValidationError(_too_many_pixels(), code="file_too_many_pixels") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        # What Pillow raises on damaged files, depending on the format.
        raise ValidationError(_damaged(), code="invalid_image") from error
    return content, str(PurePath(name).with_suffix(suffix))


def _check_size(image: Image.Image) -> None:
    """Before anything is decoded: a small file can unpack to gigabytes."""
    frames = getattr(image, "n_frames", 1) if image.format in ANIMATED else 1
    if image.width * image.height * frames > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        raise ValidationError(_too_many_pixels(), code="file_too_many_pixels")


def _written(image: Image.Image, kept_as: str) -> bytes:
    output = BytesIO()
    options = SAVE_OPTIONS[kept_as]
    if kept_as in ANIMATED and getattr(image, "n_frames", 1) > 1:
        durations = [frame.info.get("duration", 100) for frame in ImageSequence.Iterator(image)]
        first, *others = _frames(image)
        options = options | {"save_all": True, "append_images": others, "duration": durations}
        options |= {"loop": image.info.get("loop", 0), "disposal": 2} if kept_as == "GIF" else {}
        first.save(output, kept_as, **options)
    else:
        _pixels(image, transparent=kept_as != "JPEG").save(output, kept_as, **options)
    return output.getvalue()


def _frames(image: Image.Image) -> Iterator[Image.Image]:
    for frame in ImageSequence.Iterator(image):
        yield _pixels(frame, transparent=True)


def _pixels(image: Image.Image, *, transparent: bool) -> Image.Image:
    """The picture alone: upright, in sRGB, resized; nothing that came with it is carried on."""
    profile = image.info.get("icc_profile")
    image = ImageOps.exif_transpose(image)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    image = _in_srgb(image, profile)
    has_alpha = image.has_transparency_data
    if has_alpha and not transparent:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    image = image.convert("RGBA" if has_alpha and transparent else "RGB")
    image.info.clear()
    return image


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if not profile:
        return image
    if image.mode not in {"RGB", "RGBA", "CMYK", "L"}:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode=mode)
    except (ImageCms.PyCMSError, OSError):
        # A profile nobody can read changes no colours in a browser either.
        return image
    return converted or image


def _not_a_picture() -> str:
    words = _("This file is not a picture Bantin can use. Accepted are: %(accepted)s.")
    return words % {"accepted": ", ".join(ACCEPTED)}


def _damaged() -> str:
    return _("This picture is damaged and cannot be read. Please save it anew and try again.")


def _too_many_pixels() -> str:
    millions = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000
    return _("This picture has too many pixels; at most %(millions)s million are accepted.") % {
        "millions": millions
    }
