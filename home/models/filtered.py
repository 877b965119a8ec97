"""Index pages with filters, and pages that they can search by words."""

from typing import Any

from django.db import models
from django.http import QueryDict
from django.utils.functional import cached_property

from home.models.base import AgencyPage, IndexPage
from home.reader_filters import ReaderFilters
from home.spelling import words_key
from sites.http import AgencyRequest


class FilteredIndexPage(IndexPage):
    """Index page with a filter form for visitors."""

    filter_class: type[ReaderFilters] = ReaderFilters

    class Meta:
        abstract = True

    def get_context(self, request: AgencyRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self.filters = self.filter_class(request.GET, self.children())
        return super().get_context(request, *args, **kwargs) | {"filters": self.filters}

    @cached_property
    def filters(self) -> ReaderFilters:
        """Return the filters of the request, or filters without a choice outside of one."""
        return self.filter_class(QueryDict(), self.children())

    def children(self) -> models.QuerySet:
        """Return all pages that can be listed; subclasses override it."""
        raise NotImplementedError

    def listed(self) -> models.QuerySet:
        """Return the pages that match the filters."""
        return self.filters.narrow()


class FoundByWords(AgencyPage):
    """Page that a word search finds in its list, whatever the spelling."""

    # Set by full_clean(); see home.spelling.
    words_key = models.TextField(editable=False)

    class Meta:
        abstract = True

    def words(self) -> list[str]:
        """Return the searchable texts; subclasses override it."""
        raise NotImplementedError

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.words_key = words_key(self.words())
        super().full_clean(*args, **kwargs)
