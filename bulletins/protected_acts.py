"""Actions on emergencies that require a recent proof of identity.

See ``accounts.services.recent_proof``. These are publishing an emergency and changing or removing a
published one, with the files it shows. Views are declared here; signal receivers catch every other
way.
"""

from collections.abc import Collection
from typing import Any

from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.db.models.signals import pre_delete, pre_save
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.services.recent_proof import check_recent_proof, require_recent_proof
from bulletins.models import Bulletin, Urgency
from bulletins.roles import can_publish
from content.models import CustomDocument, CustomImage
from sites.permissions.file_visibility import FILE_MODELS, File, get_user_keys

PUBLISHING = _("Publish an emergency notice")
CHANGING = _("Change what people see of an emergency notice")
# What people see of a file.
SHOWN_OF_FILES = frozenset({"file", "title", "description"})
SNIPPET = "wagtailsnippets_bulletins_bulletin"


def _is_emergency(key: object) -> bool:
    """Return whether a URL's key is that of an emergency, published or draft, in any language.

    Returns True for a key that cannot be converted to a primary key.
    """
    try:
        named = Bulletin.objects.filter(pk=unquote(str(key))).values("translation_key")
        rows = list(Bulletin.objects.filter(translation_key__in=named))
    except (ValueError, OverflowError):
        return True
    drafts = [row.get_latest_revision_as_object() for row in rows if row.latest_revision_id]
    return any(row.urgency == Urgency.EMERGENCY for row in (*rows, *drafts))


def _publishes_emergency(request: HttpRequest, kwargs: dict[str, Any]) -> bool:
    return can_publish(request.user) and _is_emergency(kwargs["pk"])


def _is_opened_by_publisher(request: HttpRequest, kwargs: dict[str, Any]) -> bool:
    # Not for POST: the form also saves in the background, and publishing is checked on its own.
    return request.method == "GET" and _publishes_emergency(request, kwargs)


def _speaks_for_emergency(request: HttpRequest, kwargs: dict[str, Any]) -> bool:
    # A recording is published on every website at once.
    return can_publish(request.user) and _is_emergency(kwargs["bulletin"])


def _has_emergency_among_several(request: HttpRequest, kwargs: dict[str, Any]) -> bool:
    is_about_bulletins = kwargs["model_name"].lower() == Bulletin._meta.model_name
    return is_about_bulletins and any(map(_is_emergency, request.GET.getlist("id")))


def _is_file_of_emergency(request: HttpRequest, kwargs: dict[str, Any]) -> bool:
    model: type[File] = CustomImage if "image_id" in kwargs else CustomDocument
    [key] = kwargs.values()
    file = model.objects.filter(pk=key).first()
    return file is not None and _is_shown_in_emergency(file)


def _is_shown_in_emergency(file: File) -> bool:
    emergencies = Bulletin.objects.filter(live=True, urgency=Urgency.EMERGENCY)
    return emergencies.filter(pk__in=get_user_keys(file, Bulletin)).exists()


require_recent_proof(
    "emergency",
    "emergency_write",
    "emergency_confirm",
    label=PUBLISHING,
)
require_recent_proof(
    *(
        f"bulletin_{act}"
        for act in ("update", "correct", "repeat", "end", "withdraw", "bring_back", "review")
    ),
    f"{SNIPPET}:workflow_action",
    f"{SNIPPET}:unpublish",
    f"{SNIPPET}:delete",
    label=CHANGING,
    condition=_publishes_emergency,
)
require_recent_proof(
    f"{SNIPPET}:edit",
    f"{SNIPPET}:revisions_revert",
    label=CHANGING,
    condition=_is_opened_by_publisher,
)
require_recent_proof(
    "wagtail_bulk_action",
    label=CHANGING,
    condition=_has_emergency_among_several,
)
require_recent_proof(
    "channels",
    "recording_remove",
    label=CHANGING,
    condition=_speaks_for_emergency,
    on_opening=False,
)
require_recent_proof(
    "wagtaildocs:edit",
    "wagtailimages:edit",
    label=CHANGING,
    condition=_is_file_of_emergency,
)
require_recent_proof("proposals:read", label=_("Accept a proposed bulletin"), on_opening=False)


def connect() -> None:
    """Require a recent proof before an emergency or its files become public, change or go."""
    for model in FILE_MODELS:
        pre_save.connect(_on_file_saved, sender=model, dispatch_uid="bulletins.protected_acts")
    pre_save.connect(_on_saved, sender=Bulletin, dispatch_uid="bulletins.protected_acts")
    pre_delete.connect(_on_deleted, sender=Bulletin, dispatch_uid="bulletins.protected_acts")


def _on_saved(
    instance: Bulletin, raw: bool, update_fields: Collection[str] | None = None, **kwargs: Any
) -> None:
    if raw:
        return
    if instance.live and instance.urgency == Urgency.EMERGENCY:
        known = _public_emergencies(instance).filter(live_revision_id=instance.live_revision_id)
        if not known.exists():
            check_recent_proof(PUBLISHING)
        return
    # Saving a draft updates only columns about the draft.
    is_written = update_fields is None or not {"live", "urgency"}.isdisjoint(update_fields)
    if is_written and _public_emergencies(instance).exists():
        check_recent_proof(CHANGING)


def _on_file_saved(
    instance: File, raw: bool, update_fields: Collection[str] | None = None, **kwargs: Any
) -> None:
    shown = SHOWN_OF_FILES.intersection(field.name for field in instance._meta.fields)
    if update_fields is not None:
        shown = shown.intersection(update_fields)
    if raw or not instance.pk or not shown:
        return
    known = type(instance)._base_manager.filter(pk=instance.pk).values(*shown).first()
    if known is None:
        return
    is_new = "file" in shown and not instance.file._committed  # type: ignore[union-attr]
    is_changed = any(str(getattr(instance, name)) != str(known[name]) for name in shown)
    if (is_new or is_changed) and _is_shown_in_emergency(instance):
        check_recent_proof(CHANGING)


def _on_deleted(instance: Bulletin, **kwargs: Any) -> None:
    if _public_emergencies(instance).exists():
        check_recent_proof(CHANGING)


def _public_emergencies(instance: Bulletin) -> QuerySet[Bulletin]:
    return Bulletin.objects.filter(pk=instance.pk, live=True, urgency=Urgency.EMERGENCY)
