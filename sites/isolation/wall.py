"""Isolation, layer 5: middleware that denies admin requests by default.

Each version of Wagtail adds views, and each view checks permissions in its own way. Here all are
checked in the same way: the route and its arguments must be declared, and the objects they name
must belong to the user's agencies. All other requests get 404. See docs/features/isolation.md
and decision 0032.
"""

from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import Any

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import ResolverMatch

from sites.isolation.access import is_administrator
from sites.isolation.bad_requests import refuse_unreadable
from sites.isolation.object_gate import can_name
from sites.isolation.request_body import FORM_TYPES, JSON, Sent, has_body, list_sent
from sites.isolation.rules import RULES, Rule
from sites.middleware import ADMIN_PREFIXES

# Names of query parameters and body fields that mean the same model in every view.
EVERYWHERE = {
    "collection": "wagtailcore.Collection",
    "collection_id": "wagtailcore.Collection",
    "edited_by": "accounts.User",
    "loaded_revision_id": "wagtailcore.Revision",
    "locked_by": "accounts.User",
    "new_parent_page": "wagtailcore.Page",
    "overwrite_revision_id": "wagtailcore.Revision",
    "owner": "accounts.User",
    "parent_page_id": "wagtailcore.Page",
    "site": "wagtailcore.Site",
    "user": "accounts.User",
}


class WallMiddleware:
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
        body = list(list_sent(request))
        if is_administrator(user):
            return None
        match = request.resolver_match
        rule = RULES.get(match.view_name) if match else None
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
    request: HttpRequest, match: ResolverMatch, rule: Rule, sent: Iterable[Sent]
) -> Iterator[tuple[str, object]]:
    """Yield the objects that a request names, as pairs of model label and key."""
    for name, label in rule.path.items():
        if label and name in match.kwargs:
            yield label, match.kwargs[name]
    query = EVERYWHERE | dict(rule.query)
    for name in query.keys() & request.GET.keys():
        for key in request.GET.getlist(name):
            yield from _one_or_more(query[name], key)
    body = EVERYWHERE | dict(rule.body)
    for name, value in sent:
        if name in body:
            yield from _one_or_more(body[name], value)
    if rule.also:
        yield from rule.also(request, match.kwargs)


def _one_or_more(label: str, value: object) -> Iterator[tuple[str, object]]:
    """Yield each key of a value or list of values; None and empty strings name nothing."""
    for key in value if isinstance(value, list) else [value]:
        if key is not None and key != "":
            yield label, key


def _refuse_undeclared(request: HttpRequest, rule: Rule) -> HttpResponse | None:
    """Return 405 or 415 for a method or content type that the rule does not declare, else None."""
    if request.method not in rule.methods:
        return HttpResponseNotAllowed(sorted(rule.methods))
    declared = FORM_TYPES | ({JSON} if rule.json else set())
    if has_body(request) and request.content_type not in declared:
        return HttpResponse(status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    return None
