"""Signal receivers of recordings and their languages."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from bulletins.models import Bulletin, Urgency
from bulletins.services.site_cache import bump_audiences, bump_websites
from channels.models import BulletinRecording, RecordingLanguage
from channels.tasks import level_saved_recording
from ops.commit_hooks import run_after_commit
from sites.caching.versions import bump_cache_versions
from sites.models import AgencySettings


@receiver([post_save, post_delete], sender=BulletinRecording)
def bump_listening_sites(instance: BulletinRecording, **kwargs: Any) -> None:
    """Invalidate the websites that play a recording: an agency's own, or the whole audience."""
    if instance.published_at is None:
        return
    if instance.agency:
        bump_cache_versions([instance.agency.own_code])
    else:
        bump_websites(instance.bulletin)


@receiver(post_save, sender=RecordingLanguage)
def bump_sites_naming_language(instance: RecordingLanguage, created: bool, **kwargs: Any) -> None:
    """Invalidate the websites with recordings in a language whose name or code changed."""
    if not created:
        recorded = BulletinRecording.objects.filter(language=instance).values("bulletin")
        bump_audiences(Bulletin.objects.filter(pk__in=recorded))


@receiver(post_save, sender=AgencySettings)
def bump_alerts_of_issuer(instance: AgencySettings, **kwargs: Any) -> None:
    """Invalidate the websites with alerts of an agency: they say how to reach it."""
    alerts = Bulletin.objects.filter(source__site=instance.site, urgency=Urgency.EMERGENCY)
    bump_audiences(alerts.filter(live=True))


@receiver(post_save, sender=BulletinRecording)
def enqueue_levelling(instance: BulletinRecording, created: bool, **kwargs: Any) -> None:
    """Enqueue the levelling of a new recording."""
    if created:
        level_saved_recording.enqueue(instance.pk)


@receiver(post_delete, sender=BulletinRecording)
def delete_recording_file(instance: BulletinRecording, **kwargs: Any) -> None:
    """Delete the files of a deleted recording after the transaction is committed."""
    for name in filter(None, [instance.file.name, instance.replaced_file]):
        run_after_commit(instance.file.storage.delete, name)
