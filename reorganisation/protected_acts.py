"""Declares the admin routes of this app that need a recent proof of identity."""

from django.utils.translation import gettext_lazy as _

from accounts.services.recent_proof import require_recent_proof

require_recent_proof("reorganisations:index", "reorganisations:plan", label=_("Reorganise units"))
