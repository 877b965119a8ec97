from typing import Any

from django.db import models
from django.http import QueryDict
from django.utils.functional import cached_property

from home.models.base import AgencyPage, IndexPage
from home.reader_filters import ReaderFilters
from home.spelling import words_key
from sites.http import AgencyRequest


class FilteredIndexPage(IndexPage):
    """A list that readers may narrow down."""

    filter_class: type[ReaderFilters] = ReaderFilters

    class Meta:
        abstract = True

    def get_context(self, request: AgencyRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self.filters = self.filter_class(request.GET, self.children())
        return super().get_context(request, *args, **kwargs) | {"filters": self.filters}

    @cached_property
    def filters(self) -> ReaderFilters:
        """What was asked for; nothing where nobody asks."""
        return self.filter_class(QueryDict(), self.children())

    def children(self) -> models.QuerySet:
        """All pages that may be listed; subclasses say which."""
        raise NotImplementedError

    def listed(self) -> models.QuerySet:
        return self.filters.narrow()


class FoundByWords(AgencyPage):
    """A page that readers find in its list by words, however they spell them."""

    # Filled in by itself.
    words_key = models.TextField(editable=False)

    class Meta:
        abstract = True

    def words(self) -> list[str]:
        """The texts whose words it is found by; subclasses say which."""
        raise NotImplementedError

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.words_key = words_key(self.words())
        super().full_clean(*args, **kwargs)
