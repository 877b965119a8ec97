"""News articles and their list."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import MultiFieldPanel
from wagtail.query import PageQuerySet
from wagtail.search import index

from content.blocks import CleanStreamField, list_readable_values
from content.fields import CleanURLField
from content.renditions import prefetch_renditions
from home.feeds import FEED_FILE
from home.filters import NewsFilters
from home.frames import get_frame_path, in_frame, is_fallback
from home.models.base import LISTED, SCHEDULE_PANEL, FeedMixin, FilteredIndexPage, TextPage
from home.page_forms import NewsPageForm, TitlePanel
from home.paths import get_page_path
from home.topics import NewsCategory, parse_topics
from ops.database.prepared_query import prepared_query
from sites.permissions.ownership import descendants_q
from sites.requests import AgencyRequest

MAX_RELATED = 3


class NewsIndexPage(FeedMixin, FilteredIndexPage):
    """List of an agency's articles, newest first, filtered by month, category and topic."""

    filter_class = NewsFilters
    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.NewsPage"]
    page_description = _("Lists the unit's news, newest first.")

    class Meta:
        verbose_name = _("news index")
        verbose_name_plural = _("news indexes")

    def list_feed_pages(self) -> PageQuerySet:
        """Return the articles for the feed, newest first."""
        return self.get_listable_pages()

    def get_listable_pages(self) -> PageQuerySet:
        """Return all public articles, newest first."""
        news = self.list_children(NewsPage.objects.all())
        return news.select_related("image", "locale").order_by("-date", "-pk")


class NewsPage(TextPage):
    """News article."""

    date = models.DateField(_("date"), default=timezone.localdate)
    category = models.CharField(
        _("category"),
        max_length=24,
        choices=NewsCategory.choices,
        default=NewsCategory.ACTIVITIES,
    )
    topics = models.CharField(
        _("topics"),
        max_length=250,
        blank=True,
        help_text=_("A few words people look for, with commas between them."),
    )
    image = models.ForeignKey(
        "content.CustomImage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    image_caption = models.CharField(
        _("words below the picture"),
        max_length=200,
        blank=True,
        help_text=_("Who or what is to be seen, where and when; who took the picture."),
    )
    author_name = models.CharField(_("author"), max_length=120, blank=True)
    source_name = models.CharField(
        _("source"),
        max_length=120,
        blank=True,
        help_text=_("Where the text was first published, if not here."),
    )
    source_url = CleanURLField(
        _("address of the source"),
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["https"])],
        help_text=_("Begins with https://."),
    )
    related = CleanStreamField(
        [("article", blocks.PageChooserBlock(page_type="home.NewsPage", label=_("Article")))],
        blank=True,
        max_num=MAX_RELATED,
        verbose_name=_("related articles"),
        help_text=_("Up to three. Without a choice, the newest of the same category are shown."),
    )

    base_form_class = NewsPageForm
    content_panels = [
        TitlePanel(
            "title", help_text=_("What has happened, in one sentence. Lists show it with the lead.")
        ),
        "lead",
        MultiFieldPanel(["image", "image_caption"], heading=_("Picture")),
        "body",
        MultiFieldPanel(["date", "category", "topics"], heading=_("Where it is listed")),
        MultiFieldPanel(
            ["author_name", "source_name", "source_url"], heading=pgettext_lazy("article", "Origin")
        ),
        "related",
        SCHEDULE_PANEL,
    ]
    search_fields = [
        *TextPage.search_fields,
        index.SearchField("topics"),
        index.SearchField("author_name"),
        index.FilterField("date"),
    ]
    parent_page_types = ["home.NewsIndexPage"]
    subpage_types: list[str] = []
    page_description = _("One news article.")

    class Meta:
        verbose_name = _("news article")
        verbose_name_plural = _("news articles")

    def get_context(self, request: AgencyRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        images = [self.image, *(one.value for one in self.body.blocks_by_name("picture"))]
        prefetch_renditions(image for image in images if image)
        return context | {
            "index_path": get_frame_path(self, self.frame).removesuffix(f"{self.slug}/"),
            "feed_path": get_page_path(self).removesuffix(f"{self.slug}/") + FEED_FILE,
            "topics": parse_topics(self.topics),
            "related": self.list_related_articles(),
        }

    def list_advice(self) -> list[str]:
        """Return the advice to write a lead, if it is missing."""
        if self.lead:
            return []
        return [gettext("There is no lead. Say in two lines what happened; lists show them.")]

    feed_file = None

    @property
    def feed_title(self) -> str:
        """Return the title of the feed item."""
        return self.title

    @property
    def feed_date(self) -> datetime.date:
        """Return the date of the feed item."""
        return self.date

    @property
    def feed_author(self) -> str:
        """Return the author of the feed item, empty for the agency itself."""
        return self.author_name

    @property
    def feed_categories(self) -> list[str]:
        """Return the categories of the feed item: category and topics."""
        return [self.get_category_display(), *parse_topics(self.topics).values()]

    def list_related_articles(self) -> list["NewsPage"]:
        """Return the related articles that the editor chose, else the newest of the same category.

        Chosen articles that are no longer public are left out. Only the raw keys are read, so that
        such articles are not fetched.
        """
        keys = list_readable_values(self.related)
        private = self.__dict__.get("private_paths")
        if private is not None and not keys and self.frame == settings.LANGUAGE_CODE:
            return _list_newest_beside(
                parent=self.path[: -self.steplen],
                depth=self.depth,
                pk=self.pk,
                category=self.category,
                private=private,
            )
        siblings = NewsPage.objects.sibling_of(self, inclusive=False)
        others = self._list_shown(siblings)
        chosen = {article.pk: article for article in others.filter(pk__in=keys)} if keys else {}
        if chosen:
            return [chosen[key] for key in keys if key in chosen]
        if is_fallback(self, self.frame):
            versions = NewsPage.objects.filter(
                translation_key__in=siblings.values("translation_key")
            )
            others = self._list_shown(in_frame(versions, self.frame))
        newest = others.filter(category=self.category).order_by("-date", "-pk")
        return list(newest[:MAX_RELATED])

    def _list_shown(self, articles: PageQuerySet) -> PageQuerySet:
        shown = self.exclude_private(articles.live()).only(*LISTED, "date")
        return shown.select_related("locale")


@prepared_query
def _list_newest_beside(
    *, parent: str, depth: int, pk: int, category: str, private: Sequence[str]
) -> PageQuerySet:
    """Return what ``NewsPage.list_related_articles`` lists of most articles."""
    beside = NewsPage.objects.filter(descendants_q("path", [parent]), depth=depth).exclude(pk=pk)
    shown = beside.live().exclude(descendants_q("path", private)).filter(category=category)
    listed = shown.only(*LISTED, "date").select_related("locale")
    return listed.order_by("-date", "-pk")[:MAX_RELATED]
