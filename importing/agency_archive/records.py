"""The rows in the file of an agency, and what becomes of each here."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.contenttypes.models import ContentType
from django.db import models
from taggit.models import Tag, TaggedItem
from wagtail.models import Collection, Locale, Page, Revision, Site
from wagtail_localize.models import String, StringSegment, Template, TranslationSource

from accounts.models import User
from importing.agency_archive.references import LostReferenceError, References
from ops.backup.archive import Manifest, read_archive
from ops.backup.creation import ROWS
from ops.backup.rows import Column, allocate_keys, insert_rows, list_columns, read_rows
from sites.models import Agency

Record = dict[str, Any]
Model = type[models.Model]
# Rows that several agencies share: by which columns one that is here already is recognized.
_SHARED: dict[Model, tuple[str, ...]] = {
    Tag: ("slug",),
    String: ("locale_id", "data_hash"),
    Template: ("uuid",),
}
_TREES: tuple[Model, ...] = (Page, Collection)


class AgencyRecords:
    """All rows of one agency, as its file has them.

    They are held in memory: those of one website, not of an installation.
    """

    def __init__(self, path: Path, manifest: Manifest, identity: str) -> None:
        """Read the rows. Raises BackupError if the file cannot be read."""
        self.rows: dict[Model, list[Record]] = {}
        self._outside: dict[str, dict[str, str]] = manifest.details["outside"]
        with read_archive(path, identity) as parts:
            for name, content in parts:
                if name.startswith(ROWS):
                    model = apps.get_model(name.removeprefix(ROWS).removesuffix(".jsonl.gz"))
                    columns, rows = read_rows(content)
                    names = [column.name for column in columns]
                    self.rows[model] = [dict(zip(names, row, strict=True)) for row in rows]

    def get(self, model: Model) -> list[Record]:
        """Return the rows of a model, as they are in the file; empty if there are none."""
        return self.rows.get(model, [])

    def list_languages(self) -> list[str]:
        """Return the codes of the languages of the agency's pages, in order."""
        locales = self._outside["wagtailcore.locale"]
        return sorted({locales[str(page["locale_id"])] for page in self.get(Page)})

    def find_outside(self, references: References) -> None:
        """Note what the rows may refer to and is here under another key: languages and agencies."""
        for model, name in ((Locale, "language_code"), (Agency, "code")):
            here = dict(model.objects.values_list(name, "pk"))
            for former, text in self._outside[model._meta.label_lower].items():
                if text in here:
                    references.add(model, former, here[text])
        for former in self._outside["contenttypes.contenttype"]:
            if target := self._get_model(former):
                key = ContentType.objects.get_for_model(target, for_concrete_model=False).pk
                references.add(ContentType, former, key)

    def allocate(self, references: References) -> None:
        """Give every row its key here, in the transaction that writes them."""
        for model, rows in self.rows.items():
            pk = model._meta.pk
            if isinstance(pk, models.AutoField):
                for row, key in zip(rows, allocate_keys(model, len(rows)), strict=True):
                    references.add(model, row[str(pk.column)], key)
            elif pk is not None and not pk.remote_field:
                for row in rows:
                    references.add(model, row[str(pk.column)], row[str(pk.column)])
        # Of shared rows the key is that of the one that is here.
        for model, names in _SHARED.items():
            self._find_shared(model, names, references)

    def write(self, references: References, changes: dict[Model, Record]) -> Counter[str]:
        """Insert the rows with their new keys; return how many of each model.

        ``changes``: values that all rows of a model get, by column. Rows that refer to what did not
        come along, and must, are left out. Raises BackupError if the database refuses one.
        """
        counts: Counter[str] = Counter()
        paths = {model: self._move_tree(model) for model in _TREES}
        for model, rows in self.rows.items():
            columns = list_columns(model)
            moved = paths.get(model, {})
            ready = [
                row | changes.get(model, {}) | moved.get(former["path"], {})
                if moved
                else row | changes.get(model, {})
                for former in rows
                if (row := self._replace(model, former, references))
            ]
            counts[model._meta.label_lower] = insert_rows(model, columns, _as_lists(ready, columns))
        return counts

    def _find_shared(self, model: Model, names: tuple[str, ...], references: References) -> None:
        left = []
        for row in self.get(model):
            wanted = {name: row[name] for name in names}
            if "locale_id" in wanted:
                wanted["locale_id"] = references.find(Locale, wanted["locale_id"])
            known = model._base_manager.filter(**wanted).first()
            if known:
                references.add(model, row["id"], known.pk)
            else:
                left.append(row)
        if model in self.rows:
            self.rows[model] = left

    def _move_tree(self, model: Model) -> dict[str, Record]:
        """Return the new path of each row, by its former one, and how many children it has.

        The highest of them come after the last child of the root.
        """
        root = model.get_first_root_node()  # type: ignore[attr-defined]
        last = root.get_last_child()
        step = model.steplen  # type: ignore[attr-defined]
        number = model._str2int(last.path[-step:]) if last else 0  # type: ignore[attr-defined]
        former = sorted(row["path"] for row in self.get(model))
        tops = [path for path in former if len(path) == 2 * step]
        moved = {
            top: model._get_path(root.path, 2, number + place)  # type: ignore[attr-defined]
            for place, top in enumerate(tops, start=1)
        }
        children = Counter(path[:-step] for path in former)
        model._base_manager.filter(pk=root.pk).update(numchild=models.F("numchild") + len(tops))
        return {
            path: {
                "path": moved[path[: 2 * step]] + path[2 * step :],
                "numchild": children[path],
            }
            for path in former
        }

    def _get_model(self, former: object) -> Model | None:
        """Return the model of a content type of the former installation, None if there is none."""
        try:
            return apps.get_model(self._outside["contenttypes.contenttype"][str(former)])
        except (KeyError, LookupError):
            return None

    def _replace(self, model: Model, row: Record, references: References) -> Record | None:
        """Return a row with the keys of this installation, or None if it cannot come along."""
        where = f"{model._meta.model_name} {row.get('title') or row.get('id') or ''}".strip()
        replaced = dict(row)
        for field in model._meta.local_concrete_fields:
            if field.generated:
                continue
            column = str(field.column)
            value = row[column]
            if isinstance(field, models.ForeignKey):
                if value is None:
                    continue
                key = references.find(field.related_model, value)
                if key is None and not field.null:
                    references.lost.append(f"{where}: left out, its {field.name} did not come.")
                    return None
                replaced[column] = key
            elif field.primary_key:
                replaced[column] = references.find(model, value)
            else:
                try:
                    replaced[column] = references.replace_in_field(field, value, where)
                except LostReferenceError:
                    return None
        return self._replace_by_model(model, row, replaced, references, where)

    def _replace_by_model(
        self, model: Model, row: Record, replaced: Record, references: References, where: str
    ) -> Record | None:
        """Replace what refers to rows in another way than by a column of its own."""
        if model is User:
            replaced["password"] = make_password(None)
        elif model is Site:
            replaced |= {"port": settings.SITE_PORT, "is_default_site": False}
        elif model in {Revision, TaggedItem}:
            target = self._get_model(row["content_type_id"])
            key = references.find(target, row["object_id"]) if target else None
            if target is None or key is None:
                return None
            replaced["object_id"] = str(key) if model is Revision else key
            if model is Revision:
                content = references.replace_in_content(target, json.loads(row["content"]), where)
                replaced["content"] = json.dumps(content, ensure_ascii=False)
        elif model is TranslationSource:
            target = self._get_model(row["specific_content_type_id"])
            if target is None:
                return None
            content = json.loads(row["content_json"])
            replaced["content_json"] = json.dumps(
                references.replace_in_content(target, content, where), ensure_ascii=False
            )
        elif model is StringSegment and row["attrs"]:
            replaced["attrs"] = json.dumps(
                {
                    name: references.replace_in_link(link, where)
                    for name, link in (json.loads(row["attrs"]) or {}).items()
                }
            )
        return replaced


def _as_lists(rows: list[Record], columns: list[Column]) -> Iterator[list[Any]]:
    return ([row[column.name] for column in columns] for row in rows)
