"""Hook that refuses to move pages to paths at which nobody would reach them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.models import Page

from home.frames import is_unreachable


def refuse_unreachable_move(
    request: HttpRequest, page: Page, destination: Page
) -> HttpResponse | None:
    """Redirect with a message if nobody would reach a page where it is moved."""
    if not is_unreachable(page.slug, destination, page):
        return None
    messages.error(request, _("This address is taken. Please choose another one."))
    return redirect("wagtailadmin_explore", destination.pk)
