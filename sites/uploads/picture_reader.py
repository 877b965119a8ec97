"""Decode the picture on standard input and write it anew to standard output.

A process of its own (``sites.uploads.pictures``), which imports nothing of Bantin. The argument is
a task in JSON: ``kind`` (the format, by the file's first bytes) and ``most_pixels``; then either
``longest_side`` and ``thumbnail`` (pixels), for a picture as it is kept, or ``crop``, ``size``,
``format``, ``options`` and ``background``, for one of its sizes; or nothing, and the answer is the
picture's ``dimensions`` alone.

The answer is a line of JSON with format, sizes in pixels and lengths in bytes, and the pictures
behind it. Exit code 4: too many pixels.

Only the first picture of a file is ever decoded, and others are not counted: a GIF of a megabyte
may have a hundred thousand.
"""

import importlib
import json
import sys
from io import BytesIO
from typing import IO, Any

from PIL import Image, ImageCms, ImageFile

TOO_MANY_PIXELS = 4
# The plug-in is named, so that Pillow does not load all it has to find one; and a JPEG is read as
# one even where it says that there are more pictures behind it.
READERS = {
    "JPEG": ("PIL.JpegImagePlugin", "JpegImageFile"),
    "PNG": ("PIL.PngImagePlugin", "PngImageFile"),
    "GIF": ("PIL.GifImagePlugin", "GifImageFile"),
    "WEBP": ("PIL.WebPImagePlugin", "WebPImageFile"),
    "AVIF": ("PIL.AvifImagePlugin", "AvifImageFile"),
    "HEIF": ("pillow_heif", "HeifImageFile"),
}
# Phones write HEIF, which browsers do not show.
KEPT_AS = {"HEIF": "JPEG"}
SAVE_OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 90, "optimize": True, "progressive": True},
    "PNG": {"compress_level": 6},
    "WEBP": {"quality": 90},
    "AVIF": {"quality": 85, "max_threads": 1},
    "GIF": {},
}
# By Exif's number (CIPA DC-008, 4.6.5).
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
MODES = {"RGB", "RGBA", "L", "LA", "CMYK"}


class TooManyPixelsError(Exception):
    """The picture is larger than it may be."""


def opened(file: IO[bytes], kind: str, most_pixels: int) -> Image.Image:
    """Read a picture's head, and nothing of its pixels."""
    module, name = READERS[kind]
    plugin: Any = importlib.import_module(module)
    if kind == "AVIF":
        plugin.DECODE_MAX_THREADS = 1
    if kind == "HEIF":
        plugin.options.DECODE_THREADS = 1
        plugin.options.THUMBNAILS = plugin.options.DEPTH_IMAGES = plugin.options.AUX_IMAGES = False
    image: Image.Image = getattr(plugin, name)(file)
    if image.width * image.height > most_pixels:
        raise TooManyPixelsError
    return image


def has_more(image: Image.Image) -> bool:
    """Whether other pictures follow; what cannot be told is none."""
    try:
        if image.format == "GIF":
            return bool(image.is_animated)  # type: ignore[attr-defined]
        return bool(getattr(image, "n_frames", 1) > 1)
    except Exception:  # noqa: BLE001, whatever a damaged second picture makes of the reader
        return False


def rewritten(image: Image.Image, longest_side: int, thumbnail: int) -> list[tuple[str, Any]]:
    """The picture as it is kept, and a small one of it."""
    kind = str(image.format)
    kept_as = KEPT_AS.get(kind, kind)
    pixels = plain(image, longest_side, transparent=kept_as != "JPEG")
    small = pixels.copy()
    small.thumbnail((thumbnail, thumbnail), Image.Resampling.LANCZOS)
    return [(kept_as, pixels), ("PNG" if kept_as == "GIF" else kept_as, small)]


def plain(image: Image.Image, longest_side: int, *, transparent: bool) -> Image.Image:
    """The picture alone: upright, in sRGB, resized; nothing that came with it is carried on."""
    profile = image.info.get("icc_profile")
    turn = TURNS.get(orientation(image))
    if image.format == "JPEG":
        # One of fifty megapixels is not decoded in full.
        image.draft(None, (2 * longest_side, 2 * longest_side))
    image.load()
    image = in_known_mode(image)
    image.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if turn is not None:
        image = image.transpose(turn)
    image = in_srgb(image, profile)
    has_alpha = image.has_transparency_data
    if has_alpha and not transparent:
        image = on_background(image, "white")
    image = image.convert("RGBA" if has_alpha and transparent else "RGB")
    image.info.clear()
    return image


def orientation(image: Image.Image) -> int:
    """How the camera was held. HEIF says it in its container, and the reader has turned it."""
    if image.format == "HEIF":
        return 1
    try:
        return int(image.getexif().get(0x0112, 1))
    except Exception:  # noqa: BLE001, whatever damaged Exif makes of the reader
        return 1


def in_known_mode(image: Image.Image) -> Image.Image:
    """Palettes are resolved before anything is resized, 16 bits become 8."""
    if image.mode in MODES and "transparency" not in image.info:
        return image
    if image.mode.startswith("I;16"):
        return image.convert("L")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if not profile:
        return image
    if image.mode == "LA":
        image = image.convert("RGBA")
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
        converted = ImageCms.profileToProfile(image, source, srgb, outputMode=mode)
    except (ImageCms.PyCMSError, OSError):
        # A profile nobody can read changes no colours in a browser either.
        return image
    return converted or image


def on_background(image: Image.Image, colour: str) -> Image.Image:
    image = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, colour), image).convert("RGB")


def resized(image: Image.Image, task: dict[str, Any]) -> Image.Image:
    """One of the sizes that pages show."""
    image.load()
    image = in_known_mode(image).crop(task["crop"])
    image = image.resize(task["size"], Image.Resampling.LANCZOS)
    background = task["background"] or ("white" if task["format"] == "JPEG" else None)
    if image.has_transparency_data and background:
        image = on_background(image, background)
    image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.info.clear()
    return image


def answer(pictures: list[tuple[str, Image.Image, dict[str, Any]]], **head: Any) -> None:
    bodies = []
    head["pictures"] = []
    for kind, image, options in pictures:
        output = BytesIO()
        image.save(output, kind, **options)
        body = output.getvalue()
        head["pictures"].append([kind, image.width, image.height, len(body)])
        bodies.append(body)
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + b"".join(bodies))


def main() -> None:
    # What a file promises is not waited for: what is not there is damage.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    # Our own limit holds, which is lower.
    Image.MAX_IMAGE_PIXELS = None
    task = json.loads(sys.argv[1])
    try:
        image = opened(sys.stdin.buffer, task["kind"], task["most_pixels"])
    except TooManyPixelsError:
        sys.exit(TOO_MANY_PIXELS)
    if "size" in task:
        answer([(task["format"], resized(image, task), task["options"])])
        return
    if "longest_side" not in task:
        sys.stdout.write(json.dumps({"dimensions": image.size}))
        return
    pictures = rewritten(image, task["longest_side"], task["thumbnail"])
    written = [(kind, picture, SAVE_OPTIONS[kind]) for kind, picture in pictures]
    answer(written, has_more=has_more(image))


if __name__ == "__main__":
    main()
