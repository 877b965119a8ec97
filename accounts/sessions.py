"""Time of last use of each session, so that users can tell their sessions apart."""

from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

# Seconds between two records of one session. Without it every request would write to the database.
INTERVAL = 300
PREFIXES = ("/admin/", "/tai-khoan/")


class SessionUseMiddleware:
    """Middleware that records the use of a session, at most once per ``INTERVAL``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        concerned = request.path_info.startswith(PREFIXES) and request.user.is_authenticated
        if concerned and cache.add(f"session-used:{request.session.session_key}", True, INTERVAL):
            UserSession.objects.create_from_request(request)
        return self.get_response(request)
