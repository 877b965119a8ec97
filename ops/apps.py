"""Configuration of the app ``ops``."""

from django.apps import AppConfig
from django.core.cache import BaseCache, caches, close_caches
from django.core.signals import request_finished
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class OpsConfig(AppConfig):
    """Operation: background work, e-mail, HTTP headers, checks."""

    name = "ops"
    verbose_name = _("Operation")

    def ready(self) -> None:
        # Importing checks, health checks and tasks declares them.
        from accounts.dashboard import register_dashboard_source
        from ops import checks, receivers, tasks  # noqa: F401
        from ops.backup import journal  # noqa: F401
        from ops.dashboard import list_failed_tasks, list_open_errors
        from ops.errors.sentry import start_sentry
        from ops.health import (  # noqa: F401
            cache,
            configuration,
            database,
            errors,
            files,
            installation,
            jobs,
            mail,
        )
        from ops.http.nonces import sign_widgets
        from ops.mail import backend  # noqa: F401
        from ops.system.facts import register_measures

        leave_caches_open()
        start_sentry()
        register_dashboard_source(list_failed_tasks, order=1000)
        register_dashboard_source(list_open_errors, order=1000)
        register_measures()
        sign_widgets()


def leave_caches_open() -> None:
    """Let requests end without a look at every cache, where none of them has anything to close.

    Looking for five takes a twentieth of what a kept page does.
    """
    kinds = [import_string(options["BACKEND"]) for options in caches.settings.values()]
    if all(kind.close is BaseCache.close for kind in kinds):
        request_finished.disconnect(close_caches)
