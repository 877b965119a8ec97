"""Which admin routes members of agencies may use, and what the objects named in a request are.

A route that nobody has declared here does not exist for them. Each app declares its own routes
when it is ready; ``sites.isolation.wall`` reads the declarations.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# A model by its label, or a function from the request's arguments to the objects they name.
Named = str | Any


@dataclass(frozen=True)
class Rule:
    """What the arguments of one route name: argument name → model label.

    ``path`` holds arguments of the address, ``query`` those behind the question mark, ``body``
    fields of a sent form. Arguments that name no object stand in ``path`` with an empty label.
    """

    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, str] = field(default_factory=dict)


RULES: dict[str, Rule] = {}


def allow(
    *names: str,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
    body: Mapping[str, str] | None = None,
) -> None:
    """Open admin routes, by their full view names, to members of agencies.

    The view itself still decides who may do what; here it is said which objects a request
    names, so that other agencies' are refused before the view runs.
    """
    rule = Rule(path or {}, query or {}, body or {})
    for name in names:
        RULES[name] = rule
