from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpsConfig(AppConfig):
    """Keeping the installation running."""

    name = "ops"
    verbose_name = _("Operation")

    def ready(self) -> None:
        # Importing them declares what they hold.
        from ops import checks, content_checks  # noqa: F401
        from ops.jobs import upkeep  # noqa: F401
        from ops.jobs.needs import work_undone
        from sites.dashboard import register_needs

        register_needs(work_undone)
