"""What is in the bin is nowhere to be seen or used but on the bin's own screen."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail.models import Page
from wagtail.query import PageQuerySet

from home.models.bin import in_bin, outside_bin
from sites.isolation.access import Person
from sites.isolation.policies import OwnPagesPolicy


class KeptPagePolicy(OwnPagesPolicy):
    """Of one's own pages, those in a bin are left out of all lists that ask for them."""

    def instances_user_has_any_permission_for(
        self, user: Person, actions: Iterable[str]
    ) -> PageQuerySet:
        return outside_bin(super().instances_user_has_any_permission_for(user, actions))

    def explorable_instances(self, user: Person) -> PageQuerySet:
        return outside_bin(super().explorable_instances(user))


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
