"""Search of the lists of pages by words, with or without accents."""

from django.db.models import Q, QuerySet

from sites.finding import split_terms
from sites.slugs import vietnamese_slug


def matching(queryset: QuerySet, words: str, fields: list[str]) -> QuerySet:
    """Return the rows that have every word of ``words`` in one of ``fields``, or in their slug.

    Slugs are titles without accents.
    """
    for word in split_terms(words):
        found = Q()
        for name in fields:
            found |= Q(**{f"{name}__icontains": word})
        if slug := vietnamese_slug(word):
            found |= Q(slug__contains=slug)
        queryset = queryset.filter(found)
    return queryset
