"""Services that move a page within its website."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.move_page import MovePageAction
from wagtail.models import Page

from accounts.models import User
from home.frames import is_unreachable
from home.models import exclude_trash, is_in_trash


@transaction.atomic
def shift_page(*, page: Page, forward: bool, by: User) -> bool:
    """Let a page change places with the one before it, or with ``forward`` the one after it.

    Returns False if there is none. Pages in the trash do not count. Does not check permissions.
    """
    page = _lock(page)
    siblings = list(exclude_trash(page.get_siblings()).order_by("path"))
    place = siblings.index(page) + (1 if forward else -1)
    if not 0 <= place < len(siblings):
        return False
    position = "right" if forward else "left"
    action = MovePageAction(page, siblings[place], pos=position, user=by)
    action.execute(skip_permission_checks=True)
    return True


@transaction.atomic
def move_page_below(*, page: Page, parent: Page, by: User) -> None:
    """Move a page with all below it to the end of ``parent``, on the same website.

    Its address follows, and the former one leads there. Raises ValidationError if such a page may
    not stand there, or if its address is taken there. Does not check permissions.
    """
    page = _lock(page)
    parent = Page.objects.get(pk=parent.pk)
    is_below = parent.path.startswith(page.path)
    if is_below or is_in_trash(parent) or not page.specific.can_move_to(parent.specific):
        raise ValidationError(_("This page cannot stand there."))
    is_taken = parent.get_children().filter(slug=page.slug).exists()
    if is_taken or is_unreachable(page.slug, parent, page):
        message = _("Nothing was moved: “%(parent)s” has a page with the address “%(slug)s”.")
        raise ValidationError(message % {"parent": parent.title, "slug": page.slug})
    action = MovePageAction(page, parent, pos="last-child", user=by)
    action.execute(skip_permission_checks=True)


def _lock(page: Page) -> Page:
    """Return the page as it is now; nobody else writes the tree until the transaction ends."""
    Page.objects.select_for_update().get(depth=1)
    return Page.objects.get(pk=page.pk)
