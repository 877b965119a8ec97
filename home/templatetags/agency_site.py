"""Template tags for what surrounds every page: paths, menu, breadcrumb, toolbar, metadata."""

from datetime import datetime
from urllib.parse import urlencode

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override
from wagtail.models import Page

from bulletins.models import Bulletin
from bulletins.views.list import BulletinFilters
from content.languages import get_language_entry
from home.display import PREFERENCES, format_cookie, get_cookie_domain, parse_cookie
from home.frames import get_frame_path
from home.inline_script import BOOT_SCRIPT, COOKIE_NAME
from home.models import ProcedurePage, Weekday
from home.models.base import AgencyPage
from home.paths import get_page_path
from home.selectors.changes import get_change_notice
from home.selectors.navigation import (
    NavLink,
    get_front_url,
    get_menu,
    list_frame_pages_above,
    list_siblings,
)
from home.selectors.opening_hours import (
    OpeningState,
    Schedule,
    SpecialDays,
    get_site_schedule,
    get_site_state,
)
from home.selectors.page_meta import (
    PageImage,
    PageMeta,
    get_page_image,
    get_page_meta,
    get_path_in_language,
    get_view_meta,
    list_frame_paths,
)
from home.selectors.related import list_related
from home.selectors.schema_org import describe_page
from home.selectors.successors import (
    SuccessorProcedure,
    get_serving_schedule,
    get_website_serving,
    list_successor_procedures,
)
from home.views.feedback import FeedbackForm
from home.views.ratings import UnsentRating
from sites.localization.segments import copy_without_foreign_parts
from sites.models import Agency
from sites.permissions.ownership import HOME_DEPTH
from sites.requests import AgencyRequest
from sites.selectors.imprint import Imprint, get_imprint
from sites.selectors.successors import ServingAgencies, get_serving_agencies

# Query parameters of the search and of the filters of bulletins.
ASKED = ("q", "scope", "type", "agency", "from", "to", "order", *BulletinFilters.base_fields)
register = template.Library()


@register.simple_tag(takes_context=True)
def page_path(context: Context, page: Page) -> str:
    """Return the URL path of a page of this website in the present frame."""
    return get_frame_path(page, context["request"].LANGUAGE_CODE)


@register.simple_tag(takes_context=True)
def imprint(context: Context) -> Imprint:
    """Return what stands at the foot of every page of this website about who answers for it."""
    request = context["request"]
    return get_imprint(request.agency, request.agency_settings)


@register.simple_tag(takes_context=True)
def section_path(context: Context, page: Page) -> str:
    """Return the path of the index page above ``page``, for example of an article's news."""
    path = get_frame_path(page, context["request"].LANGUAGE_CODE)
    return path.rstrip("/").rpartition("/")[0] + "/"


@register.simple_tag
def page_source(page: Page) -> str:
    """Return the canonical URL path of a page, in the frame of its own language."""
    return get_page_path(page)


@register.simple_tag
def front_url(agency: Agency) -> str:
    """Return the URL of another agency's front page in the active language.

    A website without that language leads on to its Vietnamese front page.
    """
    return get_front_url(agency)


@register.simple_tag
def inline_script() -> SafeString:
    """Return the inline script, which the content security policy allows by its hash."""
    return mark_safe(f"<script>{BOOT_SCRIPT}</script>")  # noqa: S308


@register.simple_tag(takes_context=True)
def display_domain(context: Context) -> str:
    """Return the domain of what visitors choose on this website; empty for its host alone."""
    return get_cookie_domain(context["request"].get_host()) or ""


@register.simple_tag(takes_context=True)
def display_attribute(context: Context) -> SafeString:
    """Return the attribute of ``<html>`` that applies the visitor's choice, or an empty string.

    For pages that no cache keeps and that have no script; all others have ``inline_script``.
    """
    request = context.get("request")
    value = format_cookie(parse_cookie(request.COOKIES.get(COOKIE_NAME, ""))) if request else ""
    return format_html(' data-display="{}"', value.replace(".", " ")) if value else SafeString()


@register.inclusion_tag("components/display_toolbar.html", takes_context=True)
def display_toolbar(context: Context) -> dict[str, object]:
    """Render the display toolbar, with the same bytes for every visitor.

    Only the page of display settings passes the visitor's choice (``display_chosen``), because that
    page is never cached.
    """
    request = context["request"]
    return {
        "request": request,
        "next": request.get_full_path(),
        "cookie_domain": display_domain(context),
        "choices": PREFERENCES,
        "chosen": context.get("display_chosen", ()),
    }


@register.inclusion_tag("components/display_choices.html")
def display_preferences(chosen: tuple[str, ...]) -> dict[str, object]:
    """Render all display options; ``chosen``: the tokens of the selected ones."""
    return {"choices": PREFERENCES, "chosen": chosen}


@register.inclusion_tag("components/ended.html", takes_context=True)
def agency_archived(context: Context) -> dict[str, object]:
    """Render the note that the agency is archived, since when, and who serves now."""
    request = context["request"]
    return {"request": request, "agency": request.agency, "serving": serving_agencies(context)}


@register.inclusion_tag("components/change_notice.html", takes_context=True)
def change_notice(context: Context) -> dict[str, object]:
    """Render the notice that the agency will end, and on the home page whose work it took over."""
    request, page = context["request"], context.get("page")
    is_front = isinstance(page, Page) and page.depth == HOME_DEPTH
    return {"request": request, "notice": get_change_notice(request), "is_front": is_front}


@register.simple_tag(takes_context=True)
def serving_agencies(context: Context, agency: Agency | None = None) -> ServingAgencies:
    """Return who serves in the place of an archived agency, by default that of the website.

    Nobody for an active agency. Queried once for each page.
    """
    request = context["request"]
    if agency is not None and agency.pk != request.agency.pk:
        return get_serving_agencies(agency)
    return get_website_serving(request)


@register.simple_tag(takes_context=True)
def successor_procedures(context: Context, page: ProcedurePage) -> list[SuccessorProcedure]:
    """Return the same procedure on the websites of those who serve now; [] for an active agency."""
    serving = serving_agencies(context)
    return list_successor_procedures(page, serving.agencies)


@register.simple_tag
def today() -> str:
    """Return the weekday and date, as in *Thứ Ba, 24/11/2026*.

    Weekdays are translated here because Django's Vietnamese writes them with figures.
    """
    day = timezone.localdate()
    return f"{Weekday(day.weekday()).label}, {day:%d/%m/%Y}"


@register.simple_tag(takes_context=True)
def opening_hours(context: Context) -> Schedule | None:
    """Return the opening hours of the website's agency; None if they are unknown."""
    return get_site_schedule(context["request"])


@register.simple_tag(takes_context=True)
def serving_hours(context: Context, agency: Agency) -> Schedule | None:
    """Return the opening hours of an agency that serves in the place of the website's."""
    return get_serving_schedule(context["request"], agency)


@register.simple_tag(takes_context=True)
def coming_exceptions(context: Context) -> list[SpecialDays]:
    """Return the days that are otherwise than the week and not over, the nearest first."""
    schedule = get_site_schedule(context["request"])
    return schedule.list_coming_exceptions(timezone.localdate()) if schedule else []


@register.simple_tag(takes_context=True)
def opening_state(context: Context) -> OpeningState | None:
    """Return whether the website's agency is open now; None if that is unknown."""
    return get_site_state(context["request"])


@register.simple_tag
def related_pages(page: AgencyPage) -> list[Page]:
    """Return other pages of the list or section that a page stands in."""
    return list_related(page)


@register.filter
def opening_moment(moment: datetime) -> str:
    """Return when an agency opens: the time, with the day if that is not today."""
    moment = timezone.localtime(moment)
    clock = f"{moment.hour}:{moment:%M}"
    if moment.date() == timezone.localdate():
        return clock
    return f"{clock}, {Weekday(moment.weekday()).label}, {moment:%d/%m/%Y}"


@register.simple_tag(takes_context=True)
def menu(context: Context) -> list[NavLink]:
    """Return the website's menu in the active language, two levels deep."""
    return get_menu(context["request"])


@register.simple_tag(takes_context=True)
def current_section(context: Context, sections: list[NavLink]) -> NavLink | None:
    """Return the menu section of the current page, or None.

    None also for a section without links of a second level.
    """
    return next(
        (section for section in sections if section.below and _is_here(context, section.path)), None
    )


@register.simple_tag(takes_context=True)
def aria_current(context: Context, path: str) -> SafeString:
    """Return the ``aria-current`` attribute of a link to ``path``, or an empty string.

    Its value is *page* for the current page, *true* for a page above it. The home page, which is
    above all others, is never *true*.
    """
    here = context["request"].path
    if here == path:
        return SafeString(' aria-current="page"')
    if path != reverse("wagtail_serve", args=[""]) and _is_here(context, path):
        return SafeString(' aria-current="true"')
    return SafeString("")


@register.simple_tag(takes_context=True)
def menu_places(context: Context, sections: list[NavLink]) -> list[tuple[str, str]]:
    """Return the paths in the menu that ``aria_current`` marks, and how, as (path, value).

    On this alone depends how the menu looks on a page.
    """
    here, home = context["request"].path, reverse("wagtail_serve", args=[""])
    above = _list_paths_above(context)
    links = [link for section in sections for link in (section, *section.below)]
    paths = [home, reverse("bulletins"), *(link.path for link in links)]
    return [
        (path, "page" if path == here else "true")
        for path in paths
        if path == here or (path != home and (here.startswith(path) or path in above))
    ]


def _is_here(context: Context, path: str) -> bool:
    """Return whether ``path`` is that of the current page or of one above it in the frame."""
    return context["request"].path.startswith(path) or path in _list_paths_above(context)


def _list_paths_above(context: Context) -> set[str]:
    """Return the paths of the pages above, where translations give them others than by prefix."""
    if not context.get("is_fallback"):
        return set()
    frame = context["request"].LANGUAGE_CODE
    return {get_frame_path(one, frame) for one in list_frame_pages_above(context["page"], frame)}


@register.simple_tag(takes_context=True)
def breadcrumb(context: Context, page: Page) -> list[Page]:
    """Return a page's ancestors below the home page in the present frame, from the top down."""
    return list_frame_pages_above(page, context["request"].LANGUAGE_CODE)


@register.simple_tag(takes_context=True)
def siblings(context: Context) -> list[NavLink]:
    """Return links to the other agencies of the same kind."""
    return list_siblings(context["request"])


@register.simple_tag(takes_context=True)
def page_meta(context: Context) -> PageMeta:
    """Return the metadata of the current Wagtail page.

    Of an index page, those of the result page that is shown (``entries``).
    """
    number = getattr(context.get("entries"), "number", 1)
    return get_page_meta(context["request"], context["page"], number)


@register.simple_tag(takes_context=True)
def structured_data(context: Context) -> dict[str, object] | None:
    """Return the current page as a schema.org object; None for a kind that has none."""
    page = context["page"]
    with override(page.locale.language_code):
        return describe_page(copy_without_foreign_parts(page), context["request"])


@register.simple_tag(takes_context=True)
def feedback_form(context: Context) -> FeedbackForm | None:
    """Return an empty feedback form; None for an archived agency, where nobody would answer."""
    agency = context["request"].agency
    return None if agency.is_archived else FeedbackForm(agency)


@register.simple_tag(takes_context=True)
def rating_form(context: Context, subject: Page | Bulletin) -> UnsentRating | None:
    """Return the form that asks whether a page or bulletin is useful.

    None in previews, and for an archived agency, where nobody would change the page.
    """
    request = context["request"]
    if request.agency.is_archived or getattr(request, "is_preview", False):
        return None
    return UnsentRating(request.agency, subject)


@register.simple_tag(takes_context=True)
def view_meta(context: Context, description: str) -> PageMeta:
    """Return the metadata of a view that is not a Wagtail page."""
    return get_view_meta(context["request"], description)


@register.simple_tag(takes_context=True)
def page_image(context: Context) -> PageImage:
    """Return the picture of the current page or view for link previews."""
    page = context.get("page")
    return get_page_image(context["request"].agency, page if isinstance(page, Page) else None)


@register.simple_tag(takes_context=True)
def other_languages(context: Context) -> list[dict[str, str]]:
    """Return the website's other languages, each with its names, codes and path.

    The path leads to the same page in the frame of that language, or to the same view with its
    search and filters; to the home page in that language where there is neither.
    """
    request = context["request"]
    page = context.get("page")
    codes = [code for code in request.enabled_languages if code != request.LANGUAGE_CODE]
    paths = (
        list_frame_paths(page, {*request.enabled_languages, request.LANGUAGE_CODE})
        if isinstance(page, Page)
        else {}
    )
    query = "" if isinstance(page, Page) else _get_shared_query(request)
    return [
        {
            "code": code,
            "hreflang": get_language_entry(code).hreflang,
            # In the language itself, for visitors who read no other.
            "name": get_language_entry(code).name,
            "short_name": get_language_entry(code).short_name,
            "path": paths.get(code) or get_path_in_language(request, code) + query,
        }
        for code in codes
    ]


def _get_shared_query(request: AgencyRequest) -> str:
    """Return the query string with the parameters that mean the same in every language."""
    parameters = {name: request.GET[name] for name in ASKED if request.GET.get(name)}
    return f"?{urlencode(parameters)}" if parameters else ""
