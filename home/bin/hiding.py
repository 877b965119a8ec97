"""Wagtail hooks that hide pages in the trash and refuse actions on them."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail.models import Page
from wagtail.query import PageQuerySet

from home.models.bin import in_bin, outside_bin


def hide_in_explorer(parent: Page, pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Exclude the trash from the page explorer. Hook ``construct_explorer_page_queryset``."""
    return outside_bin(pages)


def hide_in_choosers(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Exclude the trash from page choosers. Hook ``construct_page_chooser_queryset``."""
    return outside_bin(pages)


def refuse_page(request: HttpRequest, page: Page, *args: object) -> None:
    """Raise PermissionDenied if the page is in the trash.

    Used as ``before_…_page`` hooks, since not all views of Wagtail check the page's permissions.
    """
    if in_bin(page):
        raise PermissionDenied


def refuse_pages(
    request: HttpRequest, action_type: str, objects: Iterable[object], action: object
) -> None:
    """Raise PermissionDenied if a page in the trash is among ``objects``.

    Hook ``before_bulk_action``.
    """
    if any(isinstance(page, Page) and in_bin(page) for page in objects):
        raise PermissionDenied
