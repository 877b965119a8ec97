"""What citizens write to a unit, for as long as it is needed to answer them."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sites.models import Agency
from sites.models.settings import validate_telephone

# What looked like advertising and nobody has taken for anything else.
SPAM_DAYS = 30


class FeedbackState(models.TextChoices):
    """How far the unit has come with it."""

    NEW = "new", _("not answered")
    ANSWERED = "answered", _("answered")
    SPAM = "spam", _("spam")


class Doubt(models.TextChoices):
    """Why a message was put aside as spam when it came."""

    NONE = "", _("no doubt")
    TRAP = "trap", _("A field was filled in that people do not see.")
    LINKS = "links", _("It has many links.")


class FeedbackQuerySet(models.QuerySet["FeedbackMessage"]):
    def outdated(self) -> "FeedbackQuerySet":
        """Those whose personal data are still there and no longer needed."""
        old = timezone.now() - timedelta(days=settings.FEEDBACK_DAYS)
        return self.filter(received_at__lt=old, emptied_at=None)

    def outdated_spam(self) -> "FeedbackQuerySet":
        """Spam that has been kept long enough for somebody to see that it was none."""
        old = timezone.now() - timedelta(days=SPAM_DAYS)
        return self.filter(received_at__lt=old, state=FeedbackState.SPAM)


class FeedbackMessage(models.Model):
    """One message of a citizen to one unit.

    After ``FEEDBACK_DAYS`` everything somebody wrote is taken out of it; number, days and state
    stay, so that a unit can still show how it has dealt with what it was told.
    """

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="feedback")
    receipt = models.CharField(_("receipt number"), max_length=40, unique=True)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    name = models.CharField(_("your name"), max_length=120, blank=True)
    telephone = models.CharField(
        _("telephone"), max_length=25, blank=True, validators=[validate_telephone]
    )
    email = models.EmailField(_("e-mail"), blank=True)
    subject = models.CharField(_("what it is about"), max_length=150, blank=True)
    message = models.TextField(_("your message"), max_length=4000, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=FeedbackState.choices, default=FeedbackState.NEW
    )
    doubt = models.CharField(max_length=10, choices=Doubt.choices, blank=True)
    note = models.TextField(
        _("note"),
        max_length=2000,
        blank=True,
        help_text=_("What was answered, and how. Only your unit sees it."),
    )
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    emptied_at = models.DateTimeField(null=True)

    objects = FeedbackQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("message from a citizen")
        verbose_name_plural = _("messages from citizens")
        indexes = [
            models.Index(fields=["agency", "-received_at"], name="feedback_of_agency"),
            models.Index(
                fields=["received_at"], condition=Q(emptied_at=None), name="feedback_to_empty"
            ),
        ]

    def __str__(self) -> str:
        # The journal and mails name it so; what somebody wrote is told nowhere else.
        return self.receipt

    @property
    def can_be_answered(self) -> bool:
        """Whether its writer has left a way to be reached."""
        return bool(self.telephone or self.email)

    @property
    def emptied_on(self) -> datetime:
        """When its personal data are removed."""
        return self.received_at + timedelta(days=settings.FEEDBACK_DAYS)
