"""Search in small tables by words, with or without accents.

Small tables have no stored search key: a province has some thousand users and proposals, which
are read in less time than a page takes. Larger tables have a key (``Agency``) or are in the search
index.
"""

from collections.abc import Sequence

from django.db.models import QuerySet

from sites.slugs import vietnamese_slug

# Characters of a row's text that are compared; more than its fields hold together.
LONGEST = 1000
# Limits of a query: further terms, and further characters of a term, are ignored. Each term is a
# condition in SQL; databases accept a thousand conditions and patterns of 50,000 bytes at most,
# and are slow long before that.
MAX_TERMS = 8
MAX_TERM_LENGTH = 100


def split_terms(query: str) -> list[str]:
    """Return the first ``MAX_TERMS`` terms of a query, each cut to ``MAX_TERM_LENGTH``.

    Empty for a query without terms.
    """
    # PostgreSQL accepts no NUL in text.
    terms = query.replace("\0", " ").split()
    return [term[:MAX_TERM_LENGTH] for term in terms[:MAX_TERMS]]


def matching(rows: QuerySet, query: str, fields: Sequence[str]) -> QuerySet:
    """Return those of ``rows`` that have every word of ``query`` in some of ``fields``.

    Words match from their beginning. A query without letters and digits matches nothing. Reads
    the fields of all rows into memory.
    """
    wanted = typed_words(query)
    texts = rows.order_by().values_list("pk", *fields)
    found = [key for key, *text in texts if has_words(" ".join(text), wanted)]
    return rows.filter(pk__in=found)


def typed_words(query: str) -> list[str]:
    """Return the words of a query as slugs, for ``has_words``; empty if there are none."""
    return [word for word in map(vietnamese_slug, split_terms(query)) if word]


def has_words(text: str, words: list[str]) -> bool:
    """Return whether each of ``words`` (slugs) begins a word of ``text``; False for no words."""
    key = f"-{vietnamese_slug(text, LONGEST)}"
    return bool(words) and all(f"-{word}" in key for word in words)
