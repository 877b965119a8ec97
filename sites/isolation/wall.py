"""Layer 5: the last line before a view of the admin runs. It denies by default.

Wagtail grows new screens with each version and checks each in its own way. Here all are checked
in one way: the route must be declared, its arguments must be declared, and what they name must
belong to the person's agencies. Whatever else is asked for does not exist.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import ResolverMatch
from wagtail.models import Collection, Page

from sites.isolation.access import Person, is_administrator
from sites.isolation.ownership import holds, owners_of
from sites.isolation.references import may_refer_to
from sites.isolation.rules import RULES, Rule
from sites.middleware import ADMIN_PREFIXES

# What these name in a query or a form is the same on every screen.
EVERYWHERE = {
    "collection": "wagtailcore.Collection",
    "collection_id": "wagtailcore.Collection",
    "edited_by": "accounts.User",
    "locked_by": "accounts.User",
    "new_parent_page": "wagtailcore.Page",
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
    ) -> None:
        user = request.user
        if not request.path_info.startswith(ADMIN_PREFIXES):
            return
        # Who is not signed in meets the sign-in page first.
        if not user.is_authenticated or is_administrator(user):
            return
        match = request.resolver_match
        rule = RULES.get(match.view_name) if match else None
        if match is None or rule is None or match.kwargs.keys() - rule.path.keys():
            raise Http404
        for label, key in _named(request, match, rule):
            if not _may_name(user, label, key, rule):
                raise Http404


def _named(request: HttpRequest, match: ResolverMatch, rule: Rule) -> Iterator[tuple[str, str]]:
    """Give the objects that a request names, as pairs of a model's label and a key."""
    for name, label in rule.path.items():
        if label and name in match.kwargs:
            yield label, str(match.kwargs[name])
    query, body = EVERYWHERE | dict(rule.query), EVERYWHERE | dict(rule.body)
    for sent, declared in ((request.GET, query), (request.POST, body)):
        for name in declared.keys() & sent.keys():
            for key in sent.getlist(name):
                yield declared[name], key
    if rule.also:
        yield from rule.also(request, match.kwargs)


def _may_name(user: Person, label: str, key: str, rule: Rule) -> bool:
    model = apps.get_model(label)
    try:
        objects: Iterable[Any] = model._base_manager.filter(pk=key)[:1]
        obj = next(iter(objects), None)
    except (ValueError, TypeError, ValidationError, OverflowError):
        # What is no key names nothing; the view says so.
        return True
    if obj is None or _is_common(obj):
        return True
    return may_refer_to(user, obj) if rule.referring else holds(user, obj)


def _is_common(obj: Any) -> bool:
    """Whether this is the root of the page tree or a collection that is no agency's: what
    somebody sees and does there is what policies allow.
    """
    if isinstance(obj, Collection):
        return not owners_of(obj)
    return isinstance(obj, Page) and obj.depth == 1
