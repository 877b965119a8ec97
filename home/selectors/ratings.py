"""Results of ratings: the worst pages of a website, and numbers by agency."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, FloatField, Q, QuerySet, Sum
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.models import Page

from bulletins.models import Bulletin
from home.models import PageRating, RatingComment
from sites.models import Agency

# Votes older than this say little about the page as it is now.
PERIOD = timedelta(days=90)
# With fewer votes a share says nothing.
MIN_VOTES = 5
WORST = 5
# Lines shown of each page.
MAX_COMMENTS = 20


@dataclass(frozen=True)
class RatedPage:
    """A page or bulletin with its votes in ``PERIOD``; ``comments``: the newest lines."""

    subject: Page | Bulletin
    useful: int
    useless: int
    comments: list[RatingComment]

    @property
    def percent_useless(self) -> int:
        """The share of those who found it not useful, from 0 to 100."""
        return round(100 * self.useless / (self.useful + self.useless))


def get_first_day() -> date:
    """Return the first day whose votes count."""
    return timezone.localdate() - PERIOD


def list_worst_pages(agency: Agency) -> list[RatedPage]:
    """Return the at most ``WORST`` public pages with the largest share of "not useful".

    Pages with fewer than ``MIN_VOTES`` votes, or without such a vote, are left out; of two with
    the same share, the one with more of these votes comes first.
    """
    recent = PageRating.objects.filter(agency=agency, day__gte=get_first_day())
    public = recent.filter(Q(page__live=True) | Q(bulletin__live=True))
    total = F("all_useful") + F("all_useless")
    rows = (
        public.values("page", "bulletin")
        .annotate(all_useful=Sum("useful"), all_useless=Sum("useless"))
        .annotate(share=Cast("all_useless", FloatField()) / Cast(total, FloatField()))
        .annotate(total=total)
        .filter(all_useless__gt=0, total__gte=MIN_VOTES)
        .order_by("-share", "-all_useless", "page", "bulletin")[:WORST]
    )
    return [_build_page(recent, row) for row in rows]


def _build_page(recent: QuerySet[PageRating], row: Mapping[str, Any]) -> RatedPage:
    if row["page"]:
        subject: Page | Bulletin = Page.objects.get(pk=row["page"])
    else:
        subject = Bulletin.objects.get(pk=row["bulletin"])
    ratings = recent.filter(page=row["page"], bulletin=row["bulletin"])
    comments = RatingComment.objects.filter(rating__in=ratings).select_related("rating")
    return RatedPage(subject, row["all_useful"], row["all_useless"], list(comments[:MAX_COMMENTS]))
