"""Filter form of the list of news: month, category and topic."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail.query import PageQuerySet

from home.news.categories import NewsCategory
from home.news.topics import topics_of, with_topic

# A longer list would help nobody to find a topic.
MOST_TOPICS_OFFERED = 60


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
        self.topics = topics_of(text for _day, _category, text in facts)
        topics = list(self.topics.items())[:MOST_TOPICS_OFFERED]
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
            articles = with_topic(articles, self.topics[topic])
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


# Parameters whose values have labels; the others are numbers.
_NAMED = ("muc", "chude")
# All query parameters of the list.
QUERY_PARAMETERS = (*NewsFilters.base_fields,)
