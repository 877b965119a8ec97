"""Configuration of the app ``channels``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChannelsConfig(AppConfig):
    """Channels that carry a bulletin beyond its page: feeds, CAP, texts, posters, recordings."""

    name = "channels"
    verbose_name = _("Channels")

    def ready(self) -> None:
        from accounts.dashboard import register_needs
        from channels import permissions
        from channels.dashboard import to_tell_again
        from channels.services import recordings
        from channels.speech.defaults import put_defaults
        from content.files.doors import examine_nothing, register_doors
        from ops.after_migrate import after_migrating

        permissions.declare()
        register_doors("channels", examine=examine_nothing)
        recordings.connect()
        register_needs(to_tell_again)
        after_migrating("channels.SpokenForm", put_defaults)
