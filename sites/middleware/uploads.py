"""Middleware that examines uploaded files before the view and its transaction begin."""

import json
import logging
from collections.abc import Callable
from contextlib import nullcontext
from http import HTTPStatus
from io import BytesIO
from pathlib import PurePath
from typing import Any, cast

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from wagtail.models import UploadedFile as WaitingUpload

from content.files import scanner
from content.files.doors import PENDING_UPLOAD_VIEWS, UPLOAD_VIEWS, Examine, measure_image
from content.files.examined import ExaminedUpload, RefusedUpload, RewrittenUpload
from content.files.processes import ReaderError
from content.files.slots import BusyError, hold_slot
from content.files.storages import (
    check_room,
    get_no_room_message,
    is_write_failure,
    make_no_room_error,
)
from content.files.upload_handlers import get_uploads_without_room
from content.files.wagtail_views import TAKEN_UP
from content.models import CustomDocument, CustomImage
from sites.requests import SiteRequest

# Response header with a JSON list of notes on an upload by a script, which shows them; see
# static/js/admin/upload-notes.js.
NOTES_HEADER = "X-Upload-Notes"
_MAX_NAME_LENGTH = 60

logger = logging.getLogger(__name__)


class UploadMiddleware:
    """Pass examined files to the views registered in ``content.files.doors``; drop all others.

    Applies to POST requests of signed-in users on the admin's host, after the access checks of
    the other middleware. Only the first file of a request is passed on. A refused file arrives as
    an empty ``RefusedUpload``, whose reason the form reports. What was changed in a file is shown
    to the user as a message, or in ``NOTES_HEADER`` for scripts.
    """

    def __init__(self, get_response: Callable[[SiteRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: SiteRequest) -> HttpResponse:
        notes = request.upload_notes = []
        response = self.get_response(request)
        if notes and response.status_code < 400:
            if _is_from_script(request):
                response.headers[NOTES_HEADER] = json.dumps(notes)
            else:
                for note in notes:
                    messages.warning(request, note)
        return response

    def process_view(
        self, request: SiteRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        # Requests to websites are skipped: no view there accepts files.
        if request.agency or request.method != "POST" or request.resolver_match is None:
            return None
        name = request.resolver_match.view_name
        received = [(field, f) for field in request.FILES for f in request.FILES.getlist(field)]
        left_out = get_uploads_without_room(request)
        request.FILES.clear()
        if not request.user.is_authenticated:
            return None
        person = request.user.pk
        if name in UPLOAD_VIEWS and received:
            field, upload = received[0]
            request.FILES[field] = _examine_upload(
                upload, UPLOAD_VIEWS[name], person, request.upload_notes
            )
        elif name in UPLOAD_VIEWS:
            for field, file_name in left_out.items():
                logger.error("An upload has no room among the temporary files")
                request.FILES[field] = RefusedUpload(file_name, make_no_room_error())
        if name in PENDING_UPLOAD_VIEWS:
            return _claim_waiting_upload(
                request, PENDING_UPLOAD_VIEWS[name], kwargs.get("uploaded_file_id")
            )
        return None

    def process_exception(self, request: SiteRequest, error: Exception) -> HttpResponse | None:
        """Say that there is no room for a file that a view could not store; all is taken back."""
        if request.agency or not is_write_failure(error):
            return None
        logger.error("A file could not be stored: %s", error)
        message = get_no_room_message()
        status = HTTPStatus.INSUFFICIENT_STORAGE
        if _is_from_script(request):
            return JsonResponse({"detail": message}, status=status)
        context = {
            "heading": _("The file could not be stored"),
            "detail": message,
            "home_path": reverse("wagtailadmin_home"),
        }
        return render(request, "400.html", context, status=status)


def _claim_waiting_upload(
    request: SiteRequest, examine: Callable[[File], File], key: object
) -> HttpResponse | None:
    """Pass the user's waiting upload with this key to the view, examined again.

    Returns a 400 response if it is not accepted any more, a 503 response if too many uploads are
    being read or the file cannot be read, else None. See ``content.files.wagtail_views``.
    """
    model = CustomImage if examine is measure_image else CustomDocument
    waiting = WaitingUpload.objects.filter(
        pk=key,
        uploaded_by_user=request.user.pk,
        for_content_type=ContentType.objects.get_for_model(model),
    ).first()
    # Not the user's, or of the other kind: the view looks in the same way, and answers 404.
    if waiting is None:
        return None
    # Measuring an image that Bantin has written is cheap and needs no slot, which another upload of
    # the same user may hold.
    slot = nullcontext() if examine is measure_image else hold_slot(request.user.pk)
    try:
        with slot, waiting.file.open() as file:
            kept = examine(File(file, PurePath(waiting.file.name).name))
            # Read into memory, because the file is closed before the view uses it.
            kept.file = BytesIO(kept.read())
    except BusyError:
        # Wagtail's script leaves the form as it is, so the user can try again.
        return HttpResponse(_get_busy_message(), status=HTTPStatus.SERVICE_UNAVAILABLE)
    except ValidationError as error:
        # It was accepted before; what is accepted may have changed since.
        return HttpResponse("\n".join(error.messages), status=HTTPStatus.BAD_REQUEST)
    except (OSError, ReaderError) as error:
        if is_write_failure(error):
            return HttpResponse(get_no_room_message(), status=HTTPStatus.INSUFFICIENT_STORAGE)
        logger.warning("What was uploaded as %s cannot be taken up: %r", waiting.file.name, error)
        return HttpResponse(_get_busy_message(), status=HTTPStatus.SERVICE_UNAVAILABLE)
    request.FILES[TAKEN_UP] = cast(UploadedFile, kept)
    return None


def _is_from_script(request: SiteRequest) -> bool:
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


def _get_busy_message() -> str:
    return _("Other uploads are being read at this moment. Please try again in a minute.")


def _examine_upload(
    upload: UploadedFile, examine: Examine, person: object, notes: list[str]
) -> UploadedFile:
    name = Truncator(upload.name or "").chars(_MAX_NAME_LENGTH)
    try:
        with hold_slot(person):
            warning = scanner.scan(upload)
            kept = examine(upload)
            check_room(kept.size or 0)
    except BusyError:
        return RefusedUpload(upload.name or "", ValidationError(_get_busy_message(), code="busy"))
    except OSError as error:
        if is_write_failure(error):
            logger.error("An upload has no room: %s", error)
            return RefusedUpload(upload.name or "", make_no_room_error())
        # For example, the folder of the locks cannot be created.
        logger.exception("An upload could not be read")
        return RefusedUpload(upload.name or "", ValidationError(_get_busy_message(), code="busy"))
    except ValidationError as refusal:
        logger.info("An upload of user %s was refused: %s", person, refusal.code)
        return RefusedUpload(upload.name or "", refusal)
    if warning:
        notes.append(warning % {"name": name})
    if isinstance(kept, RewrittenUpload) and kept.has_more:
        message = _(
            "“%(name)s” has more than one picture, because it moves for example. The first "
            "one is kept."
        )
        notes.append(message % {"name": name})
    if isinstance(kept, ExaminedUpload) and kept.has_macros:
        message = _(
            "“%(name)s” has macros, or something else that runs by itself. Readers are told "
            "so beside the link."
        )
        notes.append(message % {"name": name})
    return kept
