"""Visibility: what a visitor of a website may find now, as conditions on search entries.

Pages that are not public have no entries at all. Which websites show a bulletin at a given time
depends on its dates, its audience and the agencies, so it is queried at every search.
"""

from collections.abc import Collection
from datetime import UTC, datetime
from functools import lru_cache

from django.conf import settings
from django.db import connection

from bulletins.models import Bulletin, BulletinQuerySet
from search.engines.base import Condition
from sites.models import Agency

SITE, ALL = "site", "all"
# Placeholder for the time of a search.
_MOMENT = datetime(1, 1, 1, tzinfo=UTC)


def list_searchable_bulletins(agency: Agency, scope: str, now: datetime) -> BulletinQuerySet:
    """Return the bulletins (source rows) that are found from an agency's website.

    These are the ones it shows, and with the scope ``ALL`` also those that the website of their
    issuer shows.
    """
    shown = Bulletin.objects.published_to(agency, now)
    return shown | Bulletin.objects.published_to_issuer(now) if scope == ALL else shown


def list_expired(keys: Collection[int]) -> list[int]:
    """Return those of some bulletins (source rows) that are no longer in force."""
    return list(Bulletin.objects.not_in_force().filter(pk__in=keys).values_list("pk", flat=True))


def list_visibility_conditions(
    agency: Agency, scope: str, language: str, now: datetime
) -> list[Condition]:
    """Return the conditions on entries that a visitor of the agency's website may find.

    Of a bulletin in several languages only the entry in ``language`` (a code) counts, or the one
    in the default language if there is no such translation.
    """
    shown = _compile_condition(agency, tuple(agency.codes), agency.archived_at, scope)
    moment = connection.ops.adapt_datetimefield_value(now)
    parameters = tuple(
        moment if parameter is _MOMENT else parameter for parameter in shown.parameters
    )
    return [
        Condition(f"entry.bulletin_id IS NULL OR entry.bulletin_id IN ({shown.sql})", parameters),
        Condition(
            """
            entry.bulletin_id IS NULL OR entry.language = %s OR entry.language = %s AND NOT EXISTS (
                SELECT 1 FROM search_searchentry AS other
                WHERE other.bulletin_id = entry.bulletin_id AND other.language = %s
                    AND other.type = 'bulletin'
            )
            """,
            (language, settings.LANGUAGE_CODE, language),
        ),
    ]


# Compiling the SQL takes longer than running it, and only the time differs between searches.
@lru_cache(maxsize=256)
def _compile_condition(
    agency: Agency, _codes: tuple[str, ...], _archived_at: datetime | None, scope: str
) -> Condition:
    """Return the SQL of the keys of the bulletins that are found from an agency's website.

    Its parameters have ``_MOMENT`` for the time. ``_codes`` and ``_archived_at`` only make the
    cached SQL depend on them.
    """
    keys = list_searchable_bulletins(agency, scope, _MOMENT).order_by().values("pk")
    sql, parameters = keys.query.get_compiler(connection=connection).as_sql()
    moment = connection.ops.adapt_datetimefield_value(_MOMENT)
    return Condition(
        sql, tuple(_MOMENT if parameter == moment else parameter for parameter in parameters)
    )
