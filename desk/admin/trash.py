"""Views of the trash: list, restore, delete permanently."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request

from desk.selectors import trash
from desk.services.trash import delete_page_permanently, restore_page
from home.models import TrashedPage
from sites.permissions.file_changes import can_use_version
from sites.permissions.ownership import get_owner_ids
from sites.requests import AdminRequest

PAGE_SIZE = 50


def trash_index(request: AdminRequest) -> HttpResponse:
    """List the items in the trash that the user may see, last deleted first."""
    rows = Paginator(trash.list_trash_items(request.user), PAGE_SIZE).get_page(request.GET.get("p"))
    context = {"items": rows, "days": settings.BIN_DAYS}
    return TemplateResponse(request, "desk/trash/index.html", context)


@require_POST
def restore_trashed_page(request: AdminRequest, page_id: int) -> HttpResponse:
    """Restore a page; published if it was and the user may publish, else as a draft.

    404 if the user may not see it, PermissionDenied if they may not restore it.
    """
    binned = get_object_or_404(trash.list_trashed_pages(request.user), page_id=page_id)
    if not trash.can_restore_page(request.user, binned):
        raise PermissionDenied
    publish = trash.can_publish_page(request.user, binned)
    page = restore_page(binned=binned, user=request.user, publish=publish)
    messages.success(request, " ".join(_list_restore_messages(binned, page.slug, page.live)))
    return redirect("wagtailadmin_pages:edit", page.pk)


@require_POST
def restore_trashed_file(request: AdminRequest, pk: int, kind: str) -> HttpResponse:
    """Restore a file; ``kind`` is ``image`` or ``document``.

    404 if the user may not see it, PermissionDenied if they may not restore it.
    """
    file = get_object_or_404(trash.list_trashed_files(request.user, trash.FILES[kind]), pk=pk)
    is_version = file.version_of is not None
    if not trash.can_restore_file(request.user, file) or (
        is_version and not can_use_version(request.user, file.version_of)
    ):
        raise PermissionDenied
    message = _("“%(title)s” is back.") % {"title": file.title}
    if is_version:
        message = _("This file is used from now on: %(name)s.") % {"name": file.filename}
    file.restore(user=request.user)
    messages.success(request, message)
    return redirect(get_valid_next_url_from_request(request) or "bin")


def delete_trashed_page(request: AdminRequest, page_id: int) -> HttpResponse:
    """Ask for confirmation on GET, permanently delete a page on POST."""
    binned = get_object_or_404(trash.list_trashed_pages(request.user), page_id=page_id)
    if not trash.can_delete_permanently(request.user, binned.agency_id):
        raise PermissionDenied
    title = binned.page.draft_title
    if request.method != "POST":
        return _render_confirmation(request, title)
    delete_page_permanently(binned=binned, user=request.user)
    return _redirect_after_purge(request, title)


def delete_trashed_file(request: AdminRequest, pk: int, kind: str) -> HttpResponse:
    """Ask for confirmation on GET, permanently delete a file on POST.

    ``kind`` is ``image`` or ``document``.
    """
    file = get_object_or_404(trash.list_trashed_files(request.user, trash.FILES[kind]), pk=pk)
    owner = next(iter(get_owner_ids(file)), None)
    if not trash.can_delete_permanently(request.user, owner):
        raise PermissionDenied
    if request.method != "POST":
        return _render_confirmation(request, file.title)
    file.purge(user=request.user)
    return _redirect_after_purge(request, file.title)


def _list_restore_messages(binned: TrashedPage, slug: str, live: bool) -> list[str]:
    title = {"title": binned.page.draft_title}
    if live:
        texts = [_("“%(title)s” is back and published.") % title]
    else:
        texts = [_("“%(title)s” is back as a draft.") % title]
        if binned.was_live:
            texts.append(_("It was published; a moderator can publish it again."))
    if slug != binned.slug:
        texts.append(_("Its former address has been taken; it is now “%(slug)s”.") % {"slug": slug})
    return texts


def _render_confirmation(request: AdminRequest, title: str) -> HttpResponse:
    return TemplateResponse(request, "desk/trash/purge.html", {"title": title})


def _redirect_after_purge(request: AdminRequest, title: str) -> HttpResponse:
    messages.success(request, _("“%(title)s” is deleted for good.") % {"title": title})
    return redirect("bin")
