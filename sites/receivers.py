"""Receivers that invalidate the caches of websites when pages, files or agencies change.

Others keep derived data: search keys of agencies, the order of collections, permissions on
translated home pages.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import BigIntegerField, CharField
from django.db.models.functions import Cast
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django.http import HttpRequest
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.models import (
    Collection,
    CollectionMember,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    ReferenceIndex,
    Site,
)
from wagtail.signals import (
    copy_for_translation_done,
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
    published,
)

from content.models import CustomDocument, CustomImage
from content.signals import renditions_created
from content.tasks import enqueue_text_extraction
from ops.after_migrate import run_after_migrate
from sites.caching.versions import DIRECTORY, bump_cache_versions
from sites.models import EVERYONE, Agency, AgencyGroup, AgencySettings, FormerName, HostAlias, Kind
from sites.permissions.group_permissions import sync_permissions
from sites.permissions.ownership import HOME_DEPTH, get_owner_ids, get_page_agency
from sites.services.renditions import on_created_live, on_image_saved, on_published

# The ``action_type`` of Wagtail's bulk action that moves files into another collection.
ADD_TO_COLLECTION = "add_to_collection"


def connect() -> None:
    """Connect the receivers below; called once, from ``ready()``."""
    # Wagtail indexes references from settings models only if they are registered.
    ReferenceIndex.register_model(AgencySettings)
    run_after_migrate("wagtailcore.ReferenceIndex", index_emblems)
    run_after_migrate("agencies.Agency", refresh_search_keys)
    for signal in (post_save, post_delete):
        for model in (Agency, HostAlias, Site):
            signal.connect(bump_directory, sender=model)
        signal.connect(bump_settings, sender=AgencySettings)
        signal.connect(update_search_keys, sender=FormerName)
        signal.connect(bump_restricted_page, sender=PageViewRestriction)
        signal.connect(bump_all, sender=CollectionViewRestriction)
        signal.connect(bump_all, sender=Collection)
    for model in (CustomDocument, CustomImage):
        post_save.connect(bump_file_users, sender=model)
    post_save.connect(on_image_saved, sender=CustomImage)
    published.connect(on_published)
    renditions_created.connect(bump_owner_of_image)
    post_save.connect(enqueue_text_extraction, sender=CustomDocument)
    post_save.connect(bump_owner_of_new_page)
    post_save.connect(sort_renamed_collection, sender=Collection)
    for signal in (page_published, page_unpublished, page_slug_changed):
        signal.connect(bump_owner)
    post_page_move.connect(bump_both_owners)
    pre_delete.connect(bump_owner_of_deleted_page)
    m2m_changed.connect(bump_group_members, sender=AgencyGroup.agencies.through)
    pre_delete.connect(clear_group, sender=AgencyGroup)
    m2m_changed.connect(bump_directory, sender=Agency.successors.through)
    copy_for_translation_done.connect(extend_permissions_to_translation)


def index_emblems() -> None:
    """Add website settings with an emblem to Wagtail's reference index if they are missing.

    Needed for emblems chosen before ``AgencySettings`` was registered with the index.
    """
    content_type = ContentType.objects.get_for_model(AgencySettings)
    known = ReferenceIndex.objects.filter(base_content_type=content_type)
    keys = known.annotate(key=Cast("object_id", BigIntegerField())).values("key")
    with transaction.atomic():
        for details in AgencySettings.objects.exclude(emblem=None).exclude(pk__in=keys):
            ReferenceIndex.create_or_update_for_object(details)


def refresh_search_keys() -> None:
    """Recompute the words by which agencies are found, where they differ.

    A release may fold words in another way than the one that stored them.
    """
    found = Agency.objects.select_related("site__agencysettings").prefetch_related("former_names")
    changed = []
    for agency in found:
        former = agency.search_key, agency.directory_key
        agency.set_keys()
        if former != (agency.search_key, agency.directory_key):
            changed.append(agency)
    Agency.objects.bulk_update(changed, ["search_key", "directory_key"], batch_size=100)


def bump_owner_of_image(instance: CustomImage, **kwargs: object) -> None:
    """Invalidate the sites that may show an image, cached without its new renditions."""
    bump_cache_versions([f"agency:{owner}" for owner in get_owner_ids(instance)] or [EVERYONE])


def bump_directory(**kwargs: object) -> None:
    """Invalidate the names and URLs of agencies, which every website shows.

    A website names its own agency, the province, issuers of bulletins and successors.
    """
    bump_cache_versions([DIRECTORY])


def bump_settings(instance: AgencySettings, **kwargs: object) -> None:
    """Invalidate the website whose settings changed, and update its agency's search keys.

    The directory shows settings of all agencies, but is not cached.
    """
    for agency in Agency.objects.select_related("site").filter(site=instance.site):
        bump_cache_versions([agency.own_code])
        _note_what_finds(agency)


def update_search_keys(instance: FormerName, **kwargs: object) -> None:
    """Update the search keys of the agency whose former name was saved or deleted."""
    _note_what_finds(instance.agency)


def bump_owner(instance: Page, **kwargs: object) -> None:
    """Invalidate the website that owns the page.

    For a page of the province that other objects link to, invalidate all websites.
    """
    agency = get_page_agency(instance)
    if agency:
        linked = agency.kind == Kind.PROVINCE and _is_linked(instance)
        bump_cache_versions([EVERYONE if linked else agency.own_code])


def bump_owner_of_new_page(instance: object, created: bool, **kwargs: object) -> None:
    """Invalidate the owner of a page that was created live and so was never published."""
    if created and isinstance(instance, Page) and instance.live:
        bump_owner(instance)
        on_created_live(instance)


def bump_owner_of_deleted_page(sender: type[Any], instance: object, **kwargs: object) -> None:
    """Invalidate the website that owns a page about to be deleted."""
    # Connected for all senders: Wagtail deletes a page as its specific model, and Django sends
    # the signal once for each of the page's models.
    if isinstance(instance, Page):
        bump_owner(instance)


def bump_both_owners(
    instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: object
) -> None:
    """Invalidate the websites that a moved page left and joined."""
    for page in (parent_page_before, parent_page_after):
        bump_owner(page)


def bump_restricted_page(instance: PageViewRestriction, **kwargs: object) -> None:
    """Invalidate the website of a page whose view restriction was saved or deleted."""
    bump_owner(instance.page)


def bump_all(**kwargs: object) -> None:
    """Invalidate all websites: the owner or the visibility of a collection's files changed."""
    bump_cache_versions([EVERYONE])


def bump_moved_files(
    request: HttpRequest, action_type: str, objects: object, action_class_instance: BulkAction
) -> None:
    """Invalidate all websites after several files were moved into another collection.

    A hook of Wagtail's bulk actions, because this action saves no file and so sends no signal.
    """
    if action_type == ADD_TO_COLLECTION:
        bump_all()


def bump_file_users(instance: CollectionMember, created: bool, **kwargs: object) -> None:
    """Invalidate the website that owns a changed file; all websites if no agency owns it.

    A new file is not shown anywhere yet, and a file in use cannot be deleted.
    """
    if not created:
        owners = get_owner_ids(instance)
        bump_cache_versions([f"agency:{pk}" for pk in owners] or [EVERYONE])


def sort_renamed_collection(
    instance: Collection, created: bool, raw: bool = False, **kwargs: object
) -> None:
    """Move a renamed collection to its alphabetical place among its siblings.

    With ``Collection.node_order_by``, treebeard places new nodes by name and relies on the
    siblings being in order. A node that is only renamed makes it give two collections the same
    path.
    """
    if not created and not raw and instance.depth > 1:
        instance.move(instance.get_parent(), "sorted-child")


def bump_group_members(
    instance: AgencyGroup | Agency, action: str, pk_set: set[int] | None, **kwargs: object
) -> None:
    """Invalidate the websites of agencies that were added to or removed from a group.

    ``instance`` is the group or the agency, depending on the side of the relation that changed.
    """
    # Members that are cleared are known only before the change; the others are used after it.
    if action not in {"post_add", "post_remove", "pre_clear"}:
        return
    if isinstance(instance, Agency):
        _renew([instance])
    elif pk_set is None:
        _renew(instance.agencies.all())
    else:
        _renew(Agency.objects.filter(pk__in=pk_set))


def clear_group(instance: AgencyGroup, **kwargs: object) -> None:
    """Clear a group before it is deleted: only clearing sends ``m2m_changed`` for its members."""
    instance.agencies.clear()


def extend_permissions_to_translation(
    source_obj: object, target_obj: object, **kwargs: object
) -> None:
    """Give an agency's groups their permissions on a newly translated home page.

    It is a sibling of the home page, so the permissions on the home page do not cover it.
    """
    if isinstance(target_obj, Page) and target_obj.depth == HOME_DEPTH:
        agency = get_page_agency(target_obj)
        if agency:
            sync_permissions(agency)


def _is_linked(page: Page) -> bool:
    """Return whether anything links to the page or its descendants, whose URLs depend on it."""
    keys = page.get_descendants(inclusive=True).values_list(Cast("pk", CharField()))
    content_type = ReferenceIndex._get_base_content_type(Page)
    references = ReferenceIndex.objects.filter(to_content_type=content_type)
    return references.filter(to_object_id__in=keys).exists()


def _renew(agencies: Iterable[Agency]) -> None:
    bump_cache_versions(agency.own_code for agency in agencies)


def _note_what_finds(agency: Agency) -> None:
    """Recompute the words by which the directory finds an agency."""
    agency.set_keys()
    Agency.objects.filter(pk=agency.pk).update(directory_key=agency.directory_key)
