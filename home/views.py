"""What hosts offer besides pages: robots.txt, security.txt."""

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.utils import timezone

from sites.http import AgencyRequest, AnyHostRequest


def no_sign_in(request: AgencyRequest) -> HttpResponse:
    """Stand before Wagtail's sign-in for readers: they have no accounts."""
    raise Http404


def robots(request: AgencyRequest) -> HttpResponse:
    """Let robots in, but not into lists of search results; say where the map is."""
    lines = ["User-agent: *", "Disallow: /tim-kiem/", "Disallow: /en/tim-kiem/"]
    lines += ["", f"Sitemap: {request.agency.root_url}/sitemap.xml"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def admin_robots(request: AnyHostRequest) -> HttpResponse:
    """Keep robots out of the admin's host."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")


def security_txt(request: AgencyRequest) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116)."""
    email = request.agency_settings.email
    contact = f"mailto:{email}" if email else request.agency.root_url + "/"
    expires = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {contact}",
        f"Expires: {(expires + timedelta(days=180)).isoformat()}",
        "Preferred-Languages: vi, en",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
