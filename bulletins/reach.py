"""Which websites a change of a bulletin concerns: those, and no other, are drawn anew."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from wagtail.models import Page, ReferenceIndex
from wagtail.signals import page_published, page_unpublished, published, unpublished

from bulletins.models import Bulletin, BulletinAudience, Placement, Urgency, agencies_for
from bulletins.models.queryset import BulletinQuerySet
from sites.generations import renew
from sites.models import EVERYONE, Agency, AgencyDocument, AgencyGroup, AgencyImage
from sites.models.agency import AgencyQuerySet
from sites.page_owners import HOME_DEPTH, agency_of

# What is written of a published row while somebody works on its draft; no website shows it.
UNSEEN = {
    "has_unpublished_changes",
    "latest_revision",
    "locked",
    "locked_at",
    "locked_by",
}


def connect() -> None:
    """Connect the handlers below; called once, when the app is ready."""
    # Before: whom it was for. Its audience is written anew while it is saved.
    pre_save.connect(renew_former_audience, sender=Bulletin)
    pre_delete.connect(renew_former_audience, sender=Bulletin)
    for signal in (published, unpublished):
        signal.connect(renew_audience, sender=Bulletin)
    for signal in (post_save, post_delete):
        signal.connect(renew_line, sender=BulletinAudience)
        signal.connect(renew_place, sender=Placement)
    for model in (AgencyDocument, AgencyImage):
        post_save.connect(renew_users_of_file, sender=model)
    m2m_changed.connect(renew_issued, sender=AgencyGroup.agencies.through)
    for signal in (page_published, page_unpublished):
        signal.connect(renew_issued_in_a_language)


def renew_former_audience(
    instance: Bulletin, update_fields: Collection[str] | None = None, **kwargs: Any
) -> None:
    if update_fields is not None and UNSEEN.issuperset(update_fields):
        return
    _renew_for(Bulletin.objects.filter(pk=instance.pk, live=True))


def renew_audience(instance: Bulletin, **kwargs: Any) -> None:
    renew_websites(instance)


def renew_line(instance: BulletinAudience, **kwargs: Any) -> None:
    if Bulletin.objects.filter(pk=instance.bulletin_id, live=True).exists():
        renew([instance.code])


def renew_place(instance: Placement, **kwargs: Any) -> None:
    """A place is on one website; but what its issuer hides has its canonical address elsewhere."""
    renew([instance.agency.own_code])
    _renew_for(Bulletin.objects.filter(pk=instance.bulletin_id, source=instance.agency_id))


def renew_users_of_file(instance: Model, created: bool, **kwargs: Any) -> None:
    """A file that a bulletin shows is shown wherever the bulletin is."""
    if created:
        return
    content_type = ContentType.objects.get_for_model(Bulletin)
    references = ReferenceIndex.get_references_to(instance).filter(base_content_type=content_type)
    _renew_for(Bulletin.objects.filter(pk__in=list(references.values_list("object_id", flat=True))))


def renew_issued(
    instance: AgencyGroup | Agency, action: str, pk_set: set[int] | None, **kwargs: Any
) -> None:
    """Whether an issuer is in a bulletin's audience decides on the canonical address everywhere."""
    # What is cleared is known before only, and what is set only after.
    if action not in {"post_add", "post_remove", "pre_clear"}:
        return
    if isinstance(instance, Agency):
        agencies = {instance.pk}
    else:
        agencies = pk_set or set(instance.agencies.values_list("pk", flat=True))
    _renew_for(Bulletin.objects.filter(source__in=agencies, live=True))


def renew_issued_in_a_language(instance: Page, **kwargs: Any) -> None:
    """Whether an issuer's website is there in a language does so too."""
    if instance.depth == HOME_DEPTH and instance.locale.language_code != settings.LANGUAGE_CODE:
        _renew_for(Bulletin.objects.filter(source=agency_of(instance), live=True))


def renew_websites(bulletin: Bulletin) -> None:
    """Let the websites that a bulletin is for show it as it is now.

    A translation is for whom its source is for.
    """
    _renew_for(Bulletin.objects.filter(translation_key=bulletin.translation_key))


def showing(bulletin: Bulletin) -> AgencyQuerySet:
    """Return the working units whose websites show a bulletin while it is in force."""
    agencies = agencies_for(bulletin.audience.all())
    if bulletin.urgency == Urgency.ROUTINE:
        hiding = bulletin.placements.filter(hidden=True)
        agencies = agencies.exclude(pk__in=hiding.values("agency"))
    return agencies


def _renew_for(bulletins: BulletinQuerySet) -> None:
    sources = Bulletin.objects.sources()
    lines = BulletinAudience.objects.filter(
        bulletin__in=sources.filter(translation_key__in=bulletins.values("translation_key")),
        excluded=False,
    )
    codes = set(lines.values_list("code", flat=True))
    renew([EVERYONE] if EVERYONE in codes else codes)
