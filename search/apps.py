"""App configuration of the search."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """The search app: full-text index, search page, suggestions and synonyms."""

    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        # Importing these connects receivers and declares permissions and tasks.
        from home.selectors.popular_tasks import register_task_source
        from ops.after_migrate import run_after_migrate
        from ops.after_restore import run_after_restore
        from ops.backup.schema import leave_out
        from search import permissions, receivers, tasks  # noqa: F401
        from search.answers.searched_pages import count_searches
        from search.index.checker import fill_indexes, request_rewriting
        from search.selectors.params import QUERY_PARAMETERS
        from search.services.synonyms import create_default_synonyms
        from sites.middleware.cache import register_query_parameters

        register_query_parameters(QUERY_PARAMETERS)
        register_task_source(count_searches)
        run_after_migrate("search.SynonymGroup", create_default_synonyms)
        run_after_migrate("search.SearchEntry", request_rewriting)
        leave_out(
            "search.SearchEntry", "search.EntryWords", "search.TitleWords", "search.VocabularyWord"
        )
        run_after_restore(fill_indexes)
