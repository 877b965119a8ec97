"""Every address of the admin's host that the URL resolver knows. Nothing is listed by hand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RegexPattern

# What the admin's host serves to people who work there; the rest of it is for everybody.
PREFIXES = ("admin/", "tai-khoan/", "documents/")


@dataclass(frozen=True)
class Route:
    """One address pattern: its full name, the pattern, the view, the names of its arguments.

    Arguments without a name are called by their position.
    """

    name: str
    pattern: str
    view: Callable[..., Any]
    arguments: tuple[str, ...]

    def url(self, values: dict[str, object]) -> str:
        """Return the address with these arguments."""
        if self.name == self.pattern:
            return "/" + self.pattern.replace("^", "").replace(".*", "khong-co").replace("$", "")
        if self.arguments and self.arguments[0] == "0":
            return reverse(self.name, args=[values[name] for name in self.arguments])
        return reverse(self.name, kwargs=values)

    @property
    def model(self) -> type[Model] | None:
        """The model the view is about, where the view says so."""
        view_class = getattr(self.view, "view_class", None) or getattr(self.view, "cls", None)
        options = getattr(self.view, "view_initkwargs", None)
        options = options or getattr(self.view, "initkwargs", {})
        model = options.get("model") or getattr(view_class, "model", None)
        if isinstance(model, str):
            return apps.get_model(model)
        return model if isinstance(model, type) else None

    @property
    def view_class(self) -> type | None:
        return getattr(self.view, "view_class", None)


def list_admin_routes() -> list[Route]:
    """Return all routes of the admin's host below PREFIXES."""
    found = _walk(get_resolver("config.admin_urls"), "", "", ())
    return [route for route in found if route.pattern.startswith(PREFIXES)]


def list_fixed_paths() -> list[str]:
    """Return the addresses of a website that have no arguments and are for everybody."""
    found = _walk(get_resolver("config.urls"), "", "", ())
    return [
        f"/{route.pattern}"
        for route in found
        if not (route.arguments or route.pattern.startswith(PREFIXES) or "^" in route.pattern)
    ]


def _walk(
    resolver: URLResolver, prefix: str, namespace: str, arguments: tuple[str, ...]
) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        names = arguments + _arguments(entry.pattern)
        if isinstance(entry, URLPattern):
            name = namespace + entry.name if entry.name else pattern
            yield Route(name, pattern, entry.callback, names)
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, pattern, inner, names)


def _arguments(pattern: object) -> tuple[str, ...]:
    if not isinstance(pattern, RegexPattern):
        return tuple(pattern.converters)
    named = tuple(pattern.regex.groupindex)
    return named or tuple(str(number) for number in range(pattern.regex.groups))
