"""Sentry beside our own list, where ``SENTRY_DSN`` names a project: the same, and no more.

The SDK is used to send, and collects nothing by itself: what it gets is what our own rows hold.
Where no address is set it is not even loaded.
"""

import atexit
import re
from typing import Any

from django.conf import settings

from ops.errors.batch import Occurrence
from ops.errors.trace import ErrorTrace, format_code

# At the end of a process, for what is still to be sent.
FLUSH_SECONDS = 2.0
_PLACE = re.compile(r"(?P<file>.*?):(?P<line>\d+)(?: (?P<function>.*))?")


def start_sentry() -> None:
    """Let errors be sent to Sentry too; nothing if no address is set. Called once, when ready."""
    if not settings.SENTRY_DSN:
        return
    import sentry_sdk  # noqa: PLC0415, off by default

    sentry_sdk.init(
        settings.SENTRY_DSN,
        release=f"bantin@{settings.BANTIN_VERSION}",
        # Each of them would read requests, statements, variables or logs.
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[],
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        send_client_reports=False,
    )
    atexit.register(sentry_sdk.flush, timeout=FLUSH_SECONDS)


def send_to_sentry(trace: ErrorTrace, occurrence: Occurrence) -> None:
    """Send an error in the background; nothing if no address is set. Never waits for an answer."""
    if not settings.SENTRY_DSN:
        return
    import sentry_sdk  # noqa: PLC0415, off by default

    sentry_sdk.capture_event(_make_event(trace, occurrence))


def _make_event(trace: ErrorTrace, occurrence: Occurrence) -> Any:
    module, _dot, name = trace.exception.rpartition(".")
    frames = [_make_frame(place) for place in reversed(trace.places)]
    exception = {"type": name, "module": module or None, "stacktrace": {"frames": frames}}
    tags = {
        "code": format_code(trace.code),
        "request": occurrence.request,
        "method": occurrence.method,
        "status": str(occurrence.status),
        "page_type": occurrence.page_type,
        "role": occurrence.role,
        "agency": occurrence.agency,
    }
    return {
        "level": "error",
        "timestamp": occurrence.at,
        "server_name": occurrence.node,
        "transaction": occurrence.route or None,
        # Kinds are the same as ours.
        "fingerprint": [trace.code],
        "exception": {"values": [exception if frames else exception | {"stacktrace": None}]},
        "tags": {tag: text for tag, text in tags.items() if text},
    }


def _make_frame(place: str) -> dict[str, Any]:
    found = _PLACE.fullmatch(place)
    file, line, function = found.group("file", "line", "function") if found else (place, "0", "")
    is_own = file.endswith(".html") or file.partition("/")[0] in settings.OWN_APPS
    return {"filename": file, "lineno": int(line), "function": function, "in_app": is_own}
