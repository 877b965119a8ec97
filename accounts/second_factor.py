"""Who needs a second factor, and whether one was shown in this session (ASVS 6.3.3).

Apps above say for whom it is required. A factor counts for the session it was shown in: a session
begun with the password alone stays outside the admin, also when a factor is set up elsewhere.
"""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_used
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from accounts.suspension import end_sessions

Person = User | AnonymousUser
Rule = Callable[[Person], object]

# Recovery codes stand in for a factor that is lost; they are none of their own.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
PROTECTED_PREFIXES = ("/admin/", "/documents/")
OPEN_PATHS = {"/admin/login/", "/admin/logout/"}
SESSION_KEY = "second_factor_shown_by"

_rules: list[Rule] = []


def require_second_factor(rule: Rule) -> None:
    """Require a second factor of everybody for whom ``rule`` answers something true."""
    _rules.append(rule)


def must_have_factor(user: Person) -> bool:
    """Whether ``user`` may use the admin with a second factor only."""
    return bool(settings.REQUIRE_SECOND_FACTOR) and any(rule(user) for rule in _rules)


def has_factor(user: Person) -> bool:
    """Whether ``user`` has set up an app or a passkey."""
    return bool(is_mfa_enabled(user, FACTORS))


def may_remove(factor: Authenticator) -> bool:
    """Whether a factor can go: not the last one of somebody who must have one."""
    others = Authenticator.objects.filter(user=factor.user, type__in=FACTORS).exclude(pk=factor.pk)
    return others.exists() or not must_have_factor(factor.user)


def note_factor(request: HttpRequest, user: Person) -> None:
    """Keep in the session that ``user`` has just shown a factor."""
    request.session[SESSION_KEY] = user.pk


def was_shown(request: HttpRequest) -> bool:
    """Whether a factor of the person signed in was shown in this session."""
    return bool(request.session.get(SESSION_KEY) == request.user.pk)


@transaction.atomic
def remove_all_factors(*, user: User) -> int:
    """Take away every factor of somebody who has lost them, and end their sessions.

    Returns how many factors there were.
    """
    factors = Authenticator.objects.filter(user=user)
    count = factors.filter(type__in=FACTORS).count()
    factors.delete()
    end_sessions(user=user)
    return count


def connect() -> None:
    """Note every factor that is shown, at sign-in and when it is asked for again."""
    authenticator_used.connect(_note_used, dispatch_uid="accounts.second_factor")


def _note_used(request: HttpRequest, user: User, **kwargs: Any) -> None:
    note_factor(request, user)


class SecondFactorMiddleware:
    """Keep those who need a second factor out of the admin until they have shown one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._is_missing(request):
            return _ask_for_factor(request)
        return self.get_response(request)

    def _is_missing(self, request: HttpRequest) -> bool:
        path = request.path_info
        if not path.startswith(PROTECTED_PREFIXES) or path in OPEN_PATHS:
            return False
        # Nobody is there without the cookie, and looking would make a public file's answer vary.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return False
        user = request.user
        return user.is_authenticated and not was_shown(request) and must_have_factor(user)


def _ask_for_factor(request: HttpRequest) -> HttpResponse:
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        raise PermissionDenied
    if not has_factor(request.user):
        return redirect("mfa_index")
    url = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
    back = request.get_full_path() if request.method == "GET" else reverse("wagtailadmin_home")
    return redirect(f"{url}?{urlencode({'next': back})}")
