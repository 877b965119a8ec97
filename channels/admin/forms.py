"""Form for uploading a recording."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels.models import Spoken
from content.files.audio import get_audio_suffix
from content.files.examined import ExaminedFileField

MAX_BYTES = 20 * 1024 * 1024


class RecordingForm(forms.Form):
    """Language and audio file of a recording, at most 20 MB."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=Spoken.choices)
    file = ExaminedFileField(
        label=gettext_lazy("Audio file"),
        help_text=gettext_lazy("MP3, Ogg (Opus), M4A or WAV, at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".mp3,.ogg,.opus,.m4a,.wav,audio/*"}),
    )

    def clean_language(self) -> Spoken:
        return Spoken(self.cleaned_data["language"])

    def clean_file(self) -> UploadedFile:
        file: Any = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            message = _("This file has %(size)s; at most %(most)s are accepted.")
            sizes = {"size": filesizeformat(file.size), "most": filesizeformat(MAX_BYTES)}
            raise ValidationError(message % sizes, code="file_too_large")
        get_audio_suffix(file)
        return file
