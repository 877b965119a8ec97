"""What an old portal called a thing, in the words of this one."""

import re
from typing import TypeVar

from django.conf import settings
from django.utils import translation

from bulletins.models.choices import Category
from home.importing.lines import Line
from home.models import ImportedForm
from home.models.documents import TYPES
from home.news.categories import NewsCategory
from home.news.topics import LONGEST_TOPIC, MOST_TOPICS, joined, topics_in
from sites.slugs import vietnamese_slug

Choice = TypeVar("Choice", NewsCategory, Category)

LEGAL = "legal"
# Say what a line is, and not what it is about.
GENERIC = {"article", "bulletin", "news", "page"}
# Number, year and symbol of a document: 15/2024/NĐ-CP, 45/TB-SYT, 1234/UBND-VX
# (Decree 30/2020/NĐ-CP, annex I, part II, 3; Law 64/2025/QH15 on legal documents).
_NUMBER = re.compile(
    r"\b\d{1,5}[a-zđ]?(?:/\d{4})?/[A-ZĐ][\w.&]{0,15}(?:-[A-ZĐ]\w{0,29}+(?:[.&-]\w{1,29}+)*)?\b"
)
UNNUMBERED = "Không số"


def form_of(line: Line) -> ImportedForm:
    """What a line is to become."""
    if line.type == "bulletin":
        return ImportedForm.BULLETIN
    return ImportedForm.DOCUMENT if line.kind.lower() == LEGAL else ImportedForm.ARTICLE


def news_category(kind: str) -> NewsCategory | None:
    """The category of news that has this value or label, in whatever language."""
    return _named(NewsCategory, kind)


def bulletin_category(kind: str) -> Category | None:
    """The category of bulletins that has this value or label, in whatever language."""
    return _named(Category, kind)


def topics(kind: str) -> str:
    """An unknown kind as topics, as far as they fit; empty where it says nothing."""
    if kind.lower() in GENERIC:
        return ""
    fitting = {key: word for key, word in topics_in(kind).items() if len(word) <= LONGEST_TOPIC}
    return joined(dict(list(fitting.items())[:MOST_TOPICS]))


def number_in(title: str) -> str:
    """Number and symbol of the document that a title names first."""
    found = _NUMBER.search(title)
    return found[0] if found else UNNUMBERED


def type_in(title: str) -> str:
    """The type of the document that a title begins with; empty where it is none of the usual."""
    words = title.casefold()
    return next((name for name in TYPES if words.startswith(name.casefold())), "")


def _named(choices: type[Choice], kind: str) -> Choice | None:
    wanted = vietnamese_slug(kind)
    for choice in choices:
        names = {choice.value}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                names.add(vietnamese_slug(str(choice.label)))
        if wanted in names:
            return choice
    return None
