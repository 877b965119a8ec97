"""What units answer to a bulletin that asks them to confirm, and how they were reminded of it."""

from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sites.models import Agency
from sites.models.files import make_secret


def report_path(acknowledgement: "Acknowledgement", name: str) -> str:
    """Return where a report is stored: a name nobody can guess, in a folder that is not served."""
    suffix = PurePath(name).suffix.lower()
    name = f"{acknowledgement.agency.code}-{make_secret()}{suffix}"
    return f"xac-nhan/{acknowledgement.bulletin_id}/{name}"


class Acknowledgement(models.Model):
    """One unit's word that it has done what one bulletin asks.

    It belongs to the unit; only the unit and those who publish bulletins read it. It stays when
    the unit is no longer addressed. See bulletins.acknowledgement.acknowledging.
    """

    bulletin = models.ForeignKey(
        "bulletins.Bulletin", models.CASCADE, related_name="acknowledgements"
    )
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="acknowledgements")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    # What the person was called then remains when they are renamed or gone.
    person_name = models.CharField(_("person"), max_length=310, blank=True)
    at = models.DateTimeField(_("time"))
    answer = models.TextField(_("answer"), max_length=500, blank=True)
    file = models.FileField(_("file"), upload_to=report_path, max_length=200, blank=True)
    # Not empty: the ICT department confirmed on the unit's behalf, and this is whom it called.
    spoken_to = models.CharField(_("spoken to"), max_length=120, blank=True)

    # A unit's affair, and none of those who ask where a bulletin is used.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        # Who may do what is settled by where a person works.
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "agency"], name="acknowledged_once"),
        ]

    def __str__(self) -> str:
        return f"{self.bulletin} · {self.agency}"

    @property
    def by_telephone(self) -> bool:
        """Whether the ICT department confirmed on the unit's behalf."""
        return bool(self.spoken_to)

    @property
    def in_words(self) -> str:
        """When and by whom it was confirmed, and how."""
        words = gettext("Confirmed at %(time)s by %(person)s")
        if self.by_telephone:
            words = gettext("Confirmed by telephone at %(time)s: %(person)s spoke to %(spoken_to)s")
        time = date_format(timezone.localtime(self.at), "H:i, d/m/Y")
        return words % {"time": time, "person": self.person_name, "spoken_to": self.spoken_to}


class ConfirmationReminder(models.Model):
    """That one unit was reminded of one bulletin, by the job loop or by a person.

    ``event`` is that of the notifications; the database sees to it that there is one for each.
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
