"""wagtail-localize's views with the permissions, locks and approval of the page form."""

import json
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from rest_framework.response import Response
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, WorkflowState
from wagtail.snippets.side_panels import SnippetStatusSidePanel
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)
from wagtail_localize.views import edit_translation as stock
from wagtail_localize.views.edit_translation import (
    SegmentOverrideSerializer,
    StringTranslationSerializer,
)

from content.text.limits import InputLimitError
from sites.localization.currency import list_outdated
from sites.localization.gate import UntranslatedError, check_translated
from sites.localization.rights import can_publish, check_unlocked, is_locked_for
from sites.localization.sources import find_source, get_language_name
from sites.localization.typed_words import fill_typed_words
from sites.localization.validation import PublicationRefusedError, list_publication_errors

View = Callable[..., HttpResponse]
ApiView = Callable[..., Response]

# Exceptions that are raised if an override's value does not fit into the translated object.
UNFIT = (ObjectDoesNotExist, ValidationError, ValueError, TypeError, AttributeError, LookupError)

# Name of the field with the time at which the editor was opened.
OPENED = "opened"

show_default_editor: View = stock.edit_translation
save_string: ApiView = stock.edit_string_translation
save_override: ApiView = stock.edit_override
import_pofile: View = stock.upload_pofile


def edit_translation(request: HttpRequest, translation: Translation, instance: Any) -> HttpResponse:
    """Show the translation editor; on POST publish, submit or withdraw the translation.

    ``instance``: the translated object. Wagtail's edit view has checked before that the user may
    change it. A refused publication marks the fields and shows a message.
    """
    if request.method != "POST":
        _take_over_publication(translation)
        fill_typed_words(translation.source, translation.target_locale, instance)
        return show_default_editor(request, translation, instance)
    acts = {"publish": _publish, "submit": _submit, "withdraw": _cancel_submission}
    act = acts.get(request.POST.get("action", ""))
    if act is not None:
        try:
            with transaction.atomic():
                act(request, translation, instance)
        except PublicationRefusedError as refusal:
            # A text without translation has no string that could be marked as wrong.
            if not isinstance(refusal, UntranslatedError):
                _mark_errors(translation, refusal.errors)
            messages.error(request, str(refusal))
    return redirect(request.path)


def _take_over_publication(translation: Translation) -> None:
    """Renew the strings if the source has been published since; the queue may be late."""
    known = translation.source
    try:
        source = known.get_source_instance()
    except ObjectDoesNotExist:
        return
    published_at = source.last_published_at
    if source.live and published_at and published_at > known.last_updated_at:
        # A source that has become too long keeps its former strings.
        with suppress(InputLimitError), transaction.atomic():
            # Two people may open the editor at once.
            TranslationSource.objects.select_for_update().get(pk=known.pk)
            known.update_from_db()


def _publish(request: HttpRequest, translation: Translation, instance: Any) -> None:
    if not can_publish(request.user, instance):
        raise PermissionDenied
    translation.save_target(user=request.user, publish=True)
    # Afterwards: each text that was published is stored by now, and a refusal takes all back.
    if _is_changed_by_others(request, translation):
        refusal = _(
            "Somebody has changed this since you opened it. Nothing was published; read again."
        )
        raise PublicationRefusedError(instance, {"": refusal})
    message = _("“%(title)s” is published in %(language)s.")
    context = _get_language_context(translation) | {"title": instance}
    messages.success(request, message % context)


def _is_changed_by_others(request: HttpRequest, translation: Translation) -> bool:
    """Return whether anybody but the user has changed the texts since the editor was opened.

    The editor saves each text of the user at once. Its forms send when it was opened.
    """
    try:
        opened = parse_datetime(request.POST.get(OPENED, ""))
    except ValueError:
        opened = None
    if opened is None or translation.source.last_updated_at > opened:
        return True
    return any(
        model.objects.filter(
            context__object=translation.source.object_id,
            locale=translation.target_locale_id,
            updated_at__gt=opened,
        )
        .exclude(last_translated_by=request.user.pk)
        .exists()
        for model in (StringTranslation, SegmentOverride)
    )


def _submit(request: HttpRequest, translation: Translation, instance: Any) -> None:
    if not can_submit(request.user, instance):
        raise PermissionDenied
    translation.save_target(user=request.user, publish=False)
    target = translation.get_target_instance()
    version = target.get_latest_revision_as_object()
    if errors := list_publication_errors(version):
        raise PublicationRefusedError(version, errors)
    check_translated(version, find_source(version), version.rendering)
    state = target.current_workflow_state
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(request.user)
    else:
        target.get_workflow().start(target, request.user)
    message = _("The translation “%(title)s” has been submitted for approval.")
    messages.success(request, message % {"title": target})


def _cancel_submission(request: HttpRequest, translation: Translation, instance: Any) -> None:
    state = instance.current_workflow_state
    if not (state and state.user_can_cancel(request.user)):
        raise PermissionDenied
    state.cancel(user=request.user)
    messages.success(request, _("“%(title)s” is no longer submitted.") % {"title": instance})


def can_submit(user: Any, instance: Any) -> bool:
    """Return whether ``user`` may submit ``instance`` for approval now.

    False without a workflow, while a submission is pending, and while it is locked for the user.
    """
    if isinstance(instance, Page):
        instance = instance.specific
    return bool(
        getattr(instance, "has_workflow", False)
        and not instance.workflow_in_progress
        and not is_locked_for(user, instance)
    )


def edit_string_translation(
    request: HttpRequest, translation_id: int, string_segment_id: int
) -> HttpResponse:
    """Save or delete one translated string; mark it if the form's validators refuse it."""
    translation = _get_unlocked_or_404(request, translation_id)
    response = save_string(request, translation_id, string_segment_id)
    if request.method != "PUT" or response.status_code >= HTTPStatus.BAD_REQUEST:
        return response
    segment = get_object_or_404(StringSegment, pk=string_segment_id)
    _mark_errors(translation, _get_error_at(translation, segment.context.path))
    kept = StringTranslation.objects.get(
        translation_of=segment.string_id,
        locale=translation.target_locale_id,
        context=segment.context_id,
    )
    context = {"translation_source": translation.source}
    response.data = StringTranslationSerializer(kept, context=context).data
    return response


def edit_override(
    request: HttpRequest, translation_id: int, overridable_segment_id: int
) -> HttpResponse:
    """Save or delete one override; mark it if the form's validators refuse it.

    A value that does not fit into the translated object is not saved (400).
    """
    translation = _get_unlocked_or_404(request, translation_id)
    with transaction.atomic():
        response = save_override(request, translation_id, overridable_segment_id)
        if request.method != "PUT" or response.status_code >= HTTPStatus.BAD_REQUEST:
            return response
        segment = get_object_or_404(OverridableSegment, pk=overridable_segment_id)
        kept = SegmentOverride.objects.get(
            locale=translation.target_locale_id, context=segment.context_id
        )
        kept.has_error, kept.field_error = False, ""
        kept.save(update_fields=["has_error", "field_error"])
        try:
            errors = _get_error_at(translation, segment.context.path)
        except UNFIT:
            transaction.set_rollback(True)
            detail = _("This does not fit here.")
            return JsonResponse({"detail": detail}, status=HTTPStatus.BAD_REQUEST)
        _mark_errors(translation, errors)
    kept.refresh_from_db()
    context = {"translation_source": translation.source}
    response.data = SegmentOverrideSerializer(kept, context=context).data
    return response


def upload_pofile(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Import the strings of a translation from a PO file; mark those that validators refuse.

    Raises PermissionDenied if the translation is locked for the user.
    """
    translation = _get_unlocked_or_404(request, translation_id)
    response = import_pofile(request, translation_id)
    _mark_errors(translation, _list_errors(translation))
    return response


def require_unlocked(view: View) -> View:
    """Wrap a view of a translation so that it raises PermissionDenied while that is locked."""

    def guarded(request: HttpRequest, translation_id: int, **kwargs: Any) -> HttpResponse:
        _get_unlocked_or_404(request, translation_id)
        return view(request, translation_id, **kwargs)

    return guarded


def raise_not_found(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """Raise Http404: a replacement for views of wagtail-localize that are disabled."""
    raise Http404


def render_editor(
    request: HttpRequest, template: str, context: dict[str, Any], **kwargs: Any
) -> HttpResponse:
    """Render wagtail-localize's editor without disabled actions, and with those of approval.

    Replaces ``render`` in wagtail-localize's module; other templates are rendered unchanged.
    """
    if "translation" in context and "props" in context:
        instance = context["instance"]
        props = json.loads(context["props"])
        props["links"]["convertToAliasUrl"] = None
        locked = is_locked_for(request.user, instance)
        props["object"]["isLocked"] = props["object"]["isLocked"] or locked
        may_publish = not locked and can_publish(request.user, instance)
        props["perms"]["canPublish"] = may_publish
        _hide_closed_links(context, request.user)
        state = getattr(instance, "current_workflow_state", None)
        context |= {
            "props": json.dumps(props),
            "may_publish": may_publish,
            "may_submit": not may_publish and can_submit(request.user, instance),
            "opened": timezone.now().isoformat(),
            "outdated": list_outdated(type(instance)._default_manager.filter(pk=instance.pk))
            .filter(locale=instance.locale_id)
            .first(),
            "waits": getattr(instance, "workflow_in_progress", False),
            "may_withdraw": bool(state and state.user_can_cancel(request.user)),
            # The footer for people who may not publish. The first button of the package deletes.
            "previews": props["previewModes"],
            "delete_url": props["links"]["deleteUrl"] if props["perms"]["canDelete"] else "",
            "stop_url": "" if locked else props["links"]["stopTranslationUrl"],
        }
        _complete_status_panel(instance, context)
    return render(request, template, context, **kwargs)


def _complete_status_panel(instance: Any, context: dict[str, Any]) -> None:
    """Put Wagtail's own status panel of snippets into the context, with what it asks of it.

    wagtail-localize gives snippets the panel without the addresses of their versions, which fails
    as soon as a later version waits for approval. Pages have a panel of their own.
    """
    if isinstance(instance, Page):
        return
    get_name = instance.snippet_viewset.get_url_name
    context["side_panels"] = [
        SnippetStatusSidePanel(
            instance,
            panel.request,
            locale=panel.locale,
            translations=panel.translations,
            usage_url=panel.usage_url,
            last_updated_info=panel.last_updated_info,
        )
        for panel in context["side_panels"]
    ]
    context["revisions_compare_url_name"] = get_name("revisions_compare")
    context["workflow_history_url"] = reverse(get_name("workflow_history"), args=[instance.pk])


def _hide_closed_links(context: dict[str, Any], user: Any) -> None:
    """Leave out of the editor's context the links to rows that ``user`` may not edit.

    A translator may edit neither the source nor translations into other languages.
    """
    source_link, finder = context["source_translation"], AdminURLFinder(user)
    # The finder has none for what the user may not edit.
    urls = {finder.get_edit_url(row) for row in context["instance"].get_translations()}
    if source_link["editUrl"] not in urls:
        source_link["editUrl"] = ""
    context["translations"] = [link for link in context["translations"] if link[1] in urls]
    for panel in context["side_panels"]:
        panel.translations = [link for link in panel.translations or () if link["url"] in urls]


def _get_unlocked_or_404(request: HttpRequest, translation_id: int) -> Translation:
    translation = get_object_or_404(Translation, pk=translation_id)
    check_unlocked(request.user, translation.get_target_instance())
    return translation


def _list_errors(translation: Translation) -> dict[str, str]:
    translated = translation.source.get_ephemeral_translated_instance(
        translation.target_locale, fallback=True
    )
    return list_publication_errors(translated)


def _get_error_at(translation: Translation, path: str) -> dict[str, str]:
    errors = _list_errors(translation)
    return {path: errors[path]} if path in errors else {}


def _mark_errors(translation: Translation, errors: dict[str, str]) -> None:
    """Save each error with the string or override at its path, where the editor shows it.

    ``errors``: messages by path of the context, for example ``body.<block>.url``.
    """
    for model in (StringTranslation, SegmentOverride):
        marked = model.objects.filter(
            context__object_id=translation.source.object_id,
            locale=translation.target_locale_id,
            context__path__in=errors,
        )
        for override in marked.select_related("context"):
            override.has_error, override.field_error = True, errors[override.context.path]
            override.save(update_fields=["has_error", "field_error"])


def _get_language_context(translation: Translation) -> dict[str, str]:
    return {"language": get_language_name(translation.target_locale)}
