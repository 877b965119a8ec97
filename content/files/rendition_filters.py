"""A filter that creates renditions in a separate process, as everything that decodes images."""

from collections.abc import Iterable
from contextlib import nullcontext
from io import BytesIO
from pathlib import PurePath
from typing import IO, Any, NamedTuple

from django.conf import settings
from django.core.files.base import File
from wagtail.images.image_operations import FilterOperation
from wagtail.images.models import Filter, SourceImageIOError

from content.files import images
from content.files.examined import SizedFile
from content.files.images import EncodedImage
from content.files.processes import ReaderError
from content.files.storages import is_write_failure

# Wagtail's format names to those of Pillow.
_FORMATS = {"jpeg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP", "avif": "AVIF"}
_BY_SUFFIX = {".jpg": "jpeg", ".png": "png", ".gif": "gif", ".webp": "webp", ".avif": "avif"}
_QUALITIES = {"jpeg": 76, "webp": 80, "avif": 61}
_OPTIONS: dict[str, dict[str, Any]] = {
    "jpeg": {"progressive": True, "optimize": True},
    "avif": {"max_threads": 1},
}
# Failures of the separate process, and what Wagtail's operations raise for invalid sizes, colours
# and formats.
UNFIT_ERRORS = (ReaderError, ArithmeticError, LookupError, TypeError, ValueError)


# Fraction of the side of a square that a picture in its middle fills.
_FILLED = 0.9


class RenditionNotStoredError(SourceImageIOError):
    """There is no room for a rendition, or for what it is made of, or the storage is away."""


class SquareOperation(FilterOperation):
    """The filter ``square-<side>``: the whole picture in the middle of a white square."""

    def construct(self, side: str) -> None:
        self.side = int(side)

    def run(self, willow: Any, image: Any, env: dict[str, Any]) -> Any:
        env["square"] = self.side
        return willow


class FilterResult(NamedTuple):
    """The result that Wagtail expects of ``Filter.run``, with width and height in pixels."""

    f: IO[bytes]
    format_name: str
    dimensions: tuple[int, int]


class BackgroundRecorder:
    """Stand-in for an image that records the background colour which operations set."""

    colour: tuple[int, int, int] | None = None

    def set_background_color_rgb(self, colour: tuple[int, int, int]) -> "BackgroundRecorder":
        """Record an RGB colour, as Willow's method sets it on an image."""
        self.colour = colour
        return self


class LimitedFilter(Filter):
    """Filter whose operations run in ``content.files.image_reader``.

    Animations are not supported: no stored image has one.
    """

    made: FilterResult

    def run(self, image: Any, output: IO[bytes], source: File | None = None) -> FilterResult:
        """Write a rendition to ``output`` and return it.

        Uses the thumbnail of a new upload if the filter is ``THUMBNAIL_SPEC``. Raises
        SourceImageIOError if the rendition cannot be created; pages then show a missing image,
        as Wagtail does for a missing file.
        """
        ready = getattr(image, "thumbnail", None)
        if self.spec == images.THUMBNAIL_SPEC and ready is not None:
            return self._keep(ready, output)
        with nullcontext(source) if source is not None else image.open_file() as file:
            [encoded] = _encode_images(image, file, [self])
        return self._keep(encoded, output)

    def _keep(self, encoded: EncodedImage, output: IO[bytes]) -> FilterResult:
        output.write(encoded.content)
        output.seek(0)
        self.made = FilterResult(output, encoded.format.lower(), (encoded.width, encoded.height))
        return self.made

    def build_task(self, image: Any) -> dict[str, Any]:
        """Return what ``content.files.image_reader`` has to do; raises one of UNFIT_ERRORS."""
        original = _BY_SUFFIX.get(PurePath(image.file.name).suffix.lower(), "jpeg")
        # PNG preserves the colours of a still GIF better.
        env: dict[str, Any] = {"output-format": "png" if original == "gif" else original}
        env["original-format"] = original
        background = BackgroundRecorder()
        for operation in self.filter_operations:
            operation.run(background, image, env)
        kind = env["output-format"]
        transform = self.get_transform(image, (image.width, image.height))
        crop = transform.get_rect().round()
        size = transform.size
        if side := env.get("square"):
            scale = side * _FILLED / max(size)
            size = tuple(max(1, round(length * scale)) for length in size)
        return {
            "crop": [crop.left, crop.top, crop.right, crop.bottom],
            "size": size,
            "square": side,
            "format": _FORMATS[kind],
            "options": self._get_options(kind, env),
            "background": background.colour and f"#{bytes(background.colour).hex()}",
        }

    def _get_options(self, kind: str, env: dict[str, Any]) -> dict[str, Any]:
        options = dict(_OPTIONS.get(kind, {}))
        if "lossless" in env.get("output-format-options", ()):
            options["lossless" if kind == "webp" else "quality"] = True if kind == "webp" else 100
        elif kind in _QUALITIES:
            default = getattr(settings, f"WAGTAILIMAGES_{kind.upper()}_QUALITY", _QUALITIES[kind])
            options["quality"] = env.get(f"{kind}-quality", default)
        return options


def make_sized_files(image: Any, specs: Iterable[str]) -> list[SizedFile]:
    """Return the files of several renditions of an image, all made in one process.

    Raises SourceImageIOError if one of them cannot be made, or the file cannot be read.
    """
    with image.open_file() as source:
        encoded = _encode_images(image, source, [LimitedFilter(spec) for spec in specs])
    return [
        SizedFile(BytesIO(one.content), f"a{images.SUFFIXES[one.format]}", (one.width, one.height))
        for one in encoded
    ]


def _encode_images(
    image: Any, source: IO[bytes], filters: list[LimitedFilter]
) -> list[EncodedImage]:
    try:
        return images.resize_image(source, [one.build_task(image) for one in filters])
    except UNFIT_ERRORS as error:
        raise SourceImageIOError(f"{image.file.name}: {error!r}") from error
    except OSError as error:
        # The original goes through a temporary file.
        if is_write_failure(error):
            raise RenditionNotStoredError(f"{image.file.name}: {error}") from error
        raise SourceImageIOError(f"{image.file.name}: {error}") from error


def make_sized_file(file: File, rendition_filter: LimitedFilter) -> SizedFile:
    """Return a rendition file with its dimensions, which the filter has recorded."""
    return SizedFile(file.file, file.name or "", rendition_filter.made.dimensions)
