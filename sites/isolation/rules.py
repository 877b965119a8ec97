"""Which admin routes those who are no ICT administrators may use, and which objects a request
to them names.

A route that nobody has declared here does not exist for them. Each app declares its own routes
when it is ready; ``sites.isolation.wall`` reads the declarations.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

# Pairs of a model's label and a key: what a request names in a way of its own.
Names = Iterable[tuple[str, object]]

# What browsers do with links and forms; every other method has to be declared.
USUAL_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST"})


@dataclass(frozen=True)
class Rule:
    """What the arguments of a route name: argument → label of a model.

    ``path`` holds the arguments of the address; an argument that names no object has an empty
    label, one that is missing here closes the route. ``query`` holds arguments behind the
    question mark, ``body`` fields of a sent form or members of JSON. ``also`` reads what these
    cannot say. ``referring`` routes choose objects to point at, so shared ones will do. A body
    in JSON, and a method besides USUAL_METHODS, is refused unless ``json`` and ``methods`` allow
    it: nobody has said what it names.
    """

    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, str] = field(default_factory=dict)
    also: Callable[[HttpRequest, dict[str, Any]], Names] | None = None
    referring: bool = False
    methods: frozenset[str] = USUAL_METHODS
    json: bool = False


RULES: dict[str, Rule] = {}


def allow(
    *names: str,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
    body: Mapping[str, str] | None = None,
    also: Callable[[HttpRequest, dict[str, Any]], Names] | None = None,
    referring: bool = False,
    methods: Iterable[str] = (),
    json: bool = False,
) -> None:
    """Open admin routes, by their full view names, to those who are no ICT administrators.

    The view itself still decides who may do what; here it is said which objects a request
    names, so that another agency's are refused before the view runs.
    """
    all_methods = USUAL_METHODS | set(methods)
    rule = Rule(path or {}, query or {}, body or {}, also, referring, all_methods, json)
    for name in names:
        RULES[name] = rule
