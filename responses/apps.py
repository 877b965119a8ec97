"""Configuration of the app ``responses``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResponsesConfig(AppConfig):
    """Responses to bulletins: acknowledgements, reminders, display checks, reports."""

    name = "responses"
    verbose_name = _("Responses")

    def ready(self) -> None:
        # Importing these connects receivers and declares health checks, permissions and tasks.
        from accounts.dashboard import register_dashboard_source
        from content.files.doors import examine_document_or_image, register_upload_views
        from ops.system.measures import register_measure
        from responses import dashboard, health, permissions, receivers, tasks  # noqa: F401
        from responses.selectors.display_state import measure_display_failures
        from responses.selectors.problems import (
            get_display_problem_labels,
            list_display_problems,
            register_problem_source,
        )
        from responses.services import reminders  # noqa: F401

        register_measure(
            "bantin_display_failures",
            "Displays of bulletins that are wrong, by outcome.",
            measure_display_failures,
        )
        register_upload_views("confirm", examine=examine_document_or_image)
        register_problem_source(get_display_problem_labels)
        register_dashboard_source(list_display_problems, order=500)
        register_dashboard_source(dashboard.list_acknowledgement_tasks, order=700)
        register_dashboard_source(dashboard.list_follow_up_tasks, order=700)
