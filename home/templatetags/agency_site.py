"""The frame around every page of an agency's website: addresses, menu, breadcrumb, toolbar."""

from django import template
from django.conf import settings
from django.db.models import QuerySet
from django.template.context import Context
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from home.addresses import HOME_DEPTH, home_page, page_path, section_path
from home.display.boot import BOOT_SCRIPT
from home.display.choices import CHOICES
from home.display.elsewhere import cookie_domain
from sites.http import AgencyRequest
from sites.remembering import remembered

register = template.Library()
register.simple_tag(page_path)
register.simple_tag(section_path)
MENU_ITEMS = 6
WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)


@register.simple_tag
def boot_script() -> SafeString:
    """The inline script the security policy knows by its hash."""
    return mark_safe(f"<script>{BOOT_SCRIPT}</script>")  # noqa: S308


@register.inclusion_tag("components/display_toolbar.html", takes_context=True)
def display_toolbar(context: Context) -> dict[str, object]:
    """The buttons and the panel; the same bytes for every reader.

    What is chosen is known on the page of choices alone, which no cache keeps.
    """
    request = context["request"]
    return {
        "next": request.get_full_path(),
        "cookie_domain": cookie_domain(request.get_host()) or "",
        "choices": CHOICES,
        "chosen": context.get("display_chosen", ()),
    }


@register.inclusion_tag("components/display_choices.html")
def display_choices(chosen: tuple[str, ...]) -> dict[str, object]:
    """Everything that may be chosen, with what is."""
    return {"choices": CHOICES, "chosen": chosen}


@register.filter
def is_below(path: str, section: str) -> bool:
    """Whether a path lies in a section of the website."""
    return path.startswith(section)


@register.inclusion_tag("components/ended.html", takes_context=True)
def unit_ended(context: Context) -> dict[str, object]:
    """That the unit of this website has ended, since when, and who carries on its work."""
    agency = context["request"].agency
    successors = agency.successors.with_site() if agency.is_archived else ()
    return {"agency": agency, "successors": successors}


@register.simple_tag
def today() -> str:
    """The day in words and figures; Django's Vietnamese numbers the days of the week."""
    day = timezone.localdate()
    return f"{WEEKDAYS[day.weekday()]}, {day:%d/%m/%Y}"


@register.simple_tag(takes_context=True)
def menu(context: Context) -> list[Page]:
    """The sections of this website in the language of the moment."""
    request = context["request"]
    return remembered(request, "menu", lambda: _sections(home_page(request)))


def _sections(home: Page) -> list[Page]:
    sections = Page.objects.child_of(home).live().in_menu().select_related("locale")
    return list(sections[:MENU_ITEMS])


@register.simple_tag
def breadcrumb(page: Page) -> QuerySet[Page]:
    """The pages above a page, from below the home page down."""
    return page.get_ancestors().filter(depth__gt=HOME_DEPTH).select_related("locale")


@register.simple_tag(takes_context=True)
def other_languages(context: Context) -> list[dict[str, str | Promise]]:
    """The languages of this website but the one of the moment, with the way to each.

    Leads to the translated page where there is one, else to the front door in that language.
    """
    request = context["request"]
    page = context.get("page")
    codes = [code for code in request.enabled_languages if code != request.LANGUAGE_CODE]
    names = dict(settings.LANGUAGES)
    paths = _translations(page, codes) if isinstance(page, Page) else {}
    return [
        {"code": code, "name": names[code], "path": paths.get(code) or _same_path(request, code)}
        for code in codes
    ]


def _translations(page: Page, codes: list[str]) -> dict[str, str]:
    if not codes:
        return {}
    rows = page.get_translations().live().filter(locale__language_code__in=codes)
    return {row.locale.language_code: page_path(row) for row in rows.select_related("locale")}


def _same_path(request: AgencyRequest, code: str) -> str:
    """The path of a view (bulletins, search …), which exists in every language."""
    match = request.resolver_match
    with translation.override(code):
        if match and match.view_name != "wagtail_serve":
            return reverse(match.view_name, args=match.args, kwargs=match.kwargs)
        return reverse("wagtail_serve", args=[""])
