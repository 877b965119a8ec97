"""The sizes of a picture, made in a process of its own like everything that decodes pictures."""

from contextlib import nullcontext
from pathlib import PurePath
from typing import IO, Any, NamedTuple

from django.conf import settings
from django.core.files.base import File
from wagtail.images.models import Filter, SourceImageIOError

from sites.uploads import pictures
from sites.uploads.examined import SizedFile
from sites.uploads.pictures import Picture
from sites.uploads.processes import ReaderError

# Wagtail's names of formats.
_FORMATS = {"jpeg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP", "avif": "AVIF"}
_BY_SUFFIX = {".jpg": "jpeg", ".png": "png", ".gif": "gif", ".webp": "webp", ".avif": "avif"}
_QUALITIES = {"jpeg": 76, "webp": 80, "avif": 61}
_OPTIONS: dict[str, dict[str, Any]] = {
    "jpeg": {"progressive": True, "optimize": True},
    "avif": {"max_threads": 1},
}
# Besides what the reader refuses: what Wagtail's operations raise for sizes, colours and formats
# that there are not.
UNFIT_ERRORS = (ReaderError, ArithmeticError, LookupError, TypeError, ValueError)


class Made(NamedTuple):
    """What Wagtail expects of a filter that has run, and the size in pixels."""

    f: IO[bytes]
    format_name: str
    dimensions: tuple[int, int]


class Background:
    """Takes the place of the picture for Wagtail's operations: what they would have changed."""

    colour: tuple[int, int, int] | None = None

    def set_background_color_rgb(self, colour: tuple[int, int, int]) -> "Background":
        self.colour = colour
        return self


class LimitedFilter(Filter):
    """A filter that hands its operations to the reader of pictures.

    Animations are not asked for: nothing that is kept has one.
    """

    made: Made

    def run(self, image: Any, output: IO[bytes], source: File | None = None) -> Made:
        """Return one size of a picture.

        Raises SourceImageIOError where it cannot be made; pages then show a picture that is not
        there, as Wagtail does where the file is missing.
        """
        ready = getattr(image, "thumbnail", None)
        if self.spec == pictures.THUMBNAIL_SPEC and ready is not None:
            return self._keep(ready, output)
        with nullcontext(source) if source is not None else image.open_file() as file:
            try:
                picture = pictures.resized(file, self._task(image))
            except UNFIT_ERRORS as error:
                raise SourceImageIOError(f"{image.file.name}: {error!r}") from error
        return self._keep(picture, output)

    def _keep(self, picture: Picture, output: IO[bytes]) -> Made:
        output.write(picture.content)
        output.seek(0)
        self.made = Made(output, picture.format.lower(), (picture.width, picture.height))
        return self.made

    def _task(self, image: Any) -> dict[str, Any]:
        original = _BY_SUFFIX.get(PurePath(image.file.name).suffix.lower(), "jpeg")
        # Colours of a still GIF come out better in PNG.
        env: dict[str, Any] = {"output-format": "png" if original == "gif" else original}
        env["original-format"] = original
        background = Background()
        for operation in self.filter_operations:
            operation.run(background, image, env)
        kind = env["output-format"]
        transform = self.get_transform(image, (image.width, image.height))
        crop = transform.get_rect().round()
        return {
            "crop": [crop.left, crop.top, crop.right, crop.bottom],
            "size": transform.size,
            "format": _FORMATS[kind],
            "options": self._options(kind, env),
            "background": background.colour and f"#{bytes(background.colour).hex()}",
        }

    def _options(self, kind: str, env: dict[str, Any]) -> dict[str, Any]:
        options = dict(_OPTIONS.get(kind, {}))
        if "lossless" in env.get("output-format-options", ()):
            options["lossless" if kind == "webp" else "quality"] = True if kind == "webp" else 100
        elif kind in _QUALITIES:
            default = getattr(settings, f"WAGTAILIMAGES_{kind.upper()}_QUALITY", _QUALITIES[kind])
            options["quality"] = env.get(f"{kind}-quality", default)
        return options


def sized(file: File, rendition_filter: LimitedFilter) -> SizedFile:
    """Return what Wagtail has made of a filter's picture, with its size."""
    return SizedFile(file.file, file.name or "", rendition_filter.made.dimensions)
