"""Buttons in the header of a page's form that lead to its translations, or begin one."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Page

from accounts.permissions import AnyUser
from desk.selectors.workspace import get_edit_url
from home.paths import HOME_DEPTH
from sites.localization.rights import can_edit, can_start_translation, list_open_locales
from sites.localization.sources import get_language_name
from sites.permissions.ownership import HOME_PATH_LENGTH


def list_language_buttons(page: Page, user: AnyUser) -> list[HeaderButton]:
    """Return a button for each translation of ``page`` that ``user`` may edit, and one to begin.

    None where the website has one language.
    """
    return list(_iter_language_buttons(page, user))


def _iter_language_buttons(page: Page, user: AnyUser) -> Iterator[HeaderButton]:
    homes = Page.objects.filter(path=page.path[:HOME_PATH_LENGTH], depth=HOME_DEPTH)
    keys = homes.values("translation_key")
    languages = set(
        Page.objects.filter(depth=HOME_DEPTH, translation_key__in=keys).values_list(
            "locale", flat=True
        )
    )
    if len(languages) < 2:
        return
    for other in page.get_translations().filter(alias_of=None).select_related("locale"):
        if can_edit(user, other):
            label = _("Version in %(language)s") % {"language": get_language_name(other.locale)}
            yield HeaderButton(
                capfirst(label), url=get_edit_url(other), icon_name="wagtail-localize-language"
            )
    if not can_start_translation(user, page):
        return
    if any(locale.pk in languages for locale in list_open_locales(user, page)):
        url = reverse(
            "wagtail_localize:submit_page_translation", args=[page.alias_of_id or page.pk]
        )
        yield HeaderButton(_("Translate"), url=url, icon_name="wagtail-localize-language")
