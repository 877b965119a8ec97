"""The units that central entries of the journal are about, such as the issuers of bulletins.

A central entry belongs to no agency. Apps above say which unit an object has to do with.
"""

from collections.abc import Callable, Collection, Iterable

from django.db.models import Model

from members.models import AuditEntry

# Takes primary keys as text, and returns the name of a unit for each that has one.
FindAgencies = Callable[[Collection[str]], dict[str, str]]
_finders: dict[type[Model], FindAgencies] = {}


def name_agencies_with(model: type[Model], find_agencies: FindAgencies) -> None:
    """Register how the journal finds the units of objects of ``model``."""
    _finders[model] = find_agencies


class AgencyNames:
    """Names of the units of entries, each object asked about once."""

    def __init__(self) -> None:
        self._known: dict[type[Model], dict[str, str]] = {}

    def learn(self, entries: Iterable[AuditEntry]) -> None:
        """Find the units of the objects of entries, with one query for each kind of object."""
        keys: dict[type[Model], set[str]] = {}
        for entry in entries:
            model = _find_model(entry)
            if model and entry.object_id not in self._known.get(model, {}):
                keys.setdefault(model, set()).add(entry.object_id)
        for model, missing in keys.items():
            found = dict.fromkeys(missing, "") | _finders[model](missing)
            self._known.setdefault(model, {}).update(found)

    def get(self, entry: AuditEntry) -> str:
        """Return the agency of an entry, else the unit of its object; "" for none."""
        if entry.agency:
            return str(entry.agency)
        model = _find_model(entry)
        if model is None:
            return ""
        self.learn([entry])
        return self._known[model][entry.object_id]


def _find_model(entry: AuditEntry) -> type[Model] | None:
    if entry.agency_id or not (entry.content_type and entry.object_id):
        return None
    model = entry.content_type.model_class()
    return model if model in _finders else None
