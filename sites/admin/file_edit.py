"""Forms of documents and pictures in the admin, with what became of a file that was replaced.

Wagtail's URLs refer to its own view classes, so these are changed (see ``wagtail_overrides``).
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.documents.views import documents
from wagtail.images.views import images


def apply_patches() -> None:
    """Have both forms tell of replaced files; called once, from ``ready()``."""
    for view in (documents.EditView, images.EditView):
        view.form_valid = _tell_of_versions(view.form_valid)
        view.get_success_message = _say_success(view.get_success_message)


def _tell_of_versions(form_valid: Callable[[Any, Any], Any]) -> Callable[[Any, Any], HttpResponse]:
    def form_valid_with_messages(view: Any, form: Any) -> HttpResponse:
        response: HttpResponse = form_valid(view, form)
        edit_url = reverse(view.edit_url_name, args=[view.object.pk])
        title = {"title": view.object.title}
        if form.warnings:
            message = _("The file of “%(title)s” is not replaced yet; all else is saved.") % title
            how = _("If it is to be replaced all the same, press “Use this file” below.")
            messages.warning(view.request, " ".join([message, *form.warnings, how]))
            return redirect(edit_url)
        if form.has_former:
            message = ngettext(
                "The former file of “%(title)s” is kept for %(count)s day and can be used again.",
                "The former file of “%(title)s” is kept for %(count)s days and can be used again.",
                settings.BIN_DAYS,
            )
            buttons = [messages.button(edit_url, _("See both files"))]
            params = title | {"count": settings.BIN_DAYS}
            messages.info(view.request, message % params, buttons=buttons)
        return response

    return form_valid_with_messages


def _say_success(get_message: Callable[[Any], str]) -> Callable[[Any], str | None]:
    def get_message_if_all_is_saved(view: Any) -> str | None:
        return None if view.form.warnings else get_message(view)

    return get_message_if_all_is_saved
