"""Counting of refused admin requests for each user, as a sign of somebody probing the admin.

Ten refusals within an hour make one security event. They are counted in the cache: a refusal must
not write to the database, where on SQLite a write waits for every other. Without a cache nothing
is counted; the refusals themselves do not depend on it.
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

from accounts.middleware import is_reauthentication_requested
from accounts.models import User
from accounts.permissions import is_administrator
from accounts.services.security_events import SecurityEventKind, record_security_event
from ops.http.security_headers import ADMIN_PREFIXES
from sites.admin.wagtail_overrides import was_refused

REFUSALS = 10
PERIOD = timedelta(hours=1)
# ``PERIOD`` is a sliding window that moves in steps of this length.
STEP = timedelta(minutes=5)


class RefusalMiddleware:
    """Record a security event when a user is refused ``REFUSALS`` times within ``PERIOD``.

    One event for each user and period. A refusal is a 403, a redirect of Wagtail's
    ``permission_denied``, or a 404 of a view that exists; not the request for a recent proof of
    identity, nor a 404 of an ICT administrator.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(ADMIN_PREFIXES) and _is_refusal(request, response):
            _count(cast(User, request.user), request.path_info)
        return response


def _is_refusal(request: HttpRequest, response: HttpResponse) -> bool:
    # Having to sign in, or to prove one's identity again, is no refusal.
    if not request.user.is_authenticated or is_reauthentication_requested(request):
        return False
    if was_refused(request) or response.status_code == HTTPStatus.FORBIDDEN:
        return True
    # A URL that no view matches is a typing error; a 404 of a view hides an object from the user.
    # Nothing is hidden from ICT administrators: their 404s are deleted objects.
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
        # The cache has lost the key, or is down.
        return
    if sum(cache.get_many(keys).values()) < REFUSALS:
        return
    key = f"refusals:{user.pk}:told"
    if cache.add(key, True, timeout=PERIOD.total_seconds()):
        with override(settings.LANGUAGE_CODE):
            detail = _("Refused %(number)s times within an hour, last at %(path)s.") % {
                "number": REFUSALS,
                "path": path[:200],
            }
        record_security_event(SecurityEventKind.REPEATED_REFUSALS, user=user, detail=detail)
