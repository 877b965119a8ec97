"""Public views of feedback: the form in which citizens write, and the receipt of a message."""

import re
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from home.models import FeedbackMessage, SpamReason
from home.services.feedback import check_form_token, create_feedback, sign_form_token
from ops.http.rate_limit import is_rate_limited
from ops.http.same_origin import require_same_origin
from sites.models import Agency
from sites.requests import AgencyRequest

LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
MAX_LINKS = 2
PERSONAL = ("name", "telephone", "email")

# Messages from one IP address within the period; an office or a village may share an address.
MAX_MESSAGES, PERIOD = 100, timedelta(hours=1)


class FeedbackForm(forms.ModelForm):
    """Form for a citizen's message to ``agency``.

    Name and contact data are optional; citizens who give them have to agree to their use (law
    91/2025/QH15). ``homepage`` is a honeypot: a field that is not visible and that programs fill
    in. ``stamp`` is a signed day; see ``home.services.feedback``.
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
            self.initial["stamp"] = sign_form_token(agency)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if any(cleaned.get(name) for name in PERSONAL) and not cleaned.get("agreed"):
            self.add_error(
                "agreed",
                _("Tick here if the unit may use your name, telephone or e-mail to answer you."),
            )
        trouble = check_form_token(cleaned.get("stamp", ""), self.agency)
        if trouble:
            self.data = {**self.data, "stamp": sign_form_token(self.agency)}
            raise ValidationError(trouble)
        return cleaned

    @property
    def days(self) -> int:
        """Days after which personal data are deleted (``FEEDBACK_DAYS``)."""
        return settings.FEEDBACK_DAYS

    @property
    def spam_reason(self) -> SpamReason:
        """Reason to treat the message as spam: honeypot filled in, or too many links.

        For valid forms only.
        """
        if self.cleaned_data["homepage"]:
            return SpamReason.TRAP
        text = f"{self.cleaned_data['subject']} {self.cleaned_data['message']}"
        return SpamReason.LINKS if len(LINK.findall(text)) > MAX_LINKS else SpamReason.NONE

    @property
    def all_errors(self) -> list[tuple[str, str]]:
        """Pairs of element id and message of each error, in the order of the fields."""
        named = [(field.id_for_label, str(error)) for field in self for error in field.errors]
        return [*named, *(("gop-y-send", str(error)) for error in self.non_field_errors())]


@require_same_origin
@require_http_methods(["GET", "HEAD", "POST"])
def write_feedback(request: AgencyRequest) -> HttpResponse:
    """Show the feedback form; on POST store the message and redirect (303) to its receipt.

    Shows the form again with status 422 if it is invalid, with 429 after more than ``MAX_MESSAGES``
    messages from one IP address within ``PERIOD``. Archived agencies have no form (404).
    """
    if request.agency.is_archived:
        raise Http404
    if request.method != "POST":
        return _render_form(request, FeedbackForm(request.agency), HTTPStatus.OK)
    form = FeedbackForm(request.agency, request.POST)
    if not form.is_valid():
        return _render_form(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if is_rate_limited(request, "feedback", most=MAX_MESSAGES, period=PERIOD):
        form.add_error(
            None,
            _(
                "Very many messages have come from your connection. Please try again in an hour, "
                "or call us."
            ),
        )
        return _render_form(request, form, HTTPStatus.TOO_MANY_REQUESTS)
    message = create_feedback(
        form.save(commit=False), agency=request.agency, doubt=form.spam_reason
    )
    answer = HttpResponseRedirect(reverse("feedback_receipt", args=[message.receipt]))
    answer.status_code = HTTPStatus.SEE_OTHER
    return answer


@require_safe
@cache_control(private=True, no_store=True)
def receipt(request: AgencyRequest, number: str) -> HttpResponse:
    """Show that a message has arrived, its state and what happens next.

    ``number``: receipt number, case-insensitive. Nothing of the message is shown, so that nobody
    can read it by learning the number. 404 if this agency has no such message.
    """
    messages = FeedbackMessage.objects.filter(agency=request.agency)
    message = get_object_or_404(messages, receipt=number.upper())
    return TemplateResponse(request, "home/feedback/receipt.html", {"message": message})


def _render_form(request: AgencyRequest, form: FeedbackForm, status: HTTPStatus) -> HttpResponse:
    return TemplateResponse(request, "home/feedback/write.html", {"feedback": form}, status=status)
