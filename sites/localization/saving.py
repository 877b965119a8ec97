"""Saving of typed words as versions, published only under the rules of the page form.

wagtail-localize itself writes into the live row, publishes without checking the user's
permission, and creates missing ancestors as live aliases of their sources.
"""

import contextlib
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import slugify
from wagtail.coreutils import find_available_slug
from wagtail.models import Locale, Page
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationLog,
    TranslationSource,
)
from wagtail_localize.operations import TranslationCreator

from accounts.models import User
from sites.localization.rights import (
    can_publish,
    can_start_language,
    can_start_translation,
    check_unlocked,
)
from sites.localization.typed_words import take_typed_words
from sites.localization.validation import PublicationRefusedError, check_publication

Result = tuple[Any, bool]


def save_translation(
    source: TranslationSource,
    locale: Locale,
    user: User | None = None,
    publish: bool = True,
    copy_parent_pages: bool = False,
    fallback: bool = False,
) -> Result:
    """Save the current translation as a revision of the object in ``locale``.

    Replaces ``TranslationSource.create_or_update_translation`` and returns the same: the object,
    created as a draft if missing, and whether it is new. A live object is unchanged for visitors
    until the revision is published (``publish``). ``user``: None for trusted code, which is not
    checked. ``copy_parent_pages`` is ignored: missing ancestors are always created.

    Raises PermissionDenied if ``user`` may not publish or the object is locked for them, and
    PublicationRefusedError if the form's validators refuse it. Nothing is saved then.
    """
    with transaction.atomic():
        original = source.get_source_instance()
        target, is_new = _get_target(source, original, locale, user)
        if user and not is_new:
            check_unlocked(user, target)
        if publish and user and not can_publish(user, target):
            raise PermissionDenied
        if publish:
            _check_texts(source, target)
        target.words = take_typed_words(source, locale, target)
        target.render_from(original)
        revision = _save_version(target, user=user, publish=publish)
        if publish:
            revision.publish(user=user, skip_permission_checks=True)
        TranslationLog.objects.create(source=source, locale=locale, revision=revision)
    return target, is_new


def translate_unsaved(source: TranslationSource, locale: Locale, fallback: bool = True) -> Any:
    """Return the translated object with the words that are typed now, unsaved.

    Replaces ``TranslationSource.get_ephemeral_translated_instance``. Raises
    ``ObjectDoesNotExist`` if there is none. What has no words is the source's.
    """
    target = source.get_translated_instance(locale)
    target.words = take_typed_words(source, locale, target)
    target.render_from(source.get_source_instance())
    return target


def _get_target(
    source: TranslationSource, original: Any, locale: Locale, user: User | None
) -> Result:
    try:
        target = source.get_translated_instance(locale)
    except ObjectDoesNotExist:
        target = (
            original.copy_for_translation(locale, copy_parents=True)
            if isinstance(original, Page)
            else original.copy_for_translation(locale)
        )
        if not isinstance(original, Page):
            target.live = False
        return target, True
    if isinstance(target, Page) and target.alias_of_id:
        # The page shows the same content, but is no longer updated from its source.
        target.alias_of_id = None
        target.save(update_fields=["alias_of_id"], clean=False)
        target.save_revision(user=user, changed=False, clean=False)
    return target, False


def _save_version(target: Any, *, user: User | None, publish: bool) -> Any:
    try:
        if isinstance(target, Page):
            wanted = slugify(target.slug)
            target.slug = find_available_slug(target.get_parent(), wanted, target.pk)
        if publish:
            check_publication(target)
        if not target.live:
            target.save()
        return target.save_revision(user=user)
    except ValidationError as error:
        messages = getattr(error, "message_dict", {"": error.messages})
        errors = {name: " ".join(texts) for name, texts in messages.items()}
        raise PublicationRefusedError(target, errors) from error


def _check_texts(source: TranslationSource, target: Any) -> None:
    """Raise PublicationRefusedError if a string or override is marked as wrong.

    The translated page would show the text of the source in its place.
    """
    strings = StringSegment.objects.filter(source=source)
    places = OverridableSegment.objects.filter(source=source)
    defaults = {"locale": target.locale_id, "has_error": True}
    marked = [
        *StringTranslation.objects.filter(
            **defaults,
            translation_of__in=strings.values("string_id"),
            context__in=strings.values("context_id"),
        ).select_related("context", "translation_of"),
        *SegmentOverride.objects.filter(
            **defaults, context__in=places.values("context_id")
        ).select_related("context"),
    ]
    if marked:
        errors = {override.context.path: str(override.get_error() or "") for override in marked}
        raise PublicationRefusedError(target, errors)


class DraftTranslationCreator(TranslationCreator):
    """Translation creator that skips objects which have a translation already.

    wagtail-localize would start the translations of descendants again and overwrite them, and
    would also translate every object that a page refers to, whichever agency owns it.
    """

    target_locales: Iterable[Locale]

    def create_translations(self, instance: Any, include_related_objects: bool = True) -> None:
        """Create draft translations of an object in the target locales that lack one.

        Raises PermissionDenied if the user may not start a translation of it into one of them.
        Related objects (``include_related_objects`` is False) are skipped instead.
        """
        chosen = self.target_locales
        if self.user and not self._can_start(instance):
            if include_related_objects:
                raise PermissionDenied
            return
        self.target_locales = [locale for locale in chosen if not _is_translated(instance, locale)]
        try:
            super().create_translations(instance, include_related_objects)
        finally:
            self.target_locales = chosen

    def _can_start(self, instance: Any) -> bool:
        codes = [locale.language_code for locale in self.target_locales]
        return can_start_translation(self.user, instance) and all(
            can_start_language(self.user, instance, code) for code in codes
        )


def _is_translated(instance: Any, locale: Locale) -> bool:
    existing = type(instance)._default_manager.filter(
        translation_key=instance.translation_key, locale=locale
    )
    if isinstance(instance, Page):
        existing = existing.filter(alias_of=None)
    return existing.exists()


def create_draft_parents(page: Page, locale: Locale) -> None:
    """Create the missing ancestors of ``page`` in ``locale`` as drafts with a translation.

    Does nothing if the parent is the root page or has a translation in ``locale``.
    """
    parent = page.get_parent()
    if parent is None or parent.is_root() or parent.has_translation(locale):
        return
    parent = parent.specific
    source, _made = TranslationSource.get_or_create_from_instance(parent)
    translation, _made = Translation.objects.get_or_create(source=source, target_locale=locale)
    with contextlib.suppress(PublicationRefusedError):
        translation.save_target(publish=False)
    if not parent.has_translation(locale):
        # The validators refused the translation; create the page as a copy of its source.
        parent.copy_for_translation(locale, copy_parents=True)
