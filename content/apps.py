"""Configuration of the app ``content``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    """Texts, blocks and files of pages and bulletins; nothing here depends on agencies."""

    name = "content"
    verbose_name = _("Content")

    def ready(self) -> None:
        from wagtail_localize import strings

        # Importing checks and receivers registers and connects them.
        from content import (
            block_comparison,
            checks,  # noqa: F401
            field_comparison,
            language_checks,  # noqa: F401
            language_support,
            receivers,  # noqa: F401
        )
        from content.files import checks as scanner_checks  # noqa: F401
        from content.files import wagtail_views
        from content.text import comparison

        # Else no text with m² or CO₂ could be given to translators.
        strings.INLINE_TAGS += ["sub", "sup"]
        comparison.apply_patches()
        field_comparison.register_comparisons()
        block_comparison.register_comparisons()
        language_support.apply_patches()
        wagtail_views.apply_patches()
