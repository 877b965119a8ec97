"""Configuration of the app ``importing``."""

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class ImportingConfig(AppConfig):
    """Import of content: old portals, Word documents, and what is pasted."""

    name = "importing"
    verbose_name = pgettext_lazy("app", "Import")

    def ready(self) -> None:
        # Importing these declares permissions and tasks.
        from wagtail.admin.telepath import register

        from content.blocks import BodyBlock
        from content.files.doors import register_upload_views
        from importing import permissions, tasks  # noqa: F401
        from importing.admin.body_block import BodyBlockAdapter
        from importing.word.reader import examine_word

        register_upload_views("word:page", "word:bulletin", examine=examine_word)
        register(BodyBlockAdapter(), BodyBlock)
