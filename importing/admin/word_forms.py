"""Forms of the import of a Word document: the file, and its destination."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.files.examined import ExaminedFileField
from content.forms import clean_pasted_text
from importing.services.word import DescribedPicture
from importing.word.reader import ExaminedWord, WordDocument, examine_word

MAX_DESCRIPTION = 255


class WordFileForm(forms.Form):
    """Form for a Word document; why it is refused is the error of the file."""

    file = ExaminedFileField(
        label=gettext_lazy("Word file"),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        help_text=gettext_lazy("A document of Word (.docx) of at most 20 MB."),
        error_messages={"required": gettext_lazy("Choose a Word file first.")},
    )

    def clean_file(self) -> ExaminedWord:
        file: UploadedFile = self.cleaned_data["file"]
        return file if isinstance(file, ExaminedWord) else examine_word(file)


class WordDraftForm(forms.Form):
    """Form for title and lead of a draft, and for the words of each picture of its document.

    ``shown``: numbers of the pictures that the text has. ``limits``: the most characters of title
    and lead.
    """

    title = forms.CharField(
        label=gettext_lazy("Title"), widget=forms.Textarea(attrs={"rows": 2}), strip=True
    )
    lead = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Two or three lines, shown in lists. It may stay empty."),
    )

    def __init__(
        self,
        *args: Any,
        document: WordDocument,
        shown: set[int],
        limits: tuple[int, int],
        lead_label: str,
        **kw: Any,
    ) -> None:
        super().__init__(*args, **kw)
        self.document, self.limits = document, limits
        self.fields["lead"].label = lead_label
        for number, picture in enumerate(document.pictures):
            if number not in shown:
                continue
            self.fields[f"keep-{number}"] = forms.BooleanField(
                label=_("Keep this picture"), required=False, initial=True
            )
            self.fields[f"description-{number}"] = forms.CharField(
                label=_("What the picture shows"),
                required=False,
                initial=picture.alt[:MAX_DESCRIPTION],
                help_text=_("One sentence, for people who cannot see it."),
            )

    def clean_title(self) -> str:
        return self._check("title", self.limits[0])

    def clean_lead(self) -> str:
        return self._check("lead", self.limits[1])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in [name for name in self.fields if name.startswith("keep-")]:
            if not cleaned.get(name):
                continue
            field = name.replace("keep", "description")
            try:
                if not self._check(field, MAX_DESCRIPTION):
                    raise ValidationError(
                        _("Say what the picture shows, or do not keep it."), code="required"
                    )
            except ValidationError as error:
                self.add_error(field, error)
        return cleaned

    def list_pictures(self) -> list[DescribedPicture | None]:
        """Return the pictures of the document with their words, None for those left out."""
        return [
            DescribedPicture(picture, self.cleaned_data[f"description-{number}"])
            if self.cleaned_data.get(f"keep-{number}")
            else None
            for number, picture in enumerate(self.document.pictures)
        ]

    def _check(self, name: str, most: int) -> str:
        """Return a text without artefacts of pasting and on one line. Raises ValidationError."""
        text = " ".join(str(clean_pasted_text(self.cleaned_data.get(name) or "")).split())
        self.cleaned_data[name] = text
        if len(text) > most:
            message = _("This text has %(length)s characters; %(most)s are allowed. Shorten it.")
            raise ValidationError(message % {"length": len(text), "most": most}, code="too_long")
        return text
