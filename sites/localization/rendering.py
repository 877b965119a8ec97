"""Renderings: what a source says, in the words of a translation.

A translation has words alone: for each path and each string of the source, what stands in its
place. Order, blocks, links, files, dates and child rows come from the source. A part of which one
string has no words is the source's. See docs/decisions/0073-translations-are-renderings.md.
"""

import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from bs4 import BeautifulSoup
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.base import ModelState
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.models import ReferenceIndex
from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.segments import OverridableSegmentValue, StringSegmentValue
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.segments.ingest import ingest_segments
from wagtail_localize.strings import StringValue

from content.models import CustomDocument, CustomImage
from sites.localization.segments import (
    TECHNICAL,
    get_part,
    get_stream_fields,
    is_vietnamese,
    needs_translation,
)

# By path, and by the string of the source there. A file of the language alone is a string as well:
# ``customimage:12`` stands for the picture with this primary key.
Words = Mapping[str, Mapping[str, str]]

_FILES = {model._meta.model_name: model for model in (CustomImage, CustomDocument)}


@dataclass(frozen=True)
class Rendering:
    """What a rendering could not say in the words of the translation.

    ``missing``: paths at which a string of the source has no words. ``older``: those among them
    that have words for a former string.
    """

    missing: frozenset[str] = field(default_factory=frozenset)
    older: frozenset[str] = field(default_factory=frozenset)

    @property
    def foreign(self) -> frozenset[str]:
        """The parts that are the source's: fields, and top blocks of StreamFields."""
        return frozenset(map(get_part, self.missing))


def render_source(source: Any, target: Any, words: Words) -> Rendering:
    """Make ``target`` say what ``source`` says, in ``words``, in memory.

    ``source``: a page of its specific class, or a bulletin; it stays as it is. ``target``: a
    translation of it, which keeps its ``own_fields``.
    """
    original = _copy(source)
    rows = {one.name: _read_rows(original, one.name) for one in get_stream_fields(type(source))}
    segments, missing, older = _translate(original, target, words)
    rendering = Rendering(frozenset(missing), frozenset(older))
    foreign = rendering.foreign
    in_rows = {*getattr(source, "copied_rows", ())}
    captions = {one.path: one for one in segments if one.path.partition(".")[0] in in_rows}
    segments = [one for one in segments if one.path not in captions]
    _copy_fields(source, target, captions)
    current = [segment for segment in segments if get_part(segment.path) not in foreign]
    ingest_segments(original, target, source.locale, target.locale, current)
    worded = {get_part(segment.path) for segment in current}
    for name, sources in rows.items():
        block = getattr(original, name).stream_block
        done = {row.get("id"): row for row in _read_rows(target, name)} if worded else {}
        said = [
            done[row["id"]] if f"{name}.{row.get('id')}" in worded else row for row in sources
        ]
        setattr(target, name, StreamValue(block, copy.deepcopy(said), is_lazy=True))
    target.set_keys()
    return rendering


def list_strings(source: Any) -> dict[str, list[str]]:
    """Return the strings of a source that have words, in order, by path."""
    strings: dict[str, list[str]] = {}
    for segment in _iter_strings(_copy(source), source.own_fields):
        strings.setdefault(segment.path, []).append(segment.string.data)
    return strings


def bind_words(source: Any, translated: Any) -> dict[str, dict[str, str]]:
    """Return the words of a translation that a program has written into the fields.

    They belong to the strings of ``source`` at the same path, in order. A path with another number
    of strings is left out, and so are words that are still those of the source.
    """
    own, bound = list_strings(translated), {}
    for path, strings in list_strings(source).items():
        if len(own.get(path, ())) != len(strings):
            continue
        pairs = zip(strings, own[path], strict=True)
        found = {
            original: said
            for original, said in pairs
            if original != said or not is_vietnamese(StringValue(said).render_text())
        }
        if found:
            bound[path] = found
    return bound | bind_files(source, translated)


def bind_files(source: Any, translated: Any) -> dict[str, dict[str, str]]:
    """Return as words the pictures and documents that a translation has in other places."""
    own = list_files(translated)
    return {
        path: {file: own[path]}
        for path, file in list_files(source).items()
        if own.get(path, file) != file
    }


def iter_spoken(source: Any, words: Words) -> Iterator[tuple[str, str, str]]:
    """Yield path, string of the source and current words of each string that has words."""
    for path, strings in list_strings(source).items():
        for original in strings:
            said = words.get(path, {}).get(original)
            if said is not None:
                yield path, original, said


def list_worded_parts(source: Any) -> list[str]:
    """Return the parts of a source in which a string needs words, in order."""
    segments = _iter_strings(_copy(source), source.own_fields)
    worded = (one.path for one in segments if needs_translation(one.render_text()))
    return list(dict.fromkeys(map(get_part, worded)))


def list_own_files(words: Words) -> set[tuple[type[models.Model], int]]:
    """Return model and primary key of each file in words that is not the source's."""
    values = (value for known in words.values() for value in known.values())
    return {found for value in values if (found := find_file(value))}


def join_words(*several: Words) -> dict[str, dict[str, str]]:
    """Return words joined by path; the later ones win."""
    joined: dict[str, dict[str, str]] = {}
    for words in several:
        for path, known in words.items():
            joined.setdefault(path, {}).update(known)
    return joined


def _translate(
    original: Any, target: Any, words: Words
) -> tuple[list[Any], set[str], set[str]]:
    """Return segments in the words of the translation; paths without words; those with older."""
    segments: list[Any] = []
    missing, older = set(), set()
    present = list_strings(original)
    files = list_files(original) if list_own_files(words) else {}
    for segment in list_segments(original):
        known = words.get(segment.path, {})
        if segment.path in target.own_fields:
            continue
        if isinstance(segment, OverridableSegmentValue):
            own = find_file(known.get(files.get(segment.path, ""), ""))
            if own and own[0]._base_manager.filter(pk=own[1]).exists():
                segments.append(OverridableSegmentValue(segment.path, own[1], order=segment.order))
            continue
        if isinstance(segment, StringSegmentValue):
            said = known.get(segment.string.data)
            if said is not None and _has_same_links(segment.string.data, said):
                segment = StringSegmentValue(
                    segment.path, StringValue(said), attrs=segment.attrs, order=segment.order
                )
            elif needs_translation(segment.render_text()):
                missing.add(segment.path)
                if known.keys() - {*present.get(segment.path, ())} or said is not None:
                    older.add(segment.path)
        segments.append(segment)
    return segments, missing, older


def _iter_strings(instance: Any, own_fields: Iterable[str]) -> Iterator[StringSegmentValue]:
    left_out = {*TECHNICAL, *own_fields}
    for segment in list_segments(instance):
        if isinstance(segment, StringSegmentValue) and segment.path not in left_out:
            yield segment


def list_segments(instance: Any) -> list[Any]:
    """Return the segments of a page or bulletin in order, with the texts of its child rows."""
    segments: list[Any] = extract_segments(instance)
    for name in getattr(instance, "copied_rows", ()):
        for row in getattr(instance, name).all():
            for path, column in iter_captions(name, row):
                caption = StringSegmentValue(path, getattr(row, column))
                segments.append(caption.with_order(len(segments) + 1))
    return segments


def _copy(instance: Any) -> Any:
    """Return a copy that reading and writing its blocks leaves alone."""
    copied = copy.copy(instance)
    for stream in get_stream_fields(type(instance)):
        value = getattr(instance, stream.name)
        rows = copy.deepcopy(_read_rows(instance, stream.name))
        rows = [
            row
            | {"value": _add_ids(value.stream_block.child_blocks.get(row["type"]), row["value"],
                                 uuid5(NAMESPACE_OID, str(row["id"])))}
            for row in rows
        ]  # fmt: skip
        setattr(copied, stream.name, StreamValue(value.stream_block, rows, is_lazy=True))
    return copied


def _read_rows(instance: Any, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = getattr(instance, name).get_prep_value()
    return rows


def _copy_fields(source: Any, target: Any, captions: Mapping[str, StringSegmentValue]) -> None:
    """Copy what is the same in all languages, and words that no translation would replace.

    ``captions``: the words of child rows by path.
    """
    for each in get_translatable_fields(type(source)):
        if each.field_name in target.own_fields:
            continue
        model_field = source._meta.get_field(each.field_name)
        if isinstance(model_field, models.ManyToOneRel):
            if target.copies_rows and isinstance(model_field.remote_field, ParentalKey):
                _copy_rows(source, target, model_field, captions)
        elif not isinstance(model_field, StreamField):
            name = getattr(model_field, "attname", model_field.name)
            setattr(target, name, getattr(source, name))


def _copy_rows(
    source: Any,
    target: Any,
    relation: models.ManyToOneRel,
    captions: Mapping[str, StringSegmentValue],
) -> None:
    """Give ``target`` the child rows of ``source``; equal rows stay where they are."""
    name = relation.get_accessor_name()
    kept = [*getattr(target, name).all()]
    rows = []
    for place, original in enumerate(getattr(source, name).all()):
        row = copy.copy(original)
        row._state = ModelState()
        row.pk = kept[place].pk if place < len(kept) else None
        setattr(row, relation.field.name, target)
        for path, column in iter_captions(name, original):
            if path in captions:
                setattr(row, column, captions[path].render_text())
        rows.append(row)
    if [*map(_read_values, rows)] != [*map(_read_values, kept)]:
        setattr(target, name, rows)


def iter_captions(relation: str, row: models.Model) -> Iterator[tuple[str, str]]:
    """Yield path and field of each text of a child row of a relation.

    Rows have no key of their own that outlives a version; what they refer to tells which it is.
    """
    columns = row._meta.concrete_fields
    keys = [
        str(getattr(row, one.attname) or "")
        for one in columns
        if isinstance(one, models.ForeignKey) and not isinstance(one, ParentalKey)
    ]
    for one in columns:
        is_text = isinstance(one, models.CharField | models.TextField) and not one.choices
        if is_text and one.editable and getattr(row, one.attname):
            yield f"{relation}.{'-'.join(keys)}.{one.name}", one.name


def _read_values(row: models.Model) -> list[Any]:
    return [
        getattr(row, column.attname)
        for column in row._meta.concrete_fields
        if not column.primary_key and not isinstance(column, ParentalKey)
    ]


def _has_same_links(original: str, said: str) -> bool:
    """Return whether words have the links of the string of the source, each once."""
    if "<a" not in original and "<a" not in said:
        return True
    return _list_links(original) == _list_links(said)


def _list_links(text: str) -> list[str]:
    return sorted(str(link.get("id", "")) for link in BeautifulSoup(text, "html.parser")("a"))


def name_file(model: type[models.Model], key: int) -> str:
    """Return a picture or document as words have it."""
    return f"{model._meta.model_name}:{key}"


def find_file(value: str) -> tuple[type[models.Model], int] | None:
    """Return model and primary key of a file in words; None for other words."""
    kind, _colon, key = value.partition(":")
    return (_FILES[kind], int(key)) if kind in _FILES and key.isdecimal() else None


def list_files(instance: Any) -> dict[str, str]:
    """Return the pictures and documents that a language may have others for, by path."""
    paths = {
        segment.path
        for segment in extract_segments(instance)
        if isinstance(segment, OverridableSegmentValue)
    }
    kinds = {ContentType.objects.get_for_model(model).pk: model for model in _FILES.values()}
    return {
        path: name_file(kinds[kind], int(key))
        for kind, key, _model_path, path in ReferenceIndex._extract_references_from_object(instance)
        if kind in kinds and path in paths
    }


def _add_ids(block: Any, value: Any, key: UUID) -> Any:
    """Return a value of a block with an id for each item of its lists.

    Programs and former releases have stored lists of bare values. Their ids here follow from
    ``key``, of the block around them, and their place.
    """
    match block, value:
        case blocks.ListBlock(), list():
            return [
                _add_item_id(block, item, uuid5(key, str(place)))
                for place, item in enumerate(value)
            ]
        case blocks.BaseStreamBlock(), list():
            return [
                row | {"value": _add_ids(block.child_blocks.get(row["type"]), row["value"], key)}
                for row in value
            ]
        case blocks.BaseStructBlock(), dict():
            children = block.child_blocks
            return {
                name: _add_ids(children.get(name), each, uuid5(key, name))
                for name, each in value.items()
            }
    return value


def _add_item_id(block: Any, item: Any, key: UUID) -> dict[str, Any]:
    if not block._item_is_in_block_format(item):
        item = {"type": "item", "id": str(key), "value": item}
    filled: dict[str, Any] = item | {"value": _add_ids(block.child_block, item["value"], key)}
    return filled
