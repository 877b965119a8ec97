"""Public views of "Is this information useful?": the vote, and the thanks."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Page

from bulletins.models import Bulletin
from home.models.ratings import MAX_COMMENT
from home.paths import get_page_path
from home.services.feedback import check_form_token, sign_form_token
from home.services.ratings import create_rating
from ops.http.rate_limit import is_rate_limited
from ops.http.same_origin import require_same_origin
from sites.models import Agency
from sites.permissions.ownership import get_page_agency
from sites.requests import AgencyRequest

# Votes from one IP address within the period, in all and about one page: a class may share one.
MAX_VOTES, MAX_VOTES_OF_PAGE, PERIOD = 200, 50, timedelta(hours=1)


class RatingForm(forms.Form):
    """Two buttons and an optional line about a page or bulletin on the website of ``agency``.

    The button pressed sends ``useful``. ``homepage`` is a honeypot and ``stamp`` a signed day, as
    in the feedback form: the form is part of cached pages and cannot have a CSRF token.
    """

    page = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    bulletin = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)
    comment = forms.CharField(
        label=gettext_lazy("What is missing or wrong"),
        help_text=gettext_lazy(
            "At most 300 characters. Do not write names, telephone numbers or other personal data."
        ),
        max_length=MAX_COMMENT,
        required=False,
        # No input: Enter in it would press the first button.
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    homepage = forms.CharField(
        label=gettext_lazy("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    useful = forms.ChoiceField(choices=[("1", ""), ("0", "")])

    def __init__(self, agency: Agency, data: QueryDict | None = None) -> None:
        self.agency = agency
        super().__init__(None if data is None else data.dict(), auto_id="huu-ich-%s")

    @property
    def hidden_values(self) -> list[tuple[str, object]]:
        """Pairs of name and value of each hidden field."""
        return [(field.html_name, field.value() or "") for field in self.hidden_fields()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        trouble = check_form_token(cleaned.get("stamp", ""), self.agency)
        if trouble:
            self.data = {**self.data, "stamp": sign_form_token(self.agency)}
            raise ValidationError(_("This page was open for a long time. Please press once more."))
        return cleaned

    def find_subject(self) -> Page | Bulletin | None:
        """Return the page or bulletin, None if the website of the agency shows no such one."""
        page_key, bulletin_key = (self.cleaned_data.get(name) for name in ("page", "bulletin"))
        if page_key:
            page = Page.objects.live().filter(pk=page_key).first()
            return page if page and get_page_agency(page) == self.agency else None
        shown = Bulletin.objects.published_to(self.agency).select_related("locale")
        return shown.filter(pk=bulletin_key).first() if bulletin_key else None

    @property
    def all_errors(self) -> list[tuple[str, str]]:
        """Pairs of element id and message of each error; the buttons take those of the form."""
        own = [(self["comment"].id_for_label, str(error)) for error in self["comment"].errors]
        return [*own, *(("huu-ich-buttons", str(error)) for error in self.non_field_errors())]


class UnsentRating:
    """The empty form about a page or bulletin, as templates draw it.

    The form is the same on all pages of a website but for its hidden fields, and cached: Django
    takes longer to make it than to draw the rest of a short page.
    """

    is_bound = False

    def __init__(self, agency: Agency, subject: Page | Bulletin) -> None:
        self.agency = agency
        name = "page" if isinstance(subject, Page) else "bulletin"
        self.hidden_values = [(name, subject.pk), ("stamp", sign_form_token(agency))]

    @cached_property
    def comment(self) -> forms.BoundField:
        """Return the optional line."""
        return self._form["comment"]

    @cached_property
    def homepage(self) -> forms.BoundField:
        """Return the honeypot."""
        return self._form["homepage"]

    @cached_property
    def _form(self) -> RatingForm:
        return RatingForm(self.agency)


@require_same_origin
@require_POST
@cache_control(private=True, no_store=True)
def rate_page(request: AgencyRequest) -> HttpResponse:
    """Count a vote and redirect (303) to the thanks.

    Shows the form again with status 422 if the line is too long or the form too old, with 429 after
    too many votes from one IP address. 404 on the website of an archived agency, and for a page
    that this website does not show.
    """
    if request.agency.is_archived:
        raise Http404
    form = RatingForm(request.agency, request.POST)
    is_valid = form.is_valid()
    subject = form.find_subject()
    if subject is None or "useful" in form.errors:
        raise Http404
    if not is_valid:
        return _render_form(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if _is_limited(request, subject):
        form.add_error(
            None,
            _("Very many votes have come from your connection. Please try again in an hour."),
        )
        return _render_form(request, form, HTTPStatus.TOO_MANY_REQUESTS)
    if not form.cleaned_data["homepage"]:
        create_rating(
            agency=request.agency,
            subject=subject,
            is_useful=form.cleaned_data["useful"] == "1",
            comment=form.cleaned_data["comment"],
        )
    path = get_page_path(subject) if isinstance(subject, Page) else subject.path
    answer = HttpResponseRedirect(f"{reverse('rating_thanks')}?{urlencode({'den': path})}")
    answer.status_code = HTTPStatus.SEE_OTHER
    return answer


@require_safe
def thank_for_rating(request: AgencyRequest) -> HttpResponse:
    """Thank for a vote; ``den`` is the path to go back to, ``/`` for anything else."""
    path = request.GET.get("den", "")
    is_safe = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    context = {"back": path if is_safe else "/"}
    return TemplateResponse(request, "home/feedback/rating_thanks.html", context)


def _is_limited(request: AgencyRequest, subject: Page | Bulletin) -> bool:
    in_all = is_rate_limited(request, "rating", most=MAX_VOTES, period=PERIOD)
    name = f"rating-{subject._meta.label}-{subject.pk}"
    return in_all or is_rate_limited(request, name, most=MAX_VOTES_OF_PAGE, period=PERIOD)


def _render_form(request: AgencyRequest, form: RatingForm, status: HTTPStatus) -> HttpResponse:
    context = {"rating": form}
    return TemplateResponse(request, "home/feedback/rating_again.html", context, status=status)
