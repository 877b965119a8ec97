"""Cache of pages and fragments of a website that is valid until something on it changes.

The cache versions of the website (``sites.generations``) are part of every key. They are read from
the database at every request, so nothing has to be deleted and no process can serve an outdated
entry: after a change its key is not looked up any more.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple, TypeVar

from django.core.cache import caches
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language

from sites.hosts import Address
from sites.release import release

# The alias of the cache; see config.environment.
PAGES = "pages"
LONGEST = timedelta(hours=1)

Made = TypeVar("Made")
Response = TypeVar("Response", bound=HttpResponseBase)


class Part(NamedTuple):
    """A cached fragment of a page; ``until`` is the Unix time at which it expires."""

    until: float
    made: object


def key_of(address: Address, name: str) -> str:
    """Return the cache key for ``name`` on a website; it differs after each change and release."""
    asked = repr((release(), address.agency_code, [*address.numbers.values()], name))
    return hashlib.blake2b(asked.encode(), digest_size=20).hexdigest()


def make_anew(response: Response) -> Response:
    """Exclude a response from the page cache, and return it.

    For pages whose content changes without a new cache version.
    """
    vars(response)["_is_made_anew"] = True
    return response


def is_made_anew(response: HttpResponseBase) -> bool:
    """Return whether the response is excluded from the page cache by ``make_anew``."""
    return "_is_made_anew" in vars(response)


def remembered(
    request: HttpRequest,
    name: str,
    make: Callable[[], Made],
    until: Callable[[], float] | None = None,
) -> Made:
    """Return the result of ``make``, cached for all pages of a website in one language.

    ``name`` is the key within the website. ``until`` returns the Unix time at which the result
    changes by the clock; entries expire after an hour (``LONGEST``) at the latest. Previews and
    requests without a website are not cached. The result must be picklable; each caller gets a
    copy of its own.
    """
    address: Address | None = getattr(request, "address", None)
    if address is None or _is_preview(request):
        return make()
    now = timezone.now().timestamp()
    key = key_of(address, f"{name} {get_language()}")
    part: Part | None = caches[PAGES].get(key)
    if part and now < part.until:
        return part.made  # type: ignore[return-value]
    made = make()
    end = min(now + LONGEST.total_seconds(), until() if until else now + LONGEST.total_seconds())
    caches[PAGES].set(key, Part(end, made), end - now)
    return made


def _is_preview(request: HttpRequest) -> bool:
    return getattr(request, "is_dummy", False) or getattr(request, "is_preview", False)
