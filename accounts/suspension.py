from allauth.usersessions.models import UserSession

from accounts.models import User


def end_sessions(*, user: User) -> None:
    """Sign ``user`` out everywhere, now."""
    for session in UserSession.objects.filter(user=user):
        session.end()
