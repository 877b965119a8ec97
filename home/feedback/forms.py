"""The form in which citizens write to an agency."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.feedback.stamps import stamp, trouble_with
from home.models.feedback import Doubt, FeedbackMessage
from sites.models import Agency

LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
MOST_LINKS = 2
PERSONAL = ("name", "telephone", "email")


class FeedbackForm(forms.ModelForm):
    """Form for a citizen's message to ``agency``.

    Name and contact data are optional; citizens who give them have to agree to their use (law
    91/2025/QH15). ``homepage`` is a honeypot: a field that is not visible and that programs fill
    in. ``stamp`` is a signed day; see ``home.feedback.stamps``.
    """

    agreed = forms.BooleanField(
        label=gettext_lazy("I agree that the unit uses these data to answer me."),
        required=False,
    )
    homepage = forms.CharField(label=gettext_lazy("Leave this empty"), required=False)
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = FeedbackMessage
        fields = ["subject", "message", "name", "telephone", "email"]
        widgets = {
            "message": forms.Textarea(attrs={"rows": 8}),
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "telephone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }
        help_texts = {
            "message": gettext_lazy(
                "What happened, where and when; what you ask for. At most 4000 characters."
            )
        }

    # Browsers would report missing fields one at a time and in their own language.
    use_required_attribute = False

    def __init__(self, agency: Agency, data: QueryDict | None = None) -> None:
        self.agency = agency
        super().__init__(None if data is None else data.dict(), auto_id="gop-y-%s")
        for name in ("subject", "message"):
            self.fields[name].required = True
        self.fields["subject"].error_messages["required"] = _("Write in a few words what it is.")
        self.fields["message"].error_messages["required"] = _("Write your message.")
        self.fields["email"].error_messages["invalid"] = _(
            "Write an e-mail address with an @, like lan@example.vn."
        )
        self.fields["homepage"].widget.attrs |= {"tabindex": "-1", "autocomplete": "off"}
        if not self.is_bound:
            self.initial["stamp"] = stamp(agency)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if any(cleaned.get(name) for name in PERSONAL) and not cleaned.get("agreed"):
            self.add_error(
                "agreed",
                _("Tick here if the unit may use your name, telephone or e-mail to answer you."),
            )
        trouble = trouble_with(cleaned.get("stamp", ""), self.agency)
        if trouble:
            self.data = {**self.data, "stamp": stamp(self.agency)}
            raise ValidationError(trouble)
        return cleaned

    @property
    def days(self) -> int:
        """Days after which personal data are deleted (``FEEDBACK_DAYS``)."""
        return settings.FEEDBACK_DAYS

    @property
    def doubt(self) -> Doubt:
        """Reason to treat the message as spam: honeypot filled in, or too many links.

        For valid forms only.
        """
        if self.cleaned_data["homepage"]:
            return Doubt.TRAP
        words = f"{self.cleaned_data['subject']} {self.cleaned_data['message']}"
        return Doubt.LINKS if len(LINK.findall(words)) > MOST_LINKS else Doubt.NONE

    @property
    def all_errors(self) -> list[tuple[str, str]]:
        """Pairs of element id and message of each error, in the order of the fields."""
        named = [(field.id_for_label, str(error)) for field in self for error in field.errors]
        return [*named, *(("gop-y-send", str(error)) for error in self.non_field_errors())]
