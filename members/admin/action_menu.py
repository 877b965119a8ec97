"""Buttons and sentences about approval below forms.

Bulletins use the same functions (``bulletins.admin.approval``): the menu items of Wagtail's pages
and snippets are other classes, but have the same names.
"""

from copy import copy
from functools import reduce
from operator import add
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Media
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.action_menu import ActionMenuItem, SubmitForModerationMenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Page, WorkflowMixin, WorkflowState

from members.approval_rules import can_approve
from members.selectors.submissions import find_pending_task_state
from members.services.approval import add_note

# Names of Wagtail's menu items, those of pages and those of snippets.
SAVE = ("action-save-draft", "action-save")
PUBLISH = "action-publish"
SUBMIT = "action-submit"
WITHDRAW = "action-cancel-workflow"
RESTART = "action-restart-workflow"
LOCKED = ("action-page-locked", "action-locked")
# Field of the form with the author's note.
NOTE = "submission_note"


class SubmitMixin:
    """Mixin for menu items that submit: their plain label instead of Wagtail's.

    Wagtail's label names the workflow; here there is only one.
    """

    label: str
    again_label = gettext_lazy("Submit again")

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)  # type: ignore[misc]
        submitted = parent_context.get("page") or parent_context.get("instance")
        return context | {"label": self.again_label if is_returned(submitted) else self.label}


class SubmitMenuItem(SubmitMixin, SubmitForModerationMenuItem):
    """Menu item "Submit" of pages."""


class ReviewMenuItem(ActionMenuItem):
    """Link to the screen on which what waits is read and decided."""

    name = "action-review"
    label = gettext_lazy("Read and decide")
    icon_name = "check"

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    def get_url(self, context: dict[str, Any]) -> str:
        return self.url


class FooterButtons(Component):
    """Menu items shown side by side; the first looks secondary, the last is the main one.

    The button that saves comes first: the Enter key in a field presses the first button of a form.
    """

    def __init__(self, secondary: Any, main: Any) -> None:
        self.items = [secondary, main]
        self.name = main.name

    def render_html(self, parent_context: Any = None) -> SafeString:
        secondary, main = (item.render_html(parent_context) for item in self.items)
        return format_html('<span class="footer-secondary">{}</span>{}', secondary, main)

    @property
    def media(self) -> Media:
        """The media of both items."""
        return reduce(add, (item.media for item in self.items))


def customize_action_menu(
    items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]
) -> None:
    """Change the action menu of a page in place, by ``arrange_buttons``.

    Used as hook ``construct_page_action_menu``.
    """
    page = context.get("page") if context["view"] != "create" else None
    review, is_waiting = None, False
    if page is not None and page.workflow_in_progress:
        is_waiting = True
        if can_approve(request.user, page):
            review = ReviewMenuItem(reverse("approval:review", args=[page.pk]))
    arrange_buttons(items, SubmitMenuItem, context, is_waiting=is_waiting, review=review)


def arrange_buttons(
    items: list[Any],
    submit_class: type[Any],
    context: dict[str, Any],
    *,
    is_waiting: bool,
    review: ReviewMenuItem | None,
) -> None:
    """Put what this person mainly does with the object first, and saving visibly beside it.

    That is to publish, else to submit; while it waits, to decide (``review``) or nothing, and to
    take it back. ``submit_class``: replaces Wagtail's item that submits. Items that do the same as
    others, or nothing at the moment, are removed. The form of an earlier version keeps Wagtail's
    order.
    """
    left_out = {RESTART, *([PUBLISH, SUBMIT] if is_waiting else [WITHDRAW])}
    can_withdraw = is_waiting and any(item.name == WITHDRAW for item in items)
    if review or can_withdraw:
        left_out.update(LOCKED)
    replaced = {SUBMIT: lambda item: submit_class(item.order), WITHDRAW: _make_secondary}
    kept = [
        replaced[item.name](item) if item.name in replaced else item
        for item in items
        if item.name not in left_out
    ]
    if review:
        kept.append(review)
    main = _find(kept, ReviewMenuItem.name) or _find(kept, PUBLISH) or _find(kept, SUBMIT)
    if main is None or context["view"] == "revisions_revert":
        items[:] = kept
        return
    save = _find(kept, *SAVE)
    rest = [item for item in kept if item not in (main, save)]
    items[:] = [FooterButtons(save, main) if save else main, *rest]


def _find(items: list[Any], *names: str) -> Any:
    return next((item for item in items if item.name in names), None)


def _make_secondary(item: Any) -> Any:
    # Wagtail shares its items between requests.
    item = copy(item)
    item.classname = "button-secondary"
    return item


def is_returned(submitted: WorkflowMixin | None) -> bool:
    """Return whether the last submission of an object was sent back; False for a new one."""
    state = submitted.current_workflow_state if submitted and submitted.pk else None
    return bool(state and state.status == WorkflowState.STATUS_NEEDS_CHANGES)


def show_change_request(request: HttpRequest, submitted: WorkflowMixin) -> None:
    """Add the approver's comment as a message above the edit form of a rejected submission.

    Does nothing on POST, or if the last submission was not sent back. Used as hook
    ``before_edit_page``.
    """
    if request.method != "GET" or not is_returned(submitted):
        return
    task_state = submitted.current_workflow_state.current_task_state
    asked = _("To be changed: %(comment)s") % {"comment": task_state.comment}
    if task_state.finished_by and task_state.finished_at:
        when = date_format(timezone.localtime(task_state.finished_at), "DATETIME_FORMAT")
        asked += f" ({get_user_display_name(task_state.finished_by)}, {when})"
    messages.warning(request, asked)


def save_submission_note(request: HttpRequest, submitted: WorkflowMixin) -> None:
    """Store the note that the author wrote beside the button that submits, if there is one.

    Used as hook ``after_create_page`` and ``after_edit_page``. A note that cannot be stored is
    given back in a message: what it came with has been sent.
    """
    text = request.POST.get(NOTE, "").strip()
    if not text or SUBMIT not in request.POST:
        return
    task_state = find_pending_task_state(submitted)
    if task_state is None or task_state.workflow_state.requested_by_id != request.user.pk:
        return
    try:
        add_note(task_state=task_state, text=text)
    except ValidationError as error:
        messages.error(request, " ".join([*error.messages, text]))


def lead_to_review(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Lead who publishes what waits for approval to the screen that shows what has changed.

    What was written is saved as a draft before. Returns None for a page that does not wait. Used
    as hook ``before_publish_page``.
    """
    if find_pending_task_state(page) is None:
        return None
    messages.warning(
        request, _("This page waits for approval. It is saved; read here what becomes public.")
    )
    return redirect("approval:review", page.pk)
