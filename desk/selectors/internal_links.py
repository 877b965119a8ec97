"""Check of links to our own websites without any request.

Addresses are looked up as the websites do: by the table of URLs, the tree of pages, the bulletins
that a website shows, the files that readers get, and the redirects from former addresses.
"""

from functools import cached_property
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation
from wagtail.models import Page

from bulletins.models import Bulletin
from content.models import CustomDocument, CustomRendition
from desk.models import LinkProblem
from desk.selectors.text_links import WEB_SCHEMES, TextLink
from home.models import FormerURL, is_in_trash
from home.services.redirects import get_redirect_key
from sites.middleware.hosts import ADMIN_ONLY_PREFIXES
from sites.models import Agency, HostAlias
from sites.permissions.file_visibility import get_visibility
from sites.permissions.ownership import list_home_pages

_PAGE_VIEWS = {"wagtail_serve", "page_file"}
_DOCUMENT_VIEW, _BULLETIN_VIEW = "wagtaildocs_serve", "bulletin"


class InternalLinks:
    """Looks up the targets of links; reads the host names of all websites once."""

    @cached_property
    def _agencies(self) -> dict[str, int]:
        """The primary keys of agencies by host name, former host names included."""
        own = Agency.objects.values_list("site__hostname", "pk")
        return dict(HostAlias.objects.values_list("hostname", "agency")) | dict(own)

    @cached_property
    def hosts(self) -> set[str]:
        """All host names of this installation; none of them is ever asked over the network."""
        return {*self._agencies, settings.ADMIN_HOST, *settings.DIRECTORY_ALIASES}

    def is_internal(self, link: TextLink) -> bool:
        """Return whether a link leads to a page, a file or an address of our own websites.

        An address that nobody can read counts as one: it needs no request to be judged.
        """
        if not link.url:
            return True
        try:
            parts = urlsplit(link.url)
            host = (parts.hostname or "").rstrip(".")
        except ValueError:
            return True
        return not host or parts.scheme not in WEB_SCHEMES | {""} or host in self.hosts

    def find_problem(self, link: TextLink, agency: Agency, *, everywhere: bool) -> LinkProblem:
        """Return what is wrong with an internal link in a text of ``agency``, or ``NONE``.

        ``everywhere``: the text is a bulletin, whose files are public on any website.
        """
        if link.page is not None:
            return _find_page_problem(link.page)
        if link.document is not None:
            return _find_document_problem(link.document, None if everywhere else agency)
        try:
            parts = urlsplit(link.url)
            host = (parts.hostname or "").rstrip(".")
        except ValueError:
            return LinkProblem.BAD_ADDRESS
        if parts.username or parts.password:
            return LinkProblem.CREDENTIALS
        if host:
            if parts.scheme not in WEB_SCHEMES | {""}:
                return LinkProblem.BAD_ADDRESS
            if host not in self._agencies:
                # The admin and the directory.
                return LinkProblem.NONE
            agency = Agency.objects.with_site().get(pk=self._agencies[host])
        elif parts.scheme or not parts.path.startswith("/"):
            # Without a slash it leads somewhere else from each page.
            return LinkProblem.BAD_ADDRESS
        return find_path_problem(agency, unquote(parts.path) or "/", parts.query)

    def get_address(self, link: TextLink) -> str:
        """Return the address that readers open, as far as there is one; else an empty string."""
        if link.page is not None:
            page = Page.objects.filter(pk=link.page).first()
            return (page and page.full_url) or ""
        if link.document is not None:
            document = CustomDocument.objects.filter(pk=link.document).first()
            return document.url if document else ""
        return link.url


def find_path_problem(agency: Agency, path: str, query: str = "") -> LinkProblem:
    """Return what is wrong with a path on an agency's website, or ``NONE``.

    ``path``: not percent-encoded; ``query``: without the question mark.
    """
    if path.startswith(settings.STATIC_URL) or "\0" in path:
        return LinkProblem.NONE if "\0" not in path else LinkProblem.BAD_ADDRESS
    language = translation.get_language_from_path(path) or settings.LANGUAGE_CODE
    match = _resolve(path, language) or _resolve(f"{path}/", language)
    if match is None or path.startswith(ADMIN_ONLY_PREFIXES):
        problem = LinkProblem.NO_PAGE
    elif match.view_name in _PAGE_VIEWS:
        problem = _find_path_page_problem(agency, _strip_language(path, language), language)
    elif match.view_name == _BULLETIN_VIEW:
        problem = _find_bulletin_problem(agency, match.kwargs["slug"])
    elif match.view_name == _DOCUMENT_VIEW:
        problem = _find_document_problem(int(match.args[0]), agency, name=match.args[1])
    elif path.startswith(f"{settings.MEDIA_URL}images/"):
        name = path.removeprefix(settings.MEDIA_URL)
        is_there = CustomRendition.objects.filter(file=name).exists()
        problem = LinkProblem.NONE if is_there else LinkProblem.DELETED_FILE
    else:
        problem = LinkProblem.NONE
    if problem == LinkProblem.NO_PAGE and _has_redirect(agency, path, query):
        return LinkProblem.NONE
    return problem


def _resolve(path: str, language: str) -> ResolverMatch | None:
    with translation.override(language):
        try:
            return resolve(path, settings.ROOT_URLCONF)
        except Resolver404:
            return None


def _strip_language(path: str, language: str) -> str:
    prefix = f"/{language}/"
    return path.removeprefix(prefix[:-1]) if path.startswith(prefix) else path


def _find_page_problem(key: int) -> LinkProblem:
    page = Page.objects.filter(pk=key).first()
    if page is None or is_in_trash(page):
        return LinkProblem.DELETED_PAGE
    return LinkProblem.NONE if page.live else LinkProblem.UNPUBLISHED_PAGE


def _find_path_page_problem(agency: Agency, path: str, language: str) -> LinkProblem:
    """Look for a page in the tree, in the language of the path or in Vietnamese."""
    homes = list_home_pages([agency.pk]).filter(
        locale__language_code__in=[language, settings.LANGUAGE_CODE]
    )
    below = path.strip("/")
    last = below.rpartition("/")[2]
    if "." in last:
        # A file that a page serves, such as its feed.
        below = below.removesuffix(last).rstrip("/")
    paths = [f"{home.url_path}{below}/" if below else home.url_path for home in homes]
    states = set(Page.objects.filter(url_path__in=paths).values_list("live", flat=True))
    if True in states:
        return LinkProblem.NONE
    return LinkProblem.UNPUBLISHED_PAGE if states else LinkProblem.NO_PAGE


def _find_bulletin_problem(agency: Agency, slug: str) -> LinkProblem:
    shown = Bulletin.objects.published_to(agency).filter(slug=slug).exists()
    # An urgent one has a page on every website.
    if shown or Bulletin.objects.urgent().filter(slug=slug).exists():
        return LinkProblem.NONE
    is_withdrawn = Bulletin.objects.withdrawn_from(agency).filter(slug=slug).exists()
    return LinkProblem.WITHDRAWN if is_withdrawn else LinkProblem.NO_PAGE


def _find_document_problem(key: int, agency: Agency | None, name: str = "") -> LinkProblem:
    document = CustomDocument.objects.select_related("collection").filter(pk=key).first()
    if document is None:
        return LinkProblem.DELETED_FILE
    is_former = document.former_names.filter(name=name).exists() if name else False
    if name and name != document.filename and not is_former:
        return LinkProblem.DELETED_FILE
    visibility = get_visibility(document, agency)
    is_reachable = visibility.is_public or visibility.restrictions
    return LinkProblem.NONE if is_reachable else LinkProblem.PRIVATE_FILE


def _has_redirect(agency: Agency, path: str, query: str) -> bool:
    keys = {get_redirect_key(path.lstrip("/")), get_redirect_key(path.lstrip("/"), query)}
    rows = FormerURL.objects.filter(home__in=list_home_pages([agency.pk]), path__in=keys)
    return any(
        row.bulletin_id or (row.page and row.page.live and row.is_of_the_same_website)
        for row in rows.select_related("page", "home")
    )
