"""What one person is to be told, once, by e-mail."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NotificationKind(models.TextChoices):
    """What it is about; each person chooses which kinds to get, where a choice is left."""

    BULLETIN = "bulletin", _("New bulletins for your unit")
    EMERGENCY = "emergency", _("Emergencies")
    CONFIRMATION = "confirmation", _("Bulletins to confirm, and reminders of them")
    DISPLAY = "display", _("Websites that do not show what they should")


class Notification(models.Model):
    """One person, one event. The database sees to it that nobody is told twice.

    ``at_once`` is sent as a mail of its own, everything else in the day's digest.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(max_length=16, choices=NotificationKind.choices)
    event = models.CharField(max_length=120)
    title = models.CharField(max_length=255)
    text = models.TextField(blank=True)
    url = models.URLField(max_length=500)
    at_once = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.UniqueConstraint(fields=["person", "event"], name="notification_once"),
        ]
        indexes = [
            models.Index(
                fields=["person", "created_at"],
                condition=Q(sent_at=None),
                name="notification_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.title
