"""App configuration of the search."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """The search app: full-text index, search page, suggestions and synonyms."""

    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from search import isolation
        from search.first_synonyms import put_first_synonyms
        from search.index import checking, handlers  # noqa: F401
        from sites.migrated import after_migrating

        isolation.declare()
        handlers.connect()
        after_migrating("search.SynonymGroup", put_first_synonyms)
