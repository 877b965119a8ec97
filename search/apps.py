"""App configuration of the search."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """The search app: full-text index, search page, suggestions and synonyms."""

    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        # Importing these connects receivers and declares permissions and tasks.
        from ops.after_migrate import run_after_migrate
        from search import permissions, receivers, tasks  # noqa: F401
        from search.index.checker import request_rewriting
        from search.selectors.params import QUERY_PARAMETERS
        from search.services.synonyms import create_default_synonyms
        from sites.middleware.cache import register_query_parameters

        register_query_parameters(QUERY_PARAMETERS)
        run_after_migrate("search.SynonymGroup", create_default_synonyms)
        run_after_migrate("search.SearchEntry", request_rewriting)
