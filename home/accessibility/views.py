"""View of the accessibility statement."""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from home.accessibility.results import last_results
from sites.http import AgencyRequest


def statement(request: AgencyRequest) -> HttpResponse:
    """Render the statement: goal, checks with their results, known problems and contact."""
    context = {"results": last_results()}
    return TemplateResponse(request, "home/accessibility.html", context)
