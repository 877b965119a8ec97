"""Declares the admin routes of this app that need a recent proof of identity."""

from django.utils.translation import gettext_lazy as _

from accounts.services.reauthentication import require_reauthentication

require_reauthentication(
    "reorganisations:index", "reorganisations:plan", label=_("Reorganise units")
)
