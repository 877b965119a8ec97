"""Names of screens in words, by route or type of page."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.urls import URLResolver, get_resolver
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

# It has all routes, those of the websites too.
URLCONF = "config.admin_urls"
# Wagtail's screens of pages are functions, which have no titles.
_PAGES: dict[str, Promise] = {
    "wagtailadmin_home": _("Overview"),
    "wagtailadmin_account": _("Own account"),
    "wagtailadmin_explore": _("Tree of pages"),
    "wagtailadmin_pages:add": _("New page"),
    "wagtailadmin_pages:edit": _("Editing a page"),
    "wagtailadmin_pages:copy": _("Copying a page"),
    "wagtailadmin_pages:delete": _("Deleting a page"),
    "wagtailadmin_pages:history": _("History of a page"),
    "wagtailadmin_pages:move": _("Moving a page"),
    "wagtailadmin_pages:preview_on_add": _("Preview of a page"),
    "wagtailadmin_pages:preview_on_edit": _("Preview of a page"),
    "wagtailadmin_pages:unpublish": _("Taking a page offline"),
    "wagtailadmin_pages:view_draft": _("Preview of a page"),
}


def get_screen_label(route: str, pattern: str, page_type: str = "") -> str:
    """Return in words which screen it is; its pattern, such as ``/so-do/``, where it has no title.

    ``page_type``: of a page of a website, as ``home.newspage``; else empty.
    """
    if page_type:
        return capfirst(_get_model_name(page_type))
    if route in _PAGES:
        return str(_PAGES[route])
    title, name = _get_title(_get_views().get(route))
    if title and name.lower() not in title.lower():
        return f"{title} – {name}"
    return title or capfirst(name) or f"/{pattern}"


def _get_title(view: Any) -> tuple[str, str]:
    """Return the title of a view and the name of its model; each empty if it has none."""
    of_class = getattr(view, "view_class", None)
    given = getattr(view, "view_initkwargs", {})
    title = given.get("page_title") or getattr(of_class, "page_title", "")
    model = given.get("model") or getattr(of_class, "model", None)
    meta = getattr(model, "_meta", None)
    name = str(meta.verbose_name) if meta else ""
    return (str(title) if isinstance(title, str | Promise) else ""), name


def _get_model_name(label: str) -> str:
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        # Of another version.
        return label


@cache
def _get_views() -> dict[str, Callable[..., object]]:
    """Return all views by the name of their route."""
    return dict(reversed(list(_iter_views(get_resolver(URLCONF)))))


def _iter_views(
    resolver: URLResolver, namespaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, Callable[..., object]]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _iter_views(pattern, inner)
        else:
            yield ":".join((*namespaces, pattern.name or pattern.lookup_str)), pattern.callback
