"""What is in the bin is nowhere to be seen or used but on the bin's own screen."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail.models import Page
from wagtail.query import PageQuerySet

from home.models.bin import in_bin, outside_bin


def hide_in_explorer(parent: Page, pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    return outside_bin(pages)


def hide_in_choosers(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    return outside_bin(pages)


def refuse_page(request: HttpRequest, page: Page, *args: object) -> None:
    """Raise PermissionDenied for what is in the bin; not all of Wagtail's views ask the page."""
    if in_bin(page):
        raise PermissionDenied


def refuse_pages(
    request: HttpRequest, action_type: str, objects: Iterable[object], action: object
) -> None:
    """The same for actions on several pages at once."""
    if any(isinstance(page, Page) and in_bin(page) for page in objects):
        raise PermissionDenied
