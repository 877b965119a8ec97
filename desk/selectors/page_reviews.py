"""The pages that the people of a unit are to look at again."""

from datetime import date

from django.db.models import QuerySet

from desk.selectors.workspace import UserWorkspace
from home.models import PageReview
from sites.models import Status
from sites.permissions.ownership import descendants_q
from sites.permissions.translators import get_confinement


def list_due_reviews(workspace: UserWorkspace, day: date | None = None) -> QuerySet[PageReview]:
    """Return the published pages that are due on ``day`` (default: today), longest due first.

    Those of the user's active agencies, without the ones for which the user only translates.
    """
    confined = get_confinement(workspace.user)
    paths = [
        path
        for path, home in workspace.home_pages.items()
        if home.agency.status == Status.ACTIVE and home.agency.pk not in confined
    ]
    due = PageReview.objects.due(day).filter(descendants_q("page__path", paths))
    return due.select_related("page__locale").order_by("review_by", "pk")
