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
        # Importing checks and tasks declares them.
        from accounts.dashboard import register_dashboard_source
        from ops import checks, receivers, tasks  # noqa: F401
        from ops.admin.system_parts import register_own_parts
        from ops.backup import restore_progress  # noqa: F401
        from ops.dashboard import list_failed_tasks, list_open_errors
        from ops.doctor.cache import examine_cache
        from ops.doctor.configuration import examine_configuration
        from ops.doctor.database import examine_database
        from ops.doctor.errors import examine_errors
        from ops.doctor.files import examine_files, examine_static_files
        from ops.doctor.jobs import examine_jobs
        from ops.doctor.mail import examine_mail
        from ops.doctor.registry import register_examination
        from ops.errors.sentry import start_sentry
        from ops.http.nonces import sign_widgets
        from ops.mail import backend  # noqa: F401
        from ops.system.facts import register_measures

        leave_caches_open()
        start_sentry()
        register_dashboard_source(list_failed_tasks, order=1000)
        register_dashboard_source(list_open_errors, order=1000)
        register_measures()
        register_own_parts()
        sign_widgets()
        register_examination(examine_configuration, subject="settings", order=100)
        register_examination(examine_database, subject="database", order=200)
        register_examination(examine_cache, subject="cache", order=300)
        register_examination(examine_files, subject="uploaded files", order=400)
        register_examination(examine_static_files, subject="static files", order=500)
        register_examination(examine_mail, subject="mail", order=600, seconds=30)
        register_examination(examine_jobs, subject="jobs", order=700)
        register_examination(examine_errors, subject="errors", order=800)


def leave_caches_open() -> None:
    """Let requests end without a look at every cache, where none of them has anything to close.

    Looking for five takes a twentieth of what a kept page does.
    """
    kinds = [import_string(options["BACKEND"]) for options in caches.settings.values()]
    if all(kind.close is BaseCache.close for kind in kinds):
        request_finished.disconnect(close_caches)
