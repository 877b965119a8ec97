"""The pages of one website as a tree, for the people of its unit.

Articles, documents and procedures are not in it: there may be thousands, and they have lists.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from wagtail.models import Page

from accounts.permissions import AnyUser, is_administrator
from desk.selectors.page_status import with_submission
from home.models import (
    DocumentIndexPage,
    NewsIndexPage,
    ProcedureIndexPage,
    exclude_trash,
)
from sites.models import Agency
from sites.permissions.ownership import list_home_pages
from sites.permissions.translators import can_translate_into

# Pages whose children have a list of their own.
LISTED = (NewsIndexPage, DocumentIndexPage, ProcedureIndexPage)
MAX_PAGES = 400


@dataclass
class TreeNode:
    """One page of a website with the pages below it, in the order of the website."""

    page: Page
    below: list["TreeNode"] = field(default_factory=list)

    @property
    def is_list(self) -> bool:
        """Whether the pages below are left out, because they have a list."""
        return isinstance(self.page, LISTED)


def build_site_trees(user: AnyUser, agency: Agency) -> list[TreeNode]:
    """Return the tree of an agency's website in each language that the user works in.

    The Vietnamese one first; of each at most ``MAX_PAGES`` pages, annotated by ``with_submission``.
    """
    homes = list_home_pages([agency.pk]).select_related("locale").order_by("path")
    shown = [
        home
        for home in homes
        if is_administrator(user) or can_translate_into(user, agency.pk, home.locale.language_code)
    ]
    shown.sort(key=lambda home: home.pk != agency.root_page_id)
    return [_build_tree(list_tree_pages(home)) for home in shown]


def list_tree_pages(home: Page) -> list[Page]:
    """Return the pages of the tree below a home page and itself, from the top down."""
    pages = exclude_trash(Page.objects.descendant_of(home, inclusive=True))
    hidden = Q(pk__in=[])
    lists = exclude_trash(Page.objects.descendant_of(home).type(*LISTED))
    for path, depth in lists.values_list("path", "depth"):
        hidden |= Q(path__startswith=path, depth__gt=depth)
    rows = with_submission(pages.exclude(hidden)).select_related("locale").defer_streamfields()
    rows = rows.prefetch_related("sites_rooted_here").order_by("path")
    return list(rows.specific()[:MAX_PAGES])


def _build_tree(pages: Iterable[Page]) -> TreeNode:
    first, *others = pages
    root = TreeNode(first)
    by_path = {first.path: root}
    for page in others:
        node = TreeNode(page)
        by_path[page.path] = node
        above = by_path.get(page.path[: -Page.steplen])
        if above:
            above.below.append(node)
    return root


def list_destinations(page: Page, home: Page) -> list[Page]:
    """Return the pages of the same website that ``page`` may stand below, apart from its parent.

    Says nothing about the user's permissions, nor about the address.
    """
    kinds = page.specific_class.allowed_parent_page_models()
    candidates: Any = exclude_trash(Page.objects.descendant_of(home, inclusive=True).type(*kinds))
    parent = page.get_parent()
    rows = candidates.exclude(path__startswith=page.path).exclude(pk=parent.pk).order_by("path")
    return list(rows.specific()[:MAX_PAGES])
