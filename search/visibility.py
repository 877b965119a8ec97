"""What a reader of a website may find now, asked of what is found and not of what is known.

Pages that are not public are not known to the search at all. Which websites show a bulletin at a
moment is decided by its time, its audience and the units, so it is asked here every time.
"""

from datetime import UTC, datetime
from functools import lru_cache

from django.conf import settings
from django.db import connection
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Subquery
from django.db.models.functions import Substr
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet

from bulletins.models import Bulletin
from bulletins.models.queryset import BulletinQuerySet
from search.engines.base import Condition
from sites.models import Agency
from sites.page_owners import HOME_PATH_LENGTH

SITE, ALL = "site", "all"
# Stands for the moment of a search.
_MOMENT = datetime(1, 1, 1, tzinfo=UTC)


def public_pages() -> PageQuerySet:
    """Return the pages that everybody may read now, of all websites.

    Nobody reads those below a home page in another language that is not live: without it the
    website has no such language.
    """
    return _public_pages().all()


# Putting it together takes as long as asking it.
@lru_cache(maxsize=1)
def _public_pages() -> PageQuerySet:
    front = Page.objects.filter(path=Substr(OuterRef("path"), 1, HOME_PATH_LENGTH), live=False)
    closed = front.exclude(locale__language_code=settings.LANGUAGE_CODE)
    # Wagtail's public() reads all restrictions first, in a query of its own. They are few, and
    # joined to the pages PostgreSQL may think of reading all of those.
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    top = Subquery(Page.objects.filter(pk=OuterRef("page")).order_by().values("path"))
    restrictions = PageViewRestriction.objects.alias(path=path, top=top)
    restricted = restrictions.filter(path__startswith=F("top"))
    return Page.objects.live().filter(~Exists(closed), ~Exists(restricted), depth__gt=1)


def bulletins_for(agency: Agency, scope: str, now: datetime) -> BulletinQuerySet:
    """Return the sources of bulletins that are found from an agency's website.

    Those it shows; among all websites also those that the website of their issuer shows.
    """
    shown = Bulletin.objects.published_to(agency, now)
    return shown | Bulletin.objects.published_to_issuer(now) if scope == ALL else shown


def readable(agency: Agency, scope: str, language: str, now: datetime) -> list[Condition]:
    """Return the conditions on entries that leave what may be found.

    Of a bulletin in several languages there is the one of the reader's ``language``, or the
    default one where there is no such translation.
    """
    shown = _compiled(agency, tuple(agency.codes), agency.archived_at, scope)
    moment = connection.ops.adapt_datetimefield_value(now)
    parameters = tuple(moment if each is _MOMENT else each for each in shown.parameters)
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


# Making SQL of the rules takes longer than asking it, and from one search to the next nothing of
# it changes but the moment.
@lru_cache(maxsize=256)
def _compiled(
    agency: Agency, _codes: tuple[str, ...], _archived_at: datetime | None, scope: str
) -> Condition:
    """The keys of the bulletins that are found from a website, as long as its unit is this."""
    keys = bulletins_for(agency, scope, _MOMENT).order_by().values("pk")
    sql, parameters = keys.query.get_compiler(connection=connection).as_sql()
    moment = connection.ops.adapt_datetimefield_value(_MOMENT)
    return Condition(sql, tuple(_MOMENT if each == moment else each for each in parameters))
