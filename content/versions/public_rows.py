"""Public rows of pages and bulletins as projections of one version each."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, Revision

from accounts.models import User
from content.models import Act, Decision
from content.versions.decisions import find_decision, record_decision
from content.versions.digest import combine

# These say where a row is in its life. Versions hold them too, with the value of their time.
STATE = frozenset(
    (
        *("live", "live_revision", "latest_revision", "has_unpublished_changes", "expired"),
        *("first_published_at", "last_published_at", "latest_revision_created_at"),
        *("go_live_at", "expire_at", "locked", "locked_at", "locked_by", "owner"),
        *("draft_title", "path", "depth", "numchild", "url_path", "wagtail_admin_comments"),
    )
)


@dataclass(frozen=True)
class PublicRow:
    """Public row of a page or bulletin, and its version.

    ``founding``: the decision that founded it now, None if the version was decided before.
    """

    row: Any
    version: Revision
    founding: Decision | None

    def compare(self) -> tuple[list[str], Decision | None]:
        """Return the names of the fields in which the row differs, and the decision about it.

        The decision is None if fields differ, or if a file in the version has changed without one.
        """
        if self.founding:
            return [], self.founding
        shown = self.row.with_content_json(self.version.content)
        differing = list_differences(self.row, shown)
        return differing, None if differing else find_decision(self.version, shown)


def found_row(row: Any, act: Act = Act.FOUND, person: User | None = None) -> PublicRow:
    """Decide about a public page or bulletin as citizens see it, and return it with its version.

    Programs make public rows without a version, and former releases kept no decisions. ``row``: as
    it is stored, with the type of the page; nobody has decided about its version. Call this in a
    transaction that has locked the row. ``act`` and ``person``: of the decision.
    """
    version, differing = row.live_revision, []
    if version:
        shown = row.with_content_json(version.content)
        differing = list_differences(row, shown)
        if not differing:
            decision = record_decision(version, act, person=person, shown=shown)
            return PublicRow(row, version, decision)
    note = ", ".join(differing)
    version, decision = store_version(row, act, person=person, note=note)
    return PublicRow(row, version, decision)


def has_decided_version(obj: Any) -> bool:
    """Return whether somebody decided about the version that a row names as public."""
    return Decision.objects.filter(version=obj.live_revision_id, version__isnull=False).exists()


def store_new_pages(pages: Sequence[Page], *, person: User | None) -> None:
    """Store the decided versions of new public pages without files; few queries for all.

    The rows get the keys. ``person``: None for a program.
    """
    kind = ContentType.objects.get_for_model(Page)
    versions = Revision.objects.bulk_create(
        Revision(
            content_type_id=page.content_type_id,
            base_content_type=kind,
            object_id=str(page.pk),
            object_str=str(page),
            user=person,
            content=page.serializable_data(),
            created_at=page.last_published_at or timezone.now(),
        )
        for page in pages
    )
    for page, version in zip(pages, versions, strict=True):
        page.live_revision = page.latest_revision = version
    Page.objects.bulk_update(pages, ["live_revision", "latest_revision"])
    Decision.objects.bulk_create(
        Decision(
            content_type=kind,
            object_id=version.object_id,
            version=version,
            digest=combine(version, ()),
            act=Act.PUBLISH,
            person=person,
            at=version.created_at,
        )
        for version in versions
    )


@transaction.atomic
def store_row(obj: Any, act: Act, *, person: User | None) -> Revision:
    """Store the public row of a page or bulletin as its public version, and return that.

    A draft stays the latest version.
    """
    return store_version(read_row(obj), act, person=person)[0]


def store_version(
    obj: Any, act: Act, *, person: User | None, note: str = ""
) -> tuple[Revision, Decision]:
    """Store a public page or bulletin as it is in memory as its public version; return both.

    A draft stays the latest version.
    """
    base = Page if isinstance(obj, Page) else type(obj)
    version = Revision.objects.create(
        content_type=ContentType.objects.get_for_model(obj, for_concrete_model=False),
        base_content_type=ContentType.objects.get_for_model(base, for_concrete_model=False),
        object_id=str(obj.pk),
        object_str=str(obj),
        user=person,
        content=obj.serializable_data(),
        created_at=_get_moment(obj),
    )
    present: dict[str, Any] = {"live_revision": version}
    if obj.latest_revision_id in {None, obj.live_revision_id}:
        present["latest_revision"] = version
    base._base_manager.filter(pk=obj.pk).update(**present)
    return version, record_decision(version, act, person=person, note=note, shown=obj)


def read_row(obj: Any) -> Any:
    """Return a page or bulletin as it is stored now, a page as its own type."""
    model = obj.specific_class if isinstance(obj, Page) else type(obj)
    return model._base_manager.get(pk=obj.pk)


def list_differences(row: Any, shown: Any) -> list[str]:
    """Return the names of the fields in which a stored row differs from a version, sorted.

    ``shown``: the object as the version has it. The comparison reads both as the present release
    does.
    """
    public, stored = _read(row), _read(shown)
    names = public.keys() | stored.keys()
    return sorted(name for name in names if public.get(name) != stored.get(name))


def _get_moment(obj: Any) -> Any:
    """Return a time before each draft: the latest version is the last one by its time."""
    public = obj.live_revision
    return public.created_at if public else obj.last_published_at or timezone.now()


def _read(obj: Any) -> dict[str, Any]:
    data = json.loads(json.dumps(obj.serializable_data(), cls=DjangoJSONEncoder))
    generated = {
        field.name
        for field in obj._meta.concrete_fields
        if isinstance(field, models.GeneratedField)
    }
    children = {relation.get_accessor_name() for relation in get_all_child_relations(type(obj))}
    kept = {}
    for name in data.keys() - STATE - generated:
        kept[name] = _read_children(data[name]) if name in children else data[name]
    return kept


def _read_children(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return child rows in the order of their content.

    Rows of a version have no key before they are stored, and some models order by it.
    """
    return sorted(map(_strip, rows), key=lambda row: json.dumps(row, sort_keys=True))


def _strip(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "pk"}
