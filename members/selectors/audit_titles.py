"""Public titles of the objects in the journal, and substitutes for unpublished ones.

The unit of an entry and ICT administrators read each title. An auditor reads the titles that were
public, else the public title of the object, else its kind and its key.
"""

from collections.abc import Iterable

from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import DraftStateMixin, Page

from accounts.permissions import AnyUser, is_administrator
from members.models import PUBLICATIONS, AuditEntry
from sites.permissions.ownership import get_active_agency_ids


class PublicTitles:
    """Titles with which the objects of some entries were public.

    A query for the journal, and one for each kind of object.
    """

    def __init__(self, entries: Iterable[AuditEntry]) -> None:
        entries = list(entries)
        published = AuditEntry.objects.filter(
            content_type__in={entry.content_type_id for entry in entries},
            object_id__in={entry.object_id for entry in entries},
            action__in=PUBLICATIONS,
        )
        titles = published.order_by().values_list("content_type", "object_id", "title").distinct()
        self._titles: set[tuple[int | None, str, str]] = {*titles}
        present = _list_public_titles(entries)
        self._titles |= {(*thing, title) for thing, title in present.items()}

    def has(self, entry: AuditEntry) -> bool:
        """Return whether the title of an entry was or is public."""
        return (entry.content_type_id, entry.object_id, entry.title) in self._titles


class ReadableTitles:
    """Titles of entries as one person reads them, each object asked about once."""

    def __init__(self, user: AnyUser) -> None:
        self._reads_all = is_administrator(user)
        self._agencies = get_active_agency_ids(user)
        self._known: dict[tuple[int | None, str], str] = {}

    def learn(self, entries: Iterable[AuditEntry]) -> None:
        """Find the public titles of the objects of entries, with one query for each kind."""
        unknown = [
            entry
            for entry in entries
            if not self._reads(entry) and _get_thing(entry) not in self._known
        ]
        self._known |= dict.fromkeys(map(_get_thing, unknown), "") | _list_public_titles(unknown)

    def get(self, entry: AuditEntry) -> str:
        """Return the title of an entry, or its substitute."""
        if self._reads(entry):
            return entry.title
        self.learn([entry])
        kind = capfirst(str(entry.content_type.name)) if entry.content_type else ""
        return self._known[_get_thing(entry)] or _("%(kind)s, not public (%(key)s)") % {
            "kind": kind,
            "key": entry.object_id,
        }

    def _reads(self, entry: AuditEntry) -> bool:
        is_own = self._reads_all or entry.agency_id in self._agencies
        if is_own or not entry.may_be_unpublished:
            return True
        return entry.is_separated and not entry.unpublished_key


def _get_thing(entry: AuditEntry) -> tuple[int | None, str]:
    return entry.content_type_id, entry.object_id


def _list_public_titles(entries: Iterable[AuditEntry]) -> dict[tuple[int | None, str], str]:
    """Return the titles of the live pages and bulletins among the objects of entries."""
    keys: dict[type[Model], dict[str, list[tuple[int | None, str]]]] = {}
    for entry in entries:
        model = entry.content_type.model_class() if entry.content_type else None
        if model is not None and issubclass(model, DraftStateMixin):
            base = Page if issubclass(model, Page) else model
            keys.setdefault(base, {}).setdefault(entry.object_id, []).append(_get_thing(entry))
    return {
        thing: str(row)
        for model, things in keys.items()
        for row in model._base_manager.filter(pk__in=things, live=True)
        for thing in things[str(row.pk)]
    }
