from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SitesConfig(AppConfig):
    """The agencies. The label differs from the package: ``sites`` is Django's own."""

    name = "sites"
    label = "agencies"
    verbose_name = _("Agencies")

    def ready(self) -> None:
        from accounts.second_factor import require_second_factor
        from sites import handlers
        from sites.approval import handlers as approval_handlers
        from sites.approval import needs, routes
        from sites.isolation.access import is_administrator, moderated_by

        handlers.connect()
        approval_handlers.connect()
        needs.register()
        routes.declare()
        require_second_factor(is_administrator)
        require_second_factor(moderated_by)
