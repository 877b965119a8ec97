"""Counts of searches on the websites, with and without a result."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Max, Q, QuerySet, Sum
from django.utils import timezone

from search.models import QueryCount
from sites.models import Agency

# Days that are looked back at.
PERIOD_DAYS = 92


def list_vain_queries(agencies: Collection[int] | None) -> QuerySet[QueryCount, Any]:
    """Return what was searched for in vain, most often first, as dicts.

    ``agencies``: primary keys, None for all. Each dict has ``agency_id``, ``words``, ``times``
    and ``last`` (a day). What was found when it was last asked is left out.
    """
    since = timezone.localdate() - timedelta(days=PERIOD_DAYS)
    rows = QueryCount.objects.filter(day__gte=since).exclude(words="")
    if agencies is not None:
        rows = rows.filter(agency__in=agencies)
    counted = rows.values("agency_id", "words").annotate(
        times=Sum("in_vain"), last=Max("day"), last_vain=Max("day", filter=Q(in_vain__gt=0))
    )
    return counted.filter(last_vain=F("last")).order_by("-times", "-last", "words", "agency_id")


def list_popular_queries(agency: Agency, since: date, limit: int) -> list[tuple[str, int]]:
    """Return what people search for most on an agency's website and find, at most ``limit``.

    ``since``: the first day that counts. Words in small letters, each digit as #, and how often
    they found something. Empty while nothing was asked on three separate days.
    """
    rows = QueryCount.objects.filter(agency=agency, day__gte=since).exclude(words="")
    counted = rows.values("words").annotate(found=Sum(F("number") - F("in_vain")))
    popular = counted.filter(found__gt=0).order_by("-found", "words")
    return list(popular.values_list("words", "found")[:limit])
