"""Acts that need a proof of who somebody is that is not older than a quarter of an hour.

Giving rights, publishing an emergency and ending a unit do more harm than a forged click may do.
Apps above say, when they are ready, which addresses of the admin do such things; where an act can
come from many addresses, its service asks itself (``check_recent_proof``). The second factor is
the proof of whoever has one, and the password that of everybody else. ``ACCOUNT_REAUTHENTICATION_
TIMEOUT`` says in seconds how long it holds (OWASP ASVS 5.0, 7.5.3).
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import time
from typing import Any

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest
from django.utils.functional import Promise

from accounts.second_factor import has_factor

# Gets the request and what its address names; whether the act is one that needs a proof.
Condition = Callable[[HttpRequest, dict[str, Any]], bool]
# RFC 9110, 9.2.1.
READING = {"GET", "HEAD", "OPTIONS", "TRACE"}


@dataclass(frozen=True)
class ProtectedAct:
    """What somebody does at one address: in words, and when it needs a recent proof."""

    label: str | Promise
    condition: Condition | None = None
    # Whether the screen is opened with a recent proof too, so that sending it is not interrupted.
    on_opening: bool = True

    def needs_proof(self, request: HttpRequest, kwargs: dict[str, Any]) -> bool:
        """Whether this request does the act, or opens its screen."""
        if request.method in READING and not self.on_opening:
            return False
        return self.condition is None or self.condition(request, kwargs)


PROTECTED_ACTS: dict[str, ProtectedAct] = {}


def require_recent_proof(
    *view_names: str,
    label: str | Promise,
    condition: Condition | None = None,
    on_opening: bool = True,
) -> None:
    """Require a recent proof at these addresses of the admin.

    Args:
        view_names: names as in ``resolver_match.view_name``, for example ``people:role``.
        label: what is done there, as the person asked for a proof reads it.
        condition: narrows it to some requests; gets the request and the address's arguments.
        on_opening: ask also when the screen is opened, and not only when it is sent.
    """
    act = ProtectedAct(label, condition, on_opening)
    PROTECTED_ACTS.update(dict.fromkeys(view_names, act))


def has_recent_proof(request: HttpRequest) -> bool:
    """Return whether who is signed in has shown in this session, a moment ago, who they are.

    A password is no proof of somebody who has a second factor. False for nobody signed in.
    """
    records = get_authentication_records(request, request.user)
    if has_factor(request.user):
        records = [record for record in records if record["method"] == "mfa"]
    oldest = time() - app_settings.REAUTHENTICATION_TIMEOUT
    return any(record["at"] > oldest for record in records)


class RecentProofRequired(ReauthenticationRequired):
    """An act was begun without a recent proof; ``label`` says which, as the person reads it."""

    def __init__(self, label: str | Promise) -> None:
        super().__init__()
        self.label = label


def check_recent_proof(label: str | Promise) -> None:
    """Raise RecentProofRequired where the request at hand comes without a recent proof.

    The middleware answers with the question, and what was done so far is taken back. Outside of a
    request of somebody signed in (a command, the job loop) nothing is asked.
    """
    request = context.request
    if request and request.user.is_authenticated and not has_recent_proof(request):
        raise RecentProofRequired(label)
