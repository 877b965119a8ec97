from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SitesConfig(AppConfig):
    """The agencies. The label differs from the package: ``sites`` is Django's own."""

    name = "sites"
    label = "agencies"
    verbose_name = _("Agencies")

    def ready(self) -> None:
        from sites import ended, handlers
        from sites.dashboard import register_needs
        from sites.screens import routes, stock  # noqa: F401

        handlers.connect()
        ended.connect()
        stock.keep_small()
        register_needs(ended.needs_of_ended_units)
