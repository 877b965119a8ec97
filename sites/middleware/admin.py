"""Middleware of the admin: access check of every request (isolation, layer 5), transactions.

Each version of Wagtail adds views, and each view checks permissions in its own way.
``TenantAccessMiddleware`` checks all in the same way and denies by default: the route and its
arguments must be declared, and the objects they name must belong to the user's agencies. All other
requests get 404. See docs/features/isolation.md and decision 0032.

``AdminTransactionMiddleware`` runs unsafe requests in a transaction. The database refuses to delete
what an agency needs; the middleware turns the refusal into a message.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from http import HTTPStatus
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from django.apps import apps
from django.contrib import messages
from django.db import transaction
from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect
from django.urls import ResolverMatch
from django.utils.translation import gettext as _

from accounts.permissions import is_administrator
from content.versions.decisions import DecidedMeanwhileError
from ops.http.security_headers import ADMIN_PREFIXES
from sites.admin.wagtail_overrides import was_refused
from sites.localization.validation import PublicationRefusedError
from sites.permissions.archived import AgencyArchivedError
from sites.permissions.bad_requests import refuse_unreadable
from sites.permissions.object_gate import can_name
from sites.permissions.request_body import FORM_TYPES, JSON, BodyValue, has_body, list_body_values
from sites.permissions.routes import ROUTE_RULES, RouteRule
from sites.requests import SiteRequest

# Names of query parameters and body fields that mean the same model in every view.
EVERYWHERE = {
    "collection": "wagtailcore.Collection",
    "collection_id": "wagtailcore.Collection",
    "edited_by": "accounts.User",
    "loaded_revision_id": "wagtailcore.Revision",
    "locked_by": "accounts.User",
    "new_parent_page": "wagtailcore.Page",
    "opened_revision": "wagtailcore.Revision",
    "overwrite_revision_id": "wagtailcore.Revision",
    "owner": "accounts.User",
    "parent_page_id": "wagtailcore.Page",
    "site": "wagtailcore.Site",
    "user": "accounts.User",
}

# RFC 9110, 9.2.1.
SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}
# What they say is for people.
REFUSALS = AgencyArchivedError, PublicationRefusedError, DecidedMeanwhileError
_FAILED = HTTPStatus.BAD_REQUEST
# Cookies with the path of a form that is on its way; see static/js/admin/session-copies.js.
_SENT_COOKIE = "bantin-sent-"


class TenantAccessMiddleware:
    """Access check before every admin view, for users who are no ICT administrators.

    Raises Http404 if the route, one of its arguments or an object that the request names is not
    permitted. Raises BadRequest for a malformed body, and turns exceptions that a request's data
    caused into 400 or 404 (``refuse_unreadable``): both for administrators too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        user = request.user
        if not request.path_info.startswith(ADMIN_PREFIXES):
            return None
        # The view redirects anonymous users to the sign-in page.
        if not user.is_authenticated:
            return None
        body = list(list_body_values(request))
        if is_administrator(user):
            return None
        match = request.resolver_match
        rule = ROUTE_RULES.get(match.view_name) if match else None
        if match is None or rule is None or match.kwargs.keys() - rule.path.keys():
            raise Http404
        for label, key in _list_named(request, match, rule, body):
            if not can_name(user, apps.get_model(label), key, referring=rule.referring):
                raise Http404
        return _refuse_undeclared(request, rule)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not request.path_info.startswith(ADMIN_PREFIXES):
            return None
        return refuse_unreadable(request, error)


def _list_named(
    request: HttpRequest, match: ResolverMatch, rule: RouteRule, sent: Iterable[BodyValue]
) -> Iterator[tuple[str, object]]:
    """Yield the objects that a request names, as pairs of model label and key."""
    for name, label in rule.path.items():
        if label and name in match.kwargs:
            yield label, match.kwargs[name]
    query = EVERYWHERE | dict(rule.query)
    for name in query.keys() & request.GET.keys():
        for key in request.GET.getlist(name):
            yield from _iter_keys(query[name], key)
    body = EVERYWHERE | dict(rule.body)
    for name, value in sent:
        if name in body:
            yield from _iter_keys(body[name], value)
    if rule.also:
        yield from rule.also(request, match.kwargs)


def _iter_keys(label: str, value: object) -> Iterator[tuple[str, object]]:
    """Yield each key of a value or list of values; None and empty strings name nothing."""
    for key in value if isinstance(value, list) else [value]:
        if key is not None and key != "":
            yield label, key


def _refuse_undeclared(request: HttpRequest, rule: RouteRule) -> HttpResponse | None:
    """Return 405 or 415 for a method or content type that the rule does not declare, else None."""
    if request.method not in rule.methods:
        return HttpResponseNotAllowed(sorted(rule.methods))
    declared = FORM_TYPES | ({JSON} if rule.json else set())
    if has_body(request) and request.content_type not in declared:
        return HttpResponse(status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    return None


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

    def __init__(self, get_response: Callable[[SiteRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: SiteRequest) -> HttpResponse:
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
            elif request.is_in_transaction and request.user.is_authenticated:
                # Who is not signed in any more is led to the sign-in page.
                _confirm_arrival(request, response)
        return response

    def process_view(self, request: SiteRequest, *args: object) -> None:
        if request.admin_transaction is not None:
            request.admin_transaction.enter_context(transaction.atomic())
            request.is_in_transaction = True

    def process_exception(self, request: SiteRequest, exception: Exception) -> HttpResponse | None:
        """Mark the request as failed; answer known refusals with a message, or 403 as JSON."""
        # allauth raises this one to end a step that succeeded.
        request.has_view_failed = not isinstance(exception, ImmediateHttpResponse)
        if request.has_view_failed:
            # Discard messages of success: what they report is rolled back.
            list(messages.get_messages(request))
        if isinstance(exception, REFUSALS):
            detail = str(exception)
        elif isinstance(exception, ProtectedError):
            owners = ", ".join(sorted({str(owner) for owner in exception.protected_objects}))
            detail = _("Nothing was deleted: it is needed by %(owners)s.") % {"owners": owners}
        else:
            return None
        if not request.accepts("text/html"):
            return JsonResponse({"detail": detail}, status=HTTPStatus.FORBIDDEN)
        messages.error(request, detail)
        return redirect("wagtailadmin_home")


def _confirm_arrival(request: HttpRequest, response: HttpResponse) -> None:
    """Take back the cookie of the form that was sent: its browser may forget what was written."""
    for name, path in request.COOKIES.items():
        if name.startswith(_SENT_COOKIE) and path == request.path:
            response.delete_cookie(name, path=ADMIN_PREFIXES[0], samesite="Lax")
