"""Admin forms of images and documents, which Wagtail uses by the settings."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_latest_str
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from accounts.permissions import AnyUser
from content.files.fields import DocumentFormField, ReEncodedImageFormField
from content.widgets import TitleInput
from sites.permissions.file_changes import find_approved_use
from sites.permissions.ownership import user_owns
from sites.services.file_versions import hold_back, list_replacement_warnings


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


def _explain_refusal(user: AnyUser, use: Any) -> str:
    if not user_owns(user, use):
        return _(
            "Another unit uses this file on its website: what is changed here would be public "
            "there at once. Upload a new file, or ask a publisher of the ICT department."
        )
    return _(
        "“%(title)s” uses this file, and is published by somebody else in your unit: what is "
        "changed here would be public without them. Upload a new file, use that, and send it to "
        "approval."
    ) % {"title": get_latest_str(use)}


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
                raise forms.ValidationError(_explain_refusal(self.user, use))
        return cleaned


class VersionedFileMixin:
    """Form mixin that keeps a file that is replaced, in the trash, so that it can be used again.

    A new file that would take something from readers is held back there instead; ``warnings`` say
    what, and are empty otherwise. ``has_former``: a former file was kept.
    """

    instance: Any
    user: Any
    changed_data: list[str]
    original_file: Any
    warnings: list[str]
    has_former = False

    def save(self, commit: bool = True) -> Any:
        """Save the picture or document as Wagtail does, but delete no file."""
        self.warnings = []
        if commit and self.instance.pk and "file" in self.changed_data:
            self._keep_or_hold_back()
        if commit and self.instance.pk and "collection" in self.changed_data:
            file = self.instance
            type(file).trashed.follow([file.pk], file.collection)
        return super().save(commit=commit)  # type: ignore[misc]

    def _keep_or_hold_back(self) -> None:
        # Locked: of two people who replace a file at once, the second keeps that of the first.
        rows = type(self.instance)._base_manager.select_for_update()
        stored = rows.get(pk=self.instance.pk)
        self.warnings = self.list_warnings(stored)
        if self.warnings:
            hold_back(stored, self.instance.file.file, user=self.user)
            self.instance.file = self.original_file
            self.changed_data.remove("file")
            return
        self.has_former = bool(self.original_file)
        if self.has_former:
            stored.add_to_trash_of(self.instance, user=self.user)
        # Wagtail deletes the file that this names.
        self.original_file = None

    def list_warnings(self, stored: Any) -> list[str]:
        """Return what readers would lose by the new file; nothing for a picture."""
        return []


class ImageForm(VersionedFileMixin, ApprovedFileMixin, BaseImageForm):
    """Form of an image whose file is re-encoded."""

    def save(self, commit: bool = True) -> Any:
        """Save the image, and delete the renditions of a file that was replaced."""
        image = super().save(commit=commit)
        if self.has_former:
            image.renditions.all().delete()
        return image

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        replace_file_field(self, ReEncodedImageFormField)
        replace_title_widget(self)


class DocumentForm(VersionedFileMixin, ApprovedFileMixin, BaseDocumentForm):
    """Form of a document whose file is checked."""

    def list_warnings(self, stored: Any) -> list[str]:
        return list_replacement_warnings(stored, self.instance.file.file)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        replace_file_field(self, DocumentFormField)
        replace_title_widget(self)
