"""Ratings of pages and bulletins by readers, with reasons."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from bulletins.models import Bulletin
from sites.models import Agency

# Characters of a reader's line.
MAX_COMMENT = 300


class PageRating(models.Model):
    """Votes about one page or bulletin on the website of one agency, on one day.

    ``page`` or ``bulletin``; of a bulletin the Vietnamese row. Nothing says who voted.
    """

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="ratings")
    page = models.ForeignKey(Page, models.CASCADE, null=True, related_name="+")
    bulletin = models.ForeignKey(Bulletin, models.CASCADE, null=True, related_name="+")
    day = models.DateField(_("day"))
    useful = models.PositiveIntegerField(_("useful"), default=0)
    useless = models.PositiveIntegerField(_("not useful"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("rating of a page")
        verbose_name_plural = _("ratings of pages")
        constraints = [
            models.CheckConstraint(
                condition=Q(page=None, bulletin__isnull=False)
                | Q(page__isnull=False, bulletin=None),
                name="rating_of_one_object",
            ),
            models.UniqueConstraint(
                fields=["agency", "page", "day"],
                condition=Q(bulletin=None),
                name="rating_of_page_once",
            ),
            models.UniqueConstraint(
                fields=["agency", "bulletin", "day"],
                condition=Q(page=None),
                name="rating_of_bulletin_once",
            ),
        ]
        indexes = [models.Index(fields=["agency", "day"], name="rating_of_agency")]

    def __str__(self) -> str:
        return f"{self.page or self.bulletin} ({self.day})"


class RatingComment(models.Model):
    """A reader's line about a page, without telephone numbers and e-mail addresses."""

    rating = models.ForeignKey(PageRating, models.CASCADE, related_name="comments")
    is_useful = models.BooleanField(_("useful"))
    text = models.CharField(_("line"), max_length=MAX_COMMENT)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("line about a page")
        verbose_name_plural = _("lines about pages")

    def __str__(self) -> str:
        return self.text
