"""Which pages, of all websites, everybody may read."""

from collections.abc import Collection
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Subquery
from django.db.models.functions import Substr
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet

from sites.models import TranslationState
from sites.permissions.ownership import HOME_PATH_LENGTH, with_agency


def list_public_pages() -> PageQuerySet:
    """Return the pages, of all websites, that everybody may read now.

    Those below a home page in another language that is not live are left out: without it the
    website does not have the language.
    """
    return _list_public_pages().all()


# Building the queryset takes as long as running it.
@lru_cache(maxsize=1)
def _list_public_pages() -> PageQuerySet:
    home = Page.objects.filter(path=Substr(OuterRef("path"), 1, HOME_PATH_LENGTH), live=False)
    closed = home.exclude(locale__language_code=settings.LANGUAGE_CODE)
    # Wagtail's public() reads all restrictions first, in a query of its own. Restrictions are
    # few; if they were joined to the pages, PostgreSQL might read all of those.
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    top = Subquery(Page.objects.filter(pk=OuterRef("page")).order_by().values("path"))
    restrictions = PageViewRestriction.objects.alias(path=path, top=top)
    restricted = restrictions.filter(path__startswith=F("top"))
    return Page.objects.live().filter(~Exists(closed), ~Exists(restricted), depth__gt=1)


def list_public_addresses(keys: Collection[int]) -> list[tuple[int, str, str]]:
    """Return primary key, ``url_path`` and language code of those of some pages that are public.

    As ``list_public_pages`` says, in no order.
    """
    return _read_public(_compile_public_addresses(connection.vendor), keys)


class PublicPage(NamedTuple):
    """A page that is public: its primary key and content type, and its agency or None.

    ``has_state``: whether it is a translation that was compared with its source.
    """

    key: int
    content_type: int
    agency: int | None
    has_state: bool


def list_owned_public_pages(keys: Collection[int]) -> list[PublicPage]:
    """Return those of some pages that are public, each with its agency, in no order.

    Public is what ``list_public_pages`` says.
    """
    found = _read_public(_compile_owned_pages(connection.vendor), keys)
    return [*map(PublicPage._make, found)]


def _read_public(compiled: tuple[str, tuple[Any, ...]], keys: Collection[int]) -> list[Any]:
    """Return the rows of a query whose column ``page`` is one of the keys."""
    if not keys:
        return []
    sql, parameters = compiled
    places = ", ".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        # Django has written the statement, and values are parameters.
        cursor.execute(
            f"SELECT * FROM ({sql}) AS public WHERE public.page IN ({places})",  # noqa: S608
            [*parameters, *keys],
        )
        return cursor.fetchall()


# Compiling the SQL takes longer than running it.
@lru_cache(maxsize=2)
def _compile_owned_pages(_vendor: str) -> tuple[str, tuple[Any, ...]]:
    """Return SQL, with its parameters, of the columns of ``PublicPage``."""
    states = TranslationState.objects.filter(
        translation_key=OuterRef("translation_key"), locale=OuterRef("locale")
    )
    owners = (
        with_agency(list_public_pages())
        .order_by()
        .annotate(page=F("pk"), has_state=Exists(states))
        .values_list("page", "content_type", "agency_key", "has_state")
    )
    return owners.query.get_compiler(connection=connection).as_sql()


@lru_cache(maxsize=2)
def _compile_public_addresses(_vendor: str) -> tuple[str, tuple[Any, ...]]:
    """Return SQL, with its parameters, of the columns ``page``, ``url_path`` and ``language``."""
    addresses = (
        list_public_pages()
        .order_by()
        .annotate(page=F("pk"), language=F("locale__language_code"))
        .values_list("page", "url_path", "language")
    )
    return addresses.query.get_compiler(connection=connection).as_sql()
