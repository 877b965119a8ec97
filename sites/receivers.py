"""Receivers that invalidate the caches of websites when pages, files or agencies change.

Others keep derived data (search keys of agencies, the order of collections, permissions on
translated home pages), and refuse what a user would change of an archived agency.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.log_actions import get_active_log_context
from wagtail.models import (
    Collection,
    CollectionMember,
    CollectionViewRestriction,
    DraftStateMixin,
    Page,
    PageViewRestriction,
    Site,
    TranslatableMixin,
)
from wagtail.models.view_restrictions import BaseViewRestriction
from wagtail.signals import (
    copy_for_translation_done,
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
    pre_page_move,
    published,
)

from content.models import CustomDocument, CustomImage
from content.signals import file_discarded, renditions_created
from content.versions.decisions import record_file_decision, record_words_decision
from sites.caching.versions import DIRECTORY, URGENT, bump_cache_versions
from sites.localization import propagation
from sites.localization.publication import forget_translation, is_following
from sites.localization.translated_versions import TranslatedVersionsMixin
from sites.models import (
    EVERYONE,
    Agency,
    AgencyGroup,
    AgencySettings,
    FormerName,
    HostAlias,
    Kind,
    Succession,
)
from sites.permissions.archived import AgencyArchivedError, find_archived_owner
from sites.permissions.group_permissions import sync_permissions
from sites.permissions.ownership import HOME_DEPTH, get_owner_ids, get_page_agency
from sites.selectors.page_links import is_linked
from sites.selectors.successors import list_led_on
from sites.services.collection_order import make_room
from sites.services.renditions import (
    on_created_live,
    on_image_saved,
    on_published,
    on_settings_saved,
)

PROTECTED_MODELS = (
    Page,
    Collection,
    CollectionMember,
    CollectionViewRestriction,
    PageViewRestriction,
    BaseSiteSetting,
)
# The ``action_type`` of Wagtail's bulk action that moves files into another collection.
ADD_TO_COLLECTION = "add_to_collection"


@receiver(renditions_created)
def bump_owner_of_image(instance: CustomImage, **kwargs: object) -> None:
    """Invalidate the sites that may show an image, cached without its new renditions."""
    bump_cache_versions([f"agency:{owner}" for owner in get_owner_ids(instance)] or [EVERYONE])


@receiver([post_save, post_delete], sender=Agency)
@receiver([post_save, post_delete], sender=HostAlias)
@receiver([post_save, post_delete], sender=Site)
@receiver([post_save, post_delete], sender=Succession)
@receiver(m2m_changed, sender=Agency.successors.through)
def bump_directory(**kwargs: object) -> None:
    """Invalidate the names and URLs of agencies, which every website shows.

    A website names its agency, the province, issuers and successors.
    """
    bump_cache_versions([DIRECTORY])


@receiver([post_save, post_delete], sender=AgencySettings)
def bump_settings(instance: AgencySettings, **kwargs: object) -> None:
    """Invalidate the website whose settings changed, and update its agency's search keys.

    So are the websites of archived agencies that name its telephone as of who serves now, and all
    websites for the settings of a province, whose imprint its units show. The directory shows
    settings of all agencies, but is not cached.
    """
    for agency in Agency.objects.select_related("site").filter(site=instance.site):
        # Pages that lead to an urgent bulletin on its website have its telephone.
        codes = [led_on.own_code for led_on in list_led_on(agency)]
        codes += [DIRECTORY] if agency.kind == Kind.PROVINCE else []
        bump_cache_versions([agency.own_code, *codes, URGENT])
        _update_search_keys(agency)


@receiver([post_save, post_delete], sender=FormerName)
def update_search_keys(instance: FormerName, **kwargs: object) -> None:
    """Update the search keys of the agency whose former name was saved or deleted."""
    _update_search_keys(instance.agency)


@receiver([page_published, page_unpublished, page_slug_changed])
def bump_owner(instance: Page, **kwargs: object) -> None:
    """Invalidate the website that owns the page.

    For a page of the province that other objects link to, invalidate all websites.
    """
    agency = get_page_agency(instance)
    if agency:
        linked = agency.kind == Kind.PROVINCE and is_linked(instance)
        bump_cache_versions([EVERYONE if linked else agency.own_code])


@receiver(post_save)
def bump_owner_of_new_page(instance: object, created: bool, **kwargs: object) -> None:
    """Invalidate the owner of a page that was created live and so was never published."""
    if created and not kwargs["raw"] and isinstance(instance, Page) and instance.live:
        bump_owner(instance)
        on_created_live(instance)


@receiver(pre_delete)
def bump_owner_of_deleted_page(sender: type[Any], instance: object, **kwargs: object) -> None:
    """Invalidate the website that owns a page about to be deleted."""
    # For all senders: Wagtail deletes a page as its specific model, and Django sends
    # the signal once for each of the page's models.
    if isinstance(instance, Page):
        bump_owner(instance)


@receiver(post_delete)
def forget_deleted_translation(instance: object, **kwargs: object) -> None:
    """Delete the state of a deleted translation."""
    if isinstance(instance, DraftStateMixin) and isinstance(instance, TranslatableMixin):
        forget_translation(instance.translation_key, instance.locale_id)


@receiver(post_page_move)
def bump_both_owners(
    instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: object
) -> None:
    """Invalidate the websites that a moved page left and joined."""
    for page in (parent_page_before, parent_page_after):
        bump_owner(page)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def bump_restricted_page(instance: PageViewRestriction, **kwargs: object) -> None:
    """Invalidate the website of a page whose restriction changed; all, if it is the root's."""
    if instance.page.depth < HOME_DEPTH:
        bump_all()
    else:
        bump_owner(instance.page)


@receiver([post_save, post_delete], sender=CollectionViewRestriction)
@receiver([post_save, post_delete], sender=Collection)
def bump_all(**kwargs: object) -> None:
    """Invalidate all websites: the owner or the visibility of a collection's files changed."""
    bump_cache_versions([EVERYONE])


def bump_moved_files(
    request: HttpRequest, action_type: str, objects: object, action_class_instance: BulkAction
) -> None:
    """Invalidate all websites after several files were moved into another collection.

    A hook of Wagtail's bulk actions. That a file was saved tells only the websites of the unit that
    has it now.
    """
    if action_type == ADD_TO_COLLECTION:
        bump_all()


@receiver(post_save, sender=CustomDocument)
@receiver(post_save, sender=CustomImage)
def bump_file_users(instance: CollectionMember, created: bool, **kwargs: object) -> None:
    """Invalidate the website that owns a changed file; all websites if no agency owns it.

    A new file is not shown anywhere yet, and a file in use cannot be deleted.
    """
    if not created:
        owners = get_owner_ids(instance)
        bump_cache_versions([f"agency:{pk}" for pk in owners] or [EVERYONE])


@receiver(post_save, sender=CustomDocument)
@receiver(post_save, sender=CustomImage)
def decide_about_changed_file(
    instance: CustomDocument | CustomImage, created: bool, **kwargs: object
) -> None:
    """Record that a person changed a file of decided versions. The forms check the right."""
    person = get_active_log_context().user
    if person and not created:
        record_file_decision(instance, person=person)


@receiver(post_save, sender=Agency)
@receiver(post_save, sender=PageViewRestriction)
def decide_about_record(
    instance: Agency | PageViewRestriction, raw: bool = False, **kwargs: object
) -> None:
    """Record that a person decided about names of a unit, or about the readers of a page."""
    person = get_active_log_context().user
    if person and not raw:
        fields = instance._meta.concrete_fields
        words = {field.name: str(field.value_from_object(instance)) for field in fields}
        record_words_decision(instance, words, person=person)


@receiver(pre_delete, sender=PageViewRestriction)
def decide_about_open_page(instance: PageViewRestriction, **kwargs: object) -> None:
    """Record that a person decided to show a page to everybody."""
    if person := get_active_log_context().user:
        record_words_decision(instance, {"page": str(instance.page_id)}, person=person)


@receiver(post_save, sender=Collection)
def sort_renamed_collection(
    instance: Collection, created: bool, raw: bool = False, **kwargs: object
) -> None:
    """Move a renamed collection to its place by name, which treebeard relies on for new ones.

    It gives two collections the same path otherwise.
    """
    if not created and not raw and instance.depth > 1:
        make_room(instance.get_parent(), instance.name)
        instance.refresh_from_db(fields=["path"])
        instance.move(instance.get_parent(), "sorted-child")


@receiver(m2m_changed, sender=AgencyGroup.agencies.through)
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
        _bump([instance])
    elif pk_set is None:
        _bump(instance.agencies.all())
    else:
        _bump(Agency.objects.filter(pk__in=pk_set))


@receiver(pre_delete, sender=AgencyGroup)
def clear_group(instance: AgencyGroup, **kwargs: object) -> None:
    """Clear a group before it is deleted: only clearing sends ``m2m_changed`` for its members."""
    instance.agencies.clear()


@receiver(copy_for_translation_done)
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


@receiver(page_unpublished)
def unpublish_translations(instance: Page, **kwargs: object) -> None:
    """Take the translations of an unpublished page off the website with it."""
    propagation.unpublish_translations(instance)


@receiver([page_published, published])
def follow_publication(instance: Model, **kwargs: object) -> None:
    """Bring the translations of a published page or bulletin up to date, or have it wait."""
    # Sent for what is only scheduled, too, and for pages twice.
    is_page = isinstance(instance, Page)
    if not isinstance(instance, TranslatedVersionsMixin) or not instance.live:
        return
    if not is_following(instance) and is_page == (kwargs["signal"] is page_published):
        propagation.follow_publication(instance)


@receiver(pre_delete)
def unpublish_translations_of_deleted_page(instance: object, **kwargs: object) -> None:
    """Take the translations of a page about to be deleted off the website."""
    # For all senders, as ``bump_owner_of_deleted_page``.
    if isinstance(instance, Page):
        propagation.unpublish_translations(instance, for_good=True)


@receiver(copy_for_translation_done)
def mirror_restrictions_of_source(target_obj: object, **kwargs: object) -> None:
    """Give a new translation of a page the privacy of its source."""
    if isinstance(target_obj, Page):
        propagation.mirror_restrictions(target_obj)


@receiver(post_page_move)
def move_translations(
    instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: object
) -> None:
    """Move the translations of a moved page along."""
    propagation.move_translations(instance, parent_page_before, parent_page_after)


@receiver(post_save, sender=PageViewRestriction)
def mirror_saved_restriction(instance: PageViewRestriction, **kwargs: object) -> None:
    """Give translations the new privacy of their sources."""
    if not is_following(instance):
        propagation.mirror_restrictions(instance.page)


@receiver(pre_delete, sender=PageViewRestriction)
def remove_mirrors(instance: PageViewRestriction, **kwargs: object) -> None:
    """Make translations public again with their sources."""
    propagation.remove_mirrors(instance)


@receiver(post_delete, sender=PageViewRestriction)
def mirror_again(instance: PageViewRestriction, origin: object, **kwargs: object) -> None:
    """Give a translation its restriction again if somebody deletes it alone."""
    # Not while the page itself is deleted.
    kind = getattr(origin, "model", type(origin))
    if kind is PageViewRestriction and not is_following(instance):
        propagation.mirror_restrictions(instance.page)


@receiver(post_save, sender=CustomImage)
def make_renditions_again(instance: CustomImage, **kwargs: object) -> None:
    """Make the renditions of a changed image that live pages show."""
    on_image_saved(instance)


@receiver(post_save, sender=AgencySettings)
def make_renditions_of_emblem(
    instance: AgencySettings, raw: bool = False, **kwargs: object
) -> None:
    """Make the renditions of the emblem that a website shows."""
    if not raw:
        on_settings_saved(instance)


@receiver(published)
def make_renditions(instance: Model, **kwargs: object) -> None:
    """Make the renditions that a published object shows."""
    on_published(instance)


@receiver([pre_save, pre_delete, file_discarded])
def refuse_change(instance: Model, raw: bool = False, **kwargs: object) -> None:
    """Raise AgencyArchivedError if a user changes an object of an archived agency.

    Checks objects of the classes in ``PROTECTED_MODELS``, with their new and with their stored
    values. Code that runs without a user, such as commands and scheduled publication, is not
    refused.
    """
    if isinstance(instance, PROTECTED_MODELS) and not raw and _has_acting_user():
        former = type(instance)._default_manager.filter(pk=instance.pk).first()
        _refuse_archived_receiver([instance, former] if former else [instance])


@receiver(pre_page_move)
def refuse_move(
    instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: object
) -> None:
    """Do the same for a user who moves a page, which Wagtail does without saving it."""
    if _has_acting_user():
        _refuse_archived_receiver([instance, parent_page_after])


@receiver(pre_save, sender=PageViewRestriction)
@receiver(pre_save, sender=CollectionViewRestriction)
def on_restriction_saved(
    sender: type[Model], instance: BaseViewRestriction, raw: bool = False, **kwargs: object
) -> None:
    """Give a restriction a new primary key when its type or password changes.

    Sessions store the primary keys of passed restrictions, so visitors who gave the old password
    have to give the new one.
    """
    row = sender._default_manager.filter(pk=instance.pk)
    before = None if raw else row.first()
    if before is None or _get_secret(before) == _get_secret(instance):
        return
    # Not with the model's ``delete``, which would log that the page is no longer private.
    row.delete()
    instance.pk, instance._state.adding = None, True


def _bump(agencies: Iterable[Agency]) -> None:
    bump_cache_versions(agency.own_code for agency in agencies)


def _update_search_keys(agency: Agency) -> None:
    """Recompute the words by which the directory finds an agency."""
    agency.set_keys()
    Agency.objects.filter(pk=agency.pk).update(directory_key=agency.directory_key)


def _get_secret(restriction: BaseViewRestriction) -> tuple[str, str]:
    return restriction.restriction_type, restriction.password


def _has_acting_user() -> bool:
    # Wagtail sets the log context around every view of the admin.
    return get_active_log_context().user is not None


def _refuse_archived_receiver(objects: Iterable[object]) -> None:
    agency = find_archived_owner(objects)
    if agency:
        raise AgencyArchivedError(agency)
