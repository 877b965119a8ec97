"""Ending the sessions of a user."""

from allauth.usersessions.models import UserSession

from accounts.models import User


def end_all_sessions(*, user: User, except_key: str | None = None) -> None:
    """End all sessions of ``user`` at once, except the one with the key ``except_key``."""
    for session in UserSession.objects.filter(user=user).exclude(session_key=except_key or ""):
        session.end()
