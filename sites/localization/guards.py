"""Patches of wagtail-localize and Wagtail that make every way of publishing a guarded one."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import HiddenInput
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.create_alias import CreatePageAliasAction, CreatePageAliasPermissionError
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.actions.unpublish import UnpublishAction
from wagtail.locks import BasicLock
from wagtail.log_actions import get_active_log_context, log
from wagtail.models import LockableMixin, Page, Revision
from wagtail_localize import models as localize_models
from wagtail_localize import operations
from wagtail_localize import wagtail_hooks as stock_hooks
from wagtail_localize.models import TranslationSource
from wagtail_localize.views import convert, edit_translation
from wagtail_localize.views.submit_translations import SubmitTranslationView

from content.models import Act
from content.versions.decisions import (
    UndecidedError,
    find_last_public,
    is_decided,
    record_decision,
)
from content.versions.digest import hash_content
from content.versions.fixed import lock_row
from sites.hooks import unregister_hook
from sites.localization import saving, views
from sites.localization.gate import check_translated
from sites.localization.publication import carry_words, list_corrections
from sites.localization.rights import can_edit, can_start_translation, list_open_locales
from sites.localization.segment_limits import extract_limited_segments
from sites.localization.sources import find_source, lock_source
from sites.localization.translated_versions import TranslatedVersionsMixin
from sites.localization.validation import PublicationRefusedError, check_publication

# Action of the log: the time of a publication has come.
SCHEDULED = "wagtail.publish.scheduled"

# Action of the log: the published version corrects only spelling, as its publisher declared.
SPELLING_ONLY = "agencies.spelling_only"

_dispatch_submission = SubmitTranslationView.dispatch
_build_form = SubmitTranslationView.get_form
_publish_revision = PublishRevisionAction._publish_revision
_unpublish_object = UnpublishAction._unpublish_object


def apply_patches() -> None:
    """Apply the patches. Call once, before the admin's URL patterns are imported."""
    localize_models.extract_segments = extract_limited_segments
    TranslationSource.create_or_update_translation = saving.save_translation
    TranslationSource.get_ephemeral_translated_instance = saving.translate_unsaved
    operations.TranslationCreator = saving.DraftTranslationCreator
    edit_translation.edit_translation = views.edit_translation
    edit_translation.edit_string_translation = views.edit_string_translation
    edit_translation.edit_override = views.edit_override
    edit_translation.upload_pofile = views.upload_pofile
    edit_translation.stop_translation = views.require_unlocked(edit_translation.stop_translation)
    edit_translation.machine_translate = views.require_unlocked(edit_translation.machine_translate)
    edit_translation.user_can_edit_instance = can_edit
    edit_translation.render = views.render_editor
    convert.convert_to_alias = views.raise_not_found
    SubmitTranslationView.dispatch = _show_to_translators
    SubmitTranslationView.get_form = _build_permitted_form
    unregister_hook(
        "register_page_action_menu_item",
        stock_hooks.register_convert_back_to_alias_page_action_menu_item,
    )
    PublishRevisionAction._publish_revision = _publish_checked
    UnpublishAction._unpublish_object = _unpublish_with_translations
    CreatePageAliasAction.check = _refuse_alias


def _show_to_translators(
    view: SubmitTranslationView, request: HttpRequest, *args: Any, **kwargs: Any
) -> HttpResponse:
    # The view shows the object's title, which may be that of a draft.
    if not can_start_translation(request.user, view.get_object()):
        raise PermissionDenied
    return _dispatch_submission(view, request, *args, **kwargs)


def _build_permitted_form(view: SubmitTranslationView) -> Any:
    """Return the form with the languages that the user may translate into, and no others."""
    form = _build_form(view)
    locales = list_open_locales(view.request.user, view.object)
    field = form.fields["locales"]
    field.queryset = field.queryset.filter(pk__in=[locale.pk for locale in locales])
    if len(locales) < 2:
        form.fields["select_all"].widget = HiddenInput()
    return form


@transaction.atomic
def _publish_checked(action: PublishRevisionAction, *args: Any, **kwargs: Any) -> None:
    """Publish a revision if it is unlocked, valid and, of a translation, sufficiently translated.

    Raises PublicationRefusedError otherwise. Trusted code (commands, imports), which acts for no
    user, is not checked: it validates in its own way. The transaction records the decision, and
    translations follow in it. A publication that was decided about before raises UndecidedError if
    a file has changed since.
    """
    obj, user = action.object, action.user or get_active_log_context().user
    source, corrections = None, {}
    if isinstance(obj, TranslatedVersionsMixin):
        lock_source(obj)
    # After its source, as when the source is published and its translations follow.
    lock_row(obj)
    _check_present(obj, action.revision)
    is_due = action.log_action == SCHEDULED
    if is_due and not is_decided(action.revision):
        raise UndecidedError(obj)
    if isinstance(obj, TranslatedVersionsMixin):
        if source := find_source(obj):
            # Whenever it becomes public, it says what the source says then.
            obj.render_from(source)
        else:
            corrections = list_corrections(obj, action.revision)
    if user:
        _check_lock(obj, user)
        check_publication(obj)
        if source:
            check_translated(obj, source, obj.rendering)
    before = _get_public_version(obj)
    due_at = obj.go_live_at if obj.go_live_at and obj.go_live_at > timezone.now() else None
    kept = None if due_at or is_due else _find_other_appointment(action)
    if corrections and not due_at:
        carry_words(obj, corrections)
    _publish_revision(action, *args, **kwargs)
    if kept:
        # Wagtail ends each appointment with a publication; a correction of the present text does
        # not replace the text to come.
        Revision.objects.filter(pk=kept.pk).update(approved_go_live_at=kept.approved_go_live_at)
    act = Act.SCHEDULE if due_at else Act.DUE if is_due else Act.PUBLISH
    at = None if due_at else obj.last_published_at
    record_decision(action.revision, act, person=user, at=at, due_at=due_at, before=before)
    if corrections and not due_at:
        log(obj, SPELLING_ONLY, user=user, revision=action.revision)


@transaction.atomic
def _unpublish_with_translations(action: UnpublishAction, *args: Any, **kwargs: Any) -> None:
    """Unpublish an object and whatever follows it (``sites.receivers``), all or nothing.

    A scheduled command has no transaction of its own.
    """
    _unpublish_object(action, *args, **kwargs)


def _find_other_appointment(action: PublishRevisionAction) -> Revision | None:
    """Return another version of the object that becomes public at a time to come."""
    appointed = action.object.revisions.filter(approved_go_live_at__gt=timezone.now())
    found: Revision | None = appointed.exclude(pk=action.revision.pk).first()
    return found


def _check_present(obj: Any, version: Revision) -> None:
    """Raise PublicationRefusedError if another request has written into a version meanwhile."""
    stored = Revision.objects.get(pk=version.pk)
    if hash_content(stored.content) != hash_content(version.content):
        raise PublicationRefusedError(obj, {"": _("It has been changed meanwhile.")})


def _get_public_version(obj: Any) -> Revision | None:
    """Return the version that is public now, else the one that was public last."""
    # The object in memory may be older than the row.
    base = Page if isinstance(obj, Page) else type(obj)
    row = base._base_manager.select_related("live_revision").get(pk=obj.pk)
    if row.live:
        version: Revision | None = row.live_revision
        return version
    return find_last_public(obj) if row.first_published_at else None


def _check_lock(obj: Any, user: Any) -> None:
    """Raise PublicationRefusedError if another user has locked the object, as the editor does."""
    lock = obj.get_lock() if isinstance(obj, LockableMixin) else None
    if isinstance(lock, BasicLock) and lock.for_user(user):
        raise PublicationRefusedError(obj, {"locked": _("Another person has locked it.")})


def _refuse_alias(action: CreatePageAliasAction, skip_permission_checks: bool = False) -> None:
    # An alias would show a text on a website whose people did not approve it. The function ignores
    # skip_permission_checks, because Wagtail's copy view sets it; trusted code acts for no user.
    if action.user:
        raise CreatePageAliasPermissionError
