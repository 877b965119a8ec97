"""Audio recordings of bulletins, and spoken forms: how abbreviations are read out.

Recordings are in languages that are heard more than read.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.models import make_secret


class Spoken(models.TextChoices):
    """Languages of the province's radio, as BCP 47 codes."""

    VIETNAMESE = "vi", _("Vietnamese")
    TAY_NUNG = "tyz", _("Tày–Nùng")
    DAO = "ium", _("Dao")
    HMONG = "hmn", _("Mông")


def get_recording_path(recording: "BulletinRecording", name: str) -> str:
    """Return a storage path for a recording, unguessable and different for each file.

    Browsers cache what they have played, so a replaced recording needs a new name.
    """
    suffix = name.rpartition(".")[2]
    return f"ban-ghi/{recording.bulletin.slug}-{recording.language}-{make_secret()}.{suffix}"


class BulletinRecording(models.Model):
    """A recording of a bulletin in one language; public as soon as it is saved."""

    bulletin = models.ForeignKey("bulletins.Bulletin", models.CASCADE, related_name="recordings")
    language = models.CharField(_("language"), max_length=3, choices=Spoken.choices)
    file = models.FileField(_("audio file"), upload_to=get_recording_path, max_length=200)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "language"], name="recording_once"),
        ]
        indexes = [models.Index(fields=["file"], name="recording_file")]

    def __str__(self) -> str:
        return f"{self.bulletin} ({self.get_language_display()})"


class SpokenForm(models.Model):
    """The spoken form of an abbreviation, a unit of measure or a foreign word."""

    written = models.CharField(
        _("written"),
        max_length=40,
        unique=True,
        help_text=_("Exactly as in the text, capitals included: UBND."),
    )
    spoken = models.CharField(
        _("read out as"), max_length=200, help_text=_("In words: Ủy ban nhân dân.")
    )

    class Meta:
        ordering = ["written"]
        verbose_name = _("spoken form")
        verbose_name_plural = _("spoken forms")

    def __str__(self) -> str:
        return f"{self.written} → {self.spoken}"

    def clean(self) -> None:
        if any(sign.isspace() for sign in self.written):
            raise ValidationError({"written": _("One word, without spaces.")})
