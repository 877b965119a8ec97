"""Model fields that re-encode images before storage, and form fields that examine files."""

from typing import Any, cast

from django import forms
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from wagtail.documents.fields import WagtailDocumentField
from wagtail.images.fields import WagtailImageField as ImageFormField
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile
from wagtail.utils.file import hash_filelike

from content.files import doors, images
from content.files.examined import ExaminedUpload, RewrittenUpload, SizedFile, raise_if_refused


class SizedFieldFile(WagtailImageFieldFile):
    """Image file whose dimensions are known or measured in a separate process.

    The web process itself opens no image but SVG drawings.
    """

    def get_image_dimensions(self) -> tuple[int, int]:
        """Return width and height in pixels. Raises ReaderError for an unreadable image."""
        known = getattr(self.file, "dimensions", None)
        if known is not None:
            return cast(tuple[int, int], known)
        if images.is_svg(self.name):
            return cast(tuple[int, int], super().get_image_dimensions())
        return images.get_dimensions(self.file)


class SizedField(WagtailImageField):
    """Model field for images that only Bantin writes: renditions."""

    attr_class = SizedFieldFile


class ReEncodedImageFieldFile(SizedFieldFile):
    """Image file that is re-encoded before it is stored, whether by a form, command or code."""

    file: Any
    name: Any

    def get_image_dimensions(self) -> tuple[int, int]:
        """Return width and height in pixels that the stored file will have.

        Re-encodes an upload for that, because Django saves the dimensions before the file.
        """
        is_known = self._committed or isinstance(self.file, RewrittenUpload | SizedFile)
        if not is_known and not images.is_svg(self.name):
            self.file = RewrittenUpload(images.re_encode_image(self.file, self.name))
            self.name = self.file.name
        return super().get_image_dimensions()

    def save(self, name: str, content: File, save: bool = True) -> None:
        if not isinstance(content, RewrittenUpload | SizedFile) and not images.is_svg(name):
            content = RewrittenUpload(images.re_encode_image(content, name))
            name = content.name or name
            # Wagtail may have set these from the original upload.
            self.instance.file_size = content.size
            self.instance.file_hash = hash_filelike(content)
        super().save(name, content, save)
        if isinstance(content, RewrittenUpload):
            self.instance.thumbnail = content.thumbnail


class PictureField(WagtailImageField):
    """Model field for uploaded images, which are re-encoded before they are stored."""

    attr_class = ReEncodedImageFieldFile


class ReEncodedImageFormField(ImageFormField):
    """Form field for an image, re-encoded by the middleware or else here.

    The checks of Wagtail's field are skipped: a re-encoded image passes them all.
    """

    def to_python(self, data: Any) -> Any:
        raise_if_refused(data)
        file = forms.FileField.to_python(self, data)
        if isinstance(file, UploadedFile) and not isinstance(file, RewrittenUpload):
            return doors.examine_image(file)
        return file


class DocumentFormField(WagtailDocumentField):
    """Form field for a document, checked by the middleware or else here."""

    def to_python(self, data: Any) -> Any:
        raise_if_refused(data)
        file = super().to_python(data)
        if isinstance(file, UploadedFile) and not isinstance(file, ExaminedUpload):
            return doors.examine_document(file)
        return file


class DocumentOrImageFormField(forms.FileField):
    """Form field for a document or an image, which is re-encoded."""

    def to_python(self, data: Any) -> UploadedFile | None:
        raise_if_refused(data)
        file = cast(UploadedFile | None, super().to_python(data))
        if file is None or isinstance(file, ExaminedUpload | RewrittenUpload):
            return file
        return doors.examine_document_or_image(file)
