"""What belongs to an agency cannot be deleted from under it.

The database refuses; here the refusal is put into words. A home page can be edited, and nothing
else: the website stands and falls with it.
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
# What can be done to a page that would take the website away or move it.
FORBIDDEN_BULK_ACTIONS = {"delete", "move", "unpublish"}


class AdminTransactionMiddleware:
    """What is sent to the admin is done as a whole or not at all.

    A refusal of the database that comes half-way (a tree has been changed, its node is still
    needed) leaves nothing behind, and its reason is told instead of breaking down.

    The transaction begins right before the view, as the last of the middleware, and ends with the
    answer: a file is received and read before it, however long that takes (on SQLite nobody else
    can write meanwhile). Whatever error a view ends with, what it wrote is taken back, whoever
    answers it then (Wagtail answers a 404 itself): a refusal is no half of what was sent.
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
        # allauth ends a step that went well with this one.
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
        # What was said of success before is no longer true.
        list(messages.get_messages(request))
        messages.error(request, words)
        return redirect("wagtailadmin_home")


def keep_ended_unit(request: HttpRequest, page: Page, *args: object) -> HttpResponse | None:
    """Turn away whoever is about to change a page of a unit that has ended."""
    return _refuse_ended(request, [page, *(arg for arg in args if isinstance(arg, Page))])


def keep_ended_units(
    request: HttpRequest, action_type: str, objects: Iterable[object], action: object
) -> HttpResponse | None:
    """The same for actions on several pages or files at once."""
    return _refuse_ended(request, objects)


def _refuse_ended(request: HttpRequest, objects: Iterable[object]) -> HttpResponse | None:
    agency = ended_owner(objects)
    if agency is None:
        return None
    messages.error(request, str(UnitHasEnded(agency)))
    return redirect("wagtailadmin_home")


def keep_home_page(request: HttpRequest, page: Page, *args: object) -> HttpResponse | None:
    """Turn away what would delete, unpublish or move an agency's home page."""
    return _refuse(request) if _holds_home_page([page]) else None


def keep_home_pages(
    request: HttpRequest, action_type: str, objects: Iterable[object], action: object
) -> HttpResponse | None:
    """The same for actions on several pages at once."""
    pages = [page for page in objects if isinstance(page, Page)]
    if action_type in FORBIDDEN_BULK_ACTIONS and _holds_home_page(pages):
        return _refuse(request)
    return None


def _holds_home_page(pages: list[Page]) -> bool:
    # Its translations may go: they take a language away, and nothing else.
    return Agency.objects.filter(root_page__in=[page.pk for page in pages]).exists()


def _refuse(request: HttpRequest) -> HttpResponse:
    messages.error(
        request, _("The home page of a website cannot be deleted, moved or unpublished.")
    )
    return redirect("wagtailadmin_explore_root")
