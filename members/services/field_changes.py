"""Old and new values of fields, for the journal: noticed when a row is saved.

An app names the fields of its models with ``record_changes_of``. When such a row is saved, what has
changed is remembered until the transaction ends, and the entry of the journal that is written in it
takes it (``take_changes``). Only what is named is ever recorded: no password, token or code is.
"""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Field, Model
from django.utils.text import capfirst
from django.utils.translation import override

from content.field_words import describe_value

# Characters of a value that are kept. Of a longer one the part that differs is kept, with a few
# words around it.
MAX_VALUE_LENGTH = 200
_AROUND = 40
# Fields of one entry.
MAX_CHANGES = 40
_CUT = "…"

_fields: dict[type[Model], tuple[str, ...]] = {}


class Change(NamedTuple):
    """Label of a field, and its old and new value in words; both empty if no words say it."""

    label: str
    old: str
    new: str


def record_changes_of(model: type[Model], *fields: str) -> None:
    """Make the journal record old and new values of these fields of a model.

    The rows must be saved one by one: ``QuerySet.update`` tells nothing. One more query for each
    row that is saved.
    """
    _fields[model] = fields


class Signature(NamedTuple):
    """Key and digest of a decision, and what it changed in public."""

    decision_id: int | None
    decision_digest: str
    changes: list[Change]


class _Remembered:
    """Values about one row, kept among the functions to be called at the end of the transaction.

    So they are gone with it, also if it, or the savepoint that they were made in, is taken back.
    """

    def __init__(self, kind: type, model: type[Model], pk: object, values: list[Any]) -> None:
        self.key = (kind, model, str(pk))
        self.values = values

    def __call__(self) -> None:
        """Do nothing: there is nothing to do at the end."""


def compare_with_row(instance: Model, update_fields: Collection[str] | None) -> list[Change]:
    """Return what saving ``instance`` will change of the fields named for its model, in words.

    Empty for a new row and for a model that no fields are named of. ``update_fields``: those that
    will be saved, None for all.
    """
    names = _fields.get(type(instance), ())
    if update_fields is not None:
        names = tuple(name for name in names if name in update_fields)
    if not names or instance.pk is None:
        return []
    before = type(instance)._base_manager.filter(pk=instance.pk).first()
    if before is None:
        return []
    fields = [field for field in instance._meta.concrete_fields if field.name in names]
    with override(settings.LANGUAGE_CODE):
        return make_changes(
            (field, field.value_from_object(before), field.value_from_object(instance))
            for field in fields
        )


def remember_changes(instance: Model, update_fields: Collection[str] | None) -> None:
    """Remember until the end of the transaction what saving ``instance`` will change."""
    if changes := compare_with_row(instance, update_fields):
        transaction.on_commit(_Remembered(Change, type(instance), instance.pk, changes))


def remember_signature(model: type[Model], pk: object, signature: Signature) -> None:
    """Remember the decision about a row for the entry that follows in the transaction."""
    transaction.on_commit(_Remembered(Signature, model, pk, [signature]))


def take_changes(model: type[Model] | None, pk: object) -> list[Change]:
    """Return the remembered changes of a row in this transaction, and forget them."""
    changes: list[Change] = _take(Change, model, pk)
    return changes[:MAX_CHANGES]


def take_signature(model: type[Model] | None, pk: object) -> Signature | None:
    """Return the decision that was remembered of a row in this transaction, and forget it."""
    signatures: list[Signature] = _take(Signature, model, pk)
    return signatures[-1] if signatures else None


def _take(kind: type, model: type[Model] | None, pk: object) -> list[Any]:
    key = (kind, model, str(pk))
    # Of each entry the first is the savepoints, the second the function.
    functions = [entry[1] for entry in connection.run_on_commit]
    found = [one for one in functions if isinstance(one, _Remembered) and one.key == key]
    values = [value for one in found for value in one.values]
    for one in found:
        one.values = []
    return values


def make_changes(values: Iterable[tuple[Field, Any, Any]]) -> list[Change]:
    """Return the changes among fields with old and new value, in the active language."""
    changed = [
        make_change(str(field.verbose_name), describe_value(field, old), describe_value(field, new))
        for field, old, new in values
        if old != new
    ]
    return changed[:MAX_CHANGES]


def make_change(label: str, old: str, new: str) -> Change:
    """Return a change with a capital, and of long values the part that differs."""
    return Change(capfirst(label), *_shorten(old, new))


def _shorten(old: str, new: str) -> tuple[str, str]:
    if max(len(old), len(new)) <= MAX_VALUE_LENGTH:
        return old, new
    begin = _count_common(old, new)
    rest = min(len(old), len(new)) - begin
    end = min(rest, _count_common(old[::-1], new[::-1]))
    return _cut(old, begin, end), _cut(new, begin, end)


def _count_common(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their beginnings."""
    pairs = enumerate(zip(one, other, strict=False))
    shorter = min(len(one), len(other))
    return next((position for position, (a, b) in pairs if a != b), shorter)


def _cut(text: str, begin: int, end: int) -> str:
    first, last = max(0, begin - _AROUND), min(len(text), len(text) - end + _AROUND)
    part = text[first : min(last, first + MAX_VALUE_LENGTH)]
    before = _CUT if first else ""
    after = _CUT if first + len(part) < len(text) else ""
    return f"{before}{part}{after}"
