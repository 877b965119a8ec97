"""When each session was last used, so that people can tell theirs apart."""

from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

# In seconds. More often would be a write to the database with every request.
INTERVAL = 300
PREFIXES = ("/admin/", "/tai-khoan/")


class SessionUseMiddleware:
    """Write down the use of a session, at most once in each interval."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        concerned = request.path_info.startswith(PREFIXES) and request.user.is_authenticated
        if concerned and cache.add(f"session-used:{request.session.session_key}", True, INTERVAL):
            UserSession.objects.create_from_request(request)
        return self.get_response(request)
