"""The accessibility statement of a website."""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from home.accessibility.results import last_results
from sites.http import AgencyRequest


def statement(request: AgencyRequest) -> HttpResponse:
    """What is aimed at, what was checked with which result, what is known to be wrong, and whom
    to tell.
    """
    context = {"results": last_results()}
    return TemplateResponse(request, "home/accessibility.html", context)
