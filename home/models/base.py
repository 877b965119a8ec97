"""Abstract base classes of the page types, among them index pages with a feed or filters."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial, reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db import models
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import CommentPanel, FieldPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.locks import BaseLock, BasicLock
from wagtail.models import Locale, Page, PageViewRestriction, Workflow
from wagtail.query import PageQuerySet
from wagtail.search import index

from accounts.models import User
from content.blocks import BodyBlock, CleanStreamField
from content.fields import BoundedTextField
from content.filters import ListFilters
from content.text.folding import get_words_key
from content.text.slugs import make_slug
from content.widgets import VietnameseSlugInput
from home.feeds import FEED_FILE, PageFeed
from home.frames import in_frame, is_fallback, list_translations, with_place
from home.models.trash import exclude_trash, is_in_trash
from home.page_forms import REVIEW_BY, AgencyCopyForm, AgencyPageForm, TitlePanel
from home.paths import TRASH_SLUG, get_home_page, get_page_path
from home.privacy import is_open_to_all, list_private_paths
from members.approval_rules import AgencyPagePermissionTester, has_approver
from sites.caching.site_cache import get_or_build
from sites.localization.currency import get_translation_status
from sites.localization.display import mark_translation, mark_untranslated_fields
from sites.localization.previews import render_preview
from sites.localization.saving import create_draft_parents
from sites.localization.sources import find_source
from sites.localization.translated_versions import TranslatedVersionsMixin
from sites.permissions.ownership import descendants_q, get_page_agency
from sites.requests import AgencyRequest

PAGE_SIZE = 20
# What lists show of every page, and need to tell its language and address.
LISTED = ("path", "url_path", "title", "translation_key", "locale")
# Fields that only the ``<head>`` has.
HEAD_FIELDS = frozenset({"seo_title", "search_description"})


# Rows of one kind in the form of a page: files, documents.
MAX_ROWS = 100


# The end of the form of pages that go public and off again, and of those that always stay.
REVIEW_PANEL = FieldPanel(REVIEW_BY, disable_comments=True)
SCHEDULE_PANEL = MultiFieldPanel(
    [
        FieldPanel(
            "go_live_at",
            heading=_("Publish at"),
            help_text=_("Leave it empty to publish as soon as you press the button."),
            disable_comments=True,
        ),
        FieldPanel(
            "expire_at",
            heading=_("Take off the website at"),
            help_text=_("Leave it empty if the page stays. It is not deleted."),
            disable_comments=True,
        ),
        REVIEW_PANEL,
    ],
    heading=_("From when until when"),
    classname="page-schedule",
)
REVIEW_GROUP = MultiFieldPanel([REVIEW_PANEL], heading=_("Look at it again"))


class AgencyPage(TranslatedVersionsMixin, Page):
    """Base of all pages of an agency's website.

    Slugs are made from Vietnamese titles as people type them: without accents, đ as d.
    """

    slug: str
    # Texts that readers do not see on the page.
    unseen_fields = HEAD_FIELDS
    own_fields = ("slug",)
    # The language of the frame that shows the page (home.frames); set in ``get_context``.
    frame = settings.LANGUAGE_CODE
    base_form_class = AgencyPageForm
    copy_form_class = AgencyCopyForm
    content_panels: list[Any] = [TitlePanel("title")]
    promote_panels = [
        MultiFieldPanel(
            [
                FieldPanel("slug", widget=VietnameseSlugInput),
                "seo_title",
                "search_description",
                "show_in_menus",
            ],
            heading=_("Address, menu and search engines"),
        )
    ]
    # Without ``PublishingPanel``, a dialog behind an icon: the times stand in the form itself.
    settings_panels = [CommentPanel()]

    class Meta:
        abstract = True

    def get_lock(self) -> BaseLock | None:
        """Return the lock of a person or of a submission. An appointment locks nothing."""
        if self.locked:
            return BasicLock(self)
        task = self.current_workflow_task
        return task.lock_class(self, task) if task else None

    def serve_password_required_response(
        self, request: HttpRequest, form: Form, action_url: str
    ) -> HttpResponse:
        """Serve the form for the password, with nothing of the page, which is private."""
        context = {"form": form, "action_url": action_url}
        return TemplateResponse(request, settings.WAGTAIL_PASSWORD_REQUIRED_TEMPLATE, context)

    def permissions_for_user(self, user: User) -> AgencyPagePermissionTester:
        """Return the user's permissions; for a page in the trash, those of an anonymous user.

        A page in the trash can only be restored or deleted permanently, in the admin's view of the
        trash.
        """
        return AgencyPagePermissionTester(AnonymousUser() if is_in_trash(self) else user, self)

    def note_openness(self, request: AgencyRequest, chain: Iterable[Page]) -> None:
        """Remember whether everybody may read the page; ``chain``: it and all pages above it.

        Saves the two queries with which Wagtail asks before it serves a page.
        """
        self.__dict__["private_paths"] = list_private_paths(request)
        self.__dict__["is_open_to_all"] = is_open_to_all(request, chain)

    def exclude_private(self, pages: PageQuerySet) -> PageQuerySet:
        """Return those of ``pages`` of this website that everybody may read."""
        known: tuple[str, ...] | None = self.__dict__.get("private_paths")
        return pages.public() if known is None else pages.exclude(descendants_q("path", known))

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """Return the restrictions of the page and of those above it."""
        if self.__dict__.get("is_open_to_all"):
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()

    def list_advice(self) -> list[str]:
        """Return what readers would miss on the page, as sentences for the editor."""
        return []

    def copy_for_translation(
        self,
        locale: Locale,
        copy_parents: bool = False,
        alias: bool = False,
        exclude_fields: Any = None,
    ) -> Page:
        """Create the page in another language as a draft, with ``copy_parents`` its ancestors too.

        Wagtail creates the ancestors as aliases, which are as public as their sources; here none is
        ever an alias. A website has a language only once its home page is published in it.
        """
        if copy_parents:
            create_draft_parents(self, locale)
        return super().copy_for_translation(locale, exclude_fields=exclude_fields)

    @property
    def has_workflow(self) -> bool:
        """Return whether the page has a workflow and its agency somebody who can approve."""
        return super().has_workflow and self._has_approver

    def get_workflow(self) -> Workflow | None:
        """Return the workflow of all websites, or None if nobody in the agency can approve."""
        return super().get_workflow() if self._has_approver else None

    @cached_property
    def _has_approver(self) -> bool:
        # Cached because the page editor needs it several times; the object lives for one request.
        return has_approver(self)

    def _get_dummy_header_url(self, original_request: HttpRequest | None = None) -> str | None:
        # Wagtail caches the paths of home pages for an hour, and has no URL for what is below a new
        # one; the admin's own host, which it would take then, has no website.
        agency = get_page_agency(self)
        return self.full_url or (f"{agency.root_url}/" if agency else None)

    def get_context(self, request: AgencyRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        # Saves a query: nearly always the locale is that of the site root, which is loaded.
        root = request.agency.root_page
        if root.locale_id == self.locale_id:
            self.locale = root.locale
        self.frame = request.LANGUAGE_CODE
        request.content_language = self.locale.language_code
        # First, because subclasses and templates read the marks.
        language = self._mark_translation(request)
        context = super().get_context(request, *args, **kwargs)
        return context | language | {"is_fallback": is_fallback(self, self.frame)}

    def _mark_translation(self, request: AgencyRequest) -> dict[str, Any]:
        """Mark what is in the language of the source; return what is said about it.

        One query for a page that is complete, none on a website in one language. A preview shows
        what readers would see if the page were published as it is.
        """
        is_translated = self.locale.language_code != settings.LANGUAGE_CODE
        if getattr(request, "is_preview", False):
            status = render_preview(self)
        elif is_translated or len(request.enabled_languages) > 1:
            status = get_translation_status(self)
        else:
            return {}
        for name in self.unseen_fields & status.untranslated:
            # The head has the translated title and lead instead.
            setattr(self, name, "")
        status = replace(status, untranslated=status.untranslated - self.unseen_fields)
        source = find_source(self) if status.untranslated else None
        if source is None:
            return {}
        note = mark_translation(self, source, status)
        return {"language_note": note, "source_path": get_page_path(source)}

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.set_keys()
        if not self.slug:
            self.slug = self._get_autogenerated_slug(make_slug(self.title) or "trang")
        super().full_clean(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if self.slug == TRASH_SLUG:
            raise ValidationError({"slug": _("This address is taken. Please choose another one.")})

    @classmethod
    def get_indexed_objects(cls) -> models.QuerySet:
        return exclude_trash(super().get_indexed_objects())


class TextPage(AgencyPage):
    """Base of pages with a lead and a body."""

    lead = BoundedTextField(
        _("lead"), max_length=400, blank=True, help_text=_("Two or three lines, shown in lists.")
    )
    body = CleanStreamField(BodyBlock(), blank=True, verbose_name=_("text"))

    content_panels = [*AgencyPage.content_panels, "lead", "body"]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]

    class Meta:
        abstract = True


class IndexPage(AgencyPage):
    """Base of pages that list their child pages, ``page_size`` at a time."""

    lead = BoundedTextField(_("lead"), max_length=400, blank=True)
    page_size = PAGE_SIZE

    content_panels = [*AgencyPage.content_panels, "lead"]
    search_fields = [*Page.search_fields, index.SearchField("lead")]

    class Meta:
        abstract = True

    def get_listed_pages(self) -> models.QuerySet[Page]:
        """Return the pages to list, in order; subclasses override it."""
        pages = with_place(self.list_children(Page.objects.all())).order_by("place")
        return pages.prefetch_related("locale").specific()

    def list_children(self, pages: PageQuerySet) -> PageQuerySet:
        """Return those of ``pages`` that are public children of this one in the present frame.

        In the frame of another language these are the children in it, and the Vietnamese ones
        that are not translated.
        """
        if self.frame == settings.LANGUAGE_CODE:
            return self.exclude_private(pages.child_of(self).live())
        shown = {settings.LANGUAGE_CODE, self.frame}
        others = [one for one in list_translations(self) if one.locale.language_code in shown]
        below = reduce(or_, (pages.child_of_q(parent) for parent in (self, *others)))
        return self.exclude_private(in_frame(pages.filter(below), self.frame).live())

    def get_context(self, request: AgencyRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["entries"] = self.paginate(request.GET.get("trang"))
        mark_untranslated_fields(context["entries"], self.frame)
        return context

    def paginate(self, number: str | None) -> PaginatorPage:
        """Return one result page of the list.

        ``number``: value of the parameter ``trang``. Returns the first page if it is not a number,
        the last if it is too large.
        """
        return Paginator(self.get_listed_pages(), self.page_size).get_page(number)


class FeedMixin(RoutablePageMixin, IndexPage):
    """Index page with a feed at its own URL and ``rss.xml``."""

    class Meta:
        abstract = True

    def list_feed_pages(self) -> models.QuerySet:
        """Return the pages of the feed, newest first; subclasses override it."""
        raise NotImplementedError

    @property
    def feed_path(self) -> str:
        """Return the URL path of the feed, which has pages in the language of this page alone."""
        return get_page_path(self) + FEED_FILE

    # RoutablePageMixin adds a slash to every path; the URL itself has none.
    @path(f"{FEED_FILE}/")
    def rss(self, request: AgencyRequest, **kwargs: Any) -> HttpResponse:
        """Return the feed of the newest pages; in a foreign frame, redirect to the own one."""
        if is_fallback(self, request.LANGUAGE_CODE):
            return HttpResponseRedirect(self.feed_path)
        return PageFeed()(request, index=self)


def list_page_feeds(request: AgencyRequest) -> list[tuple[str, str]]:
    """Return the title and the feed's path of each public index page with a feed.

    Registered with ``register_feeds``, for the page of feeds.
    """
    lists = Page.objects.child_of(get_home_page(request)).type(FeedMixin).live().public()
    rows = lists.select_related("locale").order_by("path")
    return [(page.title, get_page_path(page) + FEED_FILE) for page in rows]


class FilteredIndexPage(IndexPage):
    """Index page with a filter form for visitors."""

    filter_class: type[ListFilters] = ListFilters

    class Meta:
        abstract = True

    def get_context(self, request: AgencyRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self.frame = request.LANGUAGE_CODE
        listable = self.get_listable_pages()
        get_offers = partial(_get_offers, request, f"filters {self.pk}")
        self.filters = self.filter_class(request.GET, listable, get_offers)
        return super().get_context(request, *args, **kwargs) | {"filters": self.filters}

    @cached_property
    def filters(self) -> ListFilters:
        """Return the filters of the request, or filters without a choice outside of one."""
        return self.filter_class(QueryDict(), self.get_listable_pages())

    def get_listable_pages(self) -> models.QuerySet:
        """Return all pages that can be listed; subclasses override it."""
        raise NotImplementedError

    def get_listed_pages(self) -> models.QuerySet:
        """Return the pages that match the filters."""
        return self.filters.filter_queryset()


def _get_offers(request: AgencyRequest, what: str, name: str, make: Callable[[], Any]) -> Any:
    return get_or_build(request, f"{what} {name}", make, own_only=True)


class WordSearchMixin(AgencyPage):
    """Page that a word search finds in its list, whatever the spelling."""

    # See content.text.folding.
    words_key = models.TextField(editable=False)

    class Meta:
        abstract = True

    def list_search_texts(self) -> list[str]:
        """Return the searchable texts; subclasses override it."""
        raise NotImplementedError

    def set_keys(self) -> None:
        super().set_keys()
        self.words_key = get_words_key(self.list_search_texts())
