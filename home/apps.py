"""App configuration of the websites' pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """Configuration of the app that holds the page types and the admin of agencies."""

    name = "home"
    verbose_name = _("Websites")

    def ready(self) -> None:
        from bulletins.feeds.sources import list_with_feeds

        # Importing these modules fills registries of lower apps.
        from home import (
            admin_routes,  # noqa: F401
            former_addresses,
        )
        from home.feedback import forgetting, isolation  # noqa: F401
        from home.feedback.needs import unanswered
        from home.importing import isolation as importing  # noqa: F401
        from home.models.bin import outside_bin
        from home.models.fed import feeds_of_pages
        from home.starter import add_starter_pages
        from sites.dashboard import register_needs
        from sites.isolation.policies import leave_out_of_lists
        from sites.signals import agency_provisioned

        former_addresses.connect()
        leave_out_of_lists(outside_bin)
        list_with_feeds(feeds_of_pages)
        register_needs(unanswered)
        agency_provisioned.connect(add_starter_pages)
