"""Replacements for views of wagtail-localize that allow too much or raise errors."""

from tempfile import NamedTemporaryFile
from typing import Any

import polib
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail_localize.models import Translation
from wagtail_localize.views import edit_translation
from wagtail_localize.views.update_translations import UpdateTranslationsView

from bulletins.translation_limits import MAX_FILE_BYTES, check_entries, check_file
from sites.localization.rights import can_publish, can_start_translation, is_locked_for
from sites.uploads.examined import RefusedUpload

# Header of a PO file with the UUID of the translation that it was exported from.
EXPORT_HEADER = "X-WagtailLocalize-TranslationID"


class OwnUpdateTranslationsView(UpdateTranslationsView):
    """The view that updates translations, with a permission check for each translated object.

    wagtail-localize lets every user who may submit a translation also publish it. All translations
    are updated in one transaction: an error in one leaves all unchanged.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        source = self.get_object().get_source_instance()
        if not can_start_translation(request.user, source):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form(self) -> Any:
        form = super().get_form()
        if not all(map(self._may_publish, self._targets())):
            form.fields["publish_translations"].disabled = True
            form.fields["publish_translations"].initial = False
        return form

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        self.object.update_from_db()
        user = self.request.user
        translations = list(self.object.translations.filter(enabled=True))
        for translation in translations:
            if form.cleaned_data["publish_translations"]:
                translation.save_target(user=user, publish=True)
            elif self._may_publish(translation.get_target_instance()):
                self.object.update_target_view_restrictions(translation.target_locale)
        kept = {self.object: translations}
        self.components.save(self.object, sources_and_translations=kept)
        messages.success(self.request, self.get_success_message())
        return redirect(self.get_success_url() or self.get_default_success_url())

    def _targets(self) -> list[Any]:
        translations = self.object.translations.filter(enabled=True)
        return [translation.get_target_instance() for translation in translations]

    def _may_publish(self, target: Any) -> bool:
        user = self.request.user
        return can_publish(user, target) and not is_locked_for(user, target)


@require_POST
def upload_pofile(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Import the texts of a translation from a PO file that was exported for it.

    Redirects with a message if there is no such file or it exceeds a limit. wagtail-localize
    raises an error if there is no file or it was not exported by it, and takes a second for a
    thousand texts.
    """
    translation = get_object_or_404(Translation, id=translation_id)
    file = request.FILES.get("file")
    try:
        if isinstance(file, RefusedUpload):
            raise file.refusal
        if file is None or not _is_export(file, translation):
            raise ValidationError(_("Choose a file that was downloaded from this translation."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")
    return edit_translation.upload_pofile(request, translation_id)


def _is_export(file: UploadedFile, translation: Translation) -> bool:
    """Return whether ``file`` is an export of ``translation``.

    Raises InputLimitError if it exceeds a limit (``bulletins.translation_limits``).
    """
    content = file.read(MAX_FILE_BYTES + 1)
    file.seek(0)
    check_file(content)
    # polib gets a file name, because it could take the content for the name of another file.
    with NamedTemporaryFile() as copy:
        copy.write(content)
        copy.flush()
        try:
            # Python has codecs that are not text encodings.
            if polib.detect_encoding(copy.name).lower() != "utf-8":
                return False
            entries = polib.pofile(copy.name)
        except (OSError, UnicodeError):
            return False
    if entries.metadata.get(EXPORT_HEADER) != str(translation.uuid):
        return False
    check_entries(entries, translation)
    return True
