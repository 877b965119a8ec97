"""What a citizen sees: the form, and the receipt of what was sent."""

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

# Of one connection, which an office or a village may share.
MOST, PERIOD = 100, timedelta(hours=1)


@same_origin_only
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: AgencyRequest) -> HttpResponse:
    """The form on a page of its own; what is sent is kept, or shown again with what is wrong."""
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
    """That a message has come, how far the unit is with it, and what follows.

    It repeats nothing of what was written: whoever learns a number learns nothing else.
    """
    messages = FeedbackMessage.objects.filter(agency=request.agency)
    message = get_object_or_404(messages, receipt=number.upper())
    return TemplateResponse(request, "home/feedback/receipt.html", {"message": message})


def _page(request: AgencyRequest, form: FeedbackForm, status: HTTPStatus) -> HttpResponse:
    return TemplateResponse(request, "home/feedback/write.html", {"feedback": form}, status=status)
