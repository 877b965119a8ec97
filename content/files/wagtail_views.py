"""Patches of Wagtail views that would process an uploaded file without its examination.

Among them are the views that save a file which waited for its title or description.
"""

import os.path
from typing import Any

from wagtail.admin.forms.account import AvatarPreferencesForm
from wagtail.admin.views.account import AvatarSettingsPanel
from wagtail.documents.views.multiple import CreateFromUploadedDocumentView
from wagtail.images.views import images
from wagtail.images.views.multiple import CreateFromUploadedImageView

from content.files.fields import ReEncodedImageFormField
from content.files.rendition_filters import LimitedFilter

# Key of ``request.FILES`` under which ``sites.middleware.uploads`` passes a file that waited.
TAKEN_UP = "taken up"


class AvatarForm(AvatarPreferencesForm):
    """Form of a user's avatar, which is re-encoded; Wagtail would open the original upload."""

    avatar = ReEncodedImageFormField(
        label=AvatarPreferencesForm.base_fields["avatar"].label, required=False
    )

    def clean_avatar(self) -> Any:
        return self.cleaned_data.get("avatar") or self._original_avatar


def apply_patches() -> None:
    """Apply the patches. Call once, when the app is ready."""
    AvatarSettingsPanel.form_class = AvatarForm
    # Wagtail's preview view of the URL generator runs a filter itself.
    images.Filter = LimitedFilter
    CreateFromUploadedImageView.save_object = _save_image
    CreateFromUploadedDocumentView.save_object = _save_document


def _save_image(view: Any, form: Any) -> None:
    """Save an image as Wagtail does, with the file that was measured before the transaction."""
    _save_file(view)
    view.object._set_image_file_metadata()
    form.save()


def _save_document(view: Any, form: Any) -> None:
    """Save a document as Wagtail does, with ``has_macros`` of its examination."""
    _save_file(view)
    view.object.has_macros = view.request.FILES[TAKEN_UP].has_macros
    view.object._set_document_file_metadata()
    form.save()


def _save_file(view: Any) -> None:
    name = os.path.basename(view.upload.file.name)
    view.object.file.save(name, view.request.FILES[TAKEN_UP], save=False)
    view.object.uploaded_by_user = view.request.user
