"""Registration of hooks, admin URLs and menu items with Wagtail.

Wagtail imports only this module of the app, so the hooks of the subpackages are imported here. It
also holds the hooks that refuse moves and copies of pages to reserved slugs.
"""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from home.addresses import BIN_SLUG, HOME_DEPTH, RESERVED_SLUGS

# Imported because importing them registers their hooks.
from home.bin import registrations  # noqa: F401
from home.desk.editing import DeskPageViewSet
from home.desk.menu import ITEMS, leave_out
from home.feedback import registrations as feedback_registrations  # noqa: F401
from home.manual.urls import urlpatterns as manual_patterns
from sites.isolation.resolution import MalformedKeyError, resolve

LAST = 100_000

for _item in ITEMS:
    hooks.register("register_admin_menu_item", partial(lambda item: item, _item))
# Runs after all other hooks, so that it sees their items.
hooks.register("construct_main_menu", leave_out, order=1000)


@hooks.register("register_admin_urls")
def register_desk_urls() -> list[URLResolver]:
    """Return the admin URLs of ``home.desk``."""
    return [path("", include("home.desk.urls"))]


# Registered after the viewset of sites, which it replaces.
@hooks.register("register_admin_viewset", order=10)
def register_page_screens() -> DeskPageViewSet:
    """Return the viewset with the page views, which replaces the one of ``sites``."""
    return DeskPageViewSet()


@hooks.register("insert_global_admin_css")
def admin_styles() -> SafeString:
    """Return the link to the admin's style sheet."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin/desk.css"))


@hooks.register("before_move_page")
def refuse_unreachable_move(
    request: HttpRequest, page: Page, destination: Page
) -> HttpResponse | None:
    """Redirect with a message if a page would get a reserved slug where it is moved."""
    return _refusal(request, page.slug, destination)


@hooks.register("before_copy_page")
def refuse_unreachable_copy(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Redirect with a message if the copy of a page would get a reserved slug."""
    slug = request.POST.get("new_slug", "")
    parents = _list_parents(request.POST.get("new_parent_page", "")) or [page.get_parent()]
    refusals = (_refusal(request, slug, parent) for parent in parents)
    return next(filter(None, refusals), None)


def _list_parents(key: str) -> list[Page]:
    try:
        return resolve(Page, key)
    except MalformedKeyError:
        return []


@hooks.register("register_admin_urls")
def register_manual_urls() -> list[URLPattern]:
    """Return the URLs of the manual."""
    return manual_patterns


@hooks.register("register_admin_menu_item")
def register_manual_menu_item() -> MenuItem:
    """Return the menu item of the manual, the last in the menu."""
    # Lazy, because the item is created once and shown in the language of each user.
    label = gettext_lazy("Instructions")
    return MenuItem(label, reverse("manual"), name="manual", icon_name="help", order=LAST)


def _refusal(request: HttpRequest, slug: str, parent: Page) -> HttpResponse | None:
    reserved = RESERVED_SLUGS if parent.depth == HOME_DEPTH else set()
    if slug not in {BIN_SLUG, *reserved}:
        return None
    messages.error(request, _("This address is taken. Please choose another one."))
    return redirect("wagtailadmin_explore", parent.pk)
