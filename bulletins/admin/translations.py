"""Translation of bulletins in the admin: replaced views, and buttons in the list.

The views replace those of wagtail-localize that allow too much or raise errors. The buttons replace
those of wagtail-localize, which need several queries for each row.
"""

from collections.abc import Iterator
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import urlencode

import polib
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Case, Exists, OuterRef, Subquery, When
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.models import Locale
from wagtail.permissions import policy_registry
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.views import edit_translation
from wagtail_localize.views.update_translations import UpdateTranslationsView
from wagtail_localize.wagtail_hooks import register_snippet_listing_buttons

from accounts.models import User
from accounts.permissions import AnyUser
from bulletins.models import Bulletin, BulletinQuerySet
from content.files.examined import RefusedUpload
from sites.hooks import unregister_hook
from sites.localization.po_limits import MAX_FILE_BYTES, check_entries, check_file
from sites.localization.rights import (
    can_edit,
    can_publish,
    can_start_translation,
    is_locked_for,
    list_open_locales,
)
from sites.localization.sources import get_language_name
from sites.models import TranslationState

# Header of a PO file with the UUID of the translation that it was exported from.
EXPORT_HEADER = "X-WagtailLocalize-TranslationID"


class TenantUpdateTranslationsView(UpdateTranslationsView):
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
        if not all(map(self._can_publish, self._list_targets())):
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
        kept = {self.object: translations}
        self.components.save(self.object, sources_and_translations=kept)
        messages.success(self.request, self.get_success_message())
        return redirect(self.get_success_url() or self.get_default_success_url())

    def _list_targets(self) -> list[Any]:
        translations = self.object.translations.filter(enabled=True)
        return [translation.get_target_instance() for translation in translations]

    def _can_publish(self, target: Any) -> bool:
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

    Raises InputLimitError if it exceeds a limit (``sites.localization.po_limits``).
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


def replace_translation_buttons() -> None:
    """Unregister the buttons of wagtail-localize; no other snippet model would need them."""
    unregister_hook("register_snippet_listing_buttons", register_snippet_listing_buttons)


def with_translation_options(bulletins: BulletinQuerySet, user: AnyUser) -> BulletinQuerySet:
    """Annotate each bulletin with what ``list_translation_buttons`` needs.

    ``lacks_language``: whether a language without a translation is left that ``user`` may begin.
    ``translated_from``: key of its ``TranslationSource`` with enabled translations, or None.
    ``outdated_since``: since when its own row (a translation) or one of its translations is older
    than the source, or None.
    """
    outdated = TranslationState.objects.filter(
        translation_key=OuterRef("translation_key"), outdated_since__isnull=False
    ).order_by("outdated_since")
    versions = Bulletin.objects.filter(translation_key=OuterRef(OuterRef("translation_key")))
    kept = TranslationSource.objects.filter(
        object=OuterRef("translation_key"), locale=OuterRef("locale"), translations__enabled=True
    )
    policy = policy_registry.get_by_type(Bulletin)
    own = [
        locale.pk
        for locale in Locale.objects.all()
        if policy.can_translate_into(user, None, locale.language_code)
    ]
    missing = Locale.objects.filter(pk__in=own).exclude(pk__in=versions.values("locale"))
    return bulletins.annotate(
        lacks_language=Exists(missing),
        translated_from=Subquery(kept.values("pk")[:1]),
        outdated_since=Case(
            When(
                locale__language_code=settings.LANGUAGE_CODE,
                then=Subquery(outdated.values("outdated_since")[:1]),
            ),
            default=Subquery(
                outdated.filter(locale=OuterRef("locale")).values("outdated_since")[:1]
            ),
        ),
    )


def list_translation_buttons(
    bulletin: object, user: User, next_url: str | None = None
) -> Iterator[Button]:
    """Yield the translation buttons in the menu of a row, none for other snippets.

    ``bulletin`` needs the annotations of ``with_translation_options``.
    """
    if not isinstance(bulletin, Bulletin):
        return
    if not user.has_perm("wagtail_localize.submit_translation"):
        return
    if bulletin.lacks_language:
        url = _get_submit_url(bulletin)
        yield Button(_("Translate"), url=url, icon_name="wagtail-localize-language", priority=100)
    if bulletin.translated_from:
        url = reverse("wagtail_localize:update_translations", args=[bulletin.translated_from])
        query = f"?{urlencode({'next': next_url})}" if next_url else ""
        yield Button(_("Update translations"), url=url + query, icon_name="resubmit", priority=106)


def list_language_buttons(bulletin: Bulletin, user: User) -> Iterator[HeaderButton]:
    """Yield the buttons in the header of a bulletin's form: its other languages, and a new one.

    None for languages that ``user`` may neither change nor begin.
    """
    icon = "wagtail-localize-language"
    for other in bulletin.get_translations().select_related("locale"):
        if can_edit(user, other):
            label = _("Version in %(language)s") % {"language": get_language_name(other.locale)}
            url = reverse(Bulletin.snippet_viewset.get_url_name("edit"), args=[other.pk])
            yield HeaderButton(capfirst(label), url=url, icon_name=icon)
    may_begin = user.has_perm("wagtail_localize.submit_translation")
    if bulletin.is_source and may_begin and list_open_locales(user, bulletin):
        yield HeaderButton(_("Translate"), url=_get_submit_url(bulletin), icon_name=icon)


def _get_submit_url(bulletin: Bulletin) -> str:
    return reverse(
        "wagtail_localize:submit_snippet_translation",
        args=[bulletin._meta.app_label, bulletin._meta.model_name, bulletin.pk],
    )
