"""Admin actions that move to the trash, and hooks that hide and protect pages in it.

The actions replace Wagtail's delete views, bulk actions and actions.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.actions.delete import DeleteAction
from wagtail.actions.registry import ActionRegistry
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.pages.bulk_actions.delete import DeleteBulkAction as DeletePages
from wagtail.documents.views.bulk_actions.delete import DeleteBulkAction as DeleteDocuments
from wagtail.documents.views.documents import DeleteView as DeleteDocumentView
from wagtail.images.views.bulk_actions.delete import DeleteBulkAction as DeleteImages
from wagtail.images.views.images import DeleteView as DeleteImageView
from wagtail.models import Page
from wagtail.query import PageQuerySet

from accounts.models import User
from content.models import CustomDocument, CustomImage, SoftDeleteMixin
from desk.services.trash import trash_page
from home.models import exclude_trash, is_in_trash
from sites.requests import AdminRequest

# Items whose move is taken back by the button in the message: a form may hold a thousand fields.
MAX_UNDONE = 100
# How the form of the trash names them.
FIELDS: dict[type[Model], str] = {CustomImage: "image", CustomDocument: "document"}


def delete_page(request: AdminRequest, page: Page) -> HttpResponse:
    """Replace Wagtail's view to delete a page: GET asks, POST moves the page to the trash.

    Hook ``before_delete_page``, called after Wagtail has checked the permission.
    """
    next_url = get_valid_next_url_from_request(request)
    parent = page.get_parent()
    back = next_url or reverse("wagtailadmin_explore", args=[parent.pk])
    if request.method != "POST":
        context = {
            "page": page,
            "subpages": page.get_descendant_count(),
            "days": settings.BIN_DAYS,
            "next": next_url,
            "back": back,
        }
        return TemplateResponse(request, "desk/trash/delete_page.html", context)
    trashed = trash_page(page=page, user=request.user)
    messages.success(request, _build_message(request, _say_moved(trashed.page), [page], back))
    return redirect(back)


class TrashBulkAction(BulkAction):
    """Base class of the bulk actions that move pages, images or documents to the trash."""

    template_name = "desk/trash/delete_many.html"
    display_name = gettext_lazy("Move to the bin")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"days": settings.BIN_DAYS}

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Return the message with the number of selected objects, and a button to undo it."""
        message = ngettext(
            "%(count)s item is in the bin.", "%(count)s items are in the bin.", num_parent_objects
        )
        text = message % {"count": num_parent_objects}
        return _build_message(self.request, text, self.get_moved(), self.next_url)

    def get_moved(self) -> list[Model]:
        """Return the objects that lie in the trash now."""
        return list(self.actionable_objects)


class TrashPagesAction(TrashBulkAction, DeletePages):
    """Bulk action that moves pages to the trash."""

    template_name = "desk/trash/delete_pages.html"
    aria_label = gettext_lazy("Move the chosen pages to the bin")

    def get_moved(self) -> list[Model]:
        """Return the pages, without those that went with another one above them."""
        return [*_exclude_descendants(self.actionable_objects)]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Move the pages, without Wagtail's request to type in the site name as a confirmation.

        It is not needed, as nothing is lost.
        """
        return super(DeletePages, self).post(request)

    @classmethod
    def execute_action(
        cls, objects: Iterable[Page], user: User | None = None, **kwargs: Any
    ) -> tuple[int, int]:
        """Move the pages to the trash; return their number, without pages below another one."""
        pages = _exclude_descendants(objects)
        for page in pages:
            trash_page(page=page, user=user)
        return len(pages), 0


class TrashImagesAction(TrashBulkAction, DeleteImages):
    """Bulk action that moves images to the trash."""

    aria_label = gettext_lazy("Move the chosen pictures to the bin")


class TrashDocumentsAction(TrashBulkAction, DeleteDocuments):
    """Bulk action that moves documents to the trash."""

    aria_label = gettext_lazy("Move the chosen documents to the bin")


class _TrashView:
    """Texts of the delete views of one image and one document."""

    object: SoftDeleteMixin
    request: HttpRequest

    @property
    def confirmation_message(self) -> str:
        return _get_retention_text(settings.BIN_DAYS)

    def get_success_message(self) -> str:
        back = get_valid_next_url_from_request(self.request) or self.get_success_url()  # type: ignore[attr-defined]
        return _build_message(self.request, _say_moved(self.object), [self.object], back)


class TrashImageView(_TrashView, DeleteImageView):
    """View that moves one image to the trash."""


class TrashDocumentView(_TrashView, DeleteDocumentView):
    """View that moves one document to the trash."""


class TrashFileAction(DeleteAction):
    """Wagtail's action to delete a file, without its log entry.

    ``SoftDeleteMixin.delete`` logs the move to the trash; Wagtail's entry would say that the file
    is deleted.
    """

    def _delete(self) -> tuple[int, dict[str, int]]:
        return self.instance.delete()


def _exclude_descendants(pages: Iterable[Page]) -> list[Page]:
    """Return the pages that are not below another one of them."""
    kept: list[Page] = []
    for page in sorted(pages, key=lambda page: page.path):
        if not (kept and page.path.startswith(kept[-1].path)):
            kept.append(page)
    return kept


def _say_moved(moved: object) -> str:
    title = moved.draft_title if isinstance(moved, Page) else moved
    return _("“%(title)s” is in the bin.") % {"title": title}


def _build_message(request: HttpRequest, text: str, moved: Sequence[Model], back: str) -> str:
    """Return a message about what was moved, with a link to the trash and a button to undo it.

    ``back``: the URL to which taking it back leads.
    """
    items = [(FIELDS.get(type(one), "page"), one.pk) for one in moved]
    context = {"text": text, "items": items if len(items) <= MAX_UNDONE else [], "next": back}
    return render_to_string("desk/trash/moved.html", context, request)


def _get_retention_text(days: int) -> str:
    message = ngettext(
        "It moves to the bin. You can bring it back for %(count)s day.",
        "It moves to the bin. You can bring it back for %(count)s days.",
        days,
    )
    return message % {"count": days}


def exclude_from_explorer(parent: Page, pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Exclude the trash from the page explorer. Hook ``construct_explorer_page_queryset``."""
    return exclude_trash(pages)


def exclude_from_choosers(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Exclude the trash from page choosers. Hook ``construct_page_chooser_queryset``."""
    return exclude_trash(pages)


def deny_trashed_page(request: HttpRequest, page: Page, *args: object) -> None:
    """Raise PermissionDenied if the page is in the trash.

    Used as ``before_…_page`` hooks, since not all views of Wagtail check the page's permissions.
    """
    if is_in_trash(page):
        raise PermissionDenied


def deny_trashed_pages(
    request: HttpRequest, action_type: str, objects: Iterable[object], action: object
) -> None:
    """Raise PermissionDenied if a page in the trash is among ``objects``.

    Hook ``before_bulk_action``.
    """
    if any(isinstance(page, Page) and is_in_trash(page) for page in objects):
        raise PermissionDenied


def replace_delete_actions(registry: ActionRegistry) -> None:
    """Replace Wagtail's delete action of images and documents (hook ``register_actions``)."""
    for model in (CustomImage, CustomDocument):
        registry.register(model, TrashFileAction)
