"""Configuration of the app ``channels``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChannelsConfig(AppConfig):
    """Channels that carry a bulletin beyond its page: feeds, CAP, texts, posters, recordings."""

    name = "channels"
    verbose_name = _("Channels")

    def ready(self) -> None:
        # Importing these connects receivers and declares permissions and tasks.
        from accounts.dashboard import register_dashboard_source
        from channels import permissions, receivers  # noqa: F401
        from channels.dashboard import list_reannouncement_tasks
        from channels.speech.defaults import create_default_spoken_forms
        from content.files.doors import examine_nothing, register_upload_views
        from ops.after_migrate import run_after_migrate

        register_upload_views("channels", examine=examine_nothing)
        register_dashboard_source(list_reannouncement_tasks, order=800)
        run_after_migrate("channels.SpokenForm", create_default_spoken_forms)
