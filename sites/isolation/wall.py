"""Layer 5: the last line before a view of the admin runs. It denies by default.

Wagtail grows new screens with each version and checks each in its own way. Here all are checked
in one way: the route must be declared, its arguments must be declared, and what they name must
belong to the person's agencies. Whatever else is asked for does not exist.
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

# What these name in a query or a form is the same on every screen.
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
    """Answer 404 to those who are no ICT administrators for what is not declared or not theirs."""

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
        # Who is not signed in meets the sign-in page first.
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
    """Give the objects that a request names, as pairs of a model's label and a key."""
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
    """Give each key that a value holds; what is empty names nothing."""
    for key in value if isinstance(value, list) else [value]:
        if key is not None and key != "":
            yield label, key


def _refuse_undeclared(request: HttpRequest, rule: Rule) -> HttpResponse | None:
    """Answer 405 or 415 where nobody has said what such a request names."""
    if request.method not in rule.methods:
        return HttpResponseNotAllowed(sorted(rule.methods))
    declared = FORM_TYPES | ({JSON} if rule.json else set())
    if has_body(request) and request.content_type not in declared:
        return HttpResponse(status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    return None
