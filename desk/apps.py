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
        from desk.dashboard import (
            list_broken_link_tasks,
            list_review_tasks,
            list_translation_tasks,
            list_unanswered_message_tasks,
        )
        from desk.selectors.page_advice import list_review_advice
        from home.models import AgencyPage
        from members.review_advice import register_review_advice

        apply_names()
        register_review_advice(AgencyPage, list_review_advice)
        register_dashboard_source(list_translation_tasks, order=150)
        register_dashboard_source(list_broken_link_tasks, order=800)
        register_dashboard_source(list_review_tasks, order=850)
        register_dashboard_source(list_unanswered_message_tasks, order=900)
