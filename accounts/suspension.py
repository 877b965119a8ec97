from allauth.usersessions.models import UserSession

from accounts.models import User


def end_sessions(*, user: User, except_key: str | None = None) -> None:
    """Sign ``user`` out everywhere, now; the session with the key ``except_key`` goes on."""
    for session in UserSession.objects.filter(user=user).exclude(session_key=except_key or ""):
        session.end()
