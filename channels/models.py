"""Audio recordings of bulletins, and spoken forms: how abbreviations are read out.

Recordings are in languages that are heard more than read.
"""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from content.fields import BoundedTextField
from content.files.audio import AUDIO_TYPES
from content.languages import get_interface_language
from content.models import make_secret
from sites.models import Agency

# A language tag (BCP 47): language, and where needed script, region, variants, private use.
_TAG = re.compile(
    r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?(-([a-z0-9]{5,8}|\d[a-z0-9]{3}))*"
    r"(-x(-[a-z0-9]{1,8})+)?"
)


def validate_language_tag(code: str) -> None:
    """Raise ValidationError if ``code`` is no well-formed language tag in the usual capitals."""
    if not _TAG.fullmatch(code):
        message = _("This is no language code. Examples: tyz, nut, hmn, ium, hmn-Latn.")
        raise ValidationError(message, code="invalid_language_tag")


class RecordingLanguage(models.Model):
    """A language in which bulletins are recorded; the ICT department chooses them.

    It needs no texts of the website: many of these languages are heard more than read.
    """

    code = models.CharField(
        _("code"),
        max_length=35,
        unique=True,
        validators=[validate_language_tag],
        help_text=_("Of ISO 639-3 or BCP 47: tyz for Tày, nut for Nùng."),
    )
    name = models.CharField(
        _("own name"),
        max_length=60,
        help_text=_("As its speakers write it; people find their button by it."),
    )
    name_vi = models.CharField(
        _("name in Vietnamese"),
        max_length=60,
        help_text=_("As it stands in a sentence: tiếng Tày."),
    )
    is_offered = models.BooleanField(
        _("for new recordings"),
        default=True,
        help_text=_("Without it, recordings that are there stay and no new ones are made."),
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("language of recordings")
        verbose_name_plural = _("languages of recordings")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the active language: in Vietnamese its own, elsewhere as speakers write."""
        return self.name_vi[:1].upper() + self.name_vi[1:] if _is_vietnamese() else self.name

    @property
    def listen_label(self) -> str:
        """What the button says that leads to a recording: "Nghe bằng tiếng Tày"."""
        name = self.name_vi if _is_vietnamese() else self.name
        return gettext("Listen in %(language)s") % {"language": name}


def _is_vietnamese() -> bool:
    return get_interface_language() == settings.LANGUAGE_CODE


def get_recording_path(recording: "BulletinRecording", name: str) -> str:
    """Return a storage path for a recording, unguessable and different for each file.

    Browsers cache what they have played, so a replaced recording needs a new name.
    """
    suffix = name.rpartition(".")[2]
    start = f"{recording.bulletin.slug}-{recording.language.code}".lower()
    return f"ban-ghi/{start}-{make_secret()}.{suffix}"


class BulletinRecording(models.Model):
    """A recording of a bulletin in one language, by the ICT department or by an agency.

    It is a draft until ``published_at``. The ICT department's is heard on every website of the
    audience, an agency's on its own alone. It renders one version of the Vietnamese words; it is
    out of date from the moment (``outdated_at``) when others are published.
    """

    bulletin = models.ForeignKey("bulletins.Bulletin", models.CASCADE, related_name="recordings")
    language = models.ForeignKey(
        RecordingLanguage, models.PROTECT, related_name="+", verbose_name=_("language")
    )
    # None: the ICT department.
    agency = models.ForeignKey(Agency, models.CASCADE, null=True, related_name="+")
    file = models.FileField(_("audio file"), upload_to=get_recording_path, max_length=200)
    # In bytes.
    size = models.PositiveIntegerField(default=0, db_default=0)
    # None: not measured, because ffmpeg is not installed.
    seconds = models.PositiveIntegerField(null=True)
    # Whether ``file`` is what ffmpeg made of the upload.
    is_levelled = models.BooleanField(default=False, db_default=False)
    # Path of the upload that it replaced, which pages opened before then still name.
    replaced_file = models.CharField(
        max_length=200, blank=True, default="", db_default="", editable=False
    )
    transcript = BoundedTextField(
        _("the words spoken"),
        max_length=5000,
        blank=True,
        default="",
        db_default="",
        help_text=_("In the language of the recording; for people who read it, or do not hear."),
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)
    # Whose work it is: who uploaded the draft, or changed its words after that.
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True)
    # The version of the bulletin whose words it renders, and a digest of these words, which tells
    # whether they are still the published ones when the version is gone. See
    # channels.services.rendered_texts.
    version = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+")
    words = models.CharField(max_length=64, blank=True, default="", db_default="")
    outdated_at = models.DateTimeField(null=True)

    # Not listed where Wagtail shows the usage of a bulletin.
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["language", "pk"]
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        constraints = [
            # Zero stands for the ICT department: NULLs would not be equal.
            models.UniqueConstraint(
                "bulletin",
                "language",
                Coalesce("agency", 0),
                condition=Q(published_at__isnull=state),
                name=name,
            )
            for state, name in ((True, "recording_draft_once"), (False, "recording_published_once"))
        ]
        indexes = [models.Index(fields=["file"], name="recording_file")]

    def __str__(self) -> str:
        return f"{self.bulletin} ({self.language.label})"

    @property
    def content_type(self) -> str:
        """The MIME type of the file."""
        return AUDIO_TYPES.get(self.suffix, "application/octet-stream")

    @property
    def suffix(self) -> str:
        """The extension of the file, which follows its content."""
        return str(self.file.name).rpartition(".")[2]

    @property
    def duration(self) -> str:
        """The length as minutes and seconds; empty if it was not measured."""
        if self.seconds is None:
            return ""
        return "{}:{:02}".format(*divmod(self.seconds, 60))


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
