"""Dashboard sources: texts to translate, pages to look at again, messages, broken links."""

from collections.abc import Iterator
from datetime import datetime, time
from urllib.parse import urlencode

from django.db.models import Count, Min, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.dashboard import DashboardTask
from bulletins.roles import can_add_bulletins
from desk.models import CheckedLink
from desk.selectors.page_reviews import list_due_reviews
from desk.selectors.translation_work import (
    TranslationWork,
    get_work_url,
    is_translator,
    list_bulletin_work,
    list_page_work,
)
from desk.selectors.workspace import UserWorkspace
from home.models import OPEN, FeedbackMessage, get_overdue_time
from sites.models import Agency, Status
from sites.permissions.ownership import get_active_agency_ids
from sites.permissions.translators import get_unconfined_agency_ids

# Texts named one by one; of all others the number is told.
MAX_NAMED = 3


def list_translation_tasks(request: HttpRequest) -> Iterator[DashboardTask]:
    """Yield the most urgent texts to translate, and one task for all others.

    For everybody else who may translate, texts that nobody has translated yet count only if they
    are urgent; translations that are behind always do.
    """
    bulletins = list_bulletin_work(request.user)
    urgent = [work for work in bulletins if work.urgency]
    for work in urgent[:MAX_NAMED]:
        yield DashboardTask(
            title=work.source.title,
            url=get_work_url(work) or _get_queue_url(work),
            detail=_("%(urgency)s; into %(language)s: %(reason)s.")
            % {
                "urgency": work.urgency.label if work.urgency else "",
                "language": work.language_name,
                "reason": work.reason,
            },
        )
    is_task = is_translator(request.user)
    others = [work for work in bulletins if not work.urgency] + list_page_work(request.user)
    rest = urgent[MAX_NAMED:] + [work for work in others if is_task or work.is_live]
    if rest:
        message = ngettext(
            "%(number)s text to translate", "%(number)s texts to translate", len(rest)
        )
        yield DashboardTask(
            title=message % {"number": len(rest)},
            url=reverse("desk:translations"),
            detail=_("Not translated, or the Vietnamese text has changed."),
        )


def _get_queue_url(work: TranslationWork) -> str:
    return f"{reverse('desk:translations')}?language={work.locale.language_code}"


def list_review_tasks(request: HttpRequest) -> Iterator[DashboardTask]:
    """Yield the pages of the user's agencies that are due to be looked at again, longest due first.

    The first ``MAX_NAMED`` by name, and one task for all others.
    """
    if not get_active_agency_ids(request.user):
        return
    reviews = list(list_due_reviews(UserWorkspace(request.user)))
    url = reverse("desk:reviews")
    for review in reviews[:MAX_NAMED]:
        day = date_format(review.review_by, "SHORT_DATE_FORMAT")
        yield DashboardTask(
            title=review.page.title,
            url=f"{url}#page-{review.page_id}",
            detail=_("To look at again by %(day)s: does it still hold?") % {"day": day},
            due=timezone.make_aware(datetime.combine(review.review_by, time.min)),
        )
    rest = len(reviews[MAX_NAMED:])
    if rest:
        message = ngettext(
            "%(number)s more page to look at again", "%(number)s more pages to look at again", rest
        )
        yield DashboardTask(title=message % {"number": rest}, url=url)


def list_broken_link_tasks(request: HttpRequest) -> Iterator[DashboardTask]:
    """Yield one task if links of bulletins on air are broken, for those who write bulletins."""
    if not can_add_bulletins(request.user):
        return
    number = CheckedLink.objects.broken().filter(bulletin__live=True).count()
    if number:
        message = ngettext(
            "%(number)s link in bulletins is broken.",
            "%(number)s links in bulletins are broken.",
            number,
        )
        yield DashboardTask(
            title=message % {"number": number},
            url=reverse("desk:broken_links"),
            detail=_("Where it stands, and what is wrong."),
        )


def list_unanswered_message_tasks(request: HttpRequest) -> Iterator[DashboardTask]:
    """Yield a task for each active agency of the user that has unanswered messages.

    Two queries for all agencies.
    """
    waiting = FeedbackMessage.objects.filter(
        state__in=OPEN,
        agency__in=get_unconfined_agency_ids(request.user),
        agency__status=Status.ACTIVE,
    )
    rows = waiting.order_by("agency__sort_key").values("agency")
    overdue = Count("pk", filter=Q(received_at__lt=get_overdue_time()))
    query = urlencode({"state": OPEN}, doseq=True)
    found = list(rows.annotate(number=Count("pk"), oldest=Min("received_at"), overdue=overdue))
    names = Agency.objects.in_bulk([row["agency"] for row in found])
    for row in found:
        message = ngettext(
            "%(number)s message from a citizen waits for an answer.",
            "%(number)s messages from citizens wait for an answer.",
            row["number"],
        )
        since = date_format(timezone.localdate(row["oldest"]), "SHORT_DATE_FORMAT")
        yield DashboardTask(
            title=message % {"number": row["number"]},
            url=f"{reverse('feedback:unit', args=[row['agency']])}?{query}",
            detail=(
                _("%(unit)s, since %(day)s; overdue: %(overdue)s")
                if row["overdue"]
                else _("%(unit)s, since %(day)s")
            )
            % {"unit": names[row["agency"]], "day": since, "overdue": row["overdue"]},
        )
