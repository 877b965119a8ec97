"""The last part of a bulletin's address."""

from itertools import chain, count

from bulletins.models import Bulletin
from sites.slugs import vietnamese_slug

# Leaves room for a number behind it.
LENGTH = Bulletin._meta.get_field("slug").max_length - 4


def free_slug(title: str, otherwise: str = "") -> str:
    """Return an address made from a title that no bulletin has, numbered where it is taken.

    ``otherwise`` serves where the title has no letter or digit; without it the result is empty.
    """
    slug = vietnamese_slug(title) or otherwise
    if not slug:
        return ""
    taken = set(
        Bulletin.objects.filter(slug__startswith=slug[:LENGTH]).values_list("slug", flat=True)
    )
    candidates = chain([slug], (f"{slug[:LENGTH]}-{number}" for number in count(2)))
    return next(candidate for candidate in candidates if candidate not in taken)
