"""Admin forms of images and documents, which Wagtail uses by the settings."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_latest_str
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from content.files.fields import DocumentFormField, PictureFormField
from content.widgets import TitleInput
from sites.permissions.file_changes import find_approved_use


def replace_file_field(form: forms.Form, field: type[forms.FileField]) -> None:
    """Replace the ``file`` field of a form by one of class ``field``.

    Wagtail chooses the class by the field's name and ignores the model's own form field.
    """
    if "file" in form.fields:
        made = form.fields["file"]
        form.fields["file"] = field(label=made.label, required=made.required, widget=made.widget)


def replace_title_widget(form: forms.Form) -> None:
    """Have the title of a file read whole, however long it is."""
    if "title" in form.fields:
        form.fields["title"].widget = TitleInput()


class ApprovedFileMixin:
    """Form mixin that refuses changes of a file used in content which others have to approve.

    Otherwise a user could change public or submitted content without approval. See
    ``sites.permissions.file_changes``.
    """

    instance: Any
    changed_data: list[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user = kwargs.get("user")
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()  # type: ignore[misc]
        if self.instance.pk and self.user and self.changed_data:
            use = find_approved_use(self.user, self.instance)
            if use is not None:
                raise forms.ValidationError(
                    _(
                        "“%(title)s” uses this file, and is published by somebody else in your "
                        "unit: what is changed here would be public without them. Upload a new "
                        "file, use that, and send it to approval."
                    )
                    % {"title": get_latest_str(use)}
                )
        return cleaned


class PictureForm(ApprovedFileMixin, BaseImageForm):
    """Form of an image whose file is re-encoded."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        replace_file_field(self, PictureFormField)
        replace_title_widget(self)


class DocumentForm(ApprovedFileMixin, BaseDocumentForm):
    """Form of a document whose file is checked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        replace_file_field(self, DocumentFormField)
        replace_title_widget(self)
