"""Counting how often a person is refused in the admin: whoever tries doors is seen by ICT.

Counted in the cache: a refusal must cost no write to the database, which on SQLite waits for
every other. Where the cache is away nothing is counted; the refusals themselves need none.
"""

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import cast

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.admin import auth

from accounts.models import User
from accounts.recent_proof_middleware import was_asked_for_proof
from accounts.security_events import SecurityEventKind, record_security_event
from sites.isolation.access import is_administrator
from sites.middleware import ADMIN_PREFIXES

REFUSALS = 10
PERIOD = timedelta(hours=1)
# The hour moves on in steps of this length.
STEP = timedelta(minutes=5)

_deny = auth.permission_denied


def connect() -> None:
    """Let Wagtail's own refusals be seen, which answer with a redirect; called when ready."""
    auth.permission_denied = _marked


def _marked(request: HttpRequest) -> HttpResponse:
    vars(request)["was_refused"] = True
    return _deny(request)


def was_refused(request: HttpRequest) -> bool:
    """Return whether Wagtail has turned the person away, which it does by a redirect."""
    return "was_refused" in vars(request)


class RefusalMiddleware:
    """Record a security event when a person is refused ten times within an hour."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(ADMIN_PREFIXES) and _is_refusal(request, response):
            _count(cast(User, request.user), request.path_info)
        return response


def _is_refusal(request: HttpRequest, response: HttpResponse) -> bool:
    # Whoever is asked who they are has not been refused.
    if not request.user.is_authenticated or was_asked_for_proof(request):
        return False
    if was_refused(request) or response.status_code == HTTPStatus.FORBIDDEN:
        return True
    # An address that no screen has is a slip; what a screen hides is a refusal. ICT
    # administrators, from whom nothing is hidden, open what has been deleted.
    match = request.resolver_match
    is_screen = match is not None and match.url_name is not None
    hidden = is_screen and response.status_code == HTTPStatus.NOT_FOUND
    return hidden and not is_administrator(request.user)


def _count(user: User, path: str) -> None:
    steps = PERIOD // STEP
    now = int(timezone.now().timestamp() // STEP.total_seconds())
    keys = [f"refusals:{user.pk}:{now - step}" for step in range(steps)]
    cache.add(keys[0], 0, timeout=PERIOD.total_seconds())
    try:
        cache.incr(keys[0])
    except ValueError:
        # The cache has lost it, or is away.
        return
    if sum(cache.get_many(keys).values()) < REFUSALS:
        return
    told = f"refusals:{user.pk}:told"
    if cache.add(told, True, timeout=PERIOD.total_seconds()):
        with override(settings.LANGUAGE_CODE):
            detail = _("Refused %(number)s times within an hour, last at %(path)s.") % {
                "number": REFUSALS,
                "path": path[:200],
            }
        record_security_event(SecurityEventKind.REPEATED_REFUSALS, user=user, detail=detail)
