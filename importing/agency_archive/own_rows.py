"""The check that all rows in the file of an agency belong to this agency and to no other.

The keys of a file are its own. A row is another agency's if it hangs on a row outside the website:
a page beside its tree, a collection beside its own, another agency's number.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.auth.models import Group
from django.db import models
from taggit.models import TaggedItem
from wagtail.models import Collection, Page, Revision, Site, get_page_models
from wagtail_localize.models import TranslatableObject, TranslationSource

from accounts.models import User
from content.models import CustomDocument, CustomImage
from home.models import HomePage
from importing.agency_archive.values import Model, Record
from ops.backup.errors import BackupError
from sites.models import (
    Agency,
    AgencySettings,
    Succession,
    TranslationState,
)

Rows = dict[Model, list[Record]]
# Returns the model of a content type of the former installation, None if there is none here.
FindModel = Callable[[object], Model | None]
# An agency names its province, and a succession the other agency.
_NAME_OTHERS = (Agency, Succession)


def check_belonging(rows: Rows, code: str, find_model: FindModel) -> None:
    """Raise BackupError, naming the row, unless all rows belong to the agency ``code``."""
    for problem in _iter_problems(rows, code, find_model):
        raise BackupError(f"The file holds what does not belong to {code}: {problem}.")


def _iter_problems(rows: Rows, code: str, find_model: FindModel) -> Iterator[str]:
    for model, count in ((Agency, 1), (Site, 1), (AgencySettings, 1), (Group, 2)):
        if (found := len(rows.get(model, []))) != count:
            yield f"{found} rows of {model._meta.label_lower} instead of {count}"
    yield from _iter_repeated_keys(rows)
    agency = rows[Agency][0]
    if agency["code"] != code:
        yield f"the unit {agency['code']}"
    yield from _iter_faults_of_agency(rows, agency)
    yield from _iter_rows_of_others(rows, agency["id"])
    yield from _iter_faults_of_tree(rows, Collection, [agency["collection_id"]])
    yield from _iter_faults_of_pages(rows, agency, find_model)
    yield from _iter_faults_by_type(rows, find_model)


def _iter_repeated_keys(rows: Rows) -> Iterator[str]:
    for model, records in rows.items():
        column = str(model._meta.pk.column)
        counts = Counter(str(record[column]) for record in records)
        yield from (
            f"{model._meta.label_lower} {key} twice" for key, count in counts.items() if count > 1
        )


def _iter_faults_of_agency(rows: Rows, agency: Record) -> Iterator[str]:
    site, details = rows[Site][0], rows[AgencySettings][0]
    groups = [record["id"] for record in rows[Group]]
    if sorted(groups) != sorted([agency["editors_id"], agency["moderators_id"]]):
        yield "a group that is none of its two"
    if [site["id"], details["site_id"]] != [agency["site_id"]] * 2:
        yield f"the website {site['hostname']}"
    if site["root_page_id"] != agency["root_page_id"]:
        yield f"the front page {site['root_page_id']}"
    for link in rows.get(User.groups.through, []):
        if link["group_id"] not in groups:
            yield f"somebody in the group {link['group_id']}"


def _iter_rows_of_others(rows: Rows, own: int) -> Iterator[str]:
    for model, records in rows.items():
        label = model._meta.label_lower
        columns = [
            str(field.column)
            for field in model._meta.local_concrete_fields
            if isinstance(field, models.ForeignKey) and field.related_model is Agency
        ]
        for record in records:
            named = [record[column] for column in columns if column in record]
            if model is Succession:
                if own not in named:
                    yield f"{label} {record['id']}, of other units"
            elif model not in _NAME_OTHERS and any(key != own for key in named):
                yield f"{label} {record.get('id')}, of another unit"


def _iter_faults_of_tree(rows: Rows, model: Any, tops: list[object]) -> Iterator[str]:
    """Yield the rows of a tree that do not hang on one of its ``tops``, given by their keys."""
    label, step = model._meta.label_lower, model.steplen
    paths = [record["path"] for record in rows.get(model, [])]
    known = set(paths)
    if len(known) != len(paths):
        yield f"two rows of {label} in one place"
    for record in rows.get(model, []):
        path = record["path"]
        is_top = len(path) == 2 * step
        is_place = len(path) % step == 0 and not {*path} - {*model.alphabet}
        if not is_place or (not is_top and path[:-step] not in known):
            yield f"{label} {record['id']}, which hangs on nothing of its own"
        if is_top and record["id"] not in tops:
            yield f"{label} {record['id']}, beside its own tree"
    if not known or not {*tops} <= {record["id"] for record in rows[model]}:
        yield f"no {label} to begin with"


def _iter_faults_of_pages(rows: Rows, agency: Record, find_model: FindModel) -> Iterator[str]:
    pages = {record["id"]: record for record in rows.get(Page, [])}
    home = pages.get(agency["root_page_id"])
    if home is None:
        yield f"the front page {agency['root_page_id']}"
        return
    key = home["translation_key"]
    fronts = [record for record in rows[Page] if len(record["path"]) == 2 * Page.steplen]
    own = [record for record in fronts if record["translation_key"] == key]
    if len({record["locale_id"] for record in own}) != len(own):
        yield "two front pages in one language"
    yield from _iter_faults_of_tree(rows, Page, [record["id"] for record in own])
    typed = {
        (model, record[str(model._meta.pk.column)])
        for model in get_page_models()
        for record in rows.get(model, [])
        if model is not Page
    }
    wanted = {(find_model(record["content_type_id"]), number) for number, record in pages.items()}
    for model, number in typed ^ wanted:
        yield f"page {number}, which is no {model._meta.label_lower if model else 'page of ours'}"
    for record in own:
        if find_model(record["content_type_id"]) is not HomePage:
            yield f"the front page {record['id']}, which is none"
    yield from _iter_misplaced_pages(rows[Page], find_model)
    places = Counter((record["path"][: -Page.steplen], record["slug"]) for record in rows[Page])
    for (_parent, slug), count in places.items():
        if count > 1 or not slug:
            yield f"two pages at the address “{slug}”"


def _iter_misplaced_pages(pages: list[Record], find_model: FindModel) -> Iterator[str]:
    """Yield the pages below a page of a type that takes none of theirs, such as a second front."""
    models: dict[str, Any] = {row["path"]: find_model(row["content_type_id"]) for row in pages}
    for row in pages:
        above = models.get(row["path"][: -Page.steplen])
        if above and models[row["path"]] not in above.allowed_subpage_models():
            yield f"page {row['id']}, which cannot be below a {above._meta.label_lower}"


def _iter_faults_of_versions(rows: Rows) -> Iterator[str]:
    """Yield the pages that name another page's version as theirs."""
    owners = {row["id"]: row["object_id"] for row in rows.get(Revision, [])}
    for page in rows.get(Page, []):
        for column in ("latest_revision_id", "live_revision_id"):
            owner = owners.get(page[column], str(page["id"]))
            if owner != str(page["id"]):
                yield f"page {page['id']}, with a version of page {owner}"


def _iter_faults_by_type(rows: Rows, find_model: FindModel) -> Iterator[str]:
    """Yield rows about a thing that is named by type and key, and is none of the website's."""
    kinds = {str(record["id"]): record["content_type_id"] for record in rows.get(Page, [])}
    for version in rows.get(Revision, []):
        is_of_page = find_model(version["base_content_type_id"]) is Page
        kind = kinds.get(version["object_id"]) if is_of_page else None
        if kind is None or version["content_type_id"] != kind:
            yield f"wagtailcore.revision {version['id']}, of no page of its own"
    yield from _iter_faults_of_versions(rows)
    for record in rows.get(TaggedItem, []):
        if find_model(record["content_type_id"]) not in (CustomImage, CustomDocument):
            yield f"taggit.taggeditem {record['id']}, on no picture or document"
    yield from _iter_faults_of_translations(rows, find_model)


def _iter_faults_of_translations(rows: Rows, find_model: FindModel) -> Iterator[str]:
    kinds: dict[str, set[Model | None]] = defaultdict(set)
    for page in rows.get(Page, []):
        kinds[page["translation_key"]].add(find_model(page["content_type_id"]))
    for model in (TranslationState, TranslatableObject):
        for record in rows.get(model, []):
            if record["translation_key"] not in kinds:
                yield f"{model._meta.label_lower} {record['translation_key']}, of no page"
    for record in rows.get(TranslatableObject, []):
        kind = find_model(record["content_type_id"])
        if kind is None or not issubclass(kind, Page):
            yield f"wagtail_localize.translatableobject {record['translation_key']}, of no page"
    for record in rows.get(TranslationSource, []):
        if kinds[record["object_id"]] != {find_model(record["specific_content_type_id"])}:
            yield f"wagtail_localize.translationsource {record['id']}, of a page of another type"
