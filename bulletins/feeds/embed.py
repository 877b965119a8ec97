"""List of bulletins that other websites show in a frame."""

from csp.constants import HEADER
from csp.utils import build_policy
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.clickjacking import xframe_options_exempt

from bulletins.models import Bulletin, Category
from bulletins.notices import in_language_of_moment
from sites.http import AgencyRequest

# Content Security Policy of this page: any website may frame it; no scripts and no forms.
POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'self'"],
    "font-src": ["'self'"],
    "img-src": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["*"],
}
USUAL, MOST = 5, 20


@xframe_options_exempt
def embed(request: AgencyRequest) -> HttpResponse:
    """Return a page with the first bulletins in force on this website.

    Query string: `so`: how many (5; at most 20); `muc`: a category. Invalid values are ignored.
    """
    visible = Bulletin.objects.visible_on(request.agency)
    category = request.GET.get("muc", "")
    if category in Category.values:
        visible = visible.filter(category=category)
    rows = visible.in_feed_order().select_related("locale")[: _number(request.GET.get("so", ""))]
    return TemplateResponse(
        request,
        "bulletins/embed.html",
        {"notices": in_language_of_moment(rows)},
        # Set on the response itself, so that the page cache stores them with the page.
        headers={HEADER: build_policy(POLICY), "Cross-Origin-Resource-Policy": "cross-origin"},
    )


def _number(asked: str) -> int:
    """Return how many bulletins to list; the default unless `asked` is from 1 to 99."""
    number = int(asked) if asked.isdecimal() and len(asked) <= len(str(MOST)) else USUAL
    return min(number, MOST) or USUAL
