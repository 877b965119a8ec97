"""Views of the trash: list, look inside, restore one or several, delete permanently."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import PreviewableMixin

from accounts.models import User
from content.models import CustomDocument
from desk.selectors import trash
from desk.services.trash import delete_page_permanently, restore_page
from home.models import TrashedPage
from sites.permissions.file_changes import can_use_version
from sites.permissions.ownership import get_owner_ids
from sites.requests import AdminRequest
from sites.views.documents import PDF, make_uncacheable, send_file, send_immutable

PAGE_SIZE = 50


def trash_index(request: AdminRequest) -> HttpResponse:
    """List the items in the trash that the user may see, last deleted first."""
    rows = Paginator(trash.list_trash_items(request.user), PAGE_SIZE).get_page(request.GET.get("p"))
    may_restore = any(row.can_be_chosen for row in rows)
    context = {"items": rows, "days": settings.BIN_DAYS, "may_restore": may_restore}
    return TemplateResponse(request, "desk/trash/index.html", context)


@require_safe
def view_trashed_page(request: AdminRequest, page_id: int) -> HttpResponse:
    """Show what is in a page in the trash; 404 if the user may not see it."""
    trashed = get_object_or_404(trash.list_trashed_pages(request.user), page_id=page_id)
    context = {
        "item": trash.make_page_item(request.user, trashed),
        "preview_url": reverse("bin_preview_page", args=[page_id]),
        "below": trashed.page.get_descendants(),
    }
    return TemplateResponse(request, "desk/trash/view.html", context)


@require_safe
def preview_trashed_page(request: AdminRequest, page_id: int) -> HttpResponse:
    """Show a page in the trash as it was last written, for the frame of its screen.

    404 if the user may not see it. What of it might run is left out, as in every preview.
    """
    trashed = get_object_or_404(trash.list_trashed_pages(request.user), page_id=page_id)
    page: PreviewableMixin = trashed.page.get_latest_revision_as_object()
    response: HttpResponse = page.make_preview_request(request, page.default_preview_mode)
    return response


@require_safe
def view_trashed_file(request: AdminRequest, pk: int, kind: str) -> HttpResponse:
    """Show what is in a file in the trash; ``kind`` is ``image`` or ``document``.

    404 if the user may not see it.
    """
    file = _get_file(request, kind, pk)
    owner = next(iter(get_owner_ids(file)), None)
    context = {
        "item": trash.make_file_item(request.user, kind, file, owner),
        "file": file,
        "file_url": reverse(f"bin_open_{kind}", args=[pk]),
    }
    return TemplateResponse(request, "desk/trash/view.html", context)


@require_safe
def open_trashed_file(request: AdminRequest, pk: int, kind: str) -> HttpResponseBase:
    """Send a file in the trash to whoever sees it there; everywhere else it does not exist.

    ``kind`` is ``image`` or ``document``. 404 if the user may not see it.
    """
    file = _get_file(request, kind, pk)
    if not isinstance(file, CustomDocument):
        return make_uncacheable(send_immutable(request, file.file))
    is_shown = file.content_type == PDF
    disposition = content_disposition_header(not is_shown, file.filename) or ""
    response = send_file(
        request, file.file, file.content_type, disposition=disposition, etag=file.file_hash
    )
    return make_uncacheable(response)


@require_POST
def restore_trashed_items(request: AdminRequest) -> HttpResponse:
    """Restore the chosen pages and files, and return to where the user was.

    What the user may not restore stays, and is named. ``page``, ``image`` and ``document`` of the
    form: primary keys, each as often as needed. What is no longer in the trash is left out.
    """
    restored: list[list[str]] = []
    refused: list[str] = []
    for title, texts in _restore_chosen(request):
        if texts:
            restored.append(texts)
        else:
            refused.append(title)
    _report_restored(request, restored)
    if refused:
        names = ", ".join(refused)
        messages.warning(request, _("You may not bring these back: %(names)s") % {"names": names})
    elif not restored:
        is_empty = not any(request.POST.getlist(name) for name in ("page", *trash.FILES))
        gone = _("What you chose is no longer in the bin.")
        messages.warning(request, _("Choose what to bring back.") if is_empty else gone)
    return redirect(get_valid_next_url_from_request(request) or "bin")


def _restore_chosen(request: AdminRequest) -> Iterator[tuple[str, list[str]]]:
    """Restore what was chosen; yield each title with what is to be said, nothing if refused."""
    user = request.user
    # The last one first: what was deleted before may have stood below it.
    chosen = trash.list_trashed_pages(user).filter(page_id__in=request.POST.getlist("page"))
    for key in chosen.order_by("-binned_at", "-pk").values_list("pk", flat=True):
        # A translation comes back with its source.
        if trashed := trash.list_trashed_pages(user).filter(pk=key).first():
            is_allowed = trash.can_restore_page(user, trashed)
            yield trashed.page.draft_title, _restore_page(user, trashed) if is_allowed else []
    for kind, model in trash.FILES.items():
        files = trash.list_trashed_files(user, model).filter(pk__in=request.POST.getlist(kind))
        for file in files:
            is_allowed = _can_restore_file(user, file)
            yield file.title, _restore_file(user, file) if is_allowed else []


def _restore_page(user: User, trashed: TrashedPage) -> list[str]:
    publish = trash.can_publish_page(user, trashed)
    page = restore_page(trashed=trashed, user=user, publish=publish)
    return _list_restore_messages(trashed, page.slug, page.live)


def _can_restore_file(user: User, file: trash.File) -> bool:
    """Return whether ``user`` may restore a file; another file of one changes that one."""
    present: Any = file.version_of
    may_use = present is None or can_use_version(user, present)
    return may_use and trash.can_restore_file(user, file)


def _restore_file(user: User, file: trash.File) -> list[str]:
    texts = [_("“%(title)s” is back.") % {"title": file.title}]
    if file.version_of_id:
        # Beside the first text: of several it is said too, for it changes what readers get.
        texts.append(_("This file is used from now on: %(name)s.") % {"name": file.filename})
    file.restore(user=user)
    return texts


def _report_restored(request: AdminRequest, restored: Sequence[list[str]]) -> None:
    """Say what is back; of several in one sentence, and what is not as it was of each."""
    if len(restored) == 1:
        messages.success(request, " ".join(restored[0]))
    elif restored:
        count = len(restored)
        text = ngettext("%(count)s item is back.", "%(count)s items are back.", count)
        notes = [" ".join(texts) for texts in restored if len(texts) > 1]
        messages.success(request, " ".join([text % {"count": count}, *notes]))


@require_POST
def restore_trashed_page(request: AdminRequest, page_id: int) -> HttpResponse:
    """Restore a page; published if it was and the user may publish, else as a draft.

    404 if the user may not see it, PermissionDenied if they may not restore it.
    """
    trashed = get_object_or_404(trash.list_trashed_pages(request.user), page_id=page_id)
    if not trash.can_restore_page(request.user, trashed):
        raise PermissionDenied
    messages.success(request, " ".join(_restore_page(request.user, trashed)))
    return redirect("wagtailadmin_pages:edit", page_id)


@require_POST
def restore_trashed_file(request: AdminRequest, pk: int, kind: str) -> HttpResponse:
    """Restore a file; ``kind`` is ``image`` or ``document``.

    404 if the user may not see it, PermissionDenied if they may not restore it.
    """
    file = _get_file(request, kind, pk)
    if not _can_restore_file(request.user, file):
        raise PermissionDenied
    messages.success(request, " ".join(_restore_file(request.user, file)))
    return redirect(get_valid_next_url_from_request(request) or "bin")


def delete_trashed_page(request: AdminRequest, page_id: int) -> HttpResponse:
    """Ask for confirmation on GET, permanently delete a page on POST."""
    trashed = get_object_or_404(trash.list_trashed_pages(request.user), page_id=page_id)
    if not trash.can_delete_permanently(request.user, trashed.agency_id):
        raise PermissionDenied
    title = trashed.page.draft_title
    if request.method != "POST":
        return _render_confirmation(request, title)
    delete_page_permanently(trashed=trashed, user=request.user)
    return _redirect_after_purge(request, title)


def delete_trashed_file(request: AdminRequest, pk: int, kind: str) -> HttpResponse:
    """Ask for confirmation on GET, permanently delete a file on POST.

    ``kind`` is ``image`` or ``document``.
    """
    file = _get_file(request, kind, pk)
    owner = next(iter(get_owner_ids(file)), None)
    if not trash.can_delete_permanently(request.user, owner):
        raise PermissionDenied
    if request.method != "POST":
        return _render_confirmation(request, file.title)
    file.purge(user=request.user)
    return _redirect_after_purge(request, file.title)


def _get_file(request: AdminRequest, kind: str, pk: int) -> trash.File:
    return get_object_or_404(trash.list_trashed_files(request.user, trash.FILES[kind]), pk=pk)


def _list_restore_messages(trashed: TrashedPage, slug: str, live: bool) -> list[str]:
    title = {"title": trashed.page.draft_title}
    if live:
        texts = [_("“%(title)s” is back and published.") % title]
    else:
        texts = [_("“%(title)s” is back as a draft.") % title]
        if trashed.was_live:
            texts.append(_("It was published; a moderator can publish it again."))
    if slug != trashed.slug:
        texts.append(_("Its former address has been taken; it is now “%(slug)s”.") % {"slug": slug})
    return texts


def _render_confirmation(request: AdminRequest, title: str) -> HttpResponse:
    return TemplateResponse(request, "desk/trash/purge.html", {"title": title})


def _redirect_after_purge(request: AdminRequest, title: str) -> HttpResponse:
    messages.success(request, _("“%(title)s” is deleted for good.") % {"title": title})
    return redirect("bin")
