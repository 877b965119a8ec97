"""Public views of feedback: the form in which citizens write, its receipt, and the state later."""

import re
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from home.feedback_proof import RECEIPT, normalize_receipt
from home.models import FeedbackMessage, SpamReason
from home.selectors.feedback import find_linked_message, find_message
from home.services.feedback import (
    check_form_token,
    create_feedback,
    get_secret,
    sign_form_token,
)
from ops.http.rate_limit import is_limit_exceeded, is_rate_limited
from ops.http.same_origin import require_same_origin
from sites.models import Agency
from sites.requests import AgencyRequest

LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
MAX_LINKS = 2
PERSONAL = ("name", "telephone", "email")

# Messages from one IP address within the period; an office or a village may share an address.
MAX_MESSAGES, PERIOD = 100, timedelta(hours=1)
# Attempts to open a message, from one IP address and for one receipt number within the period.
MAX_LOOKUPS, MAX_LOOKUPS_OF_NUMBER = 60, 10


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
    """Show the feedback form; on POST store the message and show its receipt (201).

    Shows the form again with status 422 if it is invalid, with 429 after more than ``MAX_MESSAGES``
    messages from one IP address within ``PERIOD``. Archived agencies have no form: the page leads
    to those of who serves now (410).
    """
    if request.agency.is_archived:
        return TemplateResponse(request, "home/feedback/ended.html", status=HTTPStatus.GONE)
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
    context = {"message": message, "secret": get_secret(message)}
    # No redirect: the secret is shown here alone, and must stand in no address.
    answer = TemplateResponse(
        request, "home/feedback/receipt.html", context, status=HTTPStatus.CREATED
    )
    answer["Location"] = reverse("feedback_receipt", args=[message.receipt])
    add_never_cache_headers(answer)
    return answer


class LookupForm(forms.Form):
    """Form that opens the state of a message by its receipt number and a proof."""

    number = forms.CharField(
        label=gettext_lazy("Receipt number"),
        max_length=60,
        help_text=gettext_lazy("For example SYT-2026-4827-1936."),
        error_messages={"required": gettext_lazy("Write the receipt number.")},
    )
    proof = forms.CharField(
        label=gettext_lazy("Your telephone number, e-mail address or secret code"),
        max_length=254,
        help_text=gettext_lazy(
            "The number or address that you left. If you left neither, the secret code that was "
            "shown with the receipt number."
        ),
        error_messages={
            "required": gettext_lazy("Write the telephone number, e-mail address or secret code.")
        },
    )
    use_required_attribute = False

    def __init__(self, data: QueryDict | None = None, *, number: str = "") -> None:
        super().__init__(data, auto_id="tra-cuu-%s", initial={"number": number})
        for field in self.fields.values():
            field.widget.attrs |= {"autocomplete": "off", "autocapitalize": "off"}

    @property
    def all_errors(self) -> list[tuple[str, str]]:
        """Pairs of element id and message of each error, in the order of the fields."""
        named = [(field.id_for_label, str(error)) for field in self for error in field.errors]
        return [*named, *((self["number"].id_for_label, str(e)) for e in self.non_field_errors())]


@require_same_origin
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def follow_feedback(request: AgencyRequest, number: str = "") -> HttpResponse:
    """Show the form that opens a message; on POST, or with the link of an e-mail, its state.

    ``number``: receipt number to fill in; whether there is such a message is not told. 404 if it
    looks like none. Answers 422 alike for an unknown number and for a wrong proof, and 429 after
    too many attempts. Works for archived agencies too.
    """
    receipt = normalize_receipt(number)
    if receipt and not RECEIPT.fullmatch(receipt):
        raise Http404
    if request.method != "POST":
        token = request.GET.get("v", "")
        linked = find_linked_message(request.agency, token) if token else None
        if linked:
            return _render_state(request, linked)
        form = LookupForm(number=receipt)
        return _render_lookup(request, form, HTTPStatus.OK, is_old_link=bool(token))
    form = LookupForm(request.POST)
    if not form.is_valid():
        return _render_lookup(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    number, proof = form.cleaned_data["number"], form.cleaned_data["proof"]
    if _is_lookup_limited(request, normalize_receipt(number)):
        form.add_error(
            None,
            _("There were too many attempts. Please try again in an hour, or call us."),
        )
        return _render_lookup(request, form, HTTPStatus.TOO_MANY_REQUESTS)
    message = find_message(request.agency, number=number, proof=proof)
    if message is None:
        form.add_error(
            None,
            _(
                "Nothing is found with this number and this telephone, e-mail or secret code. "
                "Look for typing errors. What was written is removed after a time and can then "
                "not be opened any more."
            ),
        )
        return _render_lookup(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _render_state(request, message)


def _is_lookup_limited(request: AgencyRequest, receipt: str) -> bool:
    by_address = is_rate_limited(request, "feedback-lookup", most=MAX_LOOKUPS, period=PERIOD)
    name = "feedback-lookup-number"
    return by_address or is_limit_exceeded(receipt, name, most=MAX_LOOKUPS_OF_NUMBER, period=PERIOD)


def _render_lookup(
    request: AgencyRequest, form: LookupForm, status: HTTPStatus, *, is_old_link: bool = False
) -> HttpResponse:
    context = {"lookup": form, "is_old_link": is_old_link}
    return TemplateResponse(request, "home/feedback/follow.html", context, status=status)


def _render_state(request: AgencyRequest, message: FeedbackMessage) -> HttpResponse:
    context = {"message": message}
    return TemplateResponse(request, "home/feedback/state.html", context)


def _render_form(request: AgencyRequest, form: FeedbackForm, status: HTTPStatus) -> HttpResponse:
    return TemplateResponse(request, "home/feedback/write.html", {"feedback": form}, status=status)
