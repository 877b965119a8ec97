"""A group stays while a bulletin is addressed to it: nobody could tell afterwards to whom."""

from typing import Any

from django.db.models import ProtectedError
from django.db.models.signals import pre_delete

from bulletins.models import Bulletin
from sites.models import AgencyGroup

MOST_NAMED = 5


def connect() -> None:
    """Connect the handler below; called once, when the app is ready."""
    pre_delete.connect(keep_addressed_group, sender=AgencyGroup)


def keep_addressed_group(instance: AgencyGroup, **kwargs: Any) -> None:
    bulletins = set(Bulletin.objects.naming(instance.code)[:MOST_NAMED])
    if bulletins:
        raise ProtectedError("The group is addressed by bulletins.", bulletins)
