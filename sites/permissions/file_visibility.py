"""Visibility of files: a file is as public as the objects that use it.

Usages come from Wagtail's reference index, which covers the stored row of each object but not
revisions, so drafts do not count. For each model a registered rule decides when its objects make
their files public; objects of a model without a rule never do. See docs/features/files.md.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Model, QuerySet
from django.db.models.functions import Cast, Substr
from django.http import HttpRequest, HttpResponse
from wagtail.models import Page, PageViewRestriction, ReferenceIndex

from accounts.permissions import AnyUser
from content.blocks import UNREADABLE
from content.models import CustomDocument, CustomImage
from sites.models import Agency, AgencySettings
from sites.permissions.ownership import (
    HOME_DEPTH,
    HOME_PATH_LENGTH,
    OWNER_PATH,
    get_owner_ids,
    list_home_pages,
    user_owns,
    with_agency,
)

File = CustomImage | CustomDocument
FILE_MODELS: tuple[type[File], ...] = (CustomImage, CustomDocument)
# References in parts that cannot be read: readers see nothing of these parts.
_HIDDEN = {"model_path__endswith": f".{UNREADABLE}"}
# Primary keys of objects to ignore, by model.
Without = Mapping[type[Model], Iterable[int]]


@dataclass(frozen=True)
class Visibility:
    """Who may download a file on a website.

    ``restrictions``: for each usage behind a password, the set of primary keys of its
    ``PageViewRestriction`` rows; a visitor who has passed all of one set may have the file.
    ``respond_gone``: returns the response 410 if a bulletin that used the file was withdrawn.
    """

    is_public: bool = False
    restrictions: frozenset[frozenset[int]] = frozenset()
    respond_gone: Callable[[HttpRequest], HttpResponse] | None = None

    def __or__(self, other: "Visibility") -> "Visibility":
        return Visibility(
            self.is_public or other.is_public,
            self.restrictions | other.restrictions,
            self.respond_gone or other.respond_gone,
        )

    def has_passed(self, request: HttpRequest) -> bool:
        """Return whether the visitor has passed all restrictions of at least one usage.

        False without restrictions.
        """
        keys = frozenset[int]().union(*self.restrictions)
        rows = PageViewRestriction.objects.in_bulk(keys) if keys else {}
        passed = {key for key, row in rows.items() if row.accept_request(request)}
        return any(restriction <= passed for restriction in self.restrictions)


@dataclass(frozen=True)
class FileUses:
    """Objects of one model that use a file: the argument of ``VisibilityRule.get_visibility``.

    ``keys``: queryset of their primary keys. ``agency``: the one whose website is considered;
    None: any. ``owners``: primary keys of the agencies that own the file; empty for a central
    file.
    """

    keys: QuerySet[Any, Any]
    agency: Agency | None
    owners: frozenset[int]


@dataclass(frozen=True)
class Showing:
    """How one object shows its files to visitors.

    ``agencies``: primary keys of the agencies whose files it shows, besides central ones; None: all
    files. ``needs_password``: only to visitors who have given a password.
    """

    agencies: frozenset[int] | None = None
    needs_password: bool = False


@dataclass(frozen=True)
class VisibilityRule:
    """What it means for a file that objects of a model use it.

    ``get_visibility``: returns the visibility of the file for visitors. ``list_showing``: the same
    for many objects and any website: takes their primary keys and returns how those that show files
    do. ``is_visible_to``: returns whether a user may view one of the objects in the admin.
    """

    get_visibility: Callable[[FileUses], Visibility] = field(default=lambda uses: Visibility())
    list_showing: Callable[[Collection[int]], dict[int, Showing]] = field(default=lambda keys: {})
    is_visible_to: Callable[[AnyUser, Model], bool] = user_owns


_rules: dict[type[Model], VisibilityRule] = {}


def register_visibility_rule(model: type[Model], rule: VisibilityRule) -> None:
    """Register what it means for a file that an object of ``model`` uses it.

    ``model``: the base model in Wagtail's reference index, for pages ``Page``.
    """
    _rules[model] = rule


def get_visibility(
    file: File, agency: Agency | None = None, *, without: Without | None = None
) -> Visibility:
    """Return the visibility of a file on an agency's website, or on any website for None.

    ``without``: objects to ignore. Makes two to six queries.
    """
    owners = get_owner_ids(file)
    found = Visibility()
    for model, rule in _rules.items():
        keys = get_user_keys(file, model)
        if without and model in without:
            keys = keys.exclude(key__in=list(without[model]))
        found |= rule.get_visibility(FileUses(keys, agency, owners))
        if found.is_public:
            break
    return found


def list_showings(files: Sequence[File]) -> dict[int, list[Showing]]:
    """Return how each of some files is shown on any website, by its primary key.

    ``files``: of one model, with their collections. Files that nobody is shown are left out. The
    number of queries does not depend on that of the files.
    """
    paths = {file.pk: file.collection.path[:OWNER_PATH] for file in files}
    agencies = Agency.objects.filter(collection__path__in={*paths.values()})
    owners = dict(agencies.values_list("collection__path", "pk"))
    found: dict[int, list[Showing]] = {}
    for model, uses in _list_uses(files).items():
        shown = _rules[model].list_showing({use for _file, use in uses})
        for file, use in uses:
            showing = shown.get(use)
            if showing and (
                showing.agencies is None
                or paths[file] not in owners
                or owners[paths[file]] in showing.agencies
            ):
                found.setdefault(file, []).append(showing)
    return found


def _list_uses(files: Sequence[File]) -> dict[type[Model], set[tuple[int, int]]]:
    """Return pairs of primary keys, of a file and of an object that uses it, by model."""
    models = {ContentType.objects.get_for_model(model).pk: model for model in _rules}
    references = (
        ReferenceIndex.objects.filter(
            to_content_type=ContentType.objects.get_for_model(type(files[0])),
            to_object_id__in=[str(file.pk) for file in files],
            base_content_type__in=models,
        ).exclude(**_HIDDEN)
        if files
        else ReferenceIndex.objects.none()
    )
    uses: dict[type[Model], set[tuple[int, int]]] = {}
    for kind, file, use in references.values_list("base_content_type", "to_object_id", "object_id"):
        uses.setdefault(models[kind], set()).add((int(file), int(use)))
    return uses


def get_use_visibility(file: File, use: Model) -> Visibility:
    """Return the visibility of a file on any website because of one object that uses it.

    Not public if the object uses the file in a draft only, or if its model has no rule.
    """
    model = ReferenceIndex._get_base_content_type(use).model_class()
    if model not in _rules:
        return Visibility()
    keys = get_user_keys(file, model).filter(key=use.pk)
    return _rules[model].get_visibility(FileUses(keys, None, get_owner_ids(file)))


def is_use_visible(user: AnyUser, use: Model) -> bool:
    """Return whether a user may view, in the admin, an object that uses a file."""
    model = ReferenceIndex._get_base_content_type(use).model_class()
    return model in _rules and _rules[model].is_visible_to(user, use)


def get_user_keys(file: Model, model: type[Model]) -> QuerySet[Any, Any]:
    """Return a queryset of the primary keys (``key``) of objects whose stored rows show a file.

    ``model``: the base model of the objects, for pages ``Page``.
    """
    references = (
        ReferenceIndex.get_references_to(file)
        .filter(base_content_type=ContentType.objects.get_for_model(model))
        .exclude(**_HIDDEN)
    )
    return references.annotate(key=Cast("object_id", BigIntegerField())).values("key")


def is_visible_in_use(user: AnyUser, file: File) -> bool:
    """Return whether a user may view, in the admin, any object whose stored row uses the file."""
    return any(
        rule.is_visible_to(user, use)
        for model, rule in _rules.items()
        for use in model._default_manager.filter(pk__in=get_user_keys(file, model))
    )


def list_used_files(uses: Iterable[Model]) -> list[File]:
    """Return the images and documents that the stored rows of objects use, sorted by title.

    Makes one query for each model in ``uses``, and one for each file model.
    """
    found: list[File] = []
    types = {ContentType.objects.get_for_model(model): model for model in FILE_MODELS}
    wanted: dict[type[File], set[str]] = {model: set() for model in FILE_MODELS}
    keys: dict[ContentType, list[str]] = {}
    for use in uses:
        keys.setdefault(ReferenceIndex._get_base_content_type(use), []).append(str(use.pk))
    for content_type, pks in keys.items():
        references = ReferenceIndex.objects.filter(
            base_content_type=content_type, object_id__in=pks, to_content_type__in=types
        )
        for to_type, key in references.values_list("to_content_type", "to_object_id").distinct():
            wanted[types[ContentType.objects.get_for_id(to_type)]].add(key)
    for model, pks_of_model in wanted.items():
        found += model.objects.filter(pk__in=pks_of_model).order_by("title", "pk")
    return found


def _get_page_visibility(uses: FileUses) -> Visibility:
    """Return the visibility of a file that pages use.

    A live page makes its files public if its home page is live too, that is if the website has
    the page's language. A page with a password does so for visitors who have given it.
    """
    fronts = Page.objects.filter(depth=HOME_DEPTH, live=True)
    websites = {uses.agency.pk} if uses.agency else uses.owners
    if uses.owners:
        # A website never shows files of another agency, even if its pages refer to them.
        websites = uses.owners.intersection(websites)
    if uses.agency or uses.owners:
        fronts = fronts.filter(pk__in=list_home_pages(websites).values("pk"))
    pages = Page.objects.filter(pk__in=uses.keys, live=True).order_by()
    pages = pages.annotate(front=Substr("path", 1, HOME_PATH_LENGTH))
    paths = list(pages.filter(front__in=fronts.values("path")).values_list("path", flat=True))
    above = {
        path[:end] for path in paths for end in range(Page.steplen, len(path) + 1, Page.steplen)
    }
    rows = PageViewRestriction.objects.filter(page__path__in=above) if above else None
    restrictions = list(rows.values_list("pk", "page__path")) if rows is not None else []
    needed = {frozenset(key for key, top in restrictions if path.startswith(top)) for path in paths}
    is_public = frozenset() in needed
    return Visibility(is_public, frozenset(needed) - {frozenset()})


def _get_settings_visibility(uses: FileUses) -> Visibility:
    """Return public if site settings use the file: each page shows them, with the emblem."""
    details = AgencySettings.objects.filter(pk__in=uses.keys)
    if uses.agency:
        details = details.filter(site=uses.agency.site_id)
    return Visibility(details.exists())


def _list_pages_showing(keys: Collection[int]) -> dict[int, Showing]:
    fronts = Page.objects.filter(depth=HOME_DEPTH, live=True)
    pages = with_agency(Page.objects.filter(pk__in=keys, live=True)).order_by()
    pages = pages.annotate(front=Substr("path", 1, HOME_PATH_LENGTH))
    pages = pages.filter(front__in=fronts.values("path"))
    public = set(Page.objects.filter(pk__in=keys).public().values_list("pk", flat=True))
    return {
        key: Showing(frozenset([agency] if agency else []), needs_password=key not in public)
        for key, agency in pages.values_list("pk", "agency_key")
    }


def _list_settings_showing(keys: Collection[int]) -> dict[int, Showing]:
    return dict.fromkeys(keys, Showing())


register_visibility_rule(
    Page, VisibilityRule(get_visibility=_get_page_visibility, list_showing=_list_pages_showing)
)
register_visibility_rule(
    AgencySettings,
    VisibilityRule(get_visibility=_get_settings_visibility, list_showing=_list_settings_showing),
)
