"""Configuration of the app ``ops``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpsConfig(AppConfig):
    """Operation: background work, e-mail, HTTP headers, checks."""

    name = "ops"
    verbose_name = _("Operation")

    def ready(self) -> None:
        # Importing checks and tasks declares them.
        from accounts.dashboard import register_dashboard_source
        from ops import checks, receivers, tasks  # noqa: F401
        from ops.admin.system_parts import register_own_parts
        from ops.backup import journal  # noqa: F401
        from ops.dashboard import list_failed_tasks
        from ops.http.nonces import sign_widgets
        from ops.mail import backend  # noqa: F401
        from ops.system.facts import register_measures

        register_dashboard_source(list_failed_tasks, order=1000)
        register_measures()
        register_own_parts()
        sign_widgets()
