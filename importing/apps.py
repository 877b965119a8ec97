"""Configuration of the app ``importing``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportingConfig(AppConfig):
    """Import of content from old portals, as JSON lines or saved pages."""

    name = "importing"
    verbose_name = _("Import")

    def ready(self) -> None:
        # Importing the permissions declares whose imported content is.
        from importing import permissions  # noqa: F401
