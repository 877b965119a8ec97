"""Messages of citizens to an agency, and the agency's own texts for answers.

Messages are stored as long as is needed to answer them.
"""

import re
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.fields import BoundedTextField
from content.text.numbers import validate_own_telephone
from members.working_days import shift_working_days
from sites.models import Agency


class FeedbackState(models.TextChoices):
    """State of a message."""

    NEW = "new", _("not answered")
    IN_WORK = "in-work", _("being handled")
    ANSWERED = "answered", _("answered")
    CLOSED = "closed", _("closed without an answer")
    SPAM = "spam", _("spam")


# States in which the sender waits, and those in which the unit is done.
OPEN = (FeedbackState.NEW, FeedbackState.IN_WORK)
SETTLED = (FeedbackState.ANSWERED, FeedbackState.CLOSED)


class SpamReason(models.TextChoices):
    """Reason why a message was treated as spam when it was received."""

    NONE = "", _("no doubt")
    TRAP = "trap", _("A field was filled in that people do not see.")
    LINKS = "links", _("It has many links.")


def get_overdue_time() -> datetime:
    """Return the time before which open messages came that are overdue now.

    That is ``FEEDBACK_ANSWER_DAYS`` working days ago. No law in force sets a period for questions
    and ideas; petitions and complaints in the sense of the laws on them have procedures of their
    own.
    """
    return shift_working_days(timezone.now(), -settings.FEEDBACK_ANSWER_DAYS)


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
        old = timezone.now() - timedelta(days=settings.SPAM_DAYS)
        return self.filter(received_at__lt=old, state=FeedbackState.SPAM)


class FeedbackMessage(models.Model):
    """Message of a citizen to an agency.

    After ``FEEDBACK_DAYS`` days everything that was written is removed from it, the agency's note,
    its answer and the secret too. Receipt number, dates and state stay, so that the agency can
    still show how it dealt with its messages. ``language``: code of the language that the sender
    read, for e-mails. ``secret_hash``: see ``home.feedback_proof``. ``answered_at`` and
    ``answered_by`` say also when and by whom it was closed without an answer.
    """

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="feedback")
    receipt = models.CharField(_("receipt number"), max_length=40, unique=True)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    name = models.CharField(_("your name"), max_length=120, blank=True)
    telephone = models.CharField(
        _("telephone"), max_length=25, blank=True, validators=[validate_own_telephone]
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
    answer = BoundedTextField(
        _("answer"),
        max_length=4000,
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "The sender reads it on the website, and by e-mail if an address was left. To close "
            "without an answer, write the reason here."
        ),
    )
    language = models.CharField(max_length=12, blank=True, default="", db_default="")
    secret_hash = models.CharField(max_length=64, blank=True, default="", db_default="")
    started_at = models.DateTimeField(_("being handled since"), null=True)
    answered_at = models.DateTimeField(pgettext_lazy("time", "answered"), null=True)
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
    def is_settled(self) -> bool:
        """Return whether it is answered, or closed without an answer."""
        return self.state in SETTLED

    @property
    def due_at(self) -> datetime:
        """Return when it is due: ``FEEDBACK_ANSWER_DAYS`` working days after it came."""
        return shift_working_days(self.received_at, settings.FEEDBACK_ANSWER_DAYS)

    @property
    def is_overdue(self) -> bool:
        """Return whether the sender still waits after ``due_at``."""
        return self.state in OPEN and self.received_at < get_overdue_time()

    @property
    def emptied_on(self) -> datetime:
        """Return when the personal data are due to be removed."""
        return self.received_at + timedelta(days=settings.FEEDBACK_DAYS)


class AnswerTemplate(models.Model):
    """Text that an agency uses again and again in its answers to citizens.

    ``text`` may have the placeholders of ``PLACEHOLDERS``, which ``fill`` replaces.
    """

    PLACEHOLDERS = frozenset({"{ten}", "{so}", "{ngay}", "{don_vi}"})

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="answer_templates")
    title = models.CharField(_("title"), max_length=100, help_text=_("Only your unit sees it."))
    text = BoundedTextField(
        _("text"),
        max_length=4000,
        help_text=_(
            "Filled in by themselves: {ten} name of the sender, {so} receipt number, "
            "{ngay} day on which the message came, {don_vi} name of your unit."
        ),
    )

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["title", "pk"]
        verbose_name = _("answer template")
        verbose_name_plural = _("answer templates")
        constraints = [
            models.UniqueConstraint(fields=["agency", "title"], name="answer_template_once"),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Raise ValidationError for words in braces that are no placeholder."""
        super().clean()
        unknown = set(re.findall(r"\{[^{}]{0,40}\}", self.text)) - self.PLACEHOLDERS
        if unknown:
            raise ValidationError(
                {
                    "text": _("Nothing can be filled in for %(words)s.")
                    % {"words": ", ".join(sorted(unknown))}
                }
            )

    def fill(self, message: FeedbackMessage) -> str:
        """Return the text for the answer to ``message``; senders without a name are Ông/Bà."""
        values = {
            "{ten}": message.name or "Ông/Bà",
            "{so}": message.receipt,
            "{ngay}": f"{timezone.localdate(message.received_at):%d/%m/%Y}",
            "{don_vi}": message.agency.name_vi,
        }
        # In one pass, so that what a citizen typed is never taken for a placeholder.
        return re.sub("|".join(map(re.escape, values)), lambda found: values[found[0]], self.text)
