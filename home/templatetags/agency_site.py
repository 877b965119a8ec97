"""The frame around every page of an agency's website: addresses, menu, breadcrumb, toolbar."""

from urllib.parse import urlencode

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from bulletins.filters import BulletinFilters
from home.addresses import page_path, section_path
from home.display.boot import BOOT_SCRIPT
from home.display.choices import CHOICES
from home.display.elsewhere import cookie_domain
from home.head import Head, head_of_page, head_of_view, live_translations, path_in
from home.navigation import Way, menu_of, pages_above, siblings_of
from sites.http import AgencyRequest

# What is looked for, and what a list of bulletins is narrowed down by.
ASKED = ("q", "scope", "type", "agency", "from", "to", "order", *BulletinFilters.base_fields)
register = template.Library()
register.simple_tag(page_path)
register.simple_tag(section_path)
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
def menu(context: Context) -> list[Way]:
    """The sections of this website in the language of the moment, and what is below them."""
    return menu_of(context["request"])


@register.simple_tag(takes_context=True)
def current_section(context: Context, sections: list[Way]) -> Way | None:
    """The section that the reader is in, if it has anything below it."""
    path = context["request"].path
    return next((each for each in sections if each.below and path.startswith(each.path)), None)


@register.simple_tag(takes_context=True)
def aria_current(context: Context, path: str) -> SafeString:
    """Mark the way to where the reader is, or to a page above it; the front is above all."""
    here = context["request"].path
    if here == path:
        return SafeString(' aria-current="page"')
    if here.startswith(path) and path != reverse("wagtail_serve", args=[""]):
        return SafeString(' aria-current="true"')
    return SafeString("")


@register.simple_tag
def breadcrumb(page: Page) -> list[Page]:
    """The pages above a page, from below the home page down."""
    return pages_above(page)


@register.simple_tag(takes_context=True)
def siblings(context: Context) -> list[Way]:
    """The other units of the same kind."""
    return siblings_of(context["request"])


@register.simple_tag(takes_context=True)
def page_head(context: Context) -> Head:
    """What the page tells search engines and those who share its address."""
    number = getattr(context.get("entries"), "number", 1)
    return head_of_page(context["request"], context["page"], number)


@register.simple_tag(takes_context=True)
def view_head(context: Context, description: str) -> Head:
    """The same of what is no page."""
    return head_of_view(context["request"], description)


@register.simple_tag(takes_context=True)
def other_languages(context: Context) -> list[dict[str, str]]:
    """The languages of this website but the one of the moment, with the way to each.

    Leads to the translated page where there is one, else to the front door in that language.
    """
    request = context["request"]
    page = context.get("page")
    codes = [code for code in request.enabled_languages if code != request.LANGUAGE_CODE]
    paths = live_translations(page, codes) if isinstance(page, Page) else {}
    asked = "" if isinstance(page, Page) else _asked(request)
    return [
        {
            "code": code,
            # In its own words: who looks for it reads no other.
            "name": get_language_info(code)["name_local"],
            "path": paths.get(code) or path_in(request, code) + asked,
        }
        for code in codes
    ]


def _asked(request: AgencyRequest) -> str:
    """The part of an address's query that a view answers in every language."""
    asked = {name: request.GET[name] for name in ASKED if request.GET.get(name)}
    return f"?{urlencode(asked)}" if asked else ""
