from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from home.models.base import AgencyPage, IndexPage, TextPage


class NewsIndexPage(IndexPage):
    """The list of a unit's articles, newest first."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.NewsPage"]
    page_description = _("Lists the unit's news, newest first.")

    class Meta:
        verbose_name = _("news index")
        verbose_name_plural = _("news indexes")

    def listed(self) -> models.QuerySet["NewsPage"]:
        news = NewsPage.objects.child_of(self).live().public()
        return news.select_related("image", "locale").order_by("-date", "-pk")


class NewsPage(TextPage):
    """One article."""

    date = models.DateField(_("date"), default=timezone.localdate, db_index=True)
    image = models.ForeignKey(
        "agencies.AgencyImage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    author_name = models.CharField(_("author"), max_length=120, blank=True)

    content_panels = [*AgencyPage.content_panels, "date", "lead", "image", "body", "author_name"]
    search_fields = [*TextPage.search_fields, index.FilterField("date")]
    parent_page_types = ["home.NewsIndexPage"]
    subpage_types: list[str] = []
    page_description = _("One news article.")

    class Meta:
        verbose_name = _("news article")
        verbose_name_plural = _("news articles")
