"""Configuration of the app ``desk``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """The admin for users of agencies: lists and forms, trash, citizens' messages, manual."""

    name = "desk"
    verbose_name = _("Desk")

    def ready(self) -> None:
        # Importing permissions, receivers and tasks declares and connects them.
        from accounts.dashboard import register_dashboard_source
        from desk import permissions, receivers, tasks  # noqa: F401
        from desk.admin.wagtail_names import apply_names
        from desk.dashboard import list_translation_tasks, list_unanswered_message_tasks

        apply_names()
        register_dashboard_source(list_translation_tasks, order=150)
        register_dashboard_source(list_unanswered_message_tasks, order=900)
