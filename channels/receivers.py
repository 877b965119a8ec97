"""Signal receivers of recordings."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from bulletins.services.site_cache import bump_websites
from channels.models import BulletinRecording


@receiver([post_save, post_delete], sender=BulletinRecording)
def bump_listening_sites(instance: BulletinRecording, **kwargs: Any) -> None:
    """Invalidate the websites that show the bulletin of a recording."""
    bump_websites(instance.bulletin)


@receiver(post_delete, sender=BulletinRecording)
def delete_recording_file(instance: BulletinRecording, **kwargs: Any) -> None:
    """Delete the file of a deleted recording after the transaction is committed."""
    transaction.on_commit(lambda: instance.file.delete(save=False))
