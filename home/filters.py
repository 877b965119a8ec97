"""Filter forms of the public lists of news, documents and procedures."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.query import PageQuerySet

from content.text.collation import get_sort_key
from content.text.folding import fold_query
from home.legal_status import LegalStatus, legal_status_q, with_is_replaced
from home.topics import NewsCategory, filter_by_topic, list_topics

# A longer list would help nobody to find a topic.
MAX_TOPICS_OFFERED = 60

# Parameters whose values have labels; the others are numbers.
_NAMED = ("muc", "chude")


@dataclass(frozen=True)
class Month:
    """Month of the archive: its first day and the number of its articles."""

    day: date
    count: int


class NewsFilters(forms.Form):
    """Filters of the list of news. Invalid parameters are ignored.

    ``asked``: the query parameters; ``articles``: the articles to filter, newest first. Only values
    that some of them have are offered. ``months``: the archive, latest first; ``chosen``: the valid
    values by parameter.
    """

    muc = forms.ChoiceField(label=_("Category"), required=False)
    chude = forms.ChoiceField(label=_("Topic"), required=False)
    nam = forms.TypedChoiceField(required=False, coerce=int, widget=forms.HiddenInput)
    thang = forms.TypedChoiceField(required=False, coerce=int, widget=forms.HiddenInput)

    def __init__(self, asked: QueryDict, articles: PageQuerySet) -> None:
        # The form is rendered twice on a page, so its fields must not have ids.
        super().__init__(asked, auto_id=False)
        self.articles = articles
        self.offered: dict[str, dict[Any, str]] = {}
        # One query for all choices; with thousands of articles it takes a few milliseconds.
        facts = list(articles.values_list("date", "category", "topics"))
        days = Counter(day.replace(day=1) for day, _category, _topics in facts)
        used = {category for _day, category, _topics in facts}
        self.months = [Month(day, days[day]) for day in sorted(days, reverse=True)]
        self.topics = list_topics(text for _day, _category, text in facts)
        topics = list(self.topics.items())[:MAX_TOPICS_OFFERED]
        self._offer("muc", [choice for choice in NewsCategory.choices if choice[0] in used])
        self._offer("chude", [(slug, spellings[0]) for slug, spellings in topics])
        self._offer("nam", [(year, year) for year in {month.day.year for month in self.months}])
        self._offer("thang", [(number, number) for number in range(1, 13)])
        self.chosen = self._chosen()

    @property
    def offers_choice(self) -> bool:
        """Return whether category or topic has more than one choice."""
        return any(len(self.offered[name]) > 1 for name in _NAMED)

    @property
    def words(self) -> list[str]:
        """Return the labels of the chosen category and topic."""
        return [self.offered[name][self.chosen[name]] for name in _NAMED if name in self.chosen]

    @property
    def month(self) -> date | None:
        """Return the first day of the chosen month, or None if none is chosen."""
        if "thang" not in self.chosen:
            return None
        return date(self.chosen["nam"], self.chosen["thang"], 1)

    @property
    def as_query(self) -> str:
        """Return the chosen parameters as a query string that ends in ``&``, or an empty string."""
        return f"{urlencode(self.chosen)}&" if self.chosen else ""

    @property
    def narrowed(self) -> PageQuerySet:
        """Return the articles that match the chosen filters."""
        lookups = {"nam": "date__year", "thang": "date__month", "muc": "category"}
        chosen = {lookups[name]: self.chosen[name] for name in lookups if name in self.chosen}
        articles = self.articles.filter(**chosen)
        if topic := self.chosen.get("chude"):
            articles = filter_by_topic(articles, self.topics[topic])
        return articles

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.offered[name] = {value: str(words) for value, words in choices}
        cast(forms.ChoiceField, self.fields[name]).choices = [("", _("All")), *choices]

    def _chosen(self) -> dict[str, Any]:
        """Return the valid values by parameter; a month without a year is dropped."""
        self.full_clean()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        if "nam" not in chosen:
            chosen.pop("thang", None)
        return chosen


# All query parameters of the list.
QUERY_PARAMETERS = (*NewsFilters.base_fields,)


class ReaderFilters(forms.Form):
    """Filter by words, and base of the other filters. Invalid parameters are ignored.

    ``asked``: the query parameters; ``pages``: the pages to filter, which have a ``words_key``.
    Only values that some of these pages have are offered. ``chosen``: the valid parameters.
    """

    tim = forms.CharField(
        label=_("Words to find"), required=False, max_length=100, widget=forms.SearchInput
    )

    def __init__(self, asked: QueryDict, pages: QuerySet) -> None:
        # The form is rendered twice on a page, so its fields must not have ids.
        super().__init__(asked, auto_id=False)
        self.pages = pages
        self.offer()
        self.full_clean()
        self.chosen = {name: value for name, value in self.cleaned_data.items() if value}

    def offer(self) -> None:
        """Set the choices of the fields from ``pages``; overridden by subclasses."""

    def _choices(self, name: str, values: Iterable[str]) -> None:
        field = cast(forms.ChoiceField, self.fields[name])
        values = sorted(set(filter(None, values)), key=get_sort_key)
        field.choices = [("", _("All")), *((value, value) for value in values)]

    def offers(self, name: str) -> bool:
        """Return whether the field ``name`` has any choice besides *All*."""
        return len(cast(list, cast(forms.ChoiceField, self.fields[name]).choices)) > 1

    @property
    def narrowed(self) -> bool:
        """Return whether a filter is set; the order (``xep``) is none."""
        return bool(self.chosen.keys() - {"xep"})

    @property
    def as_query(self) -> str:
        """Return the chosen parameters as a query string that ends in ``&``, or an empty string."""
        return f"{urlencode(self.chosen)}&" if self.chosen else ""

    def filter_queryset(self) -> QuerySet:
        """Return the pages that match the chosen filters.

        Words match in any order and spelling. A search text without a single word matches nothing.
        """
        asked = self.chosen.get("tim", "")
        terms = fold_query(asked)
        if asked and not terms:
            return self.pages.none()
        conditions = [[Q(words_key__contains=match) for match in matches] for matches in terms]
        return self.pages.filter(*(reduce(or_, one) for one in conditions))


class DocumentFilters(ReaderFilters):
    """Filter of documents by words, type, field, year and legal status, with an order."""

    ORDERS: dict[str, tuple[str, ...]] = {
        "": ("-issued_on", "-pk"),
        "cu": ("issued_on", "pk"),
        "so": ("number_key", "-issued_on", "-pk"),
    }
    loai = forms.ChoiceField(label=_("Type"), required=False)
    muc = forms.ChoiceField(label=_("Field of work"), required=False)
    nam = forms.ChoiceField(label=_("Year"), required=False)
    hieuluc = forms.ChoiceField(
        label=_("Validity"),
        required=False,
        choices=[("", _("All")), *((value, capfirst(name)) for value, name in LegalStatus.choices)],
    )
    xep = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("", _("Newest first")), ("cu", _("Oldest first")), ("so", _("By number"))],
    )

    def offer(self) -> None:
        """Offer the types, fields and years of the documents."""
        facts = self.pages.order_by().values_list("document_type", "field", "issued_on__year")
        rows = list(facts.distinct())
        self._choices("loai", (kind for kind, _field, _year in rows))
        self._choices("muc", (field for _kind, field, _year in rows))
        years = sorted({year for _kind, _field, year in rows}, reverse=True)
        choices = [("", _("All")), *((str(year), str(year)) for year in years)]
        cast(forms.ChoiceField, self.fields["nam"]).choices = choices

    def filter_queryset(self) -> QuerySet:
        """Return the matching documents in the chosen order; by default the newest first."""
        day: date = timezone.localdate()
        documents = with_is_replaced(super().filter_queryset(), day)
        lookups = {"loai": "document_type", "muc": "field", "nam": "issued_on__year"}
        for name, lookup in lookups.items():
            if name in self.chosen:
                documents = documents.filter(**{lookup: self.chosen[name]})
        if "hieuluc" in self.chosen:
            documents = documents.filter(legal_status_q(self.chosen["hieuluc"], day))
        return documents.order_by(*self.ORDERS[self.chosen.get("xep", "")])


class ProcedureFilters(ReaderFilters):
    """Filter of procedures by words and field."""

    muc = forms.ChoiceField(label=_("Field of work"), required=False)

    def offer(self) -> None:
        """Offer the fields of the procedures."""
        self._choices("muc", self.pages.order_by().values_list("field", flat=True).distinct())

    def filter_queryset(self) -> QuerySet:
        """Return the matching procedures in Vietnamese alphabetical order."""
        procedures = super().filter_queryset().order_by("sort_key", "pk")
        return procedures.filter(field=self.chosen["muc"]) if "muc" in self.chosen else procedures
