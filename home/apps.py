from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Websites")

    def ready(self) -> None:
        from home import admin_routes  # noqa: F401
        from home.starter import add_starter_pages
        from sites.signals import agency_provisioned

        agency_provisioned.connect(add_starter_pages)
