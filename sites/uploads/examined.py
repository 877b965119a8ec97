"""What becomes of an upload once it has been looked at."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from sites.uploads.pictures import Rewritten


class ExaminedUpload(UploadedFile):
    """An upload that is what its name says; ``has_macros`` where it is a document that may run
    something by itself, and such documents are accepted.
    """

    def __init__(self, upload: UploadedFile, *, has_macros: bool = False) -> None:
        super().__init__(
            upload.file, upload.name, upload.content_type, upload.size, upload.charset,
            upload.content_type_extra,
        )  # fmt: skip
        # Its file is gone with it.
        self._upload = upload
        self.has_macros = has_macros


class RewrittenUpload(SimpleUploadedFile):
    """A picture as it is to be kept; ``dimensions`` are width and height in pixels."""

    def __init__(self, rewritten: Rewritten) -> None:
        picture = rewritten.picture
        kind = f"image/{picture.format.lower()}"
        super().__init__(rewritten.name, picture.content, kind)
        self.dimensions = (picture.width, picture.height)
        self.thumbnail = rewritten.thumbnail
        self.has_more = rewritten.has_more


class RefusedUpload(SimpleUploadedFile):
    """What is left of an upload that is not accepted: nothing but its name, and why."""

    def __init__(self, name: str, refusal: ValidationError) -> None:
        super().__init__(name, b"")
        self.refusal = refusal


class SizedFile(File):
    """A picture we have made, with its width and height in pixels."""

    def __init__(self, file: Any, name: str, dimensions: tuple[int, int]) -> None:
        super().__init__(file, name)
        self.dimensions = dimensions


class ExaminedFileField(forms.FileField):
    """A file at one of the ``sites.uploads.doors``: says why it was refused there."""

    def to_python(self, data: Any) -> UploadedFile | None:
        refuse(data)
        return cast(UploadedFile | None, super().to_python(data))


def refuse(data: Any) -> None:
    """Raise the ValidationError of an upload that was refused before the view began."""
    if isinstance(data, RefusedUpload):
        raise data.refusal
