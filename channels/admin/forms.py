"""Form of the screen that records: audio file, transcript, and the version that was read out."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Revision

from channels.models import BulletinRecording, RecordingLanguage
from content.files.audio import MAX_MINUTES
from content.files.examined import ExaminedFileField, ExaminedRecording


class RecordingForm(forms.Form):
    """Recording of a bulletin in a language, or new words beside the one that is there.

    ``versions``: the versions of the bulletin; the one that the screen showed comes back with the
    form, since another may be published while somebody speaks.
    """

    file = ExaminedFileField(
        label=gettext_lazy("Audio file"),
        required=False,
        help_text=format_lazy(
            gettext_lazy("MP3, M4A, WAV, Ogg (Opus) or WebM, at most 20 MB and {minutes} minutes."),
            minutes=MAX_MINUTES,
        ),
        widget=forms.FileInput(attrs={"accept": ".mp3,.m4a,.wav,.ogg,.opus,.webm,audio/*"}),
    )
    transcript = BulletinRecording._meta.get_field("transcript").formfield(
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"})
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, language: RecordingLanguage, versions: Any, has_file: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.versions, self.has_file = versions, has_file
        self.fields["transcript"].widget.attrs["lang"] = language.code

    def clean_file(self) -> ExaminedRecording | None:
        file: ExaminedRecording | None = self.cleaned_data["file"]
        if file is None and not self.has_file:
            raise ValidationError(_("Record something first, or choose a file."), code="required")
        return file

    def clean_version(self) -> Revision | None:
        """Return the version that was read out; None if the bulletin has none."""
        key = self.cleaned_data["version"]
        return self.versions.filter(pk=key).first() if key else None
