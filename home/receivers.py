"""Signal receivers of websites: redirects from former URLs, starter pages, schedules."""

import os.path

from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
)

from content.models import CustomDocument
from home.models import ContactPage, FormerFileName, ProcedurePage
from home.services.page_schedule import cancel_schedules
from home.services.redirects import create_page_redirects
from home.services.starter_pages import add_starter_pages
from sites.caching.versions import bump_cache_versions
from sites.models import Agency
from sites.permissions.ownership import HOME_PATH_LENGTH, get_page_agency
from sites.selectors.successors import list_led_on
from sites.services.provisioning import ProvisioningResult
from sites.signals import agency_archived, agency_provisioned

# What the website of a predecessor shows of the one who serves now.
LED_TO = (ContactPage, ProcedurePage)


@receiver(page_slug_changed)
def create_redirect_on_rename(instance: Page, instance_before: Page, **kwargs: object) -> None:
    """Create redirects after the slug of a page has changed."""
    create_page_redirects(instance, instance_before.url_path)


@receiver([page_published, page_unpublished])
def bump_predecessors(instance: Page, **kwargs: object) -> None:
    """Invalidate websites of archived agencies that lead on to a procedure or contact page."""
    agency = get_page_agency(instance) if isinstance(instance, LED_TO) else None
    if agency:
        bump_cache_versions(archived.own_code for archived in list_led_on(agency))


@receiver(post_page_move)
def create_redirect_on_move(
    instance: Page, parent_page_before: Page, url_path_before: str, **kwargs: object
) -> None:
    """Create redirects after a page was moved within its website.

    Also when it was moved to the trash, because it may be restored to another place.
    """
    if instance.path[:HOME_PATH_LENGTH] == parent_page_before.path[:HOME_PATH_LENGTH]:
        create_page_redirects(instance, url_path_before)


@receiver(pre_save, sender=CustomDocument)
def store_former_file_name(
    instance: CustomDocument, update_fields: frozenset[str] | None, **kwargs: object
) -> None:
    """Note the present file name of a document before it is saved.

    The new name is known only after saving, where ``create_file_redirect`` compares the two. An
    empty name is noted for a new document and when ``update_fields`` leaves out the file.
    """
    instance.file_name_before = ""
    if instance.pk and (update_fields is None or "file" in update_fields):
        row = CustomDocument._base_manager.filter(pk=instance.pk).values_list("file", flat=True)
        instance.file_name_before = os.path.basename(row.first() or "")


@receiver(post_save, sender=CustomDocument)
def create_file_redirect(instance: CustomDocument, **kwargs: object) -> None:
    """Save the noted file name of a document if saving has changed it."""
    name = instance.file_name_before
    if name and name != instance.filename:
        FormerFileName.objects.get_or_create(document=instance, name=name)


@receiver(agency_provisioned)
def furnish_website(agency: Agency, changes: ProvisioningResult, **kwargs: object) -> None:
    """Create the starter pages of a provisioned website."""
    add_starter_pages(agency, changes)


@receiver(agency_archived)
def forget_schedules(agency: Agency, **kwargs: object) -> None:
    """Cancel what is scheduled on the website of an archived agency, which stays as it is."""
    cancel_schedules(agency=agency)
