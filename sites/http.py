from contextlib import ExitStack

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
    """A request as WebsiteMiddleware hands it on; ``agency`` is None on the admin's host.

    ``admin_transaction`` takes the transaction that ``sites.protection`` begins before the view;
    it is None where there will be none. ``upload_notes`` are sentences about what was uploaded.
    """

    agency: Agency | None
    agency_settings: AgencySettings
    enabled_languages: tuple[str, ...]
    _wagtail_site: Site | None
    admin_transaction: ExitStack | None
    is_in_transaction: bool
    has_view_failed: bool
    upload_notes: list[str]


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
