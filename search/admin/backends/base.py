"""Base classes of both backends: texts are folded when indexed, and queries are folded too."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from modelsearch.index import AutocompleteField, RelatedFields, SearchField
from modelsearch.query import MATCH_NONE, And, Boost, Fuzzy, Not, Or, Phrase, PlainText, SearchQuery

from content.text.folding import fold_text

# Limits of a query: characters that are read, and words that are searched for.
MAX_LENGTH = 1000
MAX_TERMS = 16


class _Folded:
    """Mixin for search fields that give the value of another field without accents."""

    def __init__(self, field: Any) -> None:
        vars(self).update(vars(field))
        self.field = field

    def get_value(self, instance: Model) -> str:
        return fold_text(" ".join(_iter_texts(self.field.get_value(instance))))


class FoldedSearchField(_Folded, SearchField):
    """A ``SearchField`` with a folded value."""


class FoldedAutocompleteField(_Folded, AutocompleteField):
    """An ``AutocompleteField`` with a folded value."""


class FoldingIndexMixin:
    """Mixin for Wagtail's index classes: folds the words that are indexed."""

    def add_items(self, model: type[Model], instances: list[Any]) -> None:
        fields = _fold_fields(model.get_search_fields())  # type: ignore[attr-defined]
        for instance in instances:
            # Wagtail reads the fields from each instance, not from the model.
            instance.get_search_fields = lambda: fields
        try:
            super().add_items(model, instances)  # type: ignore[misc]
        finally:
            for instance in instances:
                del instance.get_search_fields

    def _refresh_title_norms(self, full: bool = False) -> None:
        """Do nothing: results are not ranked by the lengths of titles."""


class FoldingBackendMixin:
    """Mixin for Wagtail's backend classes: folds the words of queries."""

    def search(
        self,
        query: str | SearchQuery,
        model_or_queryset: Any,
        fields: list[str] | None = None,
        operator: str | None = None,
        order_by_relevance: bool = True,
    ) -> Any:
        folded = fold_search_query(query, operator)
        return super().search(folded, model_or_queryset, fields, operator, order_by_relevance)  # type: ignore[misc]

    def autocomplete(
        self,
        query: str | SearchQuery,
        model_or_queryset: Any,
        fields: list[str] | None = None,
        operator: str | None = None,
        order_by_relevance: bool = True,
    ) -> Any:
        folded = fold_search_query(query, operator)
        return super().autocomplete(folded, model_or_queryset, fields, operator, order_by_relevance)  # type: ignore[misc]


def fold_search_query(query: str | SearchQuery, operator: str | None = None) -> SearchQuery:
    """Return ``query`` with folded words; a query without any word matches nothing.

    At most ``MAX_TERMS`` words of the first ``MAX_LENGTH`` characters are searched for.
    """
    if isinstance(query, str):
        query = PlainText(query, operator=operator or PlainText.DEFAULT_OPERATOR)
    if isinstance(query, (PlainText, Phrase, Fuzzy)):
        # Both databases accept any number of words, but take long for thousands.
        terms = " ".join(fold_text(query.query_string[:MAX_LENGTH]).split()[:MAX_TERMS])
        if not terms:
            return MATCH_NONE
        if isinstance(query, PlainText):
            return PlainText(terms, operator=query.operator, boost=query.boost)
        return type(query)(terms)
    if isinstance(query, (And, Or)):
        return type(query)([fold_search_query(subquery) for subquery in query.subqueries])
    if isinstance(query, Not):
        return Not(fold_search_query(query.subquery))
    if isinstance(query, Boost):
        return Boost(fold_search_query(query.subquery), query.boost)
    return query


def _fold_fields(fields: Iterable[Any]) -> list[Any]:
    folding = {SearchField: FoldedSearchField, AutocompleteField: FoldedAutocompleteField}
    return [
        RelatedFields(field.field_name, _fold_fields(field.fields))
        if isinstance(field, RelatedFields)
        else folding.get(type(field), lambda same: same)(field)
        for field in fields
    ]


def _iter_texts(value: Any) -> Iterable[str]:
    if isinstance(value, (list, tuple)):
        return (text for part in value for text in _iter_texts(part))
    if isinstance(value, dict):
        return _iter_texts(list(value.values()))
    return [] if value is None else [str(value)]
