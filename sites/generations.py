"""When what a website shows has changed: numbers that grow in the transaction that changes it.

Whatever is remembered of a website is remembered together with its numbers, and holds while they
are the same. The numbers are in the database and nowhere else, so that they change at the very
moment the change is there to be read, in all processes, or not at all where it is rolled back.
"""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import F

from sites.models import Agency, Generation

# Names and addresses of agencies, which every website shows.
DIRECTORY = "directory"

Numbers = Mapping[str, int]


def numbers_of(agency: Agency) -> dict[str, int]:
    """Return the numbers of everything the agency's website may show, in one query."""
    codes = [DIRECTORY, *agency.codes]
    numbers = dict.fromkeys(codes, 0)
    rows = Generation.objects.filter(code__in=codes).values_list("code", "number")
    return numbers | dict(rows)


def renew(codes: Iterable[str]) -> None:
    """Let nothing count any more that is remembered of the websites with one of these codes.

    To be called in the transaction of the change, which other changes of the same websites wait
    for until it ends.
    """
    # Always in the same order, so that two changes never wait for each other.
    ordered = sorted(set(codes))
    with transaction.atomic():
        rows = [Generation(code=code) for code in ordered]
        Generation.objects.bulk_create(rows, ignore_conflicts=True)
        for code in ordered:
            Generation.objects.filter(code=code).update(number=F("number") + 1)
