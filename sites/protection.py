"""Transactions of admin requests, and hooks that protect home pages and archived agencies.

The database refuses to delete what an agency needs; the middleware turns the refusal into a
message. The home page of a website can be edited, but not deleted, moved or unpublished.
"""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from http import HTTPStatus

from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.db import transaction
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.models import Page

from sites.approval.validation import PublicationRefused
from sites.ended import UnitHasEnded, ended_owner
from sites.http import AnyHostRequest
from sites.models import Agency
from sites.people.refusals import was_refused

# RFC 9110, 9.2.1.
SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}
_FAILED = HTTPStatus.BAD_REQUEST
# Bulk actions that would take the website away or move it if done to its home page.
FORBIDDEN_BULK_ACTIONS = {"delete", "move", "unpublish"}


class AdminTransactionMiddleware:
    """Run every unsafe request to the admin in a transaction, and roll it back if it fails.

    A failure is an exception in the view, an answer with a status of 400 or above, or a refusal
    that Wagtail answers with a redirect. If the database refuses a deletion half-way (the tree has
    been changed, its node is still needed), nothing is changed, and a message says why.

    The transaction begins right before the view, because this is the last of the middleware: a
    file is received and read before it, however long that takes (on SQLite nobody else can write
    during the transaction). It ends with the response. See
    docs/decisions/0021-the-admin-writes-whole-or-not-at-all.md.
    """

    def __init__(self, get_response: Callable[[AnyHostRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: AnyHostRequest) -> HttpResponse:
        request.admin_transaction, request.is_in_transaction = None, False
        request.has_view_failed = False
        if request.agency or request.method in SAFE_METHODS:
            return self.get_response(request)
        with ExitStack() as begun:
            request.admin_transaction = begun
            response = self.get_response(request)
            failed = request.has_view_failed or was_refused(request)
            if request.is_in_transaction and (failed or response.status_code >= _FAILED):
                transaction.set_rollback(True)
        return response

    def process_view(self, request: AnyHostRequest, *args: object) -> None:
        if request.admin_transaction is not None:
            request.admin_transaction.enter_context(transaction.atomic())
            request.is_in_transaction = True

    def process_exception(
        self, request: AnyHostRequest, exception: Exception
    ) -> HttpResponse | None:
        """Mark the request as failed; answer known refusals with a message, or 403 as JSON."""
        # allauth raises this one to end a step that succeeded.
        request.has_view_failed = not isinstance(exception, ImmediateHttpResponse)
        if isinstance(exception, UnitHasEnded | PublicationRefused):
            words = str(exception)
        elif isinstance(exception, ProtectedError):
            owners = ", ".join(sorted({str(owner) for owner in exception.protected_objects}))
            words = _("Nothing was deleted: it is needed by %(owners)s.") % {"owners": owners}
        else:
            return None
        if not request.accepts("text/html"):
            return JsonResponse({"detail": words}, status=HTTPStatus.FORBIDDEN)
        # Discard messages of success: what they report is rolled back.
        list(messages.get_messages(request))
        messages.error(request, words)
        return redirect("wagtailadmin_home")


def keep_ended_unit(request: HttpRequest, page: Page, *args: object) -> HttpResponse | None:
    """Return a redirect with an error message if an archived agency owns the page, else None.

    A hook that runs before a page is changed. Pages among the other arguments of the hook, such
    as the destination of a move, are checked too.
    """
    return _refuse_ended(request, [page, *(arg for arg in args if isinstance(arg, Page))])


def keep_ended_units(
    request: HttpRequest, action_type: str, objects: Iterable[object], action: object
) -> HttpResponse | None:
    """Do the same as ``keep_ended_unit`` before a bulk action on pages or files."""
    return _refuse_ended(request, objects)


def _refuse_ended(request: HttpRequest, objects: Iterable[object]) -> HttpResponse | None:
    agency = ended_owner(objects)
    if agency is None:
        return None
    messages.error(request, str(UnitHasEnded(agency)))
    return redirect("wagtailadmin_home")


def keep_home_page(request: HttpRequest, page: Page, *args: object) -> HttpResponse | None:
    """Return a redirect with an error message if the page is an agency's home page, else None.

    A hook that runs before a page is deleted, unpublished or moved.
    """
    return _refuse(request) if _holds_home_page([page]) else None


def keep_home_pages(
    request: HttpRequest, action_type: str, objects: Iterable[object], action: object
) -> HttpResponse | None:
    """Do the same as ``keep_home_page`` before a bulk action in ``FORBIDDEN_BULK_ACTIONS``."""
    pages = [page for page in objects if isinstance(page, Page)]
    if action_type in FORBIDDEN_BULK_ACTIONS and _holds_home_page(pages):
        return _refuse(request)
    return None


def _holds_home_page(pages: list[Page]) -> bool:
    # Translated home pages are not protected: without one, the website only loses a language.
    return Agency.objects.filter(root_page__in=[page.pk for page in pages]).exists()


def _refuse(request: HttpRequest) -> HttpResponse:
    messages.error(
        request, _("The home page of a website cannot be deleted, moved or unpublished.")
    )
    return redirect("wagtailadmin_explore_root")
