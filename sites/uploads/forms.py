"""The forms of pictures and documents, named in the settings: Wagtail uses them at every door."""

from typing import Any

from django import forms
from wagtail.admin.forms.account import AvatarPreferencesForm
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from sites.uploads.fields import DocumentFormField, PictureFormField


def replace_file_field(form: forms.Form, field: type[forms.FileField]) -> None:
    """Wagtail makes this field by its name alone, whatever the model asks for."""
    if "file" in form.fields:
        made = form.fields["file"]
        form.fields["file"] = field(label=made.label, required=made.required, widget=made.widget)


class PictureForm(BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        replace_file_field(self, PictureFormField)


class DocumentForm(BaseDocumentForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        replace_file_field(self, DocumentFormField)


class AvatarForm(AvatarPreferencesForm):
    """A person's own picture: written anew as all are, where Wagtail would open it as it came."""

    avatar = PictureFormField(
        label=AvatarPreferencesForm.base_fields["avatar"].label, required=False
    )

    def clean_avatar(self) -> Any:
        return self.cleaned_data.get("avatar") or self._original_avatar
