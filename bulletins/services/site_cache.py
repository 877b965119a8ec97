"""Cache invalidation of exactly those websites that a change of a bulletin concerns.

All functions invalidate by ``sites.caching.versions.bump_cache_versions`` in the transaction of the
change. See docs/features/page-cache.md.
"""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from wagtail.models import Page, ReferenceIndex
from wagtail.signals import page_published, page_unpublished

from bulletins.models import Bulletin, BulletinAudience, BulletinQuerySet, Placement
from content.models import CustomDocument, CustomImage
from sites.caching.versions import bump_cache_versions
from sites.models import EVERYONE, Agency, AgencyGroup
from sites.permissions.ownership import HOME_DEPTH, get_page_agency

# Columns of a published row that change while its draft is edited; no website shows them.
UNSEEN = {
    "has_unpublished_changes",
    "latest_revision",
    "locked",
    "locked_at",
    "locked_by",
}


def connect() -> None:
    """Connect the receivers below; called once, when the app is ready."""
    # Before saving, for the former audience: the rows are replaced while the bulletin is saved.
    pre_save.connect(bump_former_audience, sender=Bulletin)
    pre_delete.connect(bump_former_audience, sender=Bulletin)
    for signal in (post_save, post_delete):
        signal.connect(bump_audience_row, sender=BulletinAudience)
        signal.connect(bump_placement, sender=Placement)
    for model in (CustomDocument, CustomImage):
        post_save.connect(bump_file_users, sender=model)
    m2m_changed.connect(bump_issuers, sender=AgencyGroup.agencies.through)
    for signal in (page_published, page_unpublished):
        signal.connect(bump_issuer_language)


def bump_former_audience(
    instance: Bulletin, update_fields: Collection[str] | None = None, **kwargs: Any
) -> None:
    """Invalidate the websites that show a live bulletin before it is saved or deleted."""
    if update_fields is not None and UNSEEN.issuperset(update_fields):
        return
    _renew_for(Bulletin.objects.filter(pk=instance.pk, live=True))


def bump_audience(bulletin: Bulletin, change: object) -> None:
    """Invalidate the websites in the audience of a changed bulletin (effect of publishing)."""
    bump_websites(bulletin)


def bump_audience_row(instance: BulletinAudience, **kwargs: Any) -> None:
    """Invalidate the websites of a row of the audience of a live bulletin."""
    if Bulletin.objects.filter(pk=instance.bulletin_id, live=True).exists():
        bump_cache_versions([instance.code])


def bump_placement(instance: Placement, **kwargs: Any) -> None:
    """Invalidate the website of a placement; all of the audience if the issuer placed it.

    Hiding a bulletin on the issuer's website changes its canonical URL on all others.
    """
    bump_cache_versions([instance.agency.own_code])
    _renew_for(Bulletin.objects.filter(pk=instance.bulletin_id, source=instance.agency_id))


def bump_file_users(instance: Model, created: bool, **kwargs: Any) -> None:
    """Invalidate the websites that show a bulletin which uses the changed file."""
    if created:
        return
    content_type = ContentType.objects.get_for_model(Bulletin)
    references = ReferenceIndex.get_references_to(instance).filter(base_content_type=content_type)
    _renew_for(Bulletin.objects.filter(pk__in=list(references.values_list("object_id", flat=True))))


def bump_issuers(
    instance: AgencyGroup | Agency, action: str, pk_set: set[int] | None, **kwargs: Any
) -> None:
    """Invalidate websites that show bulletins issued by agencies that joined or left a group.

    Whether the issuer is in the audience decides the canonical URL on all websites.
    """
    # Before a group is cleared its members are still known; after an addition or removal the
    # signal names them.
    if action not in {"post_add", "post_remove", "pre_clear"}:
        return
    if isinstance(instance, Agency):
        agencies = {instance.pk}
    else:
        agencies = pk_set or set(instance.agencies.values_list("pk", flat=True))
    _renew_for(Bulletin.objects.filter(source__in=agencies, live=True))


def bump_issuer_language(instance: Page, **kwargs: Any) -> None:
    """Invalidate websites that show bulletins of an agency whose translated home page changed.

    Whether the issuer's website exists in a language decides the canonical URL in it.
    """
    if instance.depth == HOME_DEPTH and instance.locale.language_code != settings.LANGUAGE_CODE:
        _renew_for(Bulletin.objects.filter(source=get_page_agency(instance), live=True))


def bump_websites(bulletin: Bulletin) -> None:
    """Invalidate the websites in the audience of a bulletin.

    ``bulletin``: in any language; a translation has the audience of its source.
    """
    _renew_for(Bulletin.objects.filter(translation_key=bulletin.translation_key))


def _renew_for(bulletins: BulletinQuerySet) -> None:
    sources = Bulletin.objects.sources()
    lines = BulletinAudience.objects.filter(
        bulletin__in=sources.filter(translation_key__in=bulletins.values("translation_key")),
        excluded=False,
    )
    codes = set(lines.values_list("code", flat=True))
    bump_cache_versions([EVERYONE] if EVERYONE in codes else codes)
