"""Signal receivers of bulletins, connected in this order.

They keep the repetition, renew the websites that a change concerns, run the effects of publishing,
send the e-mails of approval, and require a recent proof for emergencies. The cache is invalidated
in the transaction of the change: docs/features/page-cache.md.
"""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, ProtectedError, QuerySet
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from wagtail.models import CollectionViewRestriction, Page, ReferenceIndex, Revision, WorkflowState
from wagtail.signals import (
    page_published,
    page_unpublished,
    published,
    task_submitted,
    unpublished,
    workflow_approved,
    workflow_rejected,
)

from accounts.services.reauthentication import check_reauthentication
from bulletins.emails import bulletin_mailer
from bulletins.models import (
    CONFIRMATION,
    REPETITION,
    Bulletin,
    BulletinAudience,
    BulletinTemplate,
    ConfirmationPeriods,
    EventType,
    Placement,
    Urgency,
)
from bulletins.protected_acts import (
    CHANGING,
    PUBLISHING,
    SHOWN_OF_FILES,
    has_file_of_emergency,
    is_shown_in_emergency,
)
from bulletins.services.confirmation import apply_periods, start_confirmation_period
from bulletins.services.publishing import Change, run_effects
from bulletins.services.repetition import find_first_repetition
from bulletins.services.site_cache import (
    bump_audiences,
    bump_codes,
    bump_urgent,
    list_urgent_codes,
)
from content.models import CustomDocument, CustomImage
from sites.caching.versions import URGENT, bump_cache_versions
from sites.models import Agency, AgencyGroup
from sites.permissions.file_visibility import File
from sites.permissions.ownership import HOME_DEPTH, get_page_agency

# Bulletins named when the deletion of a group is refused.
MAX_NAMED_BULLETINS = 5

# Columns of a published row that no website shows; most change while its draft is edited.
UNSEEN = {
    "confirmation_asked_at",
    "has_unpublished_changes",
    "latest_revision",
    "locked",
    "locked_at",
    "locked_by",
}


# First: it locks the bulletin before cache versions are changed, as others do.
@receiver(pre_save, sender=Bulletin)
def preserve_repetition_state(
    instance: Bulletin, raw: bool, update_fields: Collection[str] | None = None, **kwargs: Any
) -> None:
    """Copy the repetition state from the database row to the instance about to be saved.

    A version was read earlier, and the bulletin may have been announced again since. Locks the row.
    If the schedule differs from the row's (`live`, `repeat_days`, `valid_from`), or the bulletin is
    new, the next repetition is counted from now. Raw saves and saves with `update_fields` are left
    alone. The same with the confirmation; a version that is published now counts as confirmed.
    """
    if raw or update_fields is not None:
        return
    row = Bulletin.objects.select_for_update(of=("self",)).filter(pk=instance.pk).first()
    if row:
        for name in (*REPETITION, *CONFIRMATION):
            setattr(instance, name, getattr(row, name))
    if row is None or row.last_published_at != instance.last_published_at:
        start_confirmation_period(instance, instance.last_published_at)
    if row is None or _get_repetition_schedule(row) != _get_repetition_schedule(instance):
        instance.next_repeat_at = find_first_repetition(instance)


# Before saving, for the former audience: the rows are replaced while the bulletin is saved.
@receiver([pre_save, pre_delete], sender=Bulletin)
def bump_former_audience(
    instance: Bulletin, update_fields: Collection[str] | None = None, **kwargs: Any
) -> None:
    """Invalidate the websites that show a live bulletin before it is saved or deleted."""
    if update_fields is not None and UNSEEN.issuperset(update_fields):
        return
    bump_audiences(Bulletin.objects.filter(pk=instance.pk, live=True))


@receiver([post_save, post_delete], sender=BulletinAudience)
def bump_audience_row(instance: BulletinAudience, **kwargs: Any) -> None:
    """Invalidate the websites of a row of the audience of a live bulletin.

    If the bulletin is urgent, also what other websites say about it.
    """
    live = Bulletin.objects.filter(pk=instance.bulletin_id, live=True)
    if rows := list(live.values_list("urgency", "source")):
        bump_codes([instance.code], list_urgent_codes(rows))


@receiver([post_save, post_delete], sender=Placement)
def bump_placement(instance: Placement, **kwargs: Any) -> None:
    """Invalidate the website of a placement; all of the audience if the issuer placed it.

    Hiding a bulletin on the issuer's website changes its canonical URL on all others.
    """
    bump_cache_versions([instance.agency.own_code])
    bump_audiences(Bulletin.objects.filter(pk=instance.bulletin_id, source=instance.agency_id))


@receiver(post_save, sender=CustomDocument)
@receiver(post_save, sender=CustomImage)
def bump_file_users(instance: Model, created: bool, **kwargs: Any) -> None:
    """Invalidate the websites that show a bulletin which uses the changed file."""
    if created:
        return
    content_type = ContentType.objects.get_for_model(Bulletin)
    references = ReferenceIndex.get_references_to(instance).filter(base_content_type=content_type)
    bump_audiences(
        Bulletin.objects.filter(pk__in=list(references.values_list("object_id", flat=True)))
    )


@receiver(m2m_changed, sender=AgencyGroup.agencies.through)
def bump_issuers(
    instance: AgencyGroup | Agency, action: str, pk_set: set[int] | None, **kwargs: Any
) -> None:
    """Invalidate websites that show bulletins issued by agencies that joined or left a group.

    Whether the issuer is in the audience decides the canonical URL on all websites. Where urgent
    bulletins for groups hold changes too.
    """
    # Before a group is cleared its members are still known; after an addition or removal the
    # signal names them.
    if action not in {"post_add", "post_remove", "pre_clear"}:
        return
    if isinstance(instance, Agency):
        agencies = {instance.pk}
    else:
        agencies = pk_set or set(instance.agencies.values_list("pk", flat=True))
    bump_audiences(Bulletin.objects.filter(source__in=agencies, live=True))
    bump_urgent(Bulletin.objects.filter(audience__code__startswith="group:").distinct())


@receiver([page_published, page_unpublished])
def bump_issuer_language(instance: Page, **kwargs: Any) -> None:
    """Invalidate websites that show bulletins of an agency whose translated home page changed.

    Whether the issuer's website exists in a language decides the canonical URL in it, and whether
    one that shows an urgent bulletin does, where others lead to.
    """
    if instance.depth == HOME_DEPTH and instance.locale.language_code != settings.LANGUAGE_CODE:
        bump_cache_versions([URGENT])
        bump_audiences(Bulletin.objects.filter(source=get_page_agency(instance), live=True))


@receiver(post_save, sender=ConfirmationPeriods)
def apply_changed_periods(instance: ConfirmationPeriods, **kwargs: Any) -> None:
    """Count the confirmations of all bulletins by the saved periods, and invalidate websites."""
    apply_periods(instance)


@receiver(published, sender=Bulletin)
def run_effects_of_publishing(instance: Bulletin, **kwargs: Any) -> None:
    """Call the effects of a published bulletin."""
    run_effects(instance, Change.PUBLISHED)


@receiver(unpublished, sender=Bulletin)
def run_effects_of_unpublishing(instance: Bulletin, **kwargs: Any) -> None:
    """Call the effects of an unpublished bulletin."""
    run_effects(instance, Change.UNPUBLISHED)


@receiver(post_delete, sender=Bulletin)
def delete_translations(instance: Bulletin, **kwargs: Any) -> None:
    """Delete the translations of a deleted bulletin, which nothing shows or lists without it."""
    if instance.language == settings.LANGUAGE_CODE:
        for translation in Bulletin.objects.filter(translation_key=instance.translation_key):
            translation.delete()


@receiver(pre_delete, sender=AgencyGroup)
def protect_addressed_group(instance: AgencyGroup, **kwargs: Any) -> None:
    """Raise ProtectedError if the audience of a bulletin, its draft or a template names the group.

    After the deletion nobody could tell for whom the bulletin was; what a template excepts would be
    told to those it excepts.
    """
    users = {
        *Bulletin.objects.addressed_to_code(instance.code)[:MAX_NAMED_BULLETINS],
        *(
            template
            for template in BulletinTemplate.objects.all()
            if any(line.code == instance.code for line in template.addressees)
        ),
    }
    if users:
        raise ProtectedError("The group is addressed by bulletins.", users)


@receiver(pre_delete, sender=EventType)
def protect_used_event_type(instance: EventType, **kwargs: Any) -> None:
    """Raise ProtectedError if a template, or any version of a bulletin, has the kind of event.

    Its CAP messages are made from the versions, and what was sent must not lose its event.
    """
    versions = Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Bulletin),
        content__event_type=instance.pk,
    )
    keys = versions.values_list("object_id", flat=True)[:MAX_NAMED_BULLETINS]
    bulletins = Bulletin.objects.filter(event_type=instance)[:MAX_NAMED_BULLETINS]
    users = {
        *Bulletin.objects.filter(pk__in=list(keys)),
        *bulletins,
        *BulletinTemplate.objects.filter(event_type=instance)[:MAX_NAMED_BULLETINS],
    }
    if users:
        raise ProtectedError("The kind of event is used by bulletins.", users)


@receiver(post_save, sender=EventType)
def bump_alerts_of_event_type(instance: EventType, created: bool, **kwargs: Any) -> None:
    """Invalidate the websites of bulletins whose kind of event changed: its name is in alerts."""
    if not created:
        bump_audiences(Bulletin.objects.filter(event_type=instance))


@receiver(task_submitted)
def ask_to_approve(**kwargs: Any) -> None:
    """Notify those who may approve a submitted bulletin."""
    bulletin_mailer.notify_deciders(**kwargs)


@receiver(workflow_approved, sender=WorkflowState)
def notify_of_approval(**kwargs: Any) -> None:
    """Notify the author of an approved bulletin."""
    bulletin_mailer.notify_approved(**kwargs)


@receiver(workflow_rejected, sender=WorkflowState)
def notify_of_rejection(**kwargs: Any) -> None:
    """Notify the author of a bulletin that should be changed."""
    bulletin_mailer.notify_rejected(**kwargs)


@receiver(pre_save, sender=Bulletin)
def require_reauthentication_to_save(
    instance: Bulletin, raw: bool, update_fields: Collection[str] | None = None, **kwargs: Any
) -> None:
    """Require a recent proof before an emergency becomes public or is changed, in any way."""
    if raw:
        return
    if instance.live and instance.urgency == Urgency.EMERGENCY:
        known = _list_public_emergencies(instance).filter(
            live_revision_id=instance.live_revision_id
        )
        if not known.exists():
            check_reauthentication(PUBLISHING)
        return
    # Saving a draft updates only columns about the draft.
    is_written = update_fields is None or not {"live", "urgency"}.isdisjoint(update_fields)
    if is_written and _list_public_emergencies(instance).exists():
        check_reauthentication(CHANGING)


@receiver(pre_delete, sender=Bulletin)
def require_reauthentication_to_delete(instance: Bulletin, **kwargs: Any) -> None:
    """Require a recent proof before a public emergency is deleted."""
    if _list_public_emergencies(instance).exists():
        check_reauthentication(CHANGING)


@receiver(pre_save, sender=CustomDocument)
@receiver(pre_save, sender=CustomImage)
def require_reauthentication_to_change_file(
    instance: File, raw: bool, update_fields: Collection[str] | None = None, **kwargs: Any
) -> None:
    """Require a recent proof before a file that a public emergency shows changes."""
    fields = [field for field in instance._meta.fields if field.name in SHOWN_OF_FILES]
    shown = [field.attname for field in fields if not update_fields or field.name in update_fields]
    if raw or not instance.pk or update_fields == frozenset() or not shown:
        return
    known = type(instance)._base_manager.filter(pk=instance.pk).values(*shown).first()
    if known is None:
        return
    is_new = "file" in shown and not instance.file._committed  # type: ignore[union-attr]
    is_changed = any(str(getattr(instance, name)) != str(known[name]) for name in shown)
    if (is_new or is_changed) and is_shown_in_emergency(instance):
        check_reauthentication(CHANGING)


@receiver([pre_save, pre_delete], sender=CollectionViewRestriction)
def require_reauthentication_to_restrict_files(
    instance: CollectionViewRestriction, raw: bool = False, **kwargs: Any
) -> None:
    """Require a recent proof before files that a public emergency shows get a password."""
    if not raw and has_file_of_emergency(instance.collection):
        check_reauthentication(CHANGING)


def _list_public_emergencies(instance: Bulletin) -> QuerySet[Bulletin]:
    return Bulletin.objects.filter(pk=instance.pk, live=True, urgency=Urgency.EMERGENCY)


def _get_repetition_schedule(bulletin: Bulletin) -> tuple[object, ...]:
    return bulletin.live, bulletin.repeat_days, bulletin.valid_from
