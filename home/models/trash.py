"""Trash of pages: deleted pages that can be restored."""

from datetime import timedelta
from typing import NoReturn

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from home.paths import TRASH_SLUG
from members.approval_rules import AgencyPagePermissionTester
from sites.models import Agency


class TrashPage(Page):
    """Parent of an agency's deleted pages.

    It is a child of the home page, so that the pages still belong to the agency. It is never
    published and never shown.
    """

    parent_page_types: list[str] = []
    subpage_types: list[str] = []
    is_creatable = False
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("bin")
        verbose_name_plural = _("bins")

    def permissions_for_user(self, user: AbstractBaseUser) -> AgencyPagePermissionTester:
        """Return the permissions of an anonymous user: nobody edits the trash page itself."""
        return AgencyPagePermissionTester(AnonymousUser(), self)

    def route(self, request: HttpRequest, path_components: list[str]) -> NoReturn:
        """Raise Http404: no URL leads into the trash."""
        raise Http404


class TrashedPageQuerySet(models.QuerySet["TrashedPage"]):
    """QuerySet of deleted pages."""

    def expired(self) -> "TrashedPageQuerySet":
        """Return pages that have been in the trash for more than ``BIN_DAYS`` days."""
        return self.filter(binned_at__lt=timezone.now() - timedelta(days=settings.BIN_DAYS))


class TrashedPage(models.Model):
    """Deleted page with its descendants: where it was and what of it was published.

    ``parent`` and ``slug``: those before the deletion. ``source``: the deleted page with which this
    translation of it, or of a page below it, was deleted.
    """

    page = models.OneToOneField(Page, models.CASCADE, related_name="binned")
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    parent = models.ForeignKey(Page, models.SET_NULL, null=True, related_name="+")
    slug = models.SlugField(max_length=255)
    source = models.ForeignKey("self", models.SET_NULL, null=True, related_name="translations")
    # Primary key of each page that was live: that of its live revision, or null.
    published = models.JSONField(default=dict)
    binned_at = models.DateTimeField(default=timezone.now, db_index=True)
    binned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = TrashedPageQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("deleted page")
        verbose_name_plural = _("deleted pages")

    def __str__(self) -> str:
        return str(self.page)

    @property
    def was_live(self) -> bool:
        """Return whether the page itself was published when it was deleted."""
        return str(self.page_id) in self.published


def is_in_trash(page: Page) -> bool:
    """Return whether a page is in the trash or is a trash page."""
    return f"/{TRASH_SLUG}/" in page.url_path


def exclude_trash(pages: models.QuerySet) -> models.QuerySet:
    """Return the pages that are neither in the trash nor trash pages.

    Filters by primary key, because Wagtail's search accepts no condition on ``url_path``.
    """
    trashed = Page.objects.filter(url_path__contains=f"/{TRASH_SLUG}/")
    return pages.exclude(pk__in=trashed.values("pk"))
