"""Mapping of an old portal's kinds and titles to forms, categories, topics and numbers."""

import re
from typing import TypeVar

from django.conf import settings
from django.utils import translation

from bulletins.models import Category
from content.text.folding import fold_text
from home.models import TYPES
from home.topics import MAX_TOPIC_LENGTH, MAX_TOPICS, NewsCategory, join_topics, parse_topics
from importing.jsonl.reader import ImportRecord
from importing.models import ImportedForm

Choice = TypeVar("Choice", NewsCategory, Category)

LEGAL = "legal"
# Kinds that say what a line is, and not what it is about.
GENERIC = {"article", "bulletin", "news", "page"}
# Number, year and symbol of a document: 15/2024/NĐ-CP, 45/TB-SYT, 1234/UBND-VX
# (Decree 30/2020/NĐ-CP, annex I, part II, 3; Law 64/2025/QH15 on legal documents).
_NUMBER = re.compile(
    r"\b\d{1,5}[a-zđ]?(?:/\d{4})?/[A-ZĐ][\w.&]{0,15}(?:-[A-ZĐ]\w{0,29}+(?:[.&-]\w{1,29}+)*)?\b"
)
UNNUMBERED = "Không số"


def get_form(line: ImportRecord) -> ImportedForm:
    """Return what a line becomes: a bulletin, a document or an article."""
    if line.type == "bulletin":
        return ImportedForm.BULLETIN
    return ImportedForm.DOCUMENT if line.kind.lower() == LEGAL else ImportedForm.ARTICLE


def find_news_category(kind: str) -> NewsCategory | None:
    """Return the news category that has this value or label in any language, or None."""
    return _find_choice(NewsCategory, kind)


def find_bulletin_category(kind: str) -> Category | None:
    """Return the bulletin category that has this value or label in any language, or None."""
    return _find_choice(Category, kind)


def get_topics(kind: str) -> str:
    """Return an unknown kind as topics, as many as fit; empty for ``GENERIC`` kinds."""
    if kind.lower() in GENERIC:
        return ""
    fitting = {
        key: word for key, word in parse_topics(kind).items() if len(word) <= MAX_TOPIC_LENGTH
    }
    return join_topics(dict(list(fitting.items())[:MAX_TOPICS]))


def get_number(title: str) -> str:
    """Return number and symbol of the first document a title names, else ``UNNUMBERED``."""
    found = _NUMBER.search(title)
    return found[0] if found else UNNUMBERED


def get_document_type(title: str) -> str:
    """Return the document type that a title begins with; empty if it is none of ``TYPES``."""
    folded_title = title.casefold()
    return next((name for name in TYPES if folded_title.startswith(name.casefold())), "")


def _find_choice(choices: type[Choice], kind: str) -> Choice | None:
    wanted = fold_text(kind)
    for choice in choices:
        names = {fold_text(choice.value)}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                names.add(fold_text(str(choice.label)))
        if wanted in names:
            return choice
    return None
