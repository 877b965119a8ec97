"""Signal receivers of acknowledgements."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from responses.models import Acknowledgement


@receiver(post_delete, sender=Acknowledgement)
def delete_acknowledgement_file(instance: Acknowledgement, **kwargs: Any) -> None:
    """Delete the file of a deleted acknowledgement after the transaction is committed."""
    transaction.on_commit(lambda: instance.file.delete(save=False))
