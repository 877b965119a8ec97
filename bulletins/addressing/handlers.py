"""Signal receiver that protects groups of agencies used in an audience from deletion."""

from typing import Any

from django.db.models import ProtectedError
from django.db.models.signals import pre_delete

from bulletins.models import Bulletin
from sites.models import AgencyGroup

MOST_NAMED = 5


def connect() -> None:
    """Connect the receiver below; called once, when the app is ready."""
    pre_delete.connect(keep_addressed_group, sender=AgencyGroup)


def keep_addressed_group(instance: AgencyGroup, **kwargs: Any) -> None:
    """Raise ProtectedError if the published or draft audience of a bulletin names the group.

    After the deletion nobody could tell for whom the bulletin was.
    """
    bulletins = set(Bulletin.objects.naming(instance.code)[:MOST_NAMED])
    if bulletins:
        raise ProtectedError("The group is addressed by bulletins.", bulletins)
