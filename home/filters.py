"""Filter forms of the public lists of news, documents and procedures."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial, reduce
from operator import or_
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from content.filters import ListFilters
from content.languages import get_language_entry
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


class NewsFilters(ListFilters):
    """Filters of the list of news by category, topic, year and month.

    ``listed``: articles, newest first. ``months``: the archive, latest first.
    """

    lookups = {"nam": "date__year", "thang": "date__month", "muc": "category"}
    muc = forms.ChoiceField(label=_("Category"), required=False)
    chude = forms.ChoiceField(label=_("Topic"), required=False)
    nam = forms.TypedChoiceField(required=False, coerce=int, widget=forms.HiddenInput)
    thang = forms.TypedChoiceField(required=False, coerce=int, widget=forms.HiddenInput)

    def offer(self) -> None:
        """Offer the categories, topics and years of the articles, and all months."""
        # One query for all choices; with thousands of articles it takes a few milliseconds.
        listed = self.listed.values_list("date", "category", "topics")
        facts = self.get_or_build("facts", lambda: list(listed))
        days = Counter(day.replace(day=1) for day, _category, _topics in facts)
        used = {category for _day, category, _topics in facts}
        self.months = [Month(day, days[day]) for day in sorted(days, reverse=True)]
        self.topics = list_topics(text for _day, _category, text in facts)
        topics = list(self.topics.items())[:MAX_TOPICS_OFFERED]
        self.set_choices("muc", (choice for choice in NewsCategory.choices if choice[0] in used))
        self.set_choices("chude", ((slug, spellings[0]) for slug, spellings in topics))
        self.set_choices(
            "nam", ((year, year) for year in {month.day.year for month in self.months})
        )
        self.set_choices("thang", ((number, number) for number in range(1, 13)))

    def choose(self, valid: dict[str, Any]) -> dict[str, Any]:
        """Return the valid values; a month without a year is dropped."""
        return valid if "nam" in valid else {n: v for n, v in valid.items() if n != "thang"}

    @property
    def offers_choice(self) -> bool:
        """Return whether category or topic has more than one choice."""
        return any(self.has_choices(name, at_least=2) for name in _NAMED)

    @property
    def labels(self) -> list[str]:
        """Return the labels of the chosen category and topic."""
        return [self.get_label(name) for name in _NAMED if name in self.chosen]

    @property
    def month(self) -> date | None:
        """Return the first day of the chosen month, or None if none is chosen."""
        if "thang" not in self.chosen:
            return None
        return date(self.chosen["nam"], self.chosen["thang"], 1)

    def filter_queryset(self) -> QuerySet:
        """Return the articles that match the chosen filters."""
        articles = super().filter_queryset()
        topic = self.chosen.get("chude")
        return filter_by_topic(articles, self.topics[topic]) if topic else articles


class WordFilters(ListFilters):
    """Filter by words, of rows that have a ``words_key``."""

    tim = forms.CharField(
        label=_("Words to find"), required=False, max_length=100, widget=forms.SearchInput
    )

    @property
    def narrowed(self) -> bool:
        """Return whether a filter is set; the order (``xep``) is none."""
        return bool(self.chosen.keys() - {"xep"})

    def offer_values(self, name: str, values: Iterable[str]) -> None:
        """Offer the non-empty ``values``, their own labels, in the order of the active language."""
        get_key = partial(get_sort_key, sorting=get_language_entry().sorting)
        in_order = sorted(set(filter(None, values)), key=get_key)
        self.set_choices(name, ((value, value) for value in in_order))

    def filter_queryset(self) -> QuerySet:
        """Return the rows that match the chosen filters.

        Words match in any order and spelling. A search text without a single word matches nothing.
        """
        query = self.chosen.get("tim", "")
        terms = fold_query(query)
        if query and not terms:
            return self.listed.none()
        conditions = [[Q(words_key__contains=match) for match in matches] for matches in terms]
        return (
            super()
            .filter_queryset()
            .filter(*(reduce(or_, alternatives) for alternatives in conditions))
        )


class DocumentFilters(WordFilters):
    """Filter of documents by words, type, field, year and legal status, with an order."""

    lookups = {"loai": "document_type", "muc": "field", "nam": "issued_on__year"}
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
        facts = self.listed.order_by().values_list("document_type", "field", "issued_on__year")
        rows = self.get_or_build("facts", lambda: list(facts.distinct()))
        self.offer_values("loai", (kind for kind, _field, _year in rows))
        self.offer_values("muc", (field for _kind, field, _year in rows))
        years = sorted({year for _kind, _field, year in rows}, reverse=True)
        self.set_choices("nam", ((str(year), str(year)) for year in years))

    def filter_queryset(self) -> QuerySet:
        """Return the matching documents in the chosen order; by default the newest first."""
        day: date = timezone.localdate()
        documents = with_is_replaced(super().filter_queryset(), day)
        if "hieuluc" in self.chosen:
            documents = documents.filter(legal_status_q(self.chosen["hieuluc"], day))
        return documents.order_by(*self.ORDERS[self.chosen.get("xep", "")])


class ProcedureFilters(WordFilters):
    """Filter of procedures by words and field."""

    lookups = {"muc": "field"}
    muc = forms.ChoiceField(label=_("Field of work"), required=False)

    def offer(self) -> None:
        """Offer the fields of the procedures."""
        fields = self.listed.order_by().values_list("field", flat=True).distinct()
        self.offer_values("muc", self.get_or_build("fields", lambda: list(fields)))

    def filter_queryset(self) -> QuerySet:
        """Return the matching procedures in Vietnamese alphabetical order."""
        return super().filter_queryset().order_by("sort_key", "pk")


# All query parameters of the three lists.
QUERY_PARAMETERS = (
    *NewsFilters.base_fields,
    *DocumentFilters.base_fields,
    *ProcedureFilters.base_fields,
)
