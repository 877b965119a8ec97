"""Pages that have been deleted and can still be brought back."""

from datetime import timedelta
from typing import NoReturn

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PagePermissionTester

from home.addresses import BIN_SLUG
from sites.models import Agency


class BinPage(Page):
    """Where an agency's deleted pages are kept: below its home page, so that they stay its own,
    never published, never shown.
    """

    parent_page_types: list[str] = []
    subpage_types: list[str] = []
    is_creatable = False
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("bin")
        verbose_name_plural = _("bins")

    def permissions_for_user(self, user: AbstractBaseUser) -> PagePermissionTester:
        return PagePermissionTester(AnonymousUser(), self)

    def route(self, request: HttpRequest, path_components: list[str]) -> NoReturn:
        """No address leads into the bin."""
        raise Http404


class BinnedPageQuerySet(models.QuerySet["BinnedPage"]):
    def outdated(self) -> "BinnedPageQuerySet":
        """What has been in the bin for longer than ``BIN_DAYS``."""
        return self.filter(binned_at__lt=timezone.now() - timedelta(days=settings.BIN_DAYS))


class BinnedPage(models.Model):
    """One deleted page with all below it: where it was and what of it was published."""

    page = models.OneToOneField(Page, models.CASCADE, related_name="binned")
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    parent = models.ForeignKey(Page, models.SET_NULL, null=True, related_name="+")
    slug = models.SlugField(max_length=255)
    # The key of each page that was published, with that of its published revision or null.
    published = models.JSONField(default=dict)
    binned_at = models.DateTimeField(default=timezone.now, db_index=True)
    binned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = BinnedPageQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("deleted page")
        verbose_name_plural = _("deleted pages")

    def __str__(self) -> str:
        return str(self.page)

    @property
    def was_live(self) -> bool:
        """Whether the page itself was published when it was deleted."""
        return str(self.page_id) in self.published


def in_bin(page: Page) -> bool:
    """Whether a page is in a bin, or is one."""
    return f"/{BIN_SLUG}/" in page.url_path


def outside_bin(pages: models.QuerySet) -> models.QuerySet:
    """Leave out what is in a bin, and the bins themselves.

    By key: Wagtail's search takes a condition on nothing else that tells.
    """
    binned = Page.objects.filter(url_path__contains=f"/{BIN_SLUG}/")
    return pages.exclude(pk__in=binned.values("pk"))
