"""Wagtail search backend of the admin for SQLite."""

from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When
from modelsearch.backends.database.sqlite import sqlite as stock
from modelsearch.query import MatchAll, Not

from search.admin.backends.base import FoldingBackendMixin, FoldingIndexMixin


class Index(FoldingIndexMixin, stock.SQLiteIndex):
    """Wagtail's SQLite index with folded words."""


class NewestFirstMixin:
    """Mixin for query compilers: ranks newer objects first.

    Wagtail's compiler computes a score for each hit by searching once more.
    """

    queryset: QuerySet[Any]
    query: Any
    fields: list[str] | None
    order_by_relevance: bool

    def search(
        self, config: Any, start: int | None, stop: int | None, score_field: str | None = None
    ) -> QuerySet[Any]:
        if (
            score_field is not None
            or not self.order_by_relevance
            or isinstance(self.query, (MatchAll, Not))
        ):
            return super().search(config, start, stop, score_field)  # type: ignore[misc]
        self.order_by_relevance = False
        try:
            hits = super().search(config, None, None)  # type: ignore[misc]
        finally:
            self.order_by_relevance = True
        return self.rank(hits, config)[start:stop]

    def rank(self, hits: QuerySet[Any], config: Any) -> QuerySet[Any]:
        """Return ``hits`` in their order."""
        return hits.order_by("-pk")


class Compiler(NewestFirstMixin, stock.SQLiteSearchQueryCompiler):
    """Wagtail's compiler for search queries, ranking matches in the title first."""

    def rank(self, hits: QuerySet[Any], config: Any) -> QuerySet[Any]:
        """Return ``hits``: first those that match in the first field, which is the title."""
        everything = self.queryset.model._base_manager.all()
        fields = (self.fields or ["title"])[:1]
        titles = type(self)(everything, self.query, fields=fields, order_by_relevance=False)
        in_title = When(pk__in=titles.search(config, None, None).values("pk"), then=Value(0))
        rank = Case(in_title, default=Value(1), output_field=IntegerField())
        return hits.order_by(rank, "-pk")


class AutocompleteCompiler(NewestFirstMixin, stock.SQLiteAutocompleteQueryCompiler):
    """Wagtail's compiler for autocomplete queries, ranking newer objects first."""


class Backend(FoldingBackendMixin, stock.SQLiteSearchBackend):
    """Wagtail's SQLite search backend with folded words and queries."""

    index_class = Index
    query_compiler_class = Compiler
    autocomplete_query_compiler_class = AutocompleteCompiler
