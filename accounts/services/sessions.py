"""Sessions of a user: the devices they are on, as far as the header tells, and their end."""

from allauth.usersessions.models import UserSession
from django.utils.translation import gettext as _

from accounts.models import User

# The first match counts: most browsers also name the ones they descend from.
BROWSERS = [
    ("coc_coc_browser", "Cốc Cốc"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
]
SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
]


def describe_user_agent(user_agent: str) -> str:
    """Return browser and system from a User-Agent header, for example “Chrome, Windows”.

    “Unknown device”, translated, if neither is recognised.
    """
    found = [
        next((name for token, name in names if token in user_agent), None)
        for names in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(filter(None, found)) or _("Unknown device")


def end_all_sessions(*, user: User, except_key: str | None = None) -> None:
    """End all sessions of ``user`` at once, except the one with the key ``except_key``."""
    for session in UserSession.objects.filter(user=user).exclude(session_key=except_key):
        session.end()
