"""Where pictures reach the storage, and where forms receive files."""

from typing import Any, cast

from django import forms
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from wagtail.documents.fields import WagtailDocumentField
from wagtail.images.fields import WagtailImageField as ImageFormField
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile
from wagtail.utils.file import hash_filelike

from sites.uploads import doors, pictures
from sites.uploads.examined import ExaminedUpload, RewrittenUpload, SizedFile, refuse


class SizedFieldFile(WagtailImageFieldFile):
    """Knows the width and height of what we have written; no picture is opened to learn them."""

    def get_image_dimensions(self) -> tuple[int, int]:
        """Return width and height in pixels."""
        known = getattr(self.file, "dimensions", None)
        if known is not None:
            return cast(tuple[int, int], known)
        if pictures.is_drawing(self.name):
            return cast(tuple[int, int], super().get_image_dimensions())
        return pictures.dimensions_of(self.file)


class SizedField(WagtailImageField):
    """A picture that only we write: one of the sizes of another."""

    attr_class = SizedFieldFile


class PictureFieldFile(SizedFieldFile):
    """The one door to the storage: forms, commands and code all come through here."""

    file: Any
    name: Any

    def get_image_dimensions(self) -> tuple[int, int]:
        """Return width and height in pixels, of an upload as it will be kept: it is written anew
        for that, since they are saved before the file is.
        """
        is_known = self._committed or isinstance(self.file, RewrittenUpload | SizedFile)
        if not is_known and not pictures.is_drawing(self.name):
            self.file = RewrittenUpload(pictures.rewritten(self.file, self.name))
            self.name = self.file.name
        return super().get_image_dimensions()

    def save(self, name: str, content: File, save: bool = True) -> None:
        if not isinstance(content, RewrittenUpload | SizedFile) and not pictures.is_drawing(name):
            content = RewrittenUpload(pictures.rewritten(content, name))
            name = content.name or name
            # Wagtail may have looked at the file before.
            self.instance.file_size = content.size
            self.instance.file_hash = hash_filelike(content)
        super().save(name, content, save)
        if isinstance(content, RewrittenUpload):
            self.instance.thumbnail = content.thumbnail


class PictureField(WagtailImageField):
    attr_class = PictureFieldFile


class PictureFormField(ImageFormField):
    """A picture, written anew before the view began or here. Nothing of Wagtail's field looks at
    it: all that it asks for is so by then.
    """

    def to_python(self, data: Any) -> Any:
        refuse(data)
        file = forms.FileField.to_python(self, data)
        if isinstance(file, UploadedFile) and not isinstance(file, RewrittenUpload):
            return doors.examine_picture(file)
        return file


class DocumentFormField(WagtailDocumentField):
    """A document, looked at before the view began or here."""

    def to_python(self, data: Any) -> Any:
        refuse(data)
        file = super().to_python(data)
        if isinstance(file, UploadedFile) and not isinstance(file, ExaminedUpload):
            return doors.examine_document(file)
        return file


class PaperFormField(forms.FileField):
    """A document or a picture; a picture is written anew as all are."""

    def to_python(self, data: Any) -> UploadedFile | None:
        refuse(data)
        file = cast(UploadedFile | None, super().to_python(data))
        if file is None or isinstance(file, ExaminedUpload | RewrittenUpload):
            return file
        return doors.examine_paper(file)
