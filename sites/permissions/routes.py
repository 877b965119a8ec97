"""Registry of admin routes open to non-administrators, and of what their parameters name.

Undeclared routes answer 404 to users who are no ICT administrators. Each app declares its routes
in ``ready``; ``sites.middleware.admin`` enforces the rules.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

# Pairs of a model's label (``app.Model``) and a key.
Names = Iterable[tuple[str, object]]

# Methods that links and forms use; any other method has to be declared.
USUAL_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST"})


@dataclass(frozen=True)
class RouteRule:
    """Rule for a route: which of its parameters name objects of which model.

    ``path``, ``query`` and ``body`` map parameter names to model labels (``app.Model``).
    ``path``: URL arguments; an empty label means that the argument names no object; an argument
    that is missing here closes the route. ``query``: query parameters. ``body``: form fields or
    JSON members. ``also``: function for names that the mappings cannot express. ``referring``:
    the route chooses objects to refer to, so shared ones are accepted. A JSON body, and a method
    outside USUAL_METHODS, is refused unless ``json`` and ``methods`` allow it.
    """

    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, str] = field(default_factory=dict)
    also: Callable[[HttpRequest, dict[str, Any]], Names] | None = None
    referring: bool = False
    methods: frozenset[str] = USUAL_METHODS
    json: bool = False


ROUTE_RULES: dict[str, RouteRule] = {}


def allow_route(
    *names: str,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
    body: Mapping[str, str] | None = None,
    also: Callable[[HttpRequest, dict[str, Any]], Names] | None = None,
    referring: bool = False,
    methods: Iterable[str] = (),
    json: bool = False,
) -> None:
    """Open admin routes, by their full view names, to users who are no ICT administrators.

    For the other arguments see ``RouteRule``. Requests that name another agency's objects are
    refused before the view runs; the view itself still checks permissions. A later call for the
    same name replaces the rule.
    """
    all_methods = USUAL_METHODS | set(methods)
    rule = RouteRule(path or {}, query or {}, body or {}, also, referring, all_methods, json)
    for name in names:
        ROUTE_RULES[name] = rule
