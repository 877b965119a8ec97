"""Wagtail's own screens, where they would look at a file as it came."""

import os.path
from typing import Any

from wagtail.admin.views.account import AvatarSettingsPanel
from wagtail.documents.views.multiple import CreateFromUploadedDocumentView
from wagtail.images.views import images
from wagtail.images.views.multiple import CreateFromUploadedImageView

from sites.uploads.forms import AvatarForm
from sites.uploads.renditions import LimitedFilter

# Under this name ``sites.uploads.middleware`` hands on what waited.
TAKEN_UP = "taken up"


def connect() -> None:
    """Replace what they do with the file; called once, when the app is ready."""
    AvatarSettingsPanel.form_class = AvatarForm
    # Its screen that tries out sizes runs a filter by itself.
    images.Filter = LimitedFilter
    CreateFromUploadedImageView.save_object = _save_picture
    CreateFromUploadedDocumentView.save_object = _save_document


def _save_picture(view: Any, form: Any) -> None:
    """As Wagtail does, with the file as it was measured before the transaction."""
    _save_file(view)
    view.object._set_image_file_metadata()
    form.save()


def _save_document(view: Any, form: Any) -> None:
    """As Wagtail does, with what is known of the file."""
    _save_file(view)
    view.object.has_macros = view.request.FILES[TAKEN_UP].has_macros
    view.object._set_document_file_metadata()
    form.save()


def _save_file(view: Any) -> None:
    name = os.path.basename(view.upload.file.name)
    view.object.file.save(name, view.request.FILES[TAKEN_UP], save=False)
    view.object.uploaded_by_user = view.request.user
