"""Public view that checks a certificate by its number, without signing in.

It says what the certificate says, and whether the stored version still has its digest. It says
nothing about the page or bulletin since.
"""

from datetime import datetime, timedelta
from http import HTTPStatus

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from accounts.views.account import rate_limited
from content.versions.digest import DIGITS
from ops.http.rate_limit import is_rate_limited
from responses.models import NUMBER_LENGTH, Certificate, normalize_number
from responses.selectors.certificates import find_certificate, find_place, has_its_digest
from sites.requests import AgencyRequest
from sites.views.documents import make_uncacheable

# Requests from one network within the period; an office may share an address.
MAX_CHECKS, PERIOD = 100, timedelta(hours=1)


@require_safe
def check_certificate(request: AgencyRequest, number: str = "") -> HttpResponseBase:
    """Show what the certificate with a number says, and whether the system agrees.

    ``so`` of the query leads to the address of a number. Without a number the page has the form
    alone. Answers 404 for an unknown number, and 429 after too many requests.
    """
    if typed := normalize_number(request.GET.get("so", "")):
        return make_uncacheable(redirect("certificate", number=typed))
    if number and is_rate_limited(request, "certificate", most=MAX_CHECKS, period=PERIOD):
        return make_uncacheable(rate_limited(request))
    certificate = find_certificate(number) if number else None
    is_unknown = bool(number) and certificate is None
    context = {
        "number": number[:NUMBER_LENGTH],
        "max_length": NUMBER_LENGTH + 10,
        "is_unknown": is_unknown,
        "certificate": certificate,
    }
    if certificate:
        context |= {
            "digits": certificate.digest[:DIGITS],
            "is_intact": has_its_digest(certificate),
            "place": find_place(certificate),
            "periods": _read_periods(certificate),
        }
    status = HTTPStatus.NOT_FOUND if is_unknown else HTTPStatus.OK
    page = TemplateResponse(request, "responses/certificate_check.html", context, status=status)
    page.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return make_uncacheable(page)


def _read_periods(certificate: Certificate) -> list[dict[str, datetime | bool | None]]:
    return [
        {
            "first": parse_datetime(first),
            "last": parse_datetime(last) if last else None,
            "is_public": last is None,
        }
        for first, last in certificate.periods
    ]
