"""File classes for uploads that have been examined, and a form field for them."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from content.files.images import ReEncodedImage


class ExaminedUpload(UploadedFile):
    """An accepted upload.

    ``has_macros``: it is a document with active content, which the settings accept. ``is_scan``: it
    is a document of pictures of pages, without text; known only of one that replaces another.
    """

    is_scan = False

    def __init__(self, upload: UploadedFile, *, has_macros: bool = False) -> None:
        super().__init__(
            upload.file, upload.name, upload.content_type, upload.size, upload.charset,
            upload.content_type_extra,
        )  # fmt: skip
        # Hold a reference, because the file is deleted together with the upload.
        self._upload = upload
        self.has_macros = has_macros


class ExaminedRecording(ExaminedUpload):
    """An accepted recording.

    ``suffix``: extension for its content. ``seconds``: its length, None if it was not measured.
    """

    def __init__(self, upload: UploadedFile, *, suffix: str, seconds: int | None) -> None:
        super().__init__(upload)
        self.suffix = suffix
        self.seconds = seconds


class RewrittenUpload(SimpleUploadedFile):
    """A re-encoded image for storage.

    ``dimensions``: width and height in pixels. ``thumbnail``: a small ``EncodedImage`` of it.
    ``has_more``: the file had further images, which were dropped.
    """

    def __init__(self, rewritten: ReEncodedImage) -> None:
        image = rewritten.image
        kind = f"image/{image.format.lower()}"
        super().__init__(rewritten.name, image.content, kind)
        self.dimensions = (image.width, image.height)
        self.thumbnail = rewritten.thumbnail
        self.has_more = rewritten.has_more


class RefusedUpload(SimpleUploadedFile):
    """An empty file in place of a refused upload, with its name and the ``refusal``."""

    def __init__(self, name: str, refusal: ValidationError) -> None:
        super().__init__(name, b"")
        self.refusal = refusal


class SizedFile(File):
    """An image that Bantin has written, with its width and height in pixels."""

    def __init__(self, file: Any, name: str, dimensions: tuple[int, int]) -> None:
        super().__init__(file, name)
        self.dimensions = dimensions


class ExaminedFileField(forms.FileField):
    """Form field that reports why ``sites.middleware.uploads`` refused its file."""

    def to_python(self, data: Any) -> UploadedFile | None:
        raise_if_refused(data)
        return cast(UploadedFile | None, super().to_python(data))


def raise_if_refused(data: Any) -> None:
    """Raise the ValidationError of a refused upload; accept everything else."""
    if isinstance(data, RefusedUpload):
        raise data.refusal
