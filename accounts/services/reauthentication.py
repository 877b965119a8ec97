"""Actions of the admin that need a recent proof of identity (reauthentication).

Granting rights, publishing an emergency bulletin and archiving an agency do more harm than a
forged click may do. Higher apps declare the views of such actions in ``AppConfig.ready()``
(``require_reauthentication``); if an action can come from many views, its service checks the proof
itself (``check_reauthentication``). Users who have a second factor prove who they are with it, all
others with the password. A proof holds for ``ACCOUNT_REAUTHENTICATION_TIMEOUT`` seconds, a quarter
of an hour (OWASP ASVS 5.0, 7.5.3).
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

from accounts.services.second_factor import has_second_factor

# Takes the request and the keyword arguments of its URL; returns whether a proof is needed.
Condition = Callable[[HttpRequest, dict[str, Any]], bool]
# The safe methods (RFC 9110, 9.2.1).
SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}


@dataclass(frozen=True)
class ProtectedAction:
    """The action of one view, and when it needs a recent proof.

    Fields as in ``require_reauthentication``.
    """

    label: str | Promise
    condition: Condition | None = None
    # A proof before the form is opened keeps its submission from being interrupted.
    on_opening: bool = True

    def needs_reauthentication(self, request: HttpRequest, kwargs: dict[str, Any]) -> bool:
        """Return whether this request performs the action, or opens its form."""
        if request.method in SAFE_METHODS and not self.on_opening:
            return False
        return self.condition is None or self.condition(request, kwargs)


PROTECTED_ACTIONS: dict[str, ProtectedAction] = {}


def require_reauthentication(
    *view_names: str,
    label: str | Promise,
    condition: Condition | None = None,
    on_opening: bool = True,
) -> None:
    """Require a recent proof for these views of the admin.

    ``view_names``: as in ``resolver_match.view_name``, for example ``people:role``.
    ``label``: the action, as the user who is asked for a proof reads it.
    ``condition``: restricts the rule to some requests; None for all.
    ``on_opening``: whether opening the form needs a proof too, and not only its submission.
    """
    act = ProtectedAction(label, condition, on_opening)
    PROTECTED_ACTIONS.update(dict.fromkeys(view_names, act))


def has_recent_reauthentication(request: HttpRequest) -> bool:
    """Return whether the user has proved who they are in this session, within the timeout.

    For users who have a second factor the password is no proof. False if nobody is signed in.
    """
    records = get_authentication_records(request, request.user)
    if has_second_factor(request.user):
        records = [record for record in records if record["method"] == "mfa"]
    oldest = time() - app_settings.REAUTHENTICATION_TIMEOUT
    return any(record["at"] > oldest for record in records)


class ReauthenticationRequiredError(ReauthenticationRequired):
    """Raised when an action lacks a recent proof; ``label`` names the action for the user."""

    def __init__(self, label: str | Promise) -> None:
        super().__init__()
        self.label = label


def check_reauthentication(label: str | Promise) -> None:
    """Raise ReauthenticationRequiredError if the current request has no recent proof.

    ``ReauthenticationMiddleware`` then asks for the proof, and the transaction is rolled back. Does
    nothing without a request of a signed-in user (in commands and the worker).
    """
    request = context.request
    if request and request.user.is_authenticated and not has_recent_reauthentication(request):
        raise ReauthenticationRequiredError(label)
