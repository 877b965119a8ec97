"""Re-encoding and measuring of uploaded images in a separate process.

Stored images are upright, limited in size, in sRGB and without metadata. Phones write the
location into every photo (Exif, XMP, a trailer behind the image). Metadata is not removed
selectively: only the pixels are re-encoded (decision 0025). ``content.files.picture_reader``
decodes them; this module reads only the first bytes of an image.
"""

import json
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from content.files.processes import Limits, ReaderError, TooMuchWorkError, run_limited

# Accepted formats.
ACCEPTED = ["JPEG", "HEIF", "PNG", "GIF", "WEBP", "AVIF"]
# Formats in which images are stored, with the suffix of the file name.
SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "GIF": ".gif", "WEBP": ".webp", "AVIF": ".avif"}
# Maximum pixels of the longer side: enough for a full screen, a tenth of the pixels of a phone's
# photo.
MAX_SIDE_PIXELS = 2560
# Longer side in pixels, and filter, of the thumbnail that Wagtail shows right after an upload.
THUMBNAIL, THUMBNAIL_SPEC = 165, "max-165x165"
# A photo takes half a second; the user waits for the result. Memory is the mapped address space,
# including libraries.
READER = "picture_reader.py"
LIMITS = Limits(cpu=8, clock=20, memory=640 * 1024**2, output=40 * 1024**2, nice=2)
# Of many renditions at once, for which nobody waits. AVIF takes seconds for each.
BATCH_LIMITS = Limits(cpu=60, clock=90, memory=640 * 1024**2, output=40 * 1024**2, nice=10)
# Brands of ISO base media files (ISO/IEC 23008-12, 10; AVIF 1.1, 8).
_BRANDS = {b"avif": "AVIF", b"avis": "AVIF"} | dict.fromkeys(
    (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"),
    "HEIF",
)
_MARKS = {
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"GIF87a": "GIF",
    b"GIF89a": "GIF",
}
_HEAD = 64
# Exit code of content.files.picture_reader.
_TOO_MANY_PIXELS = 4


@dataclass(frozen=True)
class EncodedImage:
    """An encoded image: a format of ``SUFFIXES``, width and height in pixels, the bytes."""

    format: str
    width: int
    height: int
    content: bytes


@dataclass(frozen=True)
class ReEncodedImage:
    """A re-encoded upload with its thumbnail.

    ``name``: the upload's name with the suffix of the new format. ``has_more``: the file had
    further images (an animation, a burst), which were dropped.
    """

    name: str
    picture: EncodedImage
    thumbnail: EncodedImage
    has_more: bool


def is_svg(name: str) -> bool:
    """Return whether a file is an SVG by its name. Users cannot upload SVG, Bantin's code can."""
    return PurePath(name).suffix.lower() == ".svg"


def find_format(file: IO[bytes]) -> str | None:
    """Return the format (of ``ACCEPTED``) of a file by its first bytes, None for others."""
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp":
        # The major brand may be generic; then one of the compatible brands names the format.
        end = min(int.from_bytes(head[:4]), _HEAD)
        brands = [head[8:12], *(head[at : at + 4] for at in range(16, end, 4))]
        named = [_BRANDS[brand] for brand in brands if brand in _BRANDS]
        return "AVIF" if "AVIF" in named else next(iter(named), None)
    return next((kind for mark, kind in _MARKS.items() if head.startswith(mark)), None)


def re_encode_image(file: IO[bytes], name: str) -> ReEncodedImage:
    """Re-encode an uploaded image for storage and return it with its thumbnail.

    The longer side is reduced to ``MAX_SIDE_PIXELS`` pixels; the name gets the suffix of the
    format. Of several images, such as an animation's, the first is used. Raises ValidationError
    with a message for the user if the file is no image of an accepted format, is damaged, has more
    than ``WAGTAILIMAGES_MAX_IMAGE_PIXELS`` pixels, or exceeds the limits of the process.
    """
    kind = find_format(file)
    if kind is None:
        message = _("This file is not a picture Bantin can use. Accepted are: %(accepted)s.")
        raise ValidationError(message % {"accepted": ", ".join(ACCEPTED)}, code="invalid_image")
    task = {"kind": kind, "longest_side": MAX_SIDE_PIXELS, "thumbnail": THUMBNAIL}
    try:
        (picture, thumbnail), head = _read(file, task)
    except TooMuchWorkError as error:
        raise ValidationError(_get_effort_message(), code="too_much_work") from error
    except ReaderError as error:
        if error.code == _TOO_MANY_PIXELS:
            raise ValidationError(_get_pixels_message(), code="file_too_many_pixels") from error
        message = _(
            "This picture is damaged and cannot be read. Please save it anew and try again."
        )
        raise ValidationError(message, code="invalid_image") from error
    kept_name = str(PurePath(name or kind).with_suffix(SUFFIXES[picture.format]))
    return ReEncodedImage(kept_name, picture, thumbnail, head.get("has_more") is True)


def get_dimensions(file: IO[bytes]) -> tuple[int, int]:
    """Return a stored image's width and height in pixels.

    Raises ReaderError if the format is not accepted or the image cannot be read.
    """
    kind = find_format(file)
    if kind is None:
        raise ReaderError
    task = {"kind": kind, "most_pixels": settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS}
    answer = run_limited(READER, json.dumps(task), content=file, limits=LIMITS)
    try:
        width, height = (int(number) for number in json.loads(answer)["dimensions"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ReaderError from error
    return width, height


def resize_image(file: IO[bytes], tasks: list[dict[str, Any]]) -> list[EncodedImage]:
    """Return renditions of a stored image, which is decoded once for all of them.

    ``tasks``: each has ``crop``, ``size``, ``square``, ``format``, ``options``, ``background``, as
    in ``content.files.picture_reader``. Raises ReaderError if one of them cannot be created.
    """
    kind = find_format(file)
    if kind is None:
        raise ReaderError
    limits = LIMITS if len(tasks) == 1 else BATCH_LIMITS
    pictures, _head = _read(file, {"kind": kind, "renditions": tasks}, limits)
    return pictures


def _read(
    file: IO[bytes], task: dict[str, Any], limits: Limits | None = None
) -> tuple[list[EncodedImage], dict[str, Any]]:
    task = task | {"most_pixels": settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS}
    answer = run_limited(READER, json.dumps(task), content=file, limits=limits or LIMITS)
    return _parse_answer(answer, len(task["renditions"]) if "renditions" in task else 2)


def _parse_answer(answer: bytes, pictures: int) -> tuple[list[EncodedImage], dict[str, Any]]:
    """Parse the reader's answer, which is as untrusted as the file. Raises ReaderError."""
    line, _newline, bodies = answer.partition(b"\n")
    try:
        head = json.loads(line)
        rows = [(str(kind), int(w), int(h), int(length)) for kind, w, h, length in head["pictures"]]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ReaderError from error
    if len(rows) != pictures or sum(row[3] for row in rows) != len(bodies):
        raise ReaderError
    read = []
    for kind, width, height, length in rows:
        content, bodies = bodies[:length], bodies[length:]
        picture = EncodedImage(kind, width, height, content)
        if not _is_sound(picture):
            raise ReaderError
        read.append(picture)
    return read, head


def _is_sound(picture: EncodedImage) -> bool:
    return (
        picture.format in SUFFIXES
        and 0 < picture.width <= MAX_SIDE_PIXELS
        and 0 < picture.height <= MAX_SIDE_PIXELS
        and find_format(BytesIO(picture.content)) == picture.format
    )


def _get_pixels_message() -> str:
    millions = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000
    message = _(
        "This picture has too many pixels; at most %(millions)s million are accepted. "
        "Please save it smaller and try again."
    )
    return message % {"millions": millions}


def _get_effort_message() -> str:
    return _(
        "This picture takes too much work to read. Please save it anew as JPEG, or smaller, "
        "and try again."
    )
