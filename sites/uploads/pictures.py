"""Pictures as they are kept: upright, of a sensible size, in sRGB, without anything about where,
when and with what they were made.

A phone writes its place into every photo (Exif, XMP, a trailer behind the picture). Nothing of
that is picked out and removed: the pixels are written anew, and only they. They are decoded in a
process of its own (``sites.uploads.picture_reader``); here nothing looks at a picture but at its
first bytes.
"""

import json
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sites.uploads.processes import Limits, ReaderError, TooMuchWorkError, run_limited

# The formats Bantin reads.
ACCEPTED = ["JPEG", "HEIF", "PNG", "GIF", "WEBP", "AVIF"]
# What a picture is kept as, and the suffix of its name.
SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "GIF": ".gif", "WEBP": ".webp", "AVIF": ".avif"}
# Pixels on the longer side: enough for a full screen, and a tenth of what phones make.
LONGEST_SIDE = 2560
# Of the small picture that Wagtail shows of each upload at once.
THUMBNAIL, THUMBNAIL_SPEC = 165, "max-165x165"
# Half a second is what a photo takes, and somebody waits for it. Memory is all that is mapped,
# libraries included.
READER = "picture_reader.py"
LIMITS = Limits(cpu=8, clock=20, memory=640 * 1024**2, output=40 * 1024**2, nice=2)
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
# The exit code of the reader; see sites.uploads.picture_reader.
_TOO_MANY_PIXELS = 4


@dataclass(frozen=True)
class Picture:
    """Pixels written by the reader: a format of ``SUFFIXES``, the size in pixels, the bytes."""

    format: str
    width: int
    height: int
    content: bytes


@dataclass(frozen=True)
class Rewritten:
    """An upload as it is to be kept, with a small picture of it.

    ``has_more``: the file had further pictures (an animation, a burst), which are gone.
    """

    name: str
    picture: Picture
    thumbnail: Picture
    has_more: bool


def is_drawing(name: str) -> bool:
    """Whether a file is an SVG by its name; people cannot upload them, Bantin's own code may."""
    return PurePath(name).suffix.lower() == ".svg"


def format_of(file: IO[bytes]) -> str | None:
    """Return which of ``ACCEPTED`` a file is by its first bytes, None where it is none of them."""
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp":
        # The major brand may be a general one; then those it is compatible with tell.
        end = min(int.from_bytes(head[:4]), _HEAD)
        brands = [head[8:12], *(head[at : at + 4] for at in range(16, end, 4))]
        named = [_BRANDS[brand] for brand in brands if brand in _BRANDS]
        return "AVIF" if "AVIF" in named else next(iter(named), None)
    return next((kind for mark, kind in _MARKS.items() if head.startswith(mark)), None)


def rewritten(file: IO[bytes], name: str) -> Rewritten:
    """Return a picture as it is to be kept.

    The longer side has at most ``LONGEST_SIDE`` pixels; the name gets the suffix of the format.
    Of several pictures, such as an animation's, the first is kept. Raises ValidationError, in
    words for the person who uploads, where the file is no picture of a permitted format, is
    damaged, has more than ``WAGTAILIMAGES_MAX_IMAGE_PIXELS`` pixels, or is too much work.
    """
    kind = format_of(file)
    if kind is None:
        words = _("This file is not a picture Bantin can use. Accepted are: %(accepted)s.")
        raise ValidationError(words % {"accepted": ", ".join(ACCEPTED)}, code="invalid_image")
    task = {"kind": kind, "longest_side": LONGEST_SIDE, "thumbnail": THUMBNAIL}
    try:
        (picture, thumbnail), head = _read(file, task)
    except TooMuchWorkError as error:
        raise ValidationError(_too_much_work(), code="too_much_work") from error
    except ReaderError as error:
        if error.code == _TOO_MANY_PIXELS:
            raise ValidationError(_too_many_pixels(), code="file_too_many_pixels") from error
        words = _("This picture is damaged and cannot be read. Please save it anew and try again.")
        raise ValidationError(words, code="invalid_image") from error
    kept_name = str(PurePath(name or kind).with_suffix(SUFFIXES[picture.format]))
    return Rewritten(kept_name, picture, thumbnail, head.get("has_more") is True)


def dimensions_of(file: IO[bytes]) -> tuple[int, int]:
    """Return a kept picture's width and height in pixels. Raises ReaderError as ``resized``."""
    kind = format_of(file)
    if kind is None:
        raise ReaderError
    task = {"kind": kind, "most_pixels": settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS}
    answer = run_limited(READER, json.dumps(task), content=file, limits=LIMITS)
    try:
        width, height = (int(number) for number in json.loads(answer)["dimensions"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ReaderError from error
    return width, height


def resized(file: IO[bytes], task: dict[str, Any]) -> Picture:
    """Return one size of a kept picture: ``crop``, ``size``, ``format``, ``options`` and
    ``background``, as ``sites.uploads.picture_reader`` takes them.

    Raises ReaderError where it cannot be made.
    """
    kind = format_of(file)
    if kind is None:
        raise ReaderError
    (picture,), _head = _read(file, task | {"kind": kind})
    return picture


def _read(file: IO[bytes], task: dict[str, Any]) -> tuple[list[Picture], dict[str, Any]]:
    task = task | {"most_pixels": settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS}
    answer = run_limited(READER, json.dumps(task), content=file, limits=LIMITS)
    return _understood(answer, 2 if "thumbnail" in task else 1)


def _understood(answer: bytes, pictures: int) -> tuple[list[Picture], dict[str, Any]]:
    """What the reader says is believed as little as the file. Raises ReaderError."""
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
        picture = Picture(kind, width, height, content)
        if not _is_sound(picture):
            raise ReaderError
        read.append(picture)
    return read, head


def _is_sound(picture: Picture) -> bool:
    return (
        picture.format in SUFFIXES
        and 0 < picture.width <= LONGEST_SIDE
        and 0 < picture.height <= LONGEST_SIDE
        and format_of(BytesIO(picture.content)) == picture.format
    )


def _too_many_pixels() -> str:
    millions = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000
    words = _("This picture has too many pixels; at most %(millions)s million are accepted. "
              "Please save it smaller and try again.")  # fmt: skip
    return words % {"millions": millions}


def _too_much_work() -> str:
    return _("This picture takes too much work to read. Please save it anew as JPEG, or smaller, "
             "and try again.")  # fmt: skip
