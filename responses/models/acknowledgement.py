"""Acknowledgements of bulletins by agencies, and the reminders sent for missing ones."""

from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content.fields import BoundedTextField
from content.models import make_secret
from sites.models import Agency


def get_report_path(acknowledgement: "Acknowledgement", name: str) -> str:
    """Return an unguessable storage path for a report, in a folder that is not served."""
    suffix = PurePath(name).suffix.lower()
    name = f"{acknowledgement.agency.code}-{make_secret()}{suffix}"
    return f"xac-nhan/{acknowledgement.bulletin_id}/{name}"


class Acknowledgement(models.Model):
    """The statement of an agency that it has done what a bulletin requires.

    Only the agency and bulletin publishers can read it. It is kept when the agency leaves the
    bulletin's audience. Written by ``responses.services.acknowledgements``.
    """

    bulletin = models.ForeignKey(
        "bulletins.Bulletin", models.CASCADE, related_name="acknowledgements"
    )
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="acknowledgements")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    # The user's name at that time; kept when the user is renamed or deleted.
    person_name = models.CharField(_("person"), max_length=310, blank=True)
    at = models.DateTimeField(_("time"))
    answer = BoundedTextField(_("answer"), max_length=500, blank=True)
    file = models.FileField(_("file"), upload_to=get_report_path, max_length=200, blank=True)
    # Whom the ICT department called; set if it acknowledged on behalf of the agency.
    spoken_to = models.CharField(_("spoken to"), max_length=120, blank=True)

    # Not listed where Wagtail shows the usage of a bulletin.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        # Access follows from membership in the agency, not from Django permissions.
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "agency"], name="acknowledged_once"),
        ]

    def __str__(self) -> str:
        return f"{self.bulletin} · {self.agency}"

    @property
    def by_telephone(self) -> bool:
        """Whether the ICT department acknowledged on behalf of the agency, after a call."""
        return bool(self.spoken_to)

    @property
    def label(self) -> str:
        """A translated label: when, by whom and how the bulletin was acknowledged."""
        message = gettext("Confirmed at %(time)s by %(person)s")
        if self.by_telephone:
            message = gettext(
                "Confirmed by telephone at %(time)s: %(person)s spoke to %(spoken_to)s"
            )
        time = date_format(timezone.localtime(self.at), "H:i, d/m/Y")
        return message % {"time": time, "person": self.person_name, "spoken_to": self.spoken_to}


class AcknowledgementReminder(models.Model):
    """A reminder sent to an agency that has not acknowledged a bulletin.

    ``event`` is the event name of its notifications; it is unique, so that no reminder is sent
    twice. ``by`` is empty if a periodic task sent it.
    """

    bulletin = models.ForeignKey(
        "bulletins.Bulletin", models.CASCADE, related_name="confirmation_reminders"
    )
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    event = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reminder of a confirmation")
        verbose_name_plural = _("reminders of confirmations")
        default_permissions = ()
        indexes = [
            models.Index(fields=["bulletin", "agency", "at"], name="reminder_last"),
        ]

    def __str__(self) -> str:
        return self.event
