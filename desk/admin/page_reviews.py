"""The screen of the pages that are to be looked at again."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from accounts.models import User
from desk.selectors.page_reviews import list_due_reviews
from desk.selectors.workspace import get_edit_url, get_workspace
from home.paths import get_page_path
from home.services.page_reviews import renew_review

# How far ahead the screen looks.
SOON = timedelta(days=30)


@dataclass(frozen=True)
class ReviewRow:
    """One page of the screen; ``agency`` is empty for people of one unit alone."""

    page: Page
    review_by: date
    agency: str
    address: str
    edit_url: str
    is_due: bool


class ReviewListView(WagtailAdminTemplateMixin, TemplateView):
    """The pages that are due within 30 days, each with the button that says it still holds."""

    template_name = "desk/reviews.html"
    page_title = gettext_lazy("Pages to look at again")
    header_icon = "history"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Overview")},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        workspace = get_workspace(self.request)
        today = timezone.localdate()
        rows = []
        for review in list_due_reviews(workspace, today + SOON):
            agency = workspace.get_home_page(review.page).agency
            rows.append(
                ReviewRow(
                    page=review.page,
                    review_by=review.review_by,
                    agency=agency.heading if len(workspace.agencies) > 1 else "",
                    address=agency.root_url + get_page_path(review.page),
                    edit_url=f"{get_edit_url(review.page)}?next={self.request.path}",
                    is_due=review.review_by <= today,
                )
            )
        return super().get_context_data(**kwargs) | {"reviews": rows}


class RenewReviewView(ReviewListView):
    """What the button does: the page is to be looked at again in a year."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Renew the day of one page of the user's agencies; answer 404 for any other."""
        due = list_due_reviews(get_workspace(request), timezone.localdate() + SOON)
        page = get_object_or_404(due, page=page_id).page
        try:
            day = renew_review(page=page, by=cast(User, request.user))
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            message = _("“%(title)s” still holds. You are asked again on %(day)s.")
            when = date_format(day, "SHORT_DATE_FORMAT")
            messages.success(request, message % {"title": page.title, "day": when})
        return redirect("desk:reviews")
