"""Configuration of the app ``desk``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """The admin for users of agencies: lists and forms, trash, citizens' messages, manual."""

    name = "desk"
    verbose_name = _("Desk")

    def ready(self) -> None:
        # Importing the permissions declares the routes.
        from accounts.dashboard import register_dashboard_source
        from desk import permissions  # noqa: F401
        from desk.admin.wagtail_names import apply_names
        from desk.dashboard import list_unanswered_message_tasks

        apply_names()
        register_dashboard_source(list_unanswered_message_tasks, order=900)
