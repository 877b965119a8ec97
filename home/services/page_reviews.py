"""Services that set and renew the day by which a page is to be looked at again."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log
from wagtail.models import Page

from accounts.models import User
from home.models import PageReview
from sites.permissions.archived import AgencyArchivedError
from sites.permissions.ownership import get_page_agency

CHANGED, RENEWED = "home.review_date", "home.review"
ACTIONS = {
    CHANGED: gettext_lazy("Changed the day of review"),
    RENEWED: gettext_lazy("Looked at it again: it still holds"),
}


@transaction.atomic
def set_review_date(*, page: Page, review_by: date | None, by: User | None = None) -> None:
    """Set the day by which a page is to be looked at again; None takes it away.

    Does nothing, and writes nothing into the journal, if that is the day already.
    """
    known = PageReview.objects.select_for_update().filter(page=page.pk).first()
    if (known.review_by if known else None) == review_by:
        return
    if review_by is None:
        PageReview.objects.filter(page=page.pk).delete()
    else:
        defaults = {"review_by": review_by}
        PageReview.objects.update_or_create(page_id=page.pk, defaults=defaults)
    data = {"review_by": review_by.isoformat() if review_by else ""}
    log(page.specific, CHANGED, user=by, data=data)


@transaction.atomic
def renew_review(*, page: Page, by: User | None = None) -> date:
    """Record that a page still holds, and return the new day of review: in a year.

    Raises ValidationError if the page has no day of review, or if its agency has ended.
    """
    agency = get_page_agency(page)
    if agency and agency.is_archived:
        raise AgencyArchivedError(agency)
    review = PageReview.objects.select_for_update().filter(page=page.pk).first()
    if review is None:
        raise ValidationError(_("This page has no day of review any more."))
    review.review_by = add_year(timezone.localdate())
    review.save(update_fields=["review_by"])
    data = {"review_by": review.review_by.isoformat()}
    log(page.specific, RENEWED, user=by, data=data)
    return review.review_by


def add_year(day: date) -> date:
    """Return the same day of the next year; 28 February for 29 February."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if is_leap_day else day.day)
