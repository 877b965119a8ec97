"""Second factors: who needs one, and whether it was verified in this session (ASVS 6.3.3).

Higher apps register the rules of who needs one (``require_second_factor``). A factor is verified
for one session: until then a user who has one can do nothing but verify it, so a session begun
with the password alone neither gives access to the admin nor changes the account. Setting up a
factor ends all other sessions. See docs/decisions/0022-a-factor-counts-for-its-session.md.
"""

from collections.abc import Callable

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from accounts.models import User
from accounts.permissions import AnyUser
from accounts.services.sessions import end_all_sessions

Rule = Callable[[AnyUser], object]

# Recovery codes replace a lost factor and do not count as one.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

SESSION_KEY = "second_factor_shown_by"

_rules: list[Rule] = []


def require_second_factor(rule: Rule) -> None:
    """Require a second factor of all users for whom ``rule(user)`` is truthy."""
    _rules.append(rule)


def requires_second_factor(user: AnyUser) -> bool:
    """Return whether ``user`` needs a second factor in the admin.

    Always False if ``REQUIRE_SECOND_FACTOR`` is off.
    """
    return bool(settings.REQUIRE_SECOND_FACTOR) and any(rule(user) for rule in _rules)


def has_second_factor(user: AnyUser) -> bool:
    """Return whether ``user`` has set up an authenticator app or a passkey."""
    return bool(is_mfa_enabled(user, FACTORS))


def can_remove_factor(factor: Authenticator) -> bool:
    """Return whether a factor can be removed: not the last one of a user who needs one."""
    others = Authenticator.objects.filter(user=factor.user, type__in=FACTORS).exclude(pk=factor.pk)
    return others.exists() or not requires_second_factor(factor.user)


def mark_second_factor_used(request: HttpRequest, user: AnyUser) -> None:
    """Save in the session that ``user`` has verified a second factor."""
    request.session[SESSION_KEY] = user.pk


def mark_new_factor_used(request: HttpRequest, factor: Authenticator) -> None:
    """Count a factor that was just set up as verified in this session.

    The session gets a new key, because it gains privileges (OWASP ASVS 5.0, 7.2.4).
    """
    former = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=former).update(session_key=request.session.session_key)
    record_authentication(request, factor.user, "mfa", id=factor.pk, type=factor.type)
    mark_second_factor_used(request, factor.user)


def is_second_factor_verified(request: HttpRequest) -> bool:
    """Return whether the signed-in user has verified a second factor in this session."""
    return bool(request.session.get(SESSION_KEY) == request.user.pk)


@transaction.atomic
def remove_all_factors(*, user: User) -> int:
    """Remove all factors and recovery codes of ``user``, who has lost them; end all sessions.

    Return how many factors there were, without recovery codes.
    """
    factors = Authenticator.objects.filter(user=user)
    count = factors.filter(type__in=FACTORS).count()
    factors.delete()
    end_all_sessions(user=user)
    return count
