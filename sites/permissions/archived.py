"""Archived agencies: which one owns an object, and the error raised on an attempt to change it.

The groups of an archived agency have lost their permissions; this stops ICT administrators, who
need none. See docs/decisions/0027-an-ended-unit-is-frozen-where-it-is.md.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from sites.models import Agency
from sites.permissions.ownership import get_owner_ids


class AgencyArchivedError(Exception):
    """Raised when a user is about to change what belongs to an archived agency."""

    def __init__(self, agency: Agency) -> None:
        super().__init__(agency)
        self.agency = agency

    def __str__(self) -> str:
        return _(
            "Nothing was changed: %(unit)s has ended, and what it published can only be read. "
            "Restore the unit first if it has to be changed."
        ) % {"unit": self.agency}


def find_archived_owner(objects: Iterable[object]) -> Agency | None:
    """Return an archived agency that owns one of these pages, files or other objects, or None."""
    owners = frozenset[int]().union(*map(get_owner_ids, objects))
    return Agency.objects.archived().filter(pk__in=owners).first()
