"""Models of notifications by e-mail, and of how users wish to receive them."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import BouncedAddress
from content.fields import CleanURLField
from sites.models import Agency

# A notification that could not be sent for this long is not sent any more.
STALE_AFTER = timedelta(days=7)


class NotificationKind(models.TextChoices):
    """The subject of a notification; users choose the delivery of each kind separately."""

    CONFIRMATION = "confirmation", _("Bulletins to confirm, and reminders of them")
    EMERGENCY = "emergency", _("Emergencies")
    DISPLAY = "display", _("Websites that do not show what they should")
    FEEDBACK = "feedback", _("Messages from citizens")
    BULLETIN = "bulletin", _("New bulletins for your unit")
    TRANSLATION = "translation", _("Texts to translate")
    REVIEW = "review", _("Pages to look at again")
    ERROR = "error", _("Errors that people met")


# The kinds that ICT administrators alone get.
OF_ADMINISTRATORS = (NotificationKind.ERROR,)
# The kinds that members of agencies cannot switch off.
MANDATORY = (NotificationKind.EMERGENCY, NotificationKind.CONFIRMATION)
# The kinds that tell of public bulletins, once for all agencies of a person.
ANNOUNCEMENTS = (NotificationKind.EMERGENCY, NotificationKind.BULLETIN)


class DeliveryMode(models.TextChoices):
    """How a user wishes to receive notifications of a kind."""

    USUAL = "", _("As usual: at once what is urgent, the rest once a day")
    AT_ONCE = "at_once", _("Each at once")
    DIGEST = "digest", _("Once a day, in one mail")
    NEVER = "never", _("Not by e-mail")


class NotificationQuerySet(models.QuerySet["Notification"]):
    """QuerySet of notifications."""

    def waiting(self) -> "NotificationQuerySet":
        """Return the notifications that are still to be sent.

        Left out are those older than seven days (``STALE_AFTER``), and those to inactive users, to
        users without an e-mail address, and to users whose e-mail address bounced.
        """
        bounced = BouncedAddress.objects.filter(email=OuterRef("person__email"))
        fresh = Q(created_at__gt=timezone.now() - STALE_AFTER)
        reachable = Q(person__is_active=True) & ~Q(person__email="") & ~Exists(bounced)
        return self.filter(fresh, reachable, sent_at=None)


class Notification(models.Model):
    """A notification of one user about one event; a constraint rules out a second one.

    ``at_once``: sent as an e-mail of its own; all others are part of the daily digest.
    ``language``: code of the language of title and text. ``agency``: whose matter it is, None if
    it is not that of one agency.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(max_length=16, choices=NotificationKind.choices)
    event = models.CharField(max_length=120)
    title = models.CharField(max_length=255)
    text = models.TextField(blank=True)
    # Also in the database: the release before this one writes rows during an upgrade.
    language = models.CharField(
        max_length=35, default=settings.LANGUAGE_CODE, db_default=settings.LANGUAGE_CODE
    )
    url = CleanURLField(max_length=500)
    at_once = models.BooleanField(default=False)
    agency = models.ForeignKey(Agency, models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

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
            models.Index(fields=["event"], name="notification_event"),
        ]

    def __str__(self) -> str:
        return self.title


class NotificationPreference(models.Model):
    """How a user wishes to receive one kind of notification, if not as usual."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notification_choices"
    )
    kind = models.CharField(max_length=16, choices=NotificationKind.choices)
    pace = models.CharField(max_length=8, choices=DeliveryMode.choices)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("choice of notifications")
        verbose_name_plural = _("choices of notifications")
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="notification_choice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_pace_display()}"
