"""The rows in the file of an agency, and what becomes of each here."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid5

from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models
from taggit.models import Tag, TaggedItem
from wagtail.models import Collection, Locale, Page, Revision
from wagtail_localize.models import (
    String,
    StringSegment,
    StringTranslation,
    Template,
    TranslationContext,
    TranslationSource,
)

from content.text.sanitizer import clean_translation
from home.models import FormerURL, PageRating
from importing.agency_archive.own_rows import check_belonging
from importing.agency_archive.references import LostReferenceError, References
from importing.agency_archive.tables import EDITION, LEFT, STAYS, TABLES
from importing.agency_archive.values import Model, Record, read_records
from ops.backup.archive import Manifest, read_archive
from ops.backup.creation import ROWS
from ops.backup.errors import BackupError
from ops.backup.rows import (
    Allowance,
    Column,
    allocate_keys,
    insert_rows,
    list_columns,
    read_rows,
)
from sites.models import Agency, FormerHost, Kind, Status, Succession
from sites.permissions.group_permissions import ROLES
from sites.selectors.known_agencies import AgencyLookup

# Rows that several agencies share: by which columns one that is here already is recognized.
_SHARED: dict[Model, tuple[str, ...]] = {
    Tag: ("slug",),
    String: ("locale_id", "data_hash"),
    Template: ("uuid",),
}
_TREES: tuple[Model, ...] = (Page, Collection)
_END = ".jsonl.gz"
# Of all rows, unpacked: they are read into memory.
MOST_BYTES = 2 * 1024**3
# What rows may refer to and is in every installation, with the texts that it is known by.
_OUTSIDE: dict[Model, str] = {
    Locale: "language_code",
    ContentType: "",
    Agency: "code",
}


# What a program meets in a value that has another form than it reads.
UNREADABLE = (
    ArithmeticError, AttributeError, LookupError, ObjectDoesNotExist, RecursionError, TypeError,
    ValueError,
)  # fmt: skip


class AgencyRecords:
    """All rows of one agency, as its file has them, in the declared columns alone.

    They are held in memory: those of one website, not of an installation.
    """

    def __init__(self, path: Path, manifest: Manifest, identity: str) -> None:
        """Read and check the rows.

        Raises BackupError if the file cannot be read, has a table or column that is not declared,
        or a row that does not belong to its agency.
        """
        self.rows: dict[Model, list[Record]] = {}
        self._outside = _read_outside(manifest)
        edition = manifest.header.get("edition", 1)
        if type(edition) is not int or edition not in {1, EDITION}:
            raise BackupError(f"The file is of edition {edition}, which this version cannot read.")
        allowance = Allowance(MOST_BYTES)
        with read_archive(path, identity) as parts:
            for name, content in parts:
                model = _find_table(name, edition)
                if model:
                    columns, rows = read_rows(content, allowance)
                    self.rows[model] = read_records(model, columns, rows, edition)
        check_belonging(self.rows, str(manifest.header.get("agency")), self._find_model)
        self._page_models: dict[str, Any] = {}
        for row in self.get(Page):
            self._page_models[str(row["id"])] = self._find_model(row["content_type_id"])
            # Nothing returns in public but what the importing person has decided about.
            if not row["live"]:
                row["live_revision_id"] = None

    def get(self, model: Model) -> list[Record]:
        """Return the rows of a model, as they are in the file; empty if there are none."""
        return self.rows.get(model, [])

    @property
    def agency(self) -> Record:
        """The row of the agency."""
        return self.rows[Agency][0]

    def get_language(self, locale: object) -> str:
        """Return the code of a language by its key in the file."""
        return self._outside[Locale].get(str(locale), "?")

    def list_languages(self) -> list[str]:
        """Return the codes of the languages of the agency's pages, in order."""
        return sorted({self.get_language(page["locale_id"]) for page in self.get(Page)})

    def list_front_slugs(self) -> list[str]:
        """Return the slugs of the front pages in all languages."""
        length = 2 * Page.steplen
        return [row["slug"] for row in self.get(Page) if len(row["path"]) == length]

    def cut_ties(self, province: Agency | None, lookup: AgencyLookup) -> list[str]:
        """Leave out ties that other agencies here have not agreed to; return a line for each.

        Kept are successions between units of one province of which the one that hands on has ended,
        and former hosts that are nobody's here.
        """
        code = self.agency["code"]
        lost = []
        for row in [*self.get(Succession)]:
            other = self._find_other(row)
            if other is None or other.parent != province or not self._is_from_archived(row, other):
                self.rows[Succession].remove(row)
                lost.append(f"A succession of {code} was left out: the other unit is not here.")
        for row in [*self.get(FormerHost)]:
            if owner := lookup.find_host_owner(row["hostname"]):
                self.rows[FormerHost].remove(row)
                lost.append(f"The former host {row['hostname']} was left out: {owner} has it.")
        return lost

    def _find_other(self, succession: Record) -> Agency | None:
        keys = {succession["from_agency_id"], succession["to_agency_id"]}
        codes = [self._outside[Agency].get(str(key)) for key in keys - {self.agency["id"]}]
        return Agency.objects.exclude(kind=Kind.PROVINCE).filter(code__in=codes).first()

    def _is_from_archived(self, succession: Record, other: Agency) -> bool:
        if succession["from_agency_id"] == self.agency["id"]:
            return bool(self.agency["status"] == Status.ARCHIVED)
        return other.is_archived

    def find_outside(self, references: References) -> None:
        """Note what the rows may refer to and is here under another key: languages and agencies."""
        for model, name in _OUTSIDE.items():
            here = dict(model._base_manager.values_list(name, "pk")) if name else {}
            for former, text in self._outside[model].items():
                if text in here:
                    references.add(model, former, here[text])
        for former in self._outside[ContentType]:
            if target := self._find_model(former):
                key = ContentType.objects.get_for_model(target, for_concrete_model=False).pk
                references.add(ContentType, former, key)

    def allocate(self, references: References) -> None:
        """Give every row its key here, in the transaction that writes them."""
        self._derive()
        for model, rows in self._iter_stored():
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

        ``changes``: values that all rows of a model get, by column. Columns that stay have their
        defaults. Rows that refer to what did not come along, and must, are left out. Raises
        BackupError if the database refuses one.
        """
        counts: Counter[str] = Counter()
        moved = {model: self._move_tree(model) for model in _TREES}
        for model, rows in self._iter_stored():
            columns = list_columns(model)
            defaults, change = _list_defaults(model), changes.get(model, {})
            places = moved.get(model, {})
            ready = [
                defaults | row | change | places.get(former.get("id"), {})
                for former in rows
                if (row := self._replace(model, former, references))
            ]
            counts[model._meta.label_lower] = insert_rows(model, columns, _as_lists(ready, columns))
        return counts

    def _iter_stored(self) -> Iterator[tuple[Model, list[Record]]]:
        for model, rows in self.rows.items():
            if TABLES[model._meta.label_lower].is_stored:
                yield model, rows

    def _derive(self) -> None:
        """Work out the values of columns that do not travel, as far as others name rows by them."""
        names = {self.agency[f"{role}_id"]: f"{self.agency['code']} {role}" for role in ROLES}
        for row in self.get(Group):
            row["name"] = names[row["id"]]
        for row in self.get(Tag):
            row["slug"] = Tag().slugify(row["name"])
        for row in self.get(TranslationContext):
            row["path_id"] = str(TranslationContext._get_path_id(row["path"]))
        for row in self.get(StringTranslation):
            row["data"] = clean_translation(row["data"])
        for row in self.get(String):
            row["data"] = clean_translation(row["data"])
            # Strings and templates are found by a digest, and serve all agencies.
            row["data_hash"] = str(String._get_data_hash(row["data"]))
        for row in self.get(Template):
            space = uuid5(Template.BASE_UUID_NAMESPACE, row["template_format"])
            row["uuid"] = str(uuid5(space, row["template"]))

    def _find_shared(self, model: Model, names: tuple[str, ...], references: References) -> None:
        left: dict[tuple[object, ...], Record] = {}
        for row in self.get(model):
            wanted = {name: row[name] for name in names}
            if "locale_id" in wanted:
                wanted["locale_id"] = references.find(Locale, wanted["locale_id"])
            known = model._base_manager.filter(**wanted).first()
            place = tuple(wanted.values())
            if known:
                references.add(model, row["id"], known.pk)
            elif place in left:
                references.add(model, row["id"], references.find(model, left[place]["id"]))
            else:
                left[place] = row
        if model in self.rows:
            self.rows[model] = [*left.values()]

    def _move_tree(self, model: Any) -> dict[object, Record]:
        """Return the place of each row in the tree here, by its former key.

        The highest of them come after the last child of the root.
        """
        root, step = model.get_first_root_node(), model.steplen
        last = root.get_last_child()
        number = model._str2int(last.path[-step:]) if last else 0
        rows = sorted(self.get(model), key=lambda row: row["path"])
        tops = [row["path"] for row in rows if len(row["path"]) == 2 * step]
        moved = {
            top: model._get_path(root.path, 2, number + place)
            for place, top in enumerate(tops, start=1)
        }
        children = Counter(row["path"][:-step] for row in rows)
        addresses = {rows[0]["path"][:step]: "/"} if rows else {}
        model._base_manager.filter(pk=root.pk).update(numchild=models.F("numchild") + len(tops))
        places: dict[object, Record] = {}
        for row in rows:
            path = row["path"]
            places[row["id"]] = {
                "path": moved[path[: 2 * step]] + path[2 * step :],
                "depth": len(path) // step,
                "numchild": children[path],
            }
            if model is Page:
                addresses[path] = f"{addresses[path[:-step]]}{row['slug']}/"
                places[row["id"]]["url_path"] = addresses[path]
        return places

    def _find_model(self, former: object) -> Model | None:
        """Return the model of a content type of the former installation, None if there is none."""
        try:
            return apps.get_model(self._outside[ContentType][str(former)])
        except (LookupError, ValueError):
            return None

    def _replace(self, model: Model, row: Record, references: References) -> Record | None:
        """Return a row with the keys of this installation, or None if it cannot come along.

        Raises BackupError, naming the row, for a value that nobody here can read.
        """
        where = f"{model._meta.model_name} {row.get('title') or row.get('id') or ''}".strip()
        try:
            return self._replace_in_row(model, row, references, where)
        except (*UNREADABLE, ValidationError) as error:
            raise BackupError(
                f"The file holds what no export writes, in {where} "
                f"({type(error).__name__}: {error})."
            ) from error

    def _replace_in_row(
        self, model: Model, row: Record, references: References, where: str
    ) -> Record | None:
        replaced = dict(row)
        for field in model._meta.local_concrete_fields:
            column = str(field.column)
            value = row.get(column)
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
            elif column in row:
                try:
                    replaced[column] = references.replace_in_field(field, value, where)
                except LostReferenceError:
                    return None
        return self._replace_by_model(model, row, replaced, references, where)

    def _replace_by_model(
        self, model: Model, row: Record, replaced: Record, references: References, where: str
    ) -> Record | None:
        """Replace what refers to rows in another way than by a column of its own."""
        if model in {FormerURL, PageRating} and replaced["page_id"] is None:
            return None
        if model is Template and "linktype" in row["template"].lower():
            # Exports write links into strings, and nobody would replace the key of this one.
            references.lost.append(f"{where}: left out, it holds a link.")
            return None
        if model is Revision:
            # The type is that of the page, whatever the version says.
            target = self._page_models[row["object_id"]]
            replaced |= {
                "object_id": str(references.find(Page, row["object_id"])),
                "content": _replace_in_version(target, row["content"], references, where),
            }
        elif model is TaggedItem:
            target = self._find_model(row["content_type_id"])
            replaced["object_id"] = target and references.find(target, row["object_id"])
            if replaced["object_id"] is None:
                return None
        elif model is TranslationSource:
            target = self._find_model(row["specific_content_type_id"])
            content = row["content_json"]
            replaced["content_json"] = _replace_in_version(target, content, references, where)
        elif model is StringSegment and row["attrs"]:
            replaced["attrs"] = json.dumps(
                {
                    name: references.replace_in_link(link, where)
                    for name, link in (json.loads(row["attrs"]) or {}).items()
                }
            )
        return replaced


def _replace_in_version(model: Any, text: str, references: References, where: str) -> str:
    """Return the content of a version of ``model`` with new keys in it, in JSON as ``text``.

    Raises one of UNREADABLE, or ValidationError, if no form could open it.
    """
    content = json.loads(text)
    if not isinstance(content, dict):
        raise ValueError("it has no content")
    content = references.replace_in_content(model, content, where)
    model.from_serializable_data(content, check_fks=False)
    return json.dumps(content, ensure_ascii=False)


def _read_outside(manifest: Manifest) -> dict[Model, dict[str, str]]:
    found = manifest.details.get("outside")
    labels = {model: model._meta.label_lower for model in _OUTSIDE}
    if not isinstance(found, dict) or not all(
        isinstance(found.get(label), dict)
        and all(isinstance(one, str) for one in found[label].values())
        for label in labels.values()
    ):
        raise BackupError("The file does not say which languages, types and units it names.")
    return {model: found[label] for model, label in labels.items()}


def _find_table(part: str, edition: int) -> Model | None:
    """Return the model whose rows are in a part of the archive, None for other parts."""
    if not part.startswith(ROWS):
        return None
    label = part.removeprefix(ROWS).removesuffix(_END)
    if edition == 1 and label in LEFT:
        return None
    if label not in TABLES or part != f"{ROWS}{label}{_END}":
        reason = f": {STAYS[label]}" if label in STAYS else ""
        raise BackupError(
            f"The file has the table {label}, which does not come with a website{reason}."
        )
    return apps.get_model(label)


def _list_defaults(model: Model) -> Record:
    stays = TABLES[model._meta.label_lower].stays
    return {
        str(field.column): field.get_default()
        for field in model._meta.local_concrete_fields
        if field.column in stays
    }


def _as_lists(rows: list[Record], columns: list[Column]) -> Iterator[list[Any]]:
    return ([row[column.name] for column in columns] for row in rows)
