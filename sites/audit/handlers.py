"""Signal receivers that enter Wagtail's log entries and account events into the journal."""

from collections.abc import Mapping

from allauth.account.signals import password_changed, password_reset
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db.models import Q
from django.db.models.signals import post_save
from wagtail.models import ModelLogEntry, PageLogEntry

from accounts.models import User
from sites.audit.recording import record, record_log_entry
from sites.isolation.access import belongs_to


def connect() -> None:
    """Connect the receivers below. Called once, when the app is ready."""
    for model in (PageLogEntry, ModelLogEntry):
        post_save.connect(follow_log, sender=model)
    user_logged_in.connect(follow_sign_in)
    user_login_failed.connect(follow_failed_sign_in)
    for signal in (password_changed, password_reset):
        signal.connect(follow_password)
    authenticator_added.connect(follow_factor_added)
    authenticator_removed.connect(follow_factor_removed)


def follow_log(
    instance: PageLogEntry | ModelLogEntry, created: bool, raw: bool, **kwargs: object
) -> None:
    """Record what Wagtail has just logged; ignore updates and fixtures."""
    if created and not raw:
        record_log_entry(instance)


def follow_sign_in(user: User, **kwargs: object) -> None:
    """Record that a user signed in."""
    _record_own_act("people.sign_in", user)


def follow_failed_sign_in(credentials: Mapping[str, str], **kwargs: object) -> None:
    """Record a failed sign-in for the account that was named.

    It is not known who tried. If no account has the typed user name or e-mail address, the text
    is not stored: it may be a password.
    """
    name = credentials.get("username") or credentials.get("email") or ""
    user = User.objects.filter(Q(username__iexact=name) | Q(email__iexact=name)).first()
    agencies = belongs_to(user) if user else ()
    record("people.sign_in_failed", agencies=agencies, person=None, target=user)


def follow_password(user: User, **kwargs: object) -> None:
    """Record that a user changed or reset the password."""
    _record_own_act("people.password", user)


def follow_factor_added(user: User, **kwargs: object) -> None:
    """Record that a user set up a second factor."""
    _record_own_act("people.factor_added", user)


def follow_factor_removed(user: User, **kwargs: object) -> None:
    """Record that a user removed a second factor."""
    _record_own_act("people.factor_removed", user)


def _record_own_act(action: str, user: User) -> None:
    record(action, agencies=belongs_to(user), person=user, target=user)
