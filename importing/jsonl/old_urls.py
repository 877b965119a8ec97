"""URLs of the old portal, as paths that redirect to the imported content."""

from urllib.parse import unquote, urlsplit

from django.conf import settings

from home.services.redirects import MAX_PATH_LENGTH, get_redirect_key
from sites.models import Agency

TRANSLATED = tuple(code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)


def get_hosts(agency: Agency) -> set[str]:
    """Return the host names of the agency's website, including its aliases."""
    return {agency.site.hostname, *(alias.hostname for alias in agency.aliases.all())}


def find_former_path(url: str, hosts: set[str]) -> tuple[str, str] | None:
    """Return the language and path of an old URL; None if it is not on one of ``hosts``.

    The language is that of the home page, the path is below it and as ``home.services.redirects``
    stores it. A URL without a host (``/tin/1.aspx``) is on the website itself. Paths that cannot
    be stored (too long, or with NUL) give None too.
    """
    try:
        parts = urlsplit(url)
        elsewhere = parts.netloc and (parts.hostname or "").rstrip(".") not in hosts
        host_less = not parts.netloc and not url.startswith("/")
    except ValueError:
        return None
    if elsewhere or host_less or parts.scheme not in {"", "http", "https"}:
        return None
    path = unquote(parts.path).lstrip("/")
    prefix, _slash, rest = path.partition("/")
    language = prefix if prefix in TRANSLATED else settings.LANGUAGE_CODE
    key = get_redirect_key(rest if prefix in TRANSLATED else path, parts.query)
    return (language, key) if "\0" not in key and len(key.encode()) <= MAX_PATH_LENGTH else None
