"""Redirects from former URLs of pages, bulletins and files to their present ones.

Replaces wagtail.contrib.redirects, which looks up the site in a table of all sites and shows its
list to every user with the permission: docs/decisions/0036-former-addresses-are-our-own.md.
"""

import os.path
import re
from collections.abc import Iterable

from django.db.models.signals import post_save, pre_save
from wagtail.models import Page
from wagtail.signals import page_slug_changed, post_page_move

from content.models import AgencyDocument
from home.models import FormerAddress, FormerFileName
from home.paths import BIN_SLUG, HOME_DEPTH
from sites.permissions.ownership import HOME_PATH_LENGTH, belongs_with

LONGEST_PATH = FormerAddress._meta.get_field("path").max_length or 0
ROWS_AT_ONCE = 1000
FILE = re.compile(r"/documents/(\d{1,18})/([^/]+)")


def connect() -> None:
    """Connect the receivers below; called once, in ``HomeConfig.ready()``."""
    page_slug_changed.connect(remember_renamed)
    post_page_move.connect(remember_moved)
    pre_save.connect(note_file_name, sender=AgencyDocument)
    post_save.connect(remember_file_name, sender=AgencyDocument)


def remember_renamed(instance: Page, instance_before: Page, **kwargs: object) -> None:
    """Create redirects after the slug of a page has changed."""
    _remember(instance, instance_before.url_path)


def remember_moved(
    instance: Page, parent_page_before: Page, url_path_before: str, **kwargs: object
) -> None:
    """Create redirects after a page was moved within its website.

    Also when it was moved to the trash, because it may be restored to another place.
    """
    if instance.path[:HOME_PATH_LENGTH] == parent_page_before.path[:HOME_PATH_LENGTH]:
        _remember(instance, url_path_before)


def note_file_name(
    instance: AgencyDocument, update_fields: frozenset[str] | None, **kwargs: object
) -> None:
    """Note the present file name of a document before it is saved.

    The new name is known only after saving, where ``remember_file_name`` compares the two. An empty
    name is noted for a new document and when ``update_fields`` leaves out the file.
    """
    instance.file_name_before = ""
    if instance.pk and (update_fields is None or "file" in update_fields):
        row = AgencyDocument._base_manager.filter(pk=instance.pk).values_list("file", flat=True)
        instance.file_name_before = os.path.basename(row.first() or "")


def remember_file_name(instance: AgencyDocument, **kwargs: object) -> None:
    """Save the noted file name of a document if saving has changed it."""
    name = instance.file_name_before
    if name and name != instance.filename:
        FormerFileName.objects.get_or_create(document=instance, name=name)


@belongs_with(FormerAddress)
def page_of(former: FormerAddress) -> Page:
    """Return the page that owns a redirect: its target, or the home page for a bulletin."""
    return former.page or former.home


@belongs_with(FormerFileName)
def document_of(former: FormerFileName) -> AgencyDocument:
    """Return the document that owns a former file name."""
    return former.document


def _remember(page: Page, before: str) -> None:
    """Create redirects from the former paths of a page and its descendants.

    Only pages that were ever published get one. None for home pages, for pages that leave the trash
    and for paths longer than ``LONGEST_PATH``. ``before``: the page's former ``url_path``.
    """
    if page.depth <= HOME_DEPTH or before == page.url_path or f"/{BIN_SLUG}/" in before:
        return
    home = Page.objects.get(path=page.path[:HOME_PATH_LENGTH])
    rows: list[FormerAddress] = []
    published = Page.objects.descendant_of(page, inclusive=True).exclude(first_published_at=None)
    for pk, url_path in published.values_list("pk", "url_path"):
        path = (before + url_path.removeprefix(page.url_path)).removeprefix(home.url_path)
        if len(path) <= LONGEST_PATH:
            rows.append(FormerAddress(home=home, path=path, page_id=pk))
    keep(rows)


def former_key(path: str, query: str = "") -> str:
    """Return the value of ``FormerAddress.path`` for a path below a home page.

    ``query``: without the question mark. Old portals tell pages apart by the query
    (``tin.aspx?id=12``), so it can be part of the key.
    """
    return f"{path.rstrip('/')}/" + (f"?{query}" if query else "")


def keep(rows: Iterable[FormerAddress]) -> None:
    """Save redirects in bulk.

    A row with the same home page and path is overwritten: the last page or bulletin at a path wins.
    """
    FormerAddress.objects.bulk_create(
        rows,
        batch_size=ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["home", "path"],
        update_fields=["page", "bulletin"],
    )
