"""Which pages, of all websites, everybody may read."""

from functools import lru_cache

from django.conf import settings
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Subquery
from django.db.models.functions import Substr
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet

from sites.permissions.ownership import HOME_PATH_LENGTH


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
