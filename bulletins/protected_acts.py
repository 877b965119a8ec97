"""Actions on emergencies that require a recent proof of identity.

See ``accounts.services.reauthentication``. These are publishing an emergency and changing or
removing a published one, with the files it shows. Views are declared here; ``bulletins.receivers``
catches every other way.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.utils import unquote
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection

from accounts.services.reauthentication import check_reauthentication, require_reauthentication
from bulletins.models import Bulletin, Urgency
from bulletins.roles import can_publish
from content.models import CustomDocument, CustomImage
from sites.permissions.file_visibility import (
    FILE_MODELS,
    File,
    get_user_keys,
    list_used_files,
)

PUBLISHING = _("Publish an emergency notice")
CHANGING = _("Change what people see of an emergency notice")
# What people see of a file. The collection decides who may change it and who needs a password.
SHOWN_OF_FILES = frozenset(
    {
        "file",
        "title",
        "description",
        "collection",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    }
)
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


def _can_publish_emergency(request: HttpRequest, kwargs: dict[str, Any]) -> bool:
    return can_publish(request.user) and _is_emergency(kwargs["pk"])


def _is_opened_by_publisher(request: HttpRequest, kwargs: dict[str, Any]) -> bool:
    # Not for POST: the form also saves in the background, and publishing is checked on its own.
    return request.method == "GET" and _can_publish_emergency(request, kwargs)


def _can_record_emergency(request: HttpRequest, kwargs: dict[str, Any]) -> bool:
    # A unit's people publish and remove recordings too, on their own website.
    return _is_emergency(kwargs["bulletin"])


def _has_emergency_among_several(request: HttpRequest, kwargs: dict[str, Any]) -> bool:
    is_about_bulletins = kwargs["model_name"].lower() == Bulletin._meta.model_name
    return is_about_bulletins and any(map(_is_emergency, request.GET.getlist("id")))


def _is_file_of_emergency(request: HttpRequest, kwargs: dict[str, Any]) -> bool:
    model: type[File] = CustomImage if "image_id" in kwargs else CustomDocument
    [key] = kwargs.values()
    file = model.objects.filter(pk=key).first()
    return file is not None and is_shown_in_emergency(file)


def is_shown_in_emergency(file: File) -> bool:
    """Return whether a published emergency uses a file."""
    emergencies = Bulletin.objects.filter(live=True, urgency=Urgency.EMERGENCY)
    return emergencies.filter(pk__in=get_user_keys(file, Bulletin)).exists()


def require_reauthentication_for_files(
    request: HttpRequest, action_type: str, objects: Iterable[object], action: object
) -> None:
    """Require a recent proof before a bulk action on files that a published emergency shows.

    A function for the hook ``before_bulk_action``: moving files to another collection saves none.
    """
    if any(isinstance(one, FILE_MODELS) and is_shown_in_emergency(one) for one in objects):
        check_reauthentication(CHANGING)


def has_file_of_emergency(collection: Collection) -> bool:
    """Return whether a published emergency shows a file of a collection, or of one below it."""
    emergencies = Bulletin.objects.filter(live=True, urgency=Urgency.EMERGENCY)
    files = list_used_files(emergencies)
    return any(file.collection.path.startswith(collection.path) for file in files)


require_reauthentication(
    "emergency",
    "emergency_write",
    "emergency_confirm",
    label=PUBLISHING,
)
require_reauthentication(
    "bulletin_publish",
    label=PUBLISHING,
    condition=_can_publish_emergency,
)
require_reauthentication(
    *(
        f"bulletin_{act}"
        for act in (
            *("update", "correct", "repeat", "confirm"),
            *("end", "withdraw", "bring_back", "review"),
        )
    ),
    f"{SNIPPET}:workflow_action",
    f"{SNIPPET}:unpublish",
    f"{SNIPPET}:delete",
    label=CHANGING,
    condition=_can_publish_emergency,
)
require_reauthentication(
    f"{SNIPPET}:edit",
    f"{SNIPPET}:revisions_revert",
    label=CHANGING,
    condition=_is_opened_by_publisher,
)
require_reauthentication(
    "wagtail_bulk_action",
    label=CHANGING,
    condition=_has_emergency_among_several,
)
require_reauthentication(
    "recording_publish",
    "recording_confirm",
    "recording_remove",
    label=CHANGING,
    condition=_can_record_emergency,
    on_opening=False,
)
require_reauthentication(
    "wagtaildocs:edit",
    "wagtailimages:edit",
    label=CHANGING,
    condition=_is_file_of_emergency,
)
require_reauthentication("proposals:read", label=_("Accept a proposed bulletin"), on_opening=False)
