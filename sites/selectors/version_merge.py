"""Merge of two versions of one page or bulletin, written at the same time.

Who changed what is told by the version that both began with: field by field, and in a text of
blocks block by block, by the ids of the blocks. What one of the two changed is merged. Where both
changed the same, the words of whoever merges stay.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from django.db.models import Field, Model
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modelcluster.models import (
    get_all_child_relations,
    get_field_value,
    get_serializable_data_for_fields,
)
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.models import COMMENTS_RELATION_NAME, Page

from content.field_words import describe_rows, describe_version_value, get_rows_label
from content.text.comparison import compare_texts

# The editor of texts gives each paragraph a new number in every form.
_PARAGRAPH_NUMBER = re.compile(r' data-block-key="[^"]*"')
# Times in a version, which no merge changes.
_OF_SCHEDULE = {"go_live_at", "expire_at"}
# Of a row, what says nothing of its content.
_ROW_KEYS = {"pk", "sort_order", "translation_key", "locale"}


class Side(Enum):
    """Who changed a place since the version that both began with."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True)
class Difference:
    """A place at which two versions differ.

    ``side``: None if it is not known who changed it. ``theirs`` and ``mine``: the words of both,
    "" for none.
    """

    label: str
    side: Side | None
    theirs: str
    mine: str

    @property
    def is_conflict(self) -> bool:
        """Whether both changed the place, so that mine stays."""
        return self.side is Side.BOTH

    @property
    def coming(self) -> SafeString:
        """What becomes of mine, as one text: theirs as added, if only they changed the place."""
        new = self.mine if self.is_conflict else self.theirs
        return compare_texts(self.mine, new).to_html()

    @property
    def difference(self) -> SafeString:
        """Theirs and mine as one text: what mine lacks as deleted, what it has more as added."""
        return compare_texts(self.theirs, self.mine).to_html()


@dataclass(frozen=True)
class _Content:
    """Content of a place: as the database has it, and in words."""

    stored: Any
    words: str

    def is_same(self, other: "_Content | None") -> bool:
        return other is not None and _normalize(self.stored) == _normalize(other.stored)


@dataclass(frozen=True)
class _Block(_Content):
    """A block of a text."""

    kind: str


_Blocks = dict[str, _Block]


class StoredVersion:
    """A stored version of a page in the place of its form. The times of a schedule stay."""

    def __init__(self, page: Page) -> None:
        self.instance = page
        self.fields = page.get_edit_handler().get_form_class().base_fields
        self.changed_data = [name for name in self.fields if name not in _OF_SCHEDULE]
        self.formsets: dict[str, Any] = {}


class VersionMerge:
    """Mine and theirs, where they differ, and what becomes of both together.

    ``form``: the valid form with what I wrote, or a ``StoredVersion``; ``theirs``: the latest
    version; ``base``: the version that both began with, None if it is not there any more.
    """

    def __init__(self, form: Any, theirs: Model, base: Model | None) -> None:
        self.form, self.theirs, self.base = form, theirs, base
        self.places: list[Difference] = []
        # What the form takes over, by the names of fields and relations.
        self._values: dict[str, Any] = {}
        self._rows: dict[str, list[Model]] = {}
        for field in type(theirs)._meta.concrete_fields:
            # All else is theirs already, since the form was made of the latest version.
            if field.name in form.changed_data:
                self._compare(field)
        for relation in get_all_child_relations(type(theirs)):
            if relation.get_accessor_name() != COMMENTS_RELATION_NAME:
                self._compare_rows(relation)

    @property
    def is_possible(self) -> bool:
        """Whether both can be merged; not with comments that are not saved yet."""
        comments = self.form.formsets.get("comments")
        return self.base is not None and not (comments and comments.has_changed())

    def apply(self) -> None:
        """Put what is theirs in the merged version into the form, which saves it then."""
        for name, value in self._values.items():
            setattr(self.form.instance, name, value)
        for name, rows in self._rows.items():
            self.form.formsets.pop(name, None)
            setattr(self.form.instance, name, rows)

    def _compare(self, field: Field) -> None:
        label = capfirst(str(self.form.fields[field.name].label or field.verbose_name))
        if isinstance(field, StreamField) and self._compare_blocks(field, label):
            return
        mine, theirs = _get_content(field, self.form.instance), _get_content(field, self.theirs)
        if mine.is_same(theirs):
            return
        side = _find_side(_get_content(field, self.base), theirs, mine) if self.base else None
        if side is Side.THEIRS:
            self._values[field.attname] = getattr(self.theirs, field.attname)
        self.places.append(Difference(label, side, theirs.words, mine.words))

    def _compare_blocks(self, field: StreamField, label: str) -> bool:
        """Compare a text block by block; return False if its blocks cannot be told apart."""
        theirs = _list_blocks(getattr(self.theirs, field.name))
        mine = _list_blocks(getattr(self.form.instance, field.name))
        base = _list_blocks(getattr(self.base, field.name)) if self.base else None
        if theirs is None or mine is None or (self.base and base is None):
            return False
        blocks, places = _merge_blocks(base, theirs, mine)
        self.places += [replace(place, label=f"{label}, {place.label}") for place in places]
        if base is not None and places:
            raw = [block.stored for block in blocks]
            self._values[field.name] = StreamValue(field.stream_block, raw, is_lazy=True)
        return True

    def _compare_rows(self, relation: Any) -> None:
        name, model = relation.get_accessor_name(), relation.related_model
        parent = relation.field.name
        my_rows, their_rows = self._list_my_rows(name), list(getattr(self.theirs, name).all())
        mine, theirs = (_get_rows_content(rows, parent) for rows in (my_rows, their_rows))
        if mine.is_same(theirs):
            return
        side = None
        if self.base:
            base = _get_rows_content(list(getattr(self.base, name).all()), parent)
            side = _find_side(base, theirs, mine)
        if side is Side.THEIRS:
            self._rows[name] = their_rows
        self.places.append(
            Difference(capfirst(get_rows_label(model)), side, theirs.words, mine.words)
        )

    def _list_my_rows(self, name: str) -> list[Model]:
        formset = self.form.formsets.get(name)
        if formset is None:
            return list(getattr(self.form.instance, name).all())
        kept = [
            form
            for form in formset.forms
            if form not in formset.deleted_forms and (form.instance.pk or form.has_changed())
        ]
        kept.sort(key=lambda form: form.cleaned_data.get("ORDER") or 0)
        return [form.instance for form in kept]


def _get_content(field: Field, version: Model) -> _Content:
    stored = get_field_value(field, version)
    return _Content(stored, describe_version_value(field, stored))


def _get_rows_content(rows: Sequence[Model], parent: str) -> _Content:
    stored = [get_serializable_data_for_fields(row) for row in rows]
    words = describe_rows(type(rows[0]), stored) if stored else ""
    contents = [
        {name: value for name, value in row.items() if name not in {*_ROW_KEYS, parent}}
        for row in stored
    ]
    return _Content(contents, words)


def _list_blocks(text: StreamValue) -> _Blocks | None:
    """Return the blocks of a text by their ids; None if some have none, or share one."""
    blocks = {
        child.id: _Block(child.get_prep_value(), _describe_block(child), str(child.block.label))
        for child in text
        if child.id
    }
    return blocks if len(blocks) == len(text) else None


def _describe_block(child: Any) -> str:
    words = " ".join(" ".join(child.block.get_searchable_content(child.value)).split())
    if words or not isinstance(child.value, Mapping):
        return words
    # A picture or a file without words of its own.
    return " ".join(str(value) for value in child.value.values() if isinstance(value, Model))


def _normalize(stored: Any) -> Any:
    """Return a stored value as it is compared, without what a form changes by itself."""
    if isinstance(stored, str):
        return " ".join(_PARAGRAPH_NUMBER.sub("", stored).split())
    if isinstance(stored, Mapping):
        return {key: _normalize(value) for key, value in stored.items() if key != "id"}
    if isinstance(stored, (list, tuple)):
        return [_normalize(value) for value in stored]
    return stored


def _find_side(base: _Content, theirs: _Content, mine: _Content) -> Side:
    """Return who changed a place where mine and theirs differ; a link or a style is a change."""
    if mine.is_same(base):
        return Side.THEIRS
    return Side.MINE if theirs.is_same(base) else Side.BOTH


def _merge_blocks(
    base: _Blocks | None, theirs: _Blocks, mine: _Blocks
) -> tuple[list[_Block], list[Difference]]:
    """Return the merged blocks and the places at which mine and theirs differ.

    Without ``base`` the blocks are mine.
    """
    kept: _Blocks = {}
    places = []
    for key in [*mine, *(key for key in theirs if key not in mine)]:
        former = base.get(key) if base else None
        block, place = _merge_block(
            former, theirs.get(key), mine.get(key), is_known=base is not None
        )
        if block:
            kept[key] = block
        if place:
            position = [*(mine if key in mine else theirs)].index(key) + 1
            label = _("block %(number)s: %(kind)s") % {"number": position, "kind": place.label}
            places.append(replace(place, label=label))
    if base is None:
        return list(mine.values()), places
    order = _merge_orders([*base], [*theirs], [*mine])
    if moved := _find_moved(base, theirs, mine):
        places.append(moved)
    return [kept[key] for key in order if key in kept], places


def _merge_block(
    base: _Block | None, theirs: _Block | None, mine: _Block | None, *, is_known: bool
) -> tuple[_Block | None, Difference | None]:
    """Return what becomes of a block, None if it goes, and how mine and theirs differ."""
    if mine and mine.is_same(theirs):
        return mine, None
    either = mine or theirs
    kind = either.kind if either else ""
    words = (theirs.words if theirs else "", mine.words if mine else "")
    if not is_known:
        return mine, Difference(kind, None, *words)
    if base and theirs and mine:
        side = _find_side(base, theirs, mine)
    elif base is None:
        side = Side.MINE if mine else Side.THEIRS
    else:
        # One of the two took it away. The other's words are not lost if they are new.
        is_kept = either is not None and not either.is_same(base)
        taker = Side.THEIRS if mine else Side.MINE
        side = Side.BOTH if is_kept else taker
    chosen = {Side.MINE: mine, Side.THEIRS: theirs, Side.BOTH: either}[side]
    return chosen, Difference(kind, side, *words)


def _merge_orders(base: list[str], theirs: list[str], mine: list[str]) -> list[str]:
    """Return all keys, in mine's order if I moved some, else in theirs.

    What only the other one has follows what it follows there.
    """
    first, second = (mine, theirs) if _is_moved(base, mine) else (theirs, mine)
    order = list(first)
    before = None
    for key in second:
        if key not in order:
            order.insert(order.index(before) + 1 if before else 0, key)
        before = key
    return order


def _is_moved(one: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether common keys have another order."""
    return [key for key in one if key in other] != [key for key in other if key in one]


def _find_moved(base: _Blocks, theirs: _Blocks, mine: _Blocks) -> Difference | None:
    if not _is_moved([*theirs], [*mine]):
        return None
    is_mine, is_theirs = _is_moved([*base], [*mine]), _is_moved([*base], [*theirs])
    side = Side.BOTH if is_mine and is_theirs else Side.MINE if is_mine else Side.THEIRS
    return Difference(_("order of the blocks"), side, "", "")
