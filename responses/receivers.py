"""Signal receivers of acknowledgements."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from ops.commit_hooks import run_after_commit
from responses.models import Acknowledgement


@receiver(post_delete, sender=Acknowledgement)
def delete_acknowledgement_file(instance: Acknowledgement, **kwargs: Any) -> None:
    """Delete the file of a deleted acknowledgement after the transaction is committed."""
    if instance.file:
        run_after_commit(instance.file.storage.delete, instance.file.name)
