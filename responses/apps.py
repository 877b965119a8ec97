"""Configuration of the app ``responses``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResponsesConfig(AppConfig):
    """Responses to bulletins: acknowledgements, reminders, display checks, reports."""

    name = "responses"
    verbose_name = _("Responses")

    def ready(self) -> None:
        # Importing the services and tasks declares their periodic tasks.
        from accounts.dashboard import register_needs
        from content.files.doors import examine_paper, register_doors
        from responses import dashboard, permissions, receivers, tasks  # noqa: F401
        from responses.selectors.problems import register_trouble, to_mend, troubles_of
        from responses.services import reminders  # noqa: F401

        permissions.declare()
        register_doors("confirm", examine=examine_paper)
        receivers.connect()
        register_trouble(troubles_of)
        for source in (to_mend, dashboard.to_confirm, dashboard.to_follow_up):
            register_needs(source)
