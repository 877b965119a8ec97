"""Websites of the demo's agencies: home page, sections, news, details and contact.

Most home pages have the default sections, some are arranged by their agency.
"""

from collections.abc import Collection
from datetime import time
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from wagtail.models import Locale, Page, Site

from content.models import CustomImage
from demo.markup import build_blocks
from demo.services.documents import (
    add_page,
    get_first_child,
    write_documents,
    write_procedures,
)
from demo.services.files import create_drawing, create_photograph
from demo.services.members import fill_organisation
from demo.texts import AgencyTexts, get_past_date
from home.models import (
    ContactPage,
    DocumentIndexPage,
    InformationPage,
    NewsIndexPage,
    NewsPage,
    OpeningSession,
    ProcedureIndexPage,
    SectionPage,
)
from home.services.opening_hours import save_opening_hours
from home.services.starter_pages import make_shortcut
from home.topics import NewsCategory
from sites.models import Agency, AgencySettings, FormerName

ORIGIN = ("author_name", "source_name", "source_url", "image_caption")


def arrange_home_page(agency: Agency, texts: AgencyTexts) -> None:
    """Set tagline, shortcuts and sections of a home page and publish it.

    The pages that the shortcuts lead to must exist.
    """
    home = agency.root_page.specific
    # Loads the present number of child pages, which this object does not know.
    home.refresh_from_db()
    home.tagline = texts["tagline"]
    front = texts.data.get("front", {})
    if "tasks" in front:
        home.tasks = [
            make_shortcut(item["icon"], item["label"], **_get_target(home, item))
            for item in front["tasks"]
        ]
    home.parts = [_build_section(item, texts) for item in front.get("parts", ())]
    home.save_revision().publish()


def _get_target(home: Page, shortcut: dict[str, str]) -> dict[str, Any]:
    if "address" in shortcut:
        return {"address": shortcut["address"]}
    return {"page": home.get_descendants().get(title=shortcut["page"])}


def _build_section(part: dict[str, str], texts: AgencyTexts) -> tuple[str, dict[str, Any]]:
    value: dict[str, Any] = {"heading": part.get("heading", "")}
    if part["kind"] == "text":
        value["body"] = build_blocks(texts.fill(part["body"]))
    return part["kind"], value


def update_ports() -> None:
    """Let all websites be at the port of ``SITE_PORT``, wherever an earlier start served them."""
    for site in Site.objects.exclude(port=settings.SITE_PORT):
        site.port = settings.SITE_PORT
        site.save(update_fields=["port"])


def mark_as_demo(codes: Collection[str]) -> None:
    """Let the websites of the agencies with these codes say that they are a demonstration."""
    for details in AgencySettings.objects.filter(site__agency__code__in=codes, is_demo=False):
        details.is_demo = True
        details.save()


def fill_website(agency: Agency, texts: AgencyTexts) -> None:
    """Write details, pages and English home page of an agency that was just provisioned."""
    _write_details(agency, texts)
    home = agency.root_page.specific
    fill_organisation(agency)
    _write_about(get_first_child(home, SectionPage), texts)
    _write_news(agency, get_first_child(home, NewsIndexPage), texts)
    write_documents(agency, get_first_child(home, DocumentIndexPage), texts)
    if "procedures" in texts.data:
        write_procedures(agency, get_first_child(home, ProcedureIndexPage), texts)
    _write_contact(get_first_child(home, ContactPage), texts)
    for section in texts.data.get("sections", ()):
        _write_section(agency, section, texts)
    arrange_home_page(agency, texts)
    for name in texts.data.get("former_names", ()):
        FormerName.objects.create(agency=agency, name=name)
    if "english" in texts.data:
        _translate_front(agency, texts)


def _write_about(about: SectionPage, texts: AgencyTexts) -> None:
    functions_page = get_first_child(about, InformationPage)
    functions_page.body = build_blocks(texts.fill(texts["functions"]))
    functions_page.save_revision().publish()
    add_page(about, InformationPage(title=texts["history_title"]), texts.fill(texts["history"]))


def _write_section(agency: Agency, section: dict[str, Any], texts: AgencyTexts) -> None:
    """Publish a section of the agency's own, with its pages."""
    page = SectionPage(
        title=section["title"],
        lead=section.get("lead", ""),
        show_in_menus=section.get("menu", True),
    )
    about = get_first_child(agency.root_page, SectionPage)
    page.locale = about.locale
    # Next to *About us* in the menu, before news and contact.
    about.add_sibling("right", instance=page)
    page.save_revision().publish()
    for item in section["pages"]:
        text = InformationPage(title=item["title"], lead=texts.fill(item.get("lead", "")))
        add_page(page, text, texts.fill(item.get("body", "")))


def _write_news(agency: Agency, index: NewsIndexPage, texts: AgencyTexts) -> None:
    """Publish the articles, the newest last.

    The newest gets the agency's drawing if it has no photograph.
    """
    written: dict[str, NewsPage] = {}
    for item in reversed(texts["news"]):
        article = NewsPage(
            title=item["title"],
            lead=texts.fill(item.get("lead", "")),
            date=get_past_date(item["days_ago"]),
            category=item.get("category", NewsCategory.ACTIVITIES),
            topics=item.get("topics", ""),
            image=_create_image(agency, item, texts),
            related=[("article", written[title]) for title in item.get("related", ())],
            **{name: item.get(name, "") for name in ORIGIN},
        )
        written[article.title] = article
        add_page(index, article, texts.fill(item.get("body", "")))


def _create_image(agency: Agency, item: dict[str, Any], texts: AgencyTexts) -> CustomImage | None:
    if "photograph" in item:
        return create_photograph(agency, item["photograph"])
    is_newest = item is texts["news"][0]
    return create_drawing(agency, texts) if is_newest and texts["illustration"] else None


def _write_contact(contact: ContactPage, texts: AgencyTexts) -> None:
    further = texts.data.get("contact", {})
    if not further.get("bare"):
        contact.telephones = [
            ("telephone", {"name": name, "number": number})
            for name, number in texts.further_telephones
        ]
        contact.map_url = (
            f"https://www.openstreetmap.org/search?{urlencode({'query': texts['address']})}"
        )
    contact.lead = texts.fill(further.get("lead", ""))
    contact.body = build_blocks(texts.fill(further.get("body", "")))
    contact.save_revision().publish()


def _write_details(agency: Agency, texts: AgencyTexts) -> None:
    names = ("address", "hours", "responsible", "accent", "monogram")
    details = {name: texts[name] for name in names}
    details |= {"telephone": texts.telephone, "email": texts.email}
    settings = AgencySettings.for_site(agency.site)
    for name, value in details.items():
        setattr(settings, name, value)
    settings.full_clean()
    settings.save()
    agency.short_name = texts["short_name"]
    agency.save()
    save_opening_hours(agency=agency, sessions=_list_sessions(texts["opening"]))


def _list_sessions(lines: list[str]) -> list[OpeningSession]:
    """Return the sessions of lines such as ``2-6 7:30-11:30 13:30-17:00``: Monday is day 2."""
    sessions = []
    for line in lines:
        days, *times = line.split()
        first, _dash, last = days.partition("-")
        for day in range(int(first), int(last or first) + 1):
            for opens, closes in (one.split("-") for one in times):
                sessions.append(
                    OpeningSession(
                        # Vietnamese counts the days from Sunday on, which is the first.
                        weekday=day - 2,
                        opens=time.fromisoformat(opens.zfill(5)),
                        closes=time.fromisoformat(closes.zfill(5)),
                    )
                )
    return sessions


def _translate_front(agency: Agency, texts: AgencyTexts) -> None:
    english = Locale.objects.get(language_code="en")
    home = agency.root_page.specific
    front = home.copy_for_translation(english)
    contact = get_first_child(home, ContactPage).copy_for_translation(english)
    contact.title, contact.slug = "Contact", "contact"
    names = ("Hotline", "Reception of documents")
    contact.telephones = [
        ("telephone", {"name": name, "number": number})
        for name, (_vietnamese, number) in zip(names, texts.further_telephones, strict=True)
    ]
    contact.save_revision().publish()
    # Loads the number of child pages; saving would overwrite it with the old one.
    front.refresh_from_db()
    front.title, front.draft_title = agency.name_en, agency.name_en
    front.tagline = texts["english"]["tagline"]
    front.tasks = [
        make_shortcut("bulletin", "Bulletins", address="/en/ban-tin/"),
        make_shortcut("people", "Find a unit", address="/en/co-quan/"),
        make_shortcut("contact", "Contact", page=contact),
    ]
    front.save_revision().publish()
