"""Live pages that code makes, such as those that every website begins with, stored together.

Wagtail stores one page with some twenty queries: it locks and counts, looks whether the page may
stand there, indexes and logs it. Here that is asked and written once for all of them.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, PageLogEntry
from wagtail.search.backends import get_search_backends

from content.versions.public_rows import store_new_pages
from sites.caching.versions import bump_cache_versions
from sites.models import Agency
from sites.signals import log_entries_created

# What a page has only once it has its place.
_OF_PLACE = {"path", "depth", "url_path"}


@transaction.atomic
def create_live_pages(
    pages: Sequence[tuple[Page, Page]], *, agency: Agency | None = None
) -> list[Page]:
    """Store new pages, live and with a decided version; return them in the order of the tree.

    ``pages``: each with its parent, which is stored already or stands earlier in the list; both
    are of any page type and have their locale. The pages have neither child rows nor references to
    pictures, documents or other pages. A slug that is not given is made from the title, with a
    number behind it where it is taken. ``agency`` is the one whose website they are on, None for
    its home page. Raises ValidationError, keyed by field, for a page that is not valid or whose
    given slug is taken; then nothing is stored.
    """
    now = timezone.now()
    is_chosen = [bool(page.slug) for page, _parent in pages]
    for page, _parent in pages:
        page.first_published_at = page.last_published_at = now
        _clean(page)
    _place(pages, is_chosen)
    created = sorted((page for page, _parent in pages), key=lambda page: page.path)
    _insert(created)
    store_new_pages(created, person=get_active_log_context().user)
    _index(created)
    _log(created, agency)
    if agency:
        bump_cache_versions([agency.own_code])
    return created


def _clean(page: Page) -> None:
    """Check the page and fill what it computes, among them the slug, without any query.

    It has no place yet, so it does not ask for others there.
    """
    relations = {field.name for field in page._meta.concrete_fields if field.is_relation}
    page.full_clean(
        exclude=relations | _OF_PLACE, validate_unique=False, validate_constraints=False
    )


class _Children:
    """The children that a page has: the last step of their paths, and slugs that are taken."""

    def __init__(self, parent: Page, slugs: set[str]) -> None:
        self.step, self.slugs = 0, set[str]()
        if not parent.is_leaf():
            children = parent.get_children().order_by()
            last = children.order_by("-path").values_list("path", flat=True)[0]
            self.step = Page._str2int(last[-Page.steplen :])
            alike = reduce(or_, (Q(slug__startswith=slug) for slug in slugs))
            self.slugs |= set(children.filter(alike).values_list("slug", flat=True))

    def find_slug(self, wanted: str) -> str:
        """Return the slug, with the first number behind it that makes it another one if needed."""
        slug, number = wanted, 1
        while slug in self.slugs:
            number += 1
            slug = f"{wanted}-{number}"
        return slug


def _place(pages: Sequence[tuple[Page, Page]], is_chosen: Sequence[bool]) -> None:
    """Give the pages their places behind the children that their parents have."""
    keys = {parent.pk for _page, parent in pages if parent.pk}
    # As Wagtail does, so that nobody else counts the same children at the same time.
    stored = Page.objects.order_by("pk").select_for_update().in_bulk(keys)
    slugs = defaultdict[Page | int, set[str]](set)
    for page, parent in pages:
        slugs[parent.pk or id(parent)].add(page.slug)
    known: dict[str, _Children] = {}
    for (page, parent), chosen in zip(pages, is_chosen, strict=True):
        above = stored[parent.pk] if parent.pk else parent
        if above.path not in known:
            known[above.path] = _Children(above, slugs[parent.pk or id(parent)])
        children = known[above.path]
        slug = children.find_slug(page.slug)
        if chosen and slug != page.slug:
            message = _("There is another page with this address already.")
            raise ValidationError({"slug": [message]})
        page.slug = slug
        children.slugs.add(slug)
        children.step += 1
        page.depth = above.depth + 1
        page.path = Page._get_path(above.path, page.depth, children.step)
        page.set_url_path(above)
        above.numchild += 1
        parent.numchild = above.numchild
    Page.objects.bulk_update(stored.values(), ["numchild"])


def _insert(pages: Sequence[Page]) -> None:
    """Insert the rows of the pages: those of ``Page`` together, those of its types one by one."""
    columns = [field.attname for field in Page._meta.concrete_fields]
    rows = Page.objects.bulk_create(
        Page(**{column: getattr(page, column) for column in columns}) for page in pages
    )
    for page, row in zip(pages, rows, strict=True):
        page.pk = page.id = row.pk
        # Raw: without the row of ``Page``, which is there. What listens leaves raw rows alone.
        page.save_base(raw=True, force_insert=True)


def _index(pages: Sequence[Page]) -> None:
    """Add the pages to the index of Wagtail's search."""
    by_type = defaultdict[type[Page], list[Page]](list)
    for page in pages:
        by_type[type(page)].append(page)
    for backend in get_search_backends(with_auto_update=True):
        for model, found in by_type.items():
            backend.add_bulk(model, found)


def _log(pages: Sequence[Page], agency: Agency | None) -> None:
    context = get_active_log_context()
    entries = PageLogEntry.objects.bulk_create(
        PageLogEntry(
            page=page,
            content_type_id=page.content_type_id,
            label=page.get_admin_display_title(),
            action="wagtail.create",
            timestamp=timezone.now(),
            user=context.user,
            uuid=context.uuid,
            content_changed=True,
        )
        for page in pages
    )
    log_entries_created.send(PageLogEntry, entries=entries, agency=agency)
