"""Broken links that a user can mend: of the pages of their agencies, and of bulletins."""

from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.permissions import is_administrator
from bulletins.roles import can_add_bulletins
from desk.models import CheckedLink
from desk.selectors.workspace import UserWorkspace
from sites.permissions.ownership import descendants_q


def list_broken_links(workspace: UserWorkspace) -> QuerySet[CheckedLink]:
    """Return the broken links that a user can mend, those of one text together.

    ICT administrators get those of all agencies.
    """
    links = CheckedLink.objects.broken().select_related("page__locale", "bulletin__locale")
    mine = Q(pk__in=[])
    if is_administrator(workspace.user):
        mine = Q(page__live=True)
    elif workspace.home_pages:
        mine = Q(page__live=True) & descendants_q("page__path", workspace.home_pages)
    if can_add_bulletins(workspace.user):
        mine |= Q(bulletin__live=True)
    return links.filter(mine).order_by("bulletin", "page__path", "pk")


def can_recheck(link: CheckedLink) -> bool:
    """Return whether a link can be checked again: external ones only where that is switched on."""
    return not link.is_external or settings.LINK_CHECK_EXTERNAL


def describe_link(link: CheckedLink) -> str:
    """Return the words and the address of a link, as far as it has them."""
    return " – ".join(part for part in (link.text, link.address) if part)
