"""wagtail-localize's own screens, where they let too much pass or break down."""

from tempfile import NamedTemporaryFile
from typing import Any

import polib
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail_localize.views import edit_translation
from wagtail_localize.views.update_translations import UpdateTranslationsView

from sites.uploads.examined import RefusedUpload

# By which wagtail-localize knows the translation a file was exported from.
EXPORT_HEADER = "X-WagtailLocalize-TranslationID"


class OwnUpdateTranslationsView(UpdateTranslationsView):
    """wagtail-localize lets everybody who may submit a translation publish it; here the
    permission to publish the translated object is needed.
    """

    def get_form(self) -> Any:
        form = super().get_form()
        if not self._may_publish():
            form.fields["publish_translations"].disabled = True
            form.fields["publish_translations"].initial = False
        return form

    def _may_publish(self) -> bool:
        source, user = self.object.get_source_instance(), self.request.user
        if isinstance(source, Page):
            return source.permissions_for_user(user).can_publish()
        return policy_registry.get(source).user_has_permission(user, "publish")


@require_POST
def upload_pofile(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Take the words of a translation from a file that was exported for it.

    wagtail-localize breaks down where there is no file, or one that it did not export.
    """
    file = request.FILES.get("file")
    if isinstance(file, RefusedUpload):
        messages.error(request, file.refusal.messages[0])
        return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")
    if file is None or not _is_export(file):
        messages.error(request, _("Choose a file that was downloaded from this translation."))
        return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")
    return edit_translation.upload_pofile(request, translation_id)


def _is_export(file: UploadedFile) -> bool:
    # By name only: given its content, polib might take that for the name of another file.
    with NamedTemporaryFile() as copy:
        copy.write(file.read())
        copy.flush()
        file.seek(0)
        try:
            return EXPORT_HEADER in polib.pofile(copy.name).metadata
        except (OSError, UnicodeDecodeError):
            return False
