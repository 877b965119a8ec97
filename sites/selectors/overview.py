"""Annotations with statistics of each agency, computed for all agencies in one query."""

from typing import Any

from django.db.models import (
    CharField,
    DateTimeField,
    Expression,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Concat
from wagtail.models import Page

from accounts.models import User
from sites.models import AgencyQuerySet

# The last path step that treebeard can assign: with it, the descendants of a page are a range of
# paths, which the index on ``path`` can answer.
LAST_STEP = Page.alphabet[-1] * Page.steplen


def with_statistics(agencies: AgencyQuerySet) -> AgencyQuerySet:
    """Annotate agencies with ``live_pages``, ``drafts``, ``last_edit`` and ``members``.

    Pages are counted in all languages of the website. ``drafts`` counts pages with unpublished
    changes, ``members`` counts users who can sign in. ``last_edit`` is None if no page has a
    revision.
    """
    pages = Page.objects.order_by()
    drafts = _aggregate_pages("COUNT", "SUM", pages.filter(has_unpublished_changes=True))
    edited = _aggregate_pages("MAX", "MAX", pages, "latest_revision_created_at", DateTimeField())
    return agencies.annotate(
        live_pages=_coalesce_to_zero(_aggregate_pages("COUNT", "SUM", pages.filter(live=True))),
        drafts=_coalesce_to_zero(drafts),
        last_edit=edited,
        members=_coalesce_to_zero(_count_members()),
    )


def _aggregate_pages(
    inner: str,
    outer: str,
    pages: QuerySet[Any],
    field: str = "pk",
    output: DateTimeField | IntegerField | None = None,
) -> Subquery:
    """Aggregate the ``pages`` of an agency: ``inner`` per home page (language), then ``outer``."""
    output = output or IntegerField()
    end = Concat(OuterRef("path"), Value(LAST_STEP), output_field=CharField())
    below = pages.filter(path__range=(OuterRef("path"), end))
    homes = Page.objects.order_by().filter(
        depth=2, translation_key=OuterRef("root_page__translation_key")
    )
    return _aggregate(homes, outer, _aggregate(below, inner, F(field), output), output)


def _count_members() -> Subquery:
    groups = Q(groups=OuterRef("editors")) | Q(groups=OuterRef("moderators"))
    people = User.objects.order_by().filter(groups, is_active=True)
    distinct = Func(F("pk"), function="COUNT", template="%(function)s(DISTINCT %(expressions)s)")
    return _aggregate(people, "", distinct, IntegerField())


def _aggregate(
    rows: QuerySet[Any], function: str, of: Any, output: DateTimeField | IntegerField
) -> Subquery:
    """Return a subquery for an aggregate of ``of`` over ``rows``, without grouping.

    The aggregate is a plain ``Func``, because Django's own would group by the outer columns that
    the rows are compared with. An empty ``function`` uses ``of`` as it is.
    """
    expression: Expression = Func(of, function=function, output_field=output) if function else of
    expression.output_field = output
    return Subquery(rows.annotate(value=expression).values("value"), output_field=output)


def _coalesce_to_zero(expression: Subquery) -> Coalesce:
    return Coalesce(expression, 0, output_field=IntegerField())
