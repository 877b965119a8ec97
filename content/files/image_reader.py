"""Program that decodes the image on standard input and re-encodes it to standard output.

Run in a separate process by ``content.files.images``; imports nothing of Bantin. The argument
is a task in JSON. It has ``kind`` (the format, by the file's first bytes) and ``most_pixels``, and

- ``longest_side`` and ``thumbnail`` (pixels) for an original and its thumbnail, or
- ``renditions``: a list of renditions, made of an image that is decoded once; each has ``crop``,
  ``size``, ``square`` (side of a white square around it, or null), ``format``, ``options`` and
  ``background``, or
- nothing else: the answer is then only the image's ``dimensions``, in JSON.

The answer is a line of JSON with formats, sizes in pixels and lengths in bytes, followed by the
encoded images. Exit code 4: too many pixels.

Only the first image of a file is decoded, and further ones are not counted: a GIF of 1 MB may
have 100,000.
"""

import importlib
import json
import sys
from io import BytesIO
from typing import IO, Any

from PIL import Image, ImageCms, ImageFile

TOO_MANY_PIXELS = 4
# Plug-ins are named so that Pillow does not import all of them to find one, and so that a JPEG is
# read as one even if it announces further images behind it.
READERS = {
    "JPEG": ("PIL.JpegImagePlugin", "JpegImageFile"),
    "PNG": ("PIL.PngImagePlugin", "PngImageFile"),
    "GIF": ("PIL.GifImagePlugin", "GifImageFile"),
    "WEBP": ("PIL.WebPImagePlugin", "WebPImageFile"),
    "AVIF": ("PIL.AvifImagePlugin", "AvifImageFile"),
    "HEIF": ("pillow_heif", "HeifImageFile"),
}
# Phones write HEIF, which browsers do not show.
STORED_FORMATS = {"HEIF": "JPEG"}
SAVE_OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 90, "optimize": True, "progressive": True},
    "PNG": {"compress_level": 6},
    "WEBP": {"quality": 90},
    "AVIF": {"quality": 85, "max_threads": 1},
    "GIF": {},
}
# By the value of Exif's orientation tag (CIPA DC-008, 4.6.5).
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
    """The image has more pixels than permitted."""


def open_image(file: IO[bytes], kind: str, most_pixels: int) -> Image.Image:
    """Read the header of an image, without its pixels. Raises TooManyPixelsError."""
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


def has_more_images(image: Image.Image) -> bool:
    """Return whether the file has further images; False if that cannot be determined."""
    try:
        if image.format == "GIF":
            return bool(image.is_animated)  # type: ignore[attr-defined]
        return bool(getattr(image, "n_frames", 1) > 1)
    except Exception:  # noqa: BLE001, whatever a damaged second picture makes of the reader
        return False


def re_encode_image(image: Image.Image, longest_side: int, thumbnail: int) -> list[tuple[str, Any]]:
    """Return the image for storage and its thumbnail, each with its format."""
    kind = str(image.format)
    kept_as = STORED_FORMATS.get(kind, kind)
    pixels = normalize_image(image, longest_side, transparent=kept_as != "JPEG")
    small = pixels.copy()
    small.thumbnail((thumbnail, thumbnail), Image.Resampling.LANCZOS)
    return [(kept_as, pixels), ("PNG" if kept_as == "GIF" else kept_as, small)]


def normalize_image(image: Image.Image, longest_side: int, *, transparent: bool) -> Image.Image:
    """Return the pixels alone: upright, in sRGB, resized, without any metadata."""
    profile = image.info.get("icc_profile")
    turn = TURNS.get(get_orientation(image))
    if image.format == "JPEG":
        # Decode a large JPEG at a fraction of its size.
        image.draft(None, (2 * longest_side, 2 * longest_side))
    image.load()
    image = convert_mode(image)
    image.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if turn is not None:
        image = image.transpose(turn)
    image = convert_to_srgb(image, profile)
    has_alpha = image.has_transparency_data
    if has_alpha and not transparent:
        image = flatten_image(image, "white")
    image = image.convert("RGBA" if has_alpha and transparent else "RGB")
    image.info.clear()
    return image


def get_orientation(image: Image.Image) -> int:
    """Return Exif's orientation (1 to 8); 1 for HEIF, which the decoder has rotated already."""
    if image.format == "HEIF":
        return 1
    try:
        return int(image.getexif().get(0x0112, 1))
    except Exception:  # noqa: BLE001, whatever damaged Exif makes of the reader
        return 1


def convert_mode(image: Image.Image) -> Image.Image:
    """Convert palettes to colours, which resizing needs, and 16 bits per channel to 8."""
    if image.mode in MODES and "transparency" not in image.info:
        return image
    if image.mode.startswith("I;16"):
        return image.convert("L")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def convert_to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert an image to sRGB; return it unchanged without a readable colour profile."""
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
        # Browsers ignore an unreadable profile too.
        return image
    return converted or image


def flatten_image(image: Image.Image, colour: str) -> Image.Image:
    """Return an image in RGB with ``colour`` behind its transparent parts."""
    image = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, colour), image).convert("RGB")


def resize_image(image: Image.Image, task: dict[str, Any]) -> Image.Image:
    """Return the rendition that a task describes: cropped, scaled, on its background."""
    image.load()
    image = convert_mode(image).crop(task["crop"])
    image = image.resize(task["size"], Image.Resampling.LANCZOS)
    if task["square"]:
        return place_in_square(image, task["square"])
    background = task["background"] or ("white" if task["format"] == "JPEG" else None)
    if image.has_transparency_data and background:
        image = flatten_image(image, background)
    image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.info.clear()
    return image


def place_in_square(image: Image.Image, side: int) -> Image.Image:
    """Return an image in the middle of a white square, ``side`` in pixels."""
    square = Image.new("RGB", (side, side), "white")
    place = ((side - image.width) // 2, (side - image.height) // 2)
    square.paste(image, place, image.convert("RGBA"))
    return square


def write_answer(images: list[tuple[str, Image.Image, dict[str, Any]]], **head: Any) -> None:
    """Write the answer: ``head`` and the list of images in JSON, then the encoded images."""
    bodies = []
    head["pictures"] = []
    for kind, image, options in images:
        output = BytesIO()
        image.save(output, kind, **options)
        body = output.getvalue()
        head["pictures"].append([kind, image.width, image.height, len(body)])
        bodies.append(body)
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + b"".join(bodies))


def main() -> None:
    """Carry out the task in the first argument."""
    # A truncated file counts as damaged.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    # The task's own limit applies, which is lower.
    Image.MAX_IMAGE_PIXELS = None
    task = json.loads(sys.argv[1])
    try:
        image = open_image(sys.stdin.buffer, task["kind"], task["most_pixels"])
    except TooManyPixelsError:
        sys.exit(TOO_MANY_PIXELS)
    if renditions := task.get("renditions"):
        write_answer(
            [(one["format"], resize_image(image, one), one["options"]) for one in renditions]
        )
        return
    if "longest_side" not in task:
        sys.stdout.write(json.dumps({"dimensions": image.size}))
        return
    kept = re_encode_image(image, task["longest_side"], task["thumbnail"])
    written = [(kind, pixels, SAVE_OPTIONS[kind]) for kind, pixels in kept]
    write_answer(written, has_more=has_more_images(image))


if __name__ == "__main__":
    main()
