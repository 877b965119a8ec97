"""Finding by the words of a title, with or without their accents."""

from django.db.models import Q, QuerySet

from sites.finding import split_terms
from sites.slugs import vietnamese_slug


def matching(queryset: QuerySet, words: str, fields: list[str]) -> QuerySet:
    """Return what has every word in one of the fields, or in its address.

    Addresses are titles without accents.
    """
    for word in split_terms(words):
        found = Q()
        for name in fields:
            found |= Q(**{f"{name}__icontains": word})
        if slug := vietnamese_slug(word):
            found |= Q(slug__contains=slug)
        queryset = queryset.filter(found)
    return queryset
