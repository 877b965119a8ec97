"""When what a website shows has changed: numbers drawn anew in the transaction that changes it.

Whatever is remembered of a website is remembered together with its numbers, and holds while they
are the same. The numbers are in the database and nowhere else, so that they change at the very
moment the change is there to be read, in all processes, or not at all where it is rolled back.

They are drawn, not counted: after an older copy of the database has been restored, a count would
come by the same numbers again, and with them by pages remembered of what is no longer so.
"""

import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection

from sites.models import Agency, Generation

# Names and addresses of agencies, which every website shows.
DIRECTORY = "directory"
# PositiveBigIntegerField has room for 63 bits.
BITS = 63

Numbers = Mapping[str, int]

# What is to be drawn when the many changes in hand are done; None: at once.
_put_off: ContextVar[set[str] | None] = ContextVar("put_off", default=None)


def numbers_of(agency: Agency) -> dict[str, int]:
    """Return the numbers of everything the agency's website may show, in one query."""
    return numbers_for([DIRECTORY, *agency.codes])


def numbers_for(codes: Collection[str]) -> dict[str, int]:
    """Return the number of each code, in one query and in the order of the codes."""
    places = ", ".join(["%s"] * len(codes))
    with connection.cursor() as cursor:
        # Asked at every request: the ORM takes eight times as long to word the question as the
        # database to answer it.
        cursor.execute(
            f"SELECT code, number FROM {Generation._meta.db_table} WHERE code IN ({places})",  # noqa: S608
            list(codes),
        )
        return dict.fromkeys(codes, 0) | dict(cursor.fetchall())


def renew(codes: Iterable[str]) -> None:
    """Let nothing count any more that is remembered of the websites with one of these codes.

    To be called in the transaction of the change, which other changes of the same websites wait
    for until it ends.
    """
    put_off = _put_off.get()
    if put_off is not None:
        put_off.update(codes)
        return
    # Always in the same order, so that two changes never wait for each other.
    rows = [Generation(code=code, number=secrets.randbits(BITS)) for code in sorted(set(codes))]
    Generation.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=["number"]
    )


@contextmanager
def renewed_once() -> Iterator[None]:
    """Draw what many changes renew once, at the end of them all.

    To be entered in their transaction, which is left after it. PostgreSQL keeps every number
    that a row has had until the transaction ends, and reads through all of them at the next.
    """
    codes: set[str] = set()
    token = _put_off.set(codes)
    try:
        yield
    finally:
        _put_off.reset(token)
    renew(codes)
