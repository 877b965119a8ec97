"""What is remembered of a website for as long as nothing on it has changed.

Whatever is remembered is found by the numbers of the website (``sites.generations``). They come
from the database at every request, so nothing has to be thrown away and no process can be behind:
what has changed is simply not found any more.
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

# The name of the cache; see config.environment.
PAGES = "pages"
LONGEST = timedelta(hours=1)

Made = TypeVar("Made")
Response = TypeVar("Response", bound=HttpResponseBase)


class Part(NamedTuple):
    """A part of pages, and until when (seconds since 1970) it is true."""

    until: float
    made: object


def key_of(address: Address, name: str) -> str:
    """Return what something of a website is remembered by, other words after each change."""
    asked = repr((release(), address.agency_code, [*address.numbers.values()], name))
    return hashlib.blake2b(asked.encode(), digest_size=20).hexdigest()


def make_anew(response: Response) -> Response:
    """Have a page made at every request: it shows what changes without a new number."""
    vars(response)["_is_made_anew"] = True
    return response


def is_made_anew(response: HttpResponseBase) -> bool:
    """Whether a view wants its page not to be kept."""
    return "_is_made_anew" in vars(response)


def remembered(
    request: HttpRequest,
    name: str,
    make: Callable[[], Made],
    until: Callable[[], float] | None = None,
) -> Made:
    """Return what ``make`` returns, made once for all pages of a website in one language.

    ``until`` says when (seconds since 1970) the clock changes it. What a preview shows is made
    for it alone. Everybody gets a copy of their own.
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
