"""Configuration of the app ``home``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """Page types and public views of websites."""

    name = "home"
    verbose_name = _("Websites")

    def ready(self) -> None:
        # Importing permissions and tasks declares them.
        from channels.views import register_feeds
        from home import permissions, tasks  # noqa: F401
        from home.filters import QUERY_PARAMETERS
        from home.models import exclude_trash, list_page_feeds
        from home.services import redirects
        from home.services.starter_pages import add_starter_pages
        from sites.middleware.cache import register_query_parameters
        from sites.permissions.policies import register_list_filter
        from sites.signals import agency_provisioned

        register_query_parameters(QUERY_PARAMETERS)
        redirects.connect()
        register_list_filter(exclude_trash)
        register_feeds(list_page_feeds)
        agency_provisioned.connect(add_starter_pages)
