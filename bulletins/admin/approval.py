"""Approval of bulletins in the admin: buttons, change requests, and the decision."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin.utils import get_latest_str
from wagtail.snippets.action_menu import ActionMenuItem, SubmitForModerationMenuItem

from bulletins.admin.bulletin_edit import PublishingAdvice, list_advice
from bulletins.admin.publication import remember_review
from bulletins.models import Bulletin
from bulletins.roles import can_publish
from members.admin.action_menu import (
    ReviewMenuItem,
    SubmitMixin,
    arrange_buttons,
    save_submission_note,
    show_change_request,
)
from members.admin.review import (
    APPROVE,
    DecisionForm,
    DecisionView,
    SubmissionViewMixin,
    VersionPreviewView,
)


class SubmitMenuItem(SubmitMixin, SubmitForModerationMenuItem):
    """Submit button whose label does not name the workflow."""


def customize_action_menu(
    items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]
) -> None:
    """Put publishing, submitting or deciding first in the action menu of a bulletin.

    Registered for the hook ``construct_snippet_action_menu``; other snippets are left unchanged.
    """
    if not issubclass(context["model"], Bulletin):
        return
    bulletin = context.get("instance") if context["view"] != "create" else None
    review, is_waiting = None, False
    if bulletin is not None and bulletin.workflow_in_progress:
        is_waiting = True
        if can_publish(request.user):
            review = ReviewMenuItem(reverse("bulletin_review", args=[bulletin.pk]))
    arrange_buttons(items, SubmitMenuItem, context, is_waiting=is_waiting, review=review)


def show_change_request_of_bulletin(request: HttpRequest, instance: object) -> None:
    """Show above the form of a bulletin what a publisher asked the author to change."""
    if isinstance(instance, Bulletin):
        show_change_request(request, instance)


def save_note_of_bulletin(request: HttpRequest, instance: object) -> None:
    """Store the author's note on a bulletin that was submitted."""
    if isinstance(instance, Bulletin):
        save_submission_note(request, instance)


class BulletinSubmissionMixin(SubmissionViewMixin):
    """Mixin for views of a submitted bulletin: for those who may publish bulletins."""

    def get_queryset(self) -> QuerySet[Bulletin]:
        return Bulletin.objects.all()

    def is_shown(self) -> bool:
        """Return whether the user may publish bulletins; otherwise the view answers 404."""
        return can_publish(self.request.user)


class BulletinPreviewView(BulletinSubmissionMixin, VersionPreviewView):
    """The latest version of a bulletin as readers of its issuer's website will see it.

    The screen that publishes shows it too, so it need not have been submitted.
    """


class BulletinReviewView(BulletinSubmissionMixin, DecisionView):
    """Decision of a publisher about a submitted bulletin.

    A bulletin that may not be published (``Bulletin.check_publishable``) cannot be approved; the
    form then shows why.
    """

    def get_title(self) -> str:
        return get_latest_str(self.object)

    def get_urls(self) -> dict[str, str]:
        """Return the URLs of the frame and of the bulletin's form."""
        pk = self.object.pk
        edit_url = reverse(Bulletin.snippet_viewset.get_url_name("edit"), args=[pk])
        return {
            "preview_url": reverse("bulletin_preview", args=[pk]),
            "edit_url": edit_url,
        }

    def list_advice(self) -> list[PublishingAdvice]:
        """Return the advice that the bulletin's form shows too."""
        return list_advice(self.version)

    def form_valid(self, form: DecisionForm) -> HttpResponse:
        if form.cleaned_data["decision"] == APPROVE:
            if self.is_shown_version(form) and self.object.is_source:
                # What it says was read here; that screen says what the publication does.
                remember_review(self.request, self.object)
                return redirect("bulletin_publish", self.object.pk)
            try:
                self.version.check_publishable()
            except ValidationError as error:
                form.add_error(None, error.messages)
                return self.form_invalid(form)
        return super().form_valid(form)
