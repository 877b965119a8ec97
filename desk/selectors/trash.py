"""Items in the trash that a user may see, and permissions to restore or delete them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import cast

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from wagtail.permissions import policy_registry

from accounts.models import User
from accounts.permissions import is_administrator
from content.models import CustomDocument, CustomImage, SoftDeleteMixin
from home.models import TrashedPage
from members.approval_rules import AgencyPagePermissionTester
from sites.models import Agency
from sites.permissions.ownership import OWNER_PATH, get_active_agency_ids, get_moderated_agency_ids

File = CustomImage | CustomDocument
FILES: dict[str, type[File]] = {"image": CustomImage, "document": CustomDocument}


@dataclass(frozen=True)
class TrashItem:
    """Row of the trash list. ``restore_url`` and ``delete_url`` are empty if not permitted.

    ``field`` and ``key``: how a form names the item; ``view_url``: the screen with its content.
    ``is_version``: it is another file of a picture or document.
    """

    title: str
    kind: str
    field: str
    key: int
    owner: str
    trashed_at: datetime
    trashed_by: User | None
    view_url: str
    restore_url: str
    delete_url: str
    is_version: bool = False

    @property
    def can_be_chosen(self) -> bool:
        """Whether it is restored with others at once; what takes another's place is not."""
        return bool(self.restore_url) and not self.is_version

    @property
    def days_left(self) -> int:
        """Days until the item is deleted permanently, rounded up; 0 if overdue."""
        left = self.trashed_at + timedelta(days=settings.BIN_DAYS) - timezone.now()
        return max(ceil(left / timedelta(days=1)), 0)


def list_trash_items(user: User) -> list[TrashItem]:
    """Return the pages and files in the trash that ``user`` may see, last deleted first.

    The number of queries does not depend on the number of items.
    """
    rows = [*_iter_page_items(user)]
    for kind, model in FILES.items():
        rows += _iter_file_items(user, kind, model)
    return sorted(rows, key=lambda item: item.trashed_at, reverse=True)


def list_trashed_pages(user: User) -> QuerySet[TrashedPage]:
    """Return the pages in the trash of the user's agencies; of all for ICT administrators."""
    rows = TrashedPage.objects.select_related("page", "agency", "agency__root_page", "binned_by")
    return rows if is_administrator(user) else rows.filter(agency__in=get_active_agency_ids(user))


def list_trashed_files(user: User, model: type[File]) -> QuerySet[File]:
    """Return the files in the trash, in collections where ``user`` may add or change files."""
    collections = policy_registry.get_by_type(model).collections_user_has_any_permission_for(
        user, ["add", "change"]
    )
    files = model.trashed.filter(collection__in=collections)
    return files.select_related(
        "collection", "binned_by", "uploaded_by_user", "version_of__collection"
    )


def can_restore_page(user: User, trashed: TrashedPage) -> bool:
    """Return whether ``user`` could edit the page if it were not in the trash."""
    return AgencyPagePermissionTester(user, trashed.page).can_edit()


def can_publish_page(user: User, trashed: TrashedPage) -> bool:
    """Return whether ``user`` could publish the page, so that it is restored as published."""
    return AgencyPagePermissionTester(user, trashed.page).can_publish()


def can_restore_file(user: User, file: SoftDeleteMixin) -> bool:
    """Return whether ``user`` may delete the file, and so restore it.

    Editors may for files of their own, moderators for all files of their agency. Another file of a
    picture or document is restored by those who may change that; whether its pages forbid it too
    (``can_use_version``) costs queries, and is for the view to ask.
    """
    policy = policy_registry.get_by_type(type(file))
    if file.version_of_id:
        return policy.user_has_permission_for_instance(user, "change", file.version_of)
    return policy.user_has_permission_for_instance(user, "delete", file)


def can_delete_permanently(user: User, agency: int | None) -> bool:
    """Return whether ``user`` may permanently delete items of an agency.

    ``agency``: primary key; None for items of no agency, which only ICT administrators delete.
    """
    return is_administrator(user) or agency in get_moderated_agency_ids(user)


def _iter_page_items(user: User) -> Iterator[TrashItem]:
    for trashed in list_trashed_pages(user):
        yield make_page_item(user, trashed)


def make_page_item(user: User, trashed: TrashedPage) -> TrashItem:
    """Return what the screens of the trash show ``user`` of a page."""
    page = trashed.page
    return TrashItem(
        title=page.draft_title or page.title,
        kind=str(page.cached_content_type.model_class()._meta.verbose_name),
        field="page",
        key=page.pk,
        owner=trashed.agency.heading,
        trashed_at=trashed.binned_at,
        trashed_by=trashed.binned_by,
        view_url=_get_url("view", "page", page.pk),
        restore_url=_get_url("restore", "page", page.pk, can_restore_page(user, trashed)),
        delete_url=_get_url(
            "purge", "page", page.pk, can_delete_permanently(user, trashed.agency_id)
        ),
    )


def _iter_file_items(user: User, kind: str, model: type[File]) -> Iterator[TrashItem]:
    files = list(list_trashed_files(user, model))
    paths = {file.collection.path[:OWNER_PATH] for file in files}
    owners = Agency.objects.filter(collection__path__in=paths)
    agencies = dict(owners.values_list("collection__path", "pk"))
    for file in files:
        yield make_file_item(user, kind, file, agencies.get(file.collection.path[:OWNER_PATH]))


def make_file_item(user: User, kind: str, file: File, owner: int | None) -> TrashItem:
    """Return what the screens of the trash show ``user`` of a file.

    ``kind``: a key of ``FILES``; ``owner``: primary key of its agency, None for a shared file.
    """
    return TrashItem(
        title=file.title,
        kind=str(file._meta.verbose_name),
        field=kind,
        key=file.pk,
        owner=file.collection.name,
        trashed_at=cast(datetime, file.binned_at),
        trashed_by=file.binned_by,
        view_url=_get_url("view", kind, file.pk),
        restore_url=_get_url("restore", kind, file.pk, can_restore_file(user, file)),
        delete_url=_get_url("purge", kind, file.pk, can_delete_permanently(user, owner)),
        is_version=file.version_of_id is not None,
    )


def _get_url(action: str, kind: str, pk: int, allowed: bool = True) -> str:
    return reverse(f"bin_{action}_{kind}", args=[pk]) if allowed else ""
