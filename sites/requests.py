"""Types of requests with the attributes that the middleware of this project adds."""

from contextlib import ExitStack

from django.http import HttpRequest
from wagtail.models import Site

from accounts.models import User
from sites.caching.hosts import HostMatch
from sites.models import Agency, AgencySettings


class HostRequest(HttpRequest):
    """A request after HostMiddleware; ``host_match`` is None on the admin's host.

    ``is_database_away``: ``host_match`` was found without the database; its cache versions may be
    old. ``unread_query`` is the query string that the page cache removed because no view reads it.
    """

    host_match: HostMatch | None
    is_database_away: bool
    unread_query: str = ""


class SiteRequest(HostRequest):
    """A request after WebsiteMiddleware; ``agency`` is None on the admin's host.

    ``admin_transaction`` holds the transaction that
    ``sites.middleware.admin.AdminTransactionMiddleware`` begins before the view; None if the
    request gets none. ``upload_notes`` are messages about uploaded files.
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
    """A request to an agency's website, as its views receive it.

    ``previewed`` is the object that an author previews; it is set only on requests of previews.
    ``moved_to`` is the path that a request leads on to where it is not found; set by
    ``home.models.HomePage.route``. ``content_language`` is the code of the language of the content,
    set where it is another than that of the frame. ``serving`` is who serves in the place of an
    archived agency, and ``serving_schedules`` when they are open, once
    ``home.selectors.successors`` has asked for it.
    """

    host_match: HostMatch
    serving: object
    serving_schedules: object
    agency: Agency
    previewed: object
    agency_settings: AgencySettings
    enabled_languages: tuple[str, ...]
    unread_query: str
    moved_to: str
    content_language: str
    LANGUAGE_CODE: str


class AdminRequest(HttpRequest):
    """A request of a signed-in user to a view of the admin."""

    user: User
