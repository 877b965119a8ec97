"""Date of the next review of a page, because its text may no longer hold."""

from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from home.models.trash import exclude_trash


class PageReviewQuerySet(models.QuerySet["PageReview"]):
    """QuerySet of the days by which pages are to be looked at."""

    def due(self, day: date | None = None) -> "PageReviewQuerySet":
        """Return those of published pages whose day is ``day`` (default: today) or earlier."""
        pages = exclude_trash(Page.objects.live())
        day = day or timezone.localdate()
        return self.filter(review_by__lte=day, page__in=pages.values("pk"))


class PageReview(models.Model):
    """The day by which one page is to be looked at again; a page without a row has none.

    It stands beside the page and its revisions: saying that a page still holds is no new version.
    """

    page = models.OneToOneField(Page, models.CASCADE, related_name="review")
    review_by = models.DateField(_("look at it again by"), db_index=True)

    objects = PageReviewQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("day of review")
        verbose_name_plural = _("days of review")

    def __str__(self) -> str:
        return str(self.page)
