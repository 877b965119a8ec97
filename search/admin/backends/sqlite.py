"""Wagtail search backend of the admin for SQLite."""

from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When
from modelsearch.backends.database.sqlite import sqlite as stock
from modelsearch.query import MatchAll, Not

from search.admin.backends.base import FoldingBackendMixin, FoldingIndexMixin


class Index(FoldingIndexMixin, stock.SQLiteIndex):
    """Wagtail's SQLite index with folded words."""


class TitlesFirstMixin:
    """Mixin for query compilers: ranks matches in the title first, then newer objects.

    Wagtail's compiler computes a score for each hit by searching once more.
    """

    def search(
        self, config: Any, start: int | None, stop: int | None, score_field: str | None = None
    ) -> QuerySet:
        query = stock.normalize(self.query)  # type: ignore[attr-defined]
        if score_field is not None or isinstance(query, (MatchAll, Not)):
            return super().search(config, start, stop, score_field)  # type: ignore[misc]
        queryset = self.queryset  # type: ignore[attr-defined]
        fields = self.fields or self.FTS_TABLE_FIELDS  # type: ignore[attr-defined]
        queryset = queryset.filter(pk__in=self._keys(query, fields, config))
        if self.order_by_relevance:  # type: ignore[attr-defined]
            in_title = self._keys(query, fields[:1], config)
            rank = Case(
                When(pk__in=in_title, then=Value(0)),
                default=Value(1),
                output_field=IntegerField(),
            )
            queryset = queryset.order_by(rank, "-pk")
        elif not queryset.query.order_by:
            queryset = queryset.order_by("-pk")
        return queryset[start:stop]

    def _keys(self, query: Any, fields: list[str], config: Any) -> QuerySet:
        words = self.build_search_query(query, config=config)  # type: ignore[attr-defined]
        types = stock.get_descendants_content_types_pks(self.queryset.model)  # type: ignore[attr-defined]
        found = stock.SQLiteFTSIndexEntry.objects.filter(stock.MatchExpression(fields, words))
        found = found.filter(index_entry__content_type__in=types)
        return found.values_list("index_entry__object_id", flat=True)


class Compiler(TitlesFirstMixin, stock.SQLiteSearchQueryCompiler):
    """Wagtail's compiler for search queries, ranking titles first."""


class AutocompleteCompiler(TitlesFirstMixin, stock.SQLiteAutocompleteQueryCompiler):
    """Wagtail's compiler for autocomplete queries, ranking titles first."""


class Backend(FoldingBackendMixin, stock.SQLiteSearchBackend):
    """Wagtail's SQLite search backend with folded words and queries."""

    index_class = Index
    query_compiler_class = Compiler
    autocomplete_query_compiler_class = AutocompleteCompiler
