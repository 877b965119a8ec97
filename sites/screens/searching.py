"""Lists of the admin that are found without accents where Wagtail's own compares them."""

from collections.abc import Sequence

from django.db.models import QuerySet
from wagtail.admin.views import generic

from sites.finding import matching


class FoldedSearchMixin:
    """A list of a small table, searched in its ``search_fields``."""

    is_searching: bool
    search_query: str
    search_fields: Sequence[str]

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        if not self.is_searching:
            return queryset
        return matching(queryset, self.search_query, self.search_fields)


class FoldedIndexView(FoldedSearchMixin, generic.IndexView):
    pass
