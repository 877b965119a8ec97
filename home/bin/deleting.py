"""Every way to delete in the admin leads to the bin, and says so before and after."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rest_framework import status
from rest_framework.response import Response
from wagtail.actions.delete import DeleteAction
from wagtail.actions.delete_page import DeletePageAction
from wagtail.admin import messages
from wagtail.admin.api.actions.delete import DeletePageAPIAction
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.pages.bulk_actions.delete import DeleteBulkAction as DeletePages
from wagtail.documents.views.bulk_actions.delete import DeleteBulkAction as DeleteDocuments
from wagtail.documents.views.documents import DeleteView as DeleteDocumentView
from wagtail.images.views.bulk_actions.delete import DeleteBulkAction as DeleteImages
from wagtail.images.views.images import DeleteView as DeleteImageView
from wagtail.models import Page

from accounts.models import User
from home.bin.pages import bin_page
from home.models.bin import BinnedPage
from sites.http import AdminRequest
from sites.models.binned import Binnable


def delete_page(request: AdminRequest, page: Page) -> HttpResponse:
    """Stand in for Wagtail's screen, which has checked that the person may delete the page."""
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
        return TemplateResponse(request, "home/bin/delete_page.html", context)
    binned = bin_page(page=page, user=request.user)
    _tell(request, _told(binned))
    return redirect(back)


class BinManyAction(BulkAction):
    """Several things of a kind at once."""

    template_name = "home/bin/delete_many.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"days": settings.BIN_DAYS}

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        words = ngettext(
            "%(count)s item is in the bin.", "%(count)s items are in the bin.", num_parent_objects
        )
        return words % {"count": num_parent_objects}


class BinPagesAction(BinManyAction, DeletePages):
    template_name = "home/bin/delete_pages.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        # Nothing is lost that would need the name of the website to be typed in.
        return super(DeletePages, self).post(request)

    @classmethod
    def execute_action(
        cls, objects: Iterable[Page], user: User | None = None, **kwargs: Any
    ) -> tuple[int, int]:
        pages = _without_descendants(objects)
        for page in pages:
            bin_page(page=page, user=user)
        return len(pages), 0


class BinImagesAction(BinManyAction, DeleteImages):
    pass


class BinDocumentsAction(BinManyAction, DeleteDocuments):
    pass


class _BinningView:
    """What the screens for one picture and one document say."""

    object: Binnable

    @property
    def confirmation_message(self) -> str:
        return _in_bin_for(settings.BIN_DAYS)

    def get_success_message(self) -> str:
        return _("“%(title)s” is in the bin.") % {"title": self.object}


class BinImageView(_BinningView, DeleteImageView):
    pass


class BinDocumentView(_BinningView, DeleteDocumentView):
    pass


class BinFileAction(DeleteAction):
    """The file itself logs where it goes; Wagtail's entry would say that it is no more."""

    def _delete(self) -> tuple[int, dict[str, int]]:
        return self.instance.delete()


class BinPageAPIAction(DeletePageAPIAction):
    """The admin's API."""

    def execute(self, instance: Page, data: object) -> Response:
        DeletePageAction(instance, user=self.request.user).check()
        bin_page(page=instance, user=self.request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _without_descendants(pages: Iterable[Page]) -> list[Page]:
    """Pages that go with another one of them are left out."""
    kept: list[Page] = []
    for page in sorted(pages, key=lambda page: page.path):
        if not (kept and page.path.startswith(kept[-1].path)):
            kept.append(page)
    return kept


def _tell(request: HttpRequest, words: str) -> None:
    messages.success(request, words, buttons=[messages.button(reverse("bin"), _("Open the bin"))])


def _told(binned: BinnedPage) -> str:
    return _("“%(title)s” is in the bin.") % {"title": binned.page.draft_title}


def _in_bin_for(days: int) -> str:
    words = ngettext(
        "It moves to the bin. You can bring it back for %(count)s day.",
        "It moves to the bin. You can bring it back for %(count)s days.",
        days,
    )
    return words % {"count": days}
