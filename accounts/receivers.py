"""Receivers that refuse to grant rights without a recent proof, whichever view does it.

The views ask for the proof first (``require_recent_proof``); the receivers cover views for which
that was forgotten.
"""

from typing import Any

from django.db.models.signals import m2m_changed, pre_save
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services.recent_proof import check_recent_proof

LABEL = _("Give or take somebody's rights")


def connect() -> None:
    """Require a recent proof before a user gets a group, a permission or superuser status."""
    for given in (User.groups.through, User.user_permissions.through):
        m2m_changed.connect(_on_given, sender=given, dispatch_uid="accounts.receivers")
    pre_save.connect(_on_saved, sender=User, dispatch_uid="accounts.receivers")


def _on_given(action: str, pk_set: set[Any] | None, **kwargs: Any) -> None:
    if action == "pre_add" and pk_set:
        check_recent_proof(LABEL)


def _on_saved(instance: User, raw: bool, **kwargs: Any) -> None:
    if raw or not instance.is_superuser:
        return
    had_all_rights = User.objects.filter(pk=instance.pk, is_superuser=True, is_active=True)
    if instance.is_active and not had_all_rights.exists():
        check_recent_proof(LABEL)
