"""Buttons of wagtail-localize in the header of a page, for users with permission."""

from collections.abc import Iterator

from django.urls import reverse
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail_localize.wagtail_hooks import page_listing_more_buttons

from accounts.permissions import AnyUser
from sites.localization.rights import can_start_translation, list_open_locales


def list_translation_buttons(
    page: Page, user: AnyUser, view_name: str | None = None, next_url: str | None = None
) -> Iterator[Button]:
    """Yield wagtail-localize's buttons to begin and to update translations of a page.

    It shows them to everybody who may translate some page into some language. None here for users
    who may not translate this one; to begin only where a language is left that they may begin.
    """
    if page.is_root() or not can_start_translation(user, page):
        return
    key = page.alias_of_id or page.pk
    begin_url = reverse("wagtail_localize:submit_page_translation", args=[key])
    for button in page_listing_more_buttons(page, user, view_name, next_url):
        if button.url != begin_url or list_open_locales(user, page):
            yield button
