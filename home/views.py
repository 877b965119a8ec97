"""Small views: robots.txt, security.txt and the blocked sign-in of websites."""

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.utils import timezone

from sites.http import AgencyRequest, AnyHostRequest


def no_sign_in(request: AgencyRequest) -> HttpResponse:
    """Raise Http404 in place of Wagtail's sign-in for visitors, who have no accounts."""
    raise Http404


def robots(request: AgencyRequest) -> HttpResponse:
    """Return robots.txt: all but search results may be crawled; names the sitemap."""
    lines = ["User-agent: *", "Disallow: /tim-kiem/", "Disallow: /en/tim-kiem/"]
    lines += ["", f"Sitemap: {request.agency.root_url}/sitemap.xml"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def admin_robots(request: AnyHostRequest) -> HttpResponse:
    """Return the robots.txt that keeps crawlers out of the admin's host."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")


def security_txt(request: AgencyRequest) -> HttpResponse:
    """Return security.txt, the contact for reports of vulnerabilities (RFC 9116).

    The contact is the agency's e-mail address, else its website. Expires after 180 days.
    """
    email = request.agency_settings.email
    contact = f"mailto:{email}" if email else request.agency.root_url + "/"
    expires = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {contact}",
        f"Expires: {(expires + timedelta(days=180)).isoformat()}",
        "Preferred-Languages: vi, en",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
