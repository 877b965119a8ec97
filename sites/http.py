from django.http import HttpRequest
from wagtail.models import Site

from accounts.models import User
from sites.hosts import Address
from sites.models import Agency, AgencySettings


class AddressedRequest(HttpRequest):
    """A request as HostMiddleware hands it on; ``address`` is None on the admin's host.

    ``unread_query`` has the parameters that the page cache took away because no view reads them.
    """

    address: Address | None
    unread_query: str = ""


class AnyHostRequest(AddressedRequest):
    """A request as WebsiteMiddleware hands it on; ``agency`` is None on the admin's host."""

    agency: Agency | None
    agency_settings: AgencySettings
    enabled_languages: tuple[str, ...]
    _wagtail_site: Site | None


class AgencyRequest(HttpRequest):
    """A request to an agency's website, as its views get it.

    ``previewed`` is what an author sees before it is published; nobody else's request has it.
    """

    address: Address
    agency: Agency
    previewed: object
    agency_settings: AgencySettings
    enabled_languages: tuple[str, ...]
    unread_query: str
    LANGUAGE_CODE: str


class AdminRequest(HttpRequest):
    """A request to the admin, which nobody passes on without having signed in."""

    user: User
