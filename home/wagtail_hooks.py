"""Keep pages from being moved or copied to an address where they would never be reached."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from home.addresses import HOME_DEPTH, RESERVED_SLUGS
from home.manual.urls import urlpatterns as manual_patterns

LAST = 100_000


@hooks.register("before_move_page")
def refuse_unreachable_move(
    request: HttpRequest, page: Page, destination: Page
) -> HttpResponse | None:
    return _refusal(request, page.slug, destination)


@hooks.register("before_copy_page")
def refuse_unreachable_copy(request: HttpRequest, page: Page) -> HttpResponse | None:
    chosen = request.POST.get("new_parent_page", "")
    parent = Page.objects.filter(pk=chosen).first() if chosen.isdecimal() else None
    return _refusal(request, request.POST.get("new_slug", ""), parent or page.get_parent())


@hooks.register("register_admin_urls")
def register_manual_urls() -> list[URLPattern]:
    return manual_patterns


@hooks.register("register_admin_menu_item")
def register_manual_menu_item() -> MenuItem:
    # Made once, for whoever comes first; each reader has a language of their own.
    label = gettext_lazy("Instructions")
    return MenuItem(label, reverse("manual"), name="manual", icon_name="help", order=LAST)


def _refusal(request: HttpRequest, slug: str, parent: Page) -> HttpResponse | None:
    if parent.depth != HOME_DEPTH or slug not in RESERVED_SLUGS:
        return None
    messages.error(request, _("This address is taken. Please choose another one."))
    return redirect("wagtailadmin_explore", parent.pk)
