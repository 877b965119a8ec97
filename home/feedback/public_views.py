"""Public views of feedback: the form, and the receipt of a message."""

from datetime import timedelta
from http import HTTPStatus

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from home.feedback.forms import FeedbackForm
from home.feedback.receiving import receive
from home.models.feedback import FeedbackMessage
from sites.http import AgencyRequest
from sites.origin import same_origin_only
from sites.visiting.floods import is_flood

# Messages from one IP address within the period; an office or a village may share an address.
MOST, PERIOD = 100, timedelta(hours=1)


@same_origin_only
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: AgencyRequest) -> HttpResponse:
    """Show the feedback form; on POST store the message and redirect (303) to its receipt.

    Shows the form again with status 422 if it is invalid, with 429 after more than ``MOST``
    messages from one IP address within ``PERIOD``. Archived agencies have no form (404).
    """
    if request.agency.is_archived:
        raise Http404
    if request.method != "POST":
        return _page(request, FeedbackForm(request.agency), HTTPStatus.OK)
    form = FeedbackForm(request.agency, request.POST)
    if not form.is_valid():
        return _page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if is_flood(request, "feedback", most=MOST, period=PERIOD):
        form.add_error(
            None,
            _(
                "Very many messages have come from your connection. Please try again in an hour, "
                "or call us."
            ),
        )
        return _page(request, form, HTTPStatus.TOO_MANY_REQUESTS)
    message = receive(form.save(commit=False), agency=request.agency, doubt=form.doubt)
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


def _page(request: AgencyRequest, form: FeedbackForm, status: HTTPStatus) -> HttpResponse:
    return TemplateResponse(request, "home/feedback/write.html", {"feedback": form}, status=status)
