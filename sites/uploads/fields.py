"""Where pictures reach the storage, and where forms receive them."""

from pathlib import PurePath
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from wagtail.images.fields import WagtailImageField as ImageFormField
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile
from wagtail.utils.file import hash_filelike

from sites.uploads import documents, pictures


class RewrittenUpload(SimpleUploadedFile):
    """An upload as it is to be kept."""


class PictureFieldFile(WagtailImageFieldFile):
    """The one door to the storage: forms, commands and code all come through here."""

    def save(self, name: str, content: File, save: bool = True) -> None:
        if not isinstance(content, RewrittenUpload) and not pictures.is_drawing(name):
            kept, name = pictures.rewritten(content, name)
            content = ContentFile(kept, name)
            # Wagtail may have looked at the file before.
            self.instance.file_size = content.size
            self.instance.file_hash = hash_filelike(content)
        super().save(name, content, save)


class PictureField(WagtailImageField):
    attr_class = PictureFieldFile


class PictureFormField(ImageFormField):
    """Rewrites the upload itself, so that whatever else Wagtail does with it (a form that lacks a
    description keeps the upload for later) never sees what the picture says of its maker.
    """

    def to_python(self, data: Any) -> Any:
        if not isinstance(data, UploadedFile):
            return super().to_python(data)
        refuse_large(data, self.max_upload_size)
        content, name = pictures.rewritten(data, data.name or "")
        data.seek(0)
        data.truncate()
        data.write(content)
        data.flush()
        data.seek(0)
        data.size, data.name = len(content), name
        super().to_python(data)
        data.seek(0)
        return RewrittenUpload(name, content)


class PaperFormField(forms.FileField):
    """A document or a picture; a picture is written anew as all are."""

    def to_python(self, data: Any) -> UploadedFile | None:
        file = cast(UploadedFile | None, super().to_python(data))
        if file is None:
            return None
        refuse_large(file, settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)
        name = file.name or ""
        if PurePath(name).suffix.lower().removeprefix(".") in settings.WAGTAILIMAGES_EXTENSIONS:
            content, name = pictures.rewritten(file, name)
            return RewrittenUpload(name, content)
        documents.check(file, name)
        return file


def refuse_large(file: UploadedFile, most: int) -> None:
    """Raise ValidationError, in words for the person, where a file has more bytes than ``most``."""
    size = file.size or 0
    if size > most:
        words = _("This file has %(size)s; at most %(most)s are accepted.")
        sizes = {"size": filesizeformat(size), "most": filesizeformat(most)}
        raise ValidationError(words % sizes, code="file_too_large")
