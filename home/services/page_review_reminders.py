"""Service that reminds the people of a unit of the pages they are to look at again."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from home.models import PageReview
from members.models import Notification, NotificationKind
from members.selectors.recipients import list_active_members
from members.services.notifications import Wording, notify
from sites.models import Agency
from sites.permissions.ownership import get_page_agencies
from sites.permissions.translators import get_confinement

# How long after a reminder the next one comes, while nobody has looked at the page.
REPEATED_AFTER = timedelta(days=30)


def remind_of_reviews() -> Iterator[None]:
    """Create a notification of each page that is due, for the editors of its unit; yield after it.

    On the day, and then every 30 days (``REPEATED_AFTER``) until somebody has looked at it: a
    second run on the same day creates none. They go into the daily digest. Units that have ended
    are left out, and so are people who only translate.
    """
    reviews = list(PageReview.objects.due().select_related("page").order_by("review_by", "pk"))
    owners = get_page_agencies(review.page for review in reviews)
    sent = Notification.objects.filter(event__in=[_get_event(review) for review in reviews])
    known = set(sent.values_list("event", flat=True))
    editors: dict[int, list[User]] = {}
    for review in reviews:
        if _get_event(review) in known:
            continue
        agency = owners.get(review.page_id)
        if agency is None or agency.is_archived:
            continue
        if agency.pk not in editors:
            editors[agency.pk] = _list_editors(agency)
        _remind(review, agency, editors[agency.pk])
        yield


def _list_editors(agency: Agency) -> list[User]:
    members = list_active_members([agency])
    return [user for user in members if agency.pk not in get_confinement(user)]


def _get_event(review: PageReview) -> str:
    number = (timezone.localdate() - review.review_by) // REPEATED_AFTER
    return f"review:{review.page_id}:{review.review_by}:{number}"


def _remind(review: PageReview, agency: Agency, editors: list[User]) -> None:
    wordings = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            wordings[code] = _word(review)
    usual = wordings[settings.LANGUAGE_CODE]
    notify(
        editors,
        kind=NotificationKind.REVIEW,
        event=_get_event(review),
        title=usual.title,
        text=usual.text,
        url=usual.url,
        agency=agency,
        translations=wordings,
    )


def _word(review: PageReview) -> Wording:
    title = _("To look at again: %(title)s") % {"title": review.page.title}
    text = _("By %(day)s. If it still holds, one click says so for a year.")
    url = settings.WAGTAILADMIN_BASE_URL + reverse("desk:reviews")
    day = date_format(review.review_by, "SHORT_DATE_FORMAT")
    return Wording(title, f"{url}#page-{review.page_id}", text % {"day": day})
