"""Signal receivers of accounts: recent proofs of identity, second factors, sign-ins.

The views ask for a recent proof before rights are given (``require_recent_proof``); the receivers
cover views for which that was forgotten.
"""

from typing import Any

from allauth.account.signals import user_logged_in
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_used
from django.db.models.signals import m2m_changed, post_save, pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services.recent_proof import check_recent_proof
from accounts.services.second_factor import FACTORS, mark_second_factor_used
from accounts.services.sessions import end_all_sessions
from accounts.services.sign_in_origins import check_origin

LABEL = _("Give or take somebody's rights")


@receiver(m2m_changed, sender=User.groups.through)
@receiver(m2m_changed, sender=User.user_permissions.through)
def require_proof_for_rights(action: str, pk_set: set[Any] | None, **kwargs: Any) -> None:
    """Require a recent proof before a user gets a group or a permission."""
    if action == "pre_add" and pk_set:
        check_recent_proof(LABEL)


@receiver(pre_save, sender=User)
def require_proof_for_superuser(instance: User, raw: bool, **kwargs: Any) -> None:
    """Require a recent proof before a user becomes an active superuser."""
    if raw or not instance.is_superuser:
        return
    had_all_rights = User.objects.filter(pk=instance.pk, is_superuser=True, is_active=True)
    if instance.is_active and not had_all_rights.exists():
        check_recent_proof(LABEL)


@receiver(authenticator_used)
def store_used_factor(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Save in the session that the user has verified a second factor."""
    mark_second_factor_used(request, user)


@receiver(post_save, sender=Authenticator)
def end_other_sessions(instance: Authenticator, created: bool, **kwargs: Any) -> None:
    """End all other sessions of a user who has set up a second factor."""
    if not created or instance.type not in FACTORS:
        return
    request = context.request
    is_own = request is not None and request.user.pk == instance.user_id
    end_all_sessions(user=instance.user, except_key=request.session.session_key if is_own else None)


@receiver(user_logged_in)
def check_origin_of_sign_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Report a sign-in from an unfamiliar network or device."""
    check_origin(request, user)
