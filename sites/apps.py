"""Configuration of the app ``sites``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SitesConfig(AppConfig):
    """Agencies and their websites. The app label is not ``sites``, which is Django's own."""

    name = "sites"
    label = "agencies"
    verbose_name = _("Agencies")

    def ready(self) -> None:
        # Importing routes and protected actions declares them.
        from sites import page_passwords, protected_acts, receivers  # noqa: F401
        from sites.admin import file_lists, protection, wagtail_overrides
        from sites.admin.exports import protect_exports
        from sites.localization import guards
        from sites.permissions import own_routes, refusals  # noqa: F401

        for module in (receivers, protection, guards, page_passwords, refusals):
            module.connect()
        wagtail_overrides.apply_wagtail_overrides()
        file_lists.connect()
        protect_exports()
