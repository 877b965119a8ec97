"""Forms for an acknowledgement by the agency, and for one given by telephone."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from bulletins.models import AcknowledgementKind, Bulletin
from content.files.fields import DocumentOrImageFormField
from responses.models import Acknowledgement

MAX_ANSWER_LENGTH = Acknowledgement._meta.get_field("answer").max_length
MAX_NAME_LENGTH = Acknowledgement._meta.get_field("spoken_to").max_length
SUFFIXES = [*settings.WAGTAILDOCS_EXTENSIONS, *settings.WAGTAILIMAGES_EXTENSIONS]


class AcknowledgeForm(forms.Form):
    """Form with only the fields that the bulletin requires, often none.

    `Bulletin.confirm_with` decides: no field, a required answer, or a required file with an
    optional answer.
    """

    answer = forms.CharField(
        label=_("Short answer"),
        max_length=MAX_ANSWER_LENGTH,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("What has been done, where, by whom. The ICT department reads it."),
    )
    file = DocumentOrImageFormField(
        label=_("File"),
        help_text=_("A report or a photo of the posted notice, at most 20 MB. "
                    "Your unit and the ICT department read it, nobody else."),
        widget=forms.FileInput({"accept": ",".join(f".{suffix}" for suffix in SUFFIXES)}),
    )  # fmt: skip

    def __init__(self, *args: Any, bulletin: Bulletin, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if bulletin.confirm_with == AcknowledgementKind.WORD:
            del self.fields["answer"]
        self.fields.get("answer", forms.Field()).required = (
            bulletin.confirm_with == AcknowledgementKind.ANSWER
        )
        if bulletin.confirm_with != AcknowledgementKind.FILE:
            del self.fields["file"]
        self.order_fields(["file", "answer"])


class TelephoneForm(forms.Form):
    """Form for an acknowledgement by telephone: who gave it, and what was said."""

    spoken_to = forms.CharField(
        label=_("Whom have you spoken to?"),
        max_length=MAX_NAME_LENGTH,
        help_text=_("Name and post. The unit sees it too."),
    )
    answer = forms.CharField(
        label=_("What was said"),
        max_length=MAX_ANSWER_LENGTH,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
