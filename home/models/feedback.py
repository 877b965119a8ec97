"""Messages of citizens to an agency, stored as long as is needed to answer them."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.fields import BoundedTextField
from content.text.numbers import validate_telephone
from sites.models import Agency

# Days after which a message that is still marked as spam is deleted.
SPAM_DAYS = 30


class FeedbackState(models.TextChoices):
    """State of a message."""

    NEW = "new", _("not answered")
    ANSWERED = "answered", _("answered")
    SPAM = "spam", _("spam")


class SpamReason(models.TextChoices):
    """Reason why a message was treated as spam when it was received."""

    NONE = "", _("no doubt")
    TRAP = "trap", _("A field was filled in that people do not see.")
    LINKS = "links", _("It has many links.")


class FeedbackQuerySet(models.QuerySet["FeedbackMessage"]):
    """QuerySet of messages."""

    def expired(self) -> "FeedbackQuerySet":
        """Return messages older than ``FEEDBACK_DAYS`` days that still hold personal data."""
        old = timezone.now() - timedelta(days=settings.FEEDBACK_DAYS)
        return self.filter(received_at__lt=old, emptied_at=None)

    def expired_spam(self) -> "FeedbackQuerySet":
        """Return spam older than ``SPAM_DAYS`` days.

        Until then somebody can see that a message was not spam.
        """
        old = timezone.now() - timedelta(days=SPAM_DAYS)
        return self.filter(received_at__lt=old, state=FeedbackState.SPAM)


class FeedbackMessage(models.Model):
    """Message of a citizen to an agency.

    After ``FEEDBACK_DAYS`` days everything that was written is removed from it, the agency's note
    too. Receipt number, dates and state stay, so that the agency can still show how it dealt with
    its messages.
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
    message = BoundedTextField(_("your message"), max_length=4000, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=FeedbackState.choices, default=FeedbackState.NEW
    )
    doubt = models.CharField(max_length=10, choices=SpamReason.choices, blank=True)
    note = BoundedTextField(
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
        # Shown in the journal and in e-mails, which must not contain what was written.
        return self.receipt

    @property
    def can_be_answered(self) -> bool:
        """Return whether the sender left a telephone number or an e-mail address."""
        return bool(self.telephone or self.email)

    @property
    def emptied_on(self) -> datetime:
        """Return when the personal data are due to be removed."""
        return self.received_at + timedelta(days=settings.FEEDBACK_DAYS)
