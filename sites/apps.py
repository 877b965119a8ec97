from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SitesConfig(AppConfig):
    """The agencies. The label differs from the package: ``sites`` is Django's own."""

    name = "sites"
    label = "agencies"
    verbose_name = _("Agencies")

    def ready(self) -> None:
        from sites import handlers
        from sites.approval import handlers as approval_handlers
        from sites.approval import needs, routes

        handlers.connect()
        approval_handlers.connect()
        needs.register()
        routes.declare()
