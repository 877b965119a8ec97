"""URLs of the session checks, below ``/admin/phien/``."""

from django.urls import path

from accounts import session_keeping

urlpatterns = [
    path("", session_keeping.state, name="session_state"),
    path("tro-lai/", session_keeping.returned, name="session_returned"),
]
