"""Views for crawlers and security researchers: robots.txt, security.txt."""

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.utils import timezone

from home.selectors.successors import get_website_serving
from sites.models import Agency, AgencySettings
from sites.requests import AgencyRequest, SiteRequest


def raise_not_found(request: AgencyRequest) -> HttpResponse:
    """Raise Http404 in place of Wagtail's sign-in for visitors, who have no accounts."""
    raise Http404


def robots(request: AgencyRequest) -> HttpResponse:
    """Return robots.txt: all but search results may be crawled; names the sitemap."""
    lines = ["User-agent: *", "Disallow: /tim-kiem/", "Disallow: /en/tim-kiem/"]
    lines += ["", f"Sitemap: {request.agency.root_url}/sitemap.xml"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def admin_robots(request: SiteRequest) -> HttpResponse:
    """Return the robots.txt that keeps crawlers out of the admin's host."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")


def security_txt(request: AgencyRequest) -> HttpResponse:
    """Return security.txt, the contact for reports of vulnerabilities (RFC 9116).

    The contact is the agency's e-mail address, else its website; for an archived agency those of
    who serves now. Expires after 180 days.
    """
    contacts = [_get_security_contact(request.agency, request.agency_settings)]
    if serving := get_website_serving(request).agencies:
        contacts = [
            _get_security_contact(unit, AgencySettings.for_site(unit.site)) for unit in serving
        ]
    elif request.agency.is_archived:
        contacts = [request.agency.root_url + "/"]
    expires = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        *(f"Contact: {contact}" for contact in contacts),
        f"Expires: {(expires + timedelta(days=180)).isoformat()}",
        "Preferred-Languages: vi, en",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _get_security_contact(agency: Agency, details: AgencySettings) -> str:
    return f"mailto:{details.email}" if details.email else f"{agency.root_url}/"
