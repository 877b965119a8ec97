"""Redirects from former URLs of pages, bulletins and files to their present ones.

Replaces wagtail.contrib.redirects, which looks up the site in a table of all sites and shows its
list to every user with the permission: docs/decisions/0036-former-addresses-are-our-own.md.
"""

import re
from collections.abc import Iterable

from wagtail.models import Page

from content.models import CustomDocument
from home.models import FormerFileName, FormerURL
from home.paths import HOME_DEPTH, TRASH_SLUG
from sites.permissions.ownership import HOME_PATH_LENGTH, register_owner

MAX_PATH_LENGTH = FormerURL._meta.get_field("path").max_length or 0
ROWS_AT_ONCE = 1000
FILE = re.compile(r"/documents/(\d{1,18})/([^/]+)")


@register_owner(FormerURL)
def get_redirect_page(former: FormerURL) -> Page:
    """Return the page that owns a redirect: its target, or the home page for a bulletin."""
    return former.page or former.home


@register_owner(FormerFileName)
def get_redirect_document(former: FormerFileName) -> CustomDocument:
    """Return the document that owns a former file name."""
    return former.document


def create_page_redirects(page: Page, before: str) -> None:
    """Create redirects from the former paths of a page and its descendants.

    Only pages that were ever published get one. None for home pages, for pages that leave the trash
    and for paths longer than ``MAX_PATH_LENGTH``. ``before``: the page's former ``url_path``.
    """
    if page.depth <= HOME_DEPTH or before == page.url_path or f"/{TRASH_SLUG}/" in before:
        return
    home = Page.objects.get(path=page.path[:HOME_PATH_LENGTH])
    rows: list[FormerURL] = []
    published = Page.objects.descendant_of(page, inclusive=True).exclude(first_published_at=None)
    for pk, url_path in published.values_list("pk", "url_path"):
        path = (before + url_path.removeprefix(page.url_path)).removeprefix(home.url_path)
        if len(path) <= MAX_PATH_LENGTH:
            rows.append(FormerURL(home=home, path=path, page_id=pk))
    save_redirects(rows)


def lead_elsewhere(page: Page, *, home: Page, before: str) -> None:
    """Create redirects from a website that a page and its descendants have left for another one.

    ``home``: the home page they were below, ``before``: the page's former ``url_path``. What led to
    them on that website so far leads on too. Only pages that were ever published get one.
    """
    below = Page.objects.descendant_of(page, inclusive=True)
    FormerURL.objects.filter(home=home, page__in=below).update(leads_elsewhere=True)
    rows = []
    for pk, url_path in below.exclude(first_published_at=None).values_list("pk", "url_path"):
        path = (before + url_path.removeprefix(page.url_path)).removeprefix(home.url_path)
        if len(path) <= MAX_PATH_LENGTH:
            rows.append(FormerURL(home=home, path=path, page_id=pk, leads_elsewhere=True))
    save_redirects(rows)


def get_redirect_key(path: str, query: str = "") -> str:
    """Return the value of ``FormerURL.path`` for a path below a home page.

    ``query``: without the question mark. Old portals tell pages apart by the query
    (``tin.aspx?id=12``), so it can be part of the key.
    """
    return f"{path.rstrip('/')}/" + (f"?{query}" if query else "")


def save_redirects(rows: Iterable[FormerURL]) -> None:
    """Save redirects in bulk.

    A row with the same home page and path is overwritten: the last page or bulletin at a path wins.
    """
    FormerURL.objects.bulk_create(
        rows,
        batch_size=ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["home", "path"],
        update_fields=["page", "bulletin", "leads_elsewhere"],
    )
