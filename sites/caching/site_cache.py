"""Cache of pages and fragments of a website that is valid until something on it changes.

The cache versions of the website (``sites.caching.versions``) are part of every key. They are read
from the database at every request, so nothing has to be deleted and no process can serve an
outdated entry: after a change its key is not looked up any more. ``OPTIONAL_CODES`` are left out:
what depends on one of them says so (``codes``), and the page that shows it does too.

What was used last is held in the memory of each process too (``NEAR``), so that the cache server is
not asked for it: its key has the same versions, it has the same end, and it is asked for again
after an hour. See docs/decisions/0058-a-process-holds-what-it-used-last.md.

A digest of the source code (``sites.caching.release``) is part of every key too. A cache outlives
the processes that fill it, so without the digest pages rendered by the templates of a former
release could be served.
"""

import hashlib
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any, NamedTuple, TypeVar

from django.core.cache import caches
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language

from sites.caching.hosts import HostMatch
from sites.caching.release import get_release_digest
from sites.caching.versions import DIRECTORY, NEAR, OPTIONAL_CODES
from sites.caching.versions import PAGES as PAGES
from sites.models import EVERYONE

MAX_AGE = timedelta(hours=1)

Made = TypeVar("Made")
Response = TypeVar("Response", bound=HttpResponseBase)


class CachedFragment(NamedTuple):
    """A cached fragment of a page; ``until`` is the Unix time at which it expires."""

    until: float
    made: object


def make_cache_key(
    host_match: HostMatch, name: str, codes: Collection[str] = (), *, own_only: bool = False
) -> str:
    """Return the cache key for ``name`` on a website; it differs after each change and release.

    ``codes``: those of ``OPTIONAL_CODES`` whose changes count too. ``own_only``: bulletins that are
    addressed to more than this website do not count.
    """
    if codes or own_only:
        own = {DIRECTORY, EVERYONE, host_match.agency_code}
        chosen = [
            number
            for code, number in host_match.versions.items()
            if code in codes or (code in own if own_only else code not in OPTIONAL_CODES)
        ]
        numbers = repr((host_match.agency_code, chosen))
    else:
        numbers = host_match.page_numbers
    parts = f"{get_release_digest()} {numbers} {name}"
    return hashlib.blake2b(parts.encode(), digest_size=20).hexdigest()


def find_cached(key: str, is_current: Callable[[Any], bool], *, shared_only: bool = False) -> Any:
    """Return what is cached under a key of ``make_cache_key``, None if there is nothing.

    That is what this process holds, if ``is_current`` of it, else what all processes share, else
    what this process holds. ``shared_only``: leave out what this process holds, for the time that
    the database is away, when nobody can tell it whether that still counts.
    """
    if shared_only:
        return caches[PAGES].get(key)
    local = caches[NEAR].get(key)
    if local is not None and is_current(local):
        return local
    shared = caches[PAGES].get(key)
    if shared is None:
        return local
    caches[NEAR].set(key, shared)
    return shared


def save_cached(key: str, value: object, seconds: float) -> None:
    """Cache a value under a key of ``make_cache_key``, for all processes and in this one."""
    caches[PAGES].set(key, value, seconds)
    caches[NEAR].set(key, value)


def disable_page_cache(response: Response) -> Response:
    """Exclude a response from the page cache, and return it.

    For pages whose content changes without a new cache version.
    """
    vars(response)["_is_page_cache_disabled"] = True
    return response


def is_page_cache_disabled(response: HttpResponseBase) -> bool:
    """Return whether the response is excluded from the page cache by ``disable_page_cache``."""
    return "_is_page_cache_disabled" in vars(response)


def get_or_build(
    request: HttpRequest,
    name: str,
    make: Callable[[], Made],
    until: Callable[[], float] | None = None,
    codes: Collection[str] = (),
    *,
    own_only: bool = False,
) -> Made:
    """Return the result of ``make``, cached for all pages of a website in one language.

    ``name`` is the key within the website. ``until`` returns the Unix time at which the result
    changes by the clock; entries expire after an hour (``MAX_AGE``) at the latest. ``codes``: those
    of ``OPTIONAL_CODES`` that the result depends on; the page of the request then depends on them
    too. ``own_only``: it shows no bulletin, so it outlives one that is addressed to many websites.
    Previews and requests without a website are not cached, nor is what is made while
    the database is away. The result must be picklable. Each request gets a copy of its own, which
    nobody may change: it is returned for the same name again.
    """
    vars(request).setdefault("_optional_codes", set()).update(codes)
    host_match: HostMatch | None = getattr(request, "host_match", None)
    if host_match is None or _is_preview(request):
        return make()
    parts: dict[str, Any] = vars(request).setdefault("_built_parts", {})
    name = f"{name} {get_language()}"
    if name not in parts:
        parts[name] = _find_or_make(request, host_match, name, make, until, codes, own_only)
    found: Made = parts[name]
    return found


def _find_or_make(
    request: HttpRequest,
    host_match: HostMatch,
    name: str,
    make: Callable[[], Made],
    until: Callable[[], float] | None,
    codes: Collection[str],
    own_only: bool,
) -> Made:
    now = timezone.now().timestamp()
    key = make_cache_key(host_match, name, codes, own_only=own_only)
    away = getattr(request, "is_database_away", False)
    part: CachedFragment | None = find_cached(key, lambda one: now < one.until, shared_only=away)
    if part and now < part.until:
        return part.made  # type: ignore[return-value]
    made = make()
    if away:
        # Of what is known of the host the rows may be older than the versions, which follow every
        # change: after the outage it would pass for new.
        return made
    end = min(now + MAX_AGE.total_seconds(), until() if until else now + MAX_AGE.total_seconds())
    save_cached(key, CachedFragment(end, made), end - now)
    return made


def get_optional_numbers(request: HttpRequest, host_match: HostMatch) -> dict[str, int]:
    """Return the versions of ``OPTIONAL_CODES`` that the page of a request depends on, by code."""
    codes: Collection[str] = vars(request).get("_optional_codes", ())
    return {code: host_match.versions[code] for code in codes}


def _is_preview(request: HttpRequest) -> bool:
    return getattr(request, "is_dummy", False) or getattr(request, "is_preview", False)
