"""Admin lists with a search that ignores accents, which Wagtail's own search does not."""

from collections.abc import Sequence

from django.db.models import QuerySet
from wagtail.admin.views import generic

from content.text.folding import filter_by_words


class FoldedSearchMixin:
    """Mixin for lists that searches ``search_fields`` with or without accents, in any spelling."""

    is_searching: bool
    search_query: str
    search_fields: Sequence[str]

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        if not self.is_searching:
            return queryset
        return filter_by_words(queryset, self.search_query, self.search_fields)


class FoldedIndexView(FoldedSearchMixin, generic.IndexView):
    """Index view of a small table with a search that ignores accents."""
