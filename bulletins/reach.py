"""Which websites a change of a bulletin concerns: those, and no other, are drawn anew."""

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from wagtail.signals import published, unpublished

from bulletins.models import Bulletin, BulletinAudience, Placement
from sites.generations import renew
from sites.models import EVERYONE


def connect() -> None:
    """Connect the handlers below; called once, when the app is ready."""
    # Before: whom it was for. Its audience is written anew while it is saved.
    pre_save.connect(renew_former_audience, sender=Bulletin)
    pre_delete.connect(renew_former_audience, sender=Bulletin)
    for signal in (published, unpublished):
        signal.connect(renew_audience, sender=Bulletin)
    for signal in (post_save, post_delete):
        signal.connect(renew_place, sender=Placement)


def renew_former_audience(instance: Bulletin, **kwargs: Any) -> None:
    stored = Bulletin.objects.filter(pk=instance.pk, live=True).first() if instance.pk else None
    if stored:
        renew_websites(stored)


def renew_audience(instance: Bulletin, **kwargs: Any) -> None:
    renew_websites(instance)


def renew_place(instance: Placement, **kwargs: Any) -> None:
    renew([instance.agency.own_code])


def renew_websites(bulletin: Bulletin) -> None:
    """Let the websites that a bulletin is for show it as it is now.

    A translation is for whom its source is for.
    """
    lines = BulletinAudience.objects.filter(
        bulletin__in=Bulletin.objects.sources().filter(translation_key=bulletin.translation_key),
        excluded=False,
    )
    codes = set(lines.values_list("code", flat=True))
    renew([EVERYONE] if EVERYONE in codes else codes)
