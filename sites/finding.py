"""Finding rows of small tables by their words, with or without accents.

They have no stored keys: a province has some thousand people and proposals, which are read in
less time than a page takes. Larger tables have a key (``Agency``) or are in the search index.
"""

from collections.abc import Sequence

from django.db.models import QuerySet

from sites.slugs import vietnamese_slug

# As much as the fields of a row hold together, and more.
LONGEST = 1000
# Terms of a query that count, and characters of one. Each is a condition of the database's, which
# takes a thousand of them and patterns of 50,000 bytes at most, and long before that a while.
MAX_TERMS = 8
MAX_TERM_LENGTH = 100


def split_terms(query: str) -> list[str]:
    """Return the terms of what somebody typed that count; empty where there is none."""
    # PostgreSQL knows no text with NUL in it.
    terms = query.replace("\0", " ").split()
    return [term[:MAX_TERM_LENGTH] for term in terms[:MAX_TERMS]]


def matching(rows: QuerySet, query: str, fields: Sequence[str]) -> QuerySet:
    """Return those of ``rows`` that have every word of ``query`` in some of ``fields``.

    Words match from their beginning. What holds no letter and no digit finds nothing.
    """
    wanted = typed_words(query)
    texts = rows.order_by().values_list("pk", *fields)
    found = [key for key, *text in texts if has_words(" ".join(text), wanted)]
    return rows.filter(pk__in=found)


def typed_words(query: str) -> list[str]:
    """Return what somebody typed as words that ``has_words`` looks for."""
    return [word for word in map(vietnamese_slug, split_terms(query)) if word]


def has_words(text: str, words: list[str]) -> bool:
    """Whether a text has each of the words, from its beginning; no words are in none."""
    key = f"-{vietnamese_slug(text, LONGEST)}"
    return bool(words) and all(f"-{word}" in key for word in words)
