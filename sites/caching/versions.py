"""Cache versions of websites: random numbers replaced in the transaction of each change.

Everything cached for a website is cached under its versions and is valid while they are the same.
The versions are stored only in the database, so they change in all processes once the change can
be read, and not at all if it is rolled back. Under load a process asks for them every few
milliseconds (``sites.caching.leases``), and who changes them waits as long.

They are random, not counted: after restoring an older copy of the database, a counter would
reach the same numbers again and make outdated cache entries valid. See
docs/decisions/0033-pages-are-kept-by-numbers.md.

A copy of them is in the cache of pages, for the time that the database is away: see
docs/features/outages.md. Nothing else reads it.
"""

import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.core.cache import caches

from ops.commit_hooks import run_after_commit
from ops.database.first_query import fetch_rows
from sites.caching.edges import record_purges
from sites.caching.leases import get_leased_versions, wait_for_leases_after_commit
from sites.models import Agency, CacheVersion

# The aliases of the caches: shared by all processes, and of each process; see config.environment.
PAGES, NEAR = "pages", "near"
# The code for the names and URLs of all agencies, which every website shows.
DIRECTORY = "directory"
# The code for the urgent bulletins in force anywhere, which some pages of other websites name.
URGENT = "urgent"
# The code for the bulletins that are addressed to all websites. All pages depend on it, but not
# those parts of them that show no bulletin (``sites.caching.site_cache``), which outlive one.
BULLETINS = "bulletins"
# Codes that only those pages and fragments depend on that say so; see ``sites.caching.site_cache``.
OPTIONAL_CODES = frozenset({URGENT})
# PositiveBigIntegerField has room for 63 bits.
BITS = 63

VersionNumbers = Mapping[str, int]

# Codes collected inside ``batch_version_bumps``; None outside of it, where versions change at once.
_put_off: ContextVar[set[str] | None] = ContextVar("put_off", default=None)


def get_cache_versions(agency: Agency) -> dict[str, int]:
    """Return the cache versions of everything the agency's website may show, in one query.

    The keys are ``DIRECTORY``, ``URGENT``, ``BULLETINS`` and the codes in ``Agency.codes``.
    """
    return get_versions_by_code([DIRECTORY, URGENT, BULLETINS, *agency.codes])


def get_versions_by_code(codes: Collection[str]) -> dict[str, int]:
    """Return the cache version of each code, in one query and in the order of ``codes``.

    A code that was never invalidated has version 0.
    """
    places = ", ".join(["%s"] * len(codes))
    # This runs at every request, and first of all: the ORM takes eight times as long to build the
    # query as the database to answer it.
    statement = f"SELECT code, number FROM {CacheVersion._meta.db_table} WHERE code IN ({places})"  # noqa: S608
    return dict.fromkeys(codes, 0) | dict(fetch_rows(statement, list(codes)))


def get_recent_versions(codes: Collection[str]) -> dict[str, int]:
    """Return the cache version of each code as it is now, or was within the time of a lease.

    As ``get_versions_by_code``, for requests: see ``sites.caching.leases``.
    """
    return get_leased_versions(codes) or get_versions_by_code(codes)


def save_copies(numbers: VersionNumbers) -> None:
    """Save a copy of cache versions in the cache, as long as a page may be served from it."""
    copies = {_make_copy_key(code): number for code, number in numbers.items()}
    caches[PAGES].set_many(copies, get_copy_seconds())


def get_copies(codes: Collection[str]) -> dict[str, int]:
    """Return the copies of cache versions by code; those that are not in the cache are left out."""
    copies = caches[PAGES].get_many([_make_copy_key(code) for code in codes])
    keys = {code: _make_copy_key(code) for code in codes}
    return {code: copies[key] for code, key in keys.items() if key in copies}


def get_copy_seconds() -> float:
    """Return how long copies for an outage are kept: ``STALE_PAGE_HOURS`` and one hour more."""
    return (settings.STALE_PAGE_HOURS + 1) * 60 * 60


def _make_copy_key(code: str) -> str:
    return f"cache_version:{code}"


def bump_cache_versions(codes: Iterable[str]) -> None:
    """Invalidate all cached pages and fragments of the websites with one of these codes.

    ``codes`` are codes as in ``Agency.codes``, for example ``agency:12``, ``kind:district`` or
    ``all``, or ``DIRECTORY``, ``URGENT`` or ``BULLETINS``. Call it inside the transaction of the
    change: the rows of the codes stay locked until that transaction ends. The copies in the cache,
    the leases of all processes (``sites.caching.leases``), for which whoever commits waits, and the
    edges (``sites.caching.edges``) follow it.
    """
    put_off = _put_off.get()
    if put_off is not None:
        put_off.update(codes)
        return
    # In sorted order, so that two transactions never wait for each other.
    rows = [CacheVersion(code=code, number=secrets.randbits(BITS)) for code in sorted(set(codes))]
    CacheVersion.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=["number"]
    )
    numbers = {row.code: row.number for row in rows}
    # What is withdrawn now shall not come back in an outage a second later.
    run_after_commit(save_copies, numbers)
    # Before the edges: what they fetch after a purge shall be what it is now.
    wait_for_leases_after_commit()
    record_purges(numbers)


def bump_all_versions() -> None:
    """Invalidate all cached pages and fragments of all websites, and empty the caches.

    For a database that was put in the place of another: a page may be cached under the number that
    a website has again, or, if nothing was ever changed, under none.
    """
    codes = {DIRECTORY, URGENT, BULLETINS, *CacheVersion.objects.values_list("code", flat=True)}
    bump_cache_versions(
        codes.union(*(agency.codes for agency in Agency.objects.select_related("parent")))
    )
    for cache in caches.all():
        cache.clear()


@contextmanager
def batch_version_bumps() -> Iterator[None]:
    """Collect calls of ``bump_cache_versions`` in the block; replace the versions once at its end.

    Enter it inside the transaction of the changes. For bulk changes: PostgreSQL keeps every
    version of an updated row until the transaction ends, and reads through all of them at the
    next update. If the block raises, no version changes.
    """
    codes: set[str] = set()
    token = _put_off.set(codes)
    try:
        yield
    finally:
        _put_off.reset(token)
    if codes:
        bump_cache_versions(codes)
