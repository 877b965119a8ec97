"""App configuration of ops."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpsConfig(AppConfig):
    """Health, HTTP caching, request limits, background tasks and mail."""

    name = "ops"
    verbose_name = _("Operation")

    def ready(self) -> None:
        # Importing these modules registers their checks and periodic tasks.
        from ops import checks, content_checks  # noqa: F401
        from ops.jobs import upkeep  # noqa: F401
        from ops.jobs.needs import work_undone
        from sites.dashboard import register_needs

        register_needs(work_undone)
