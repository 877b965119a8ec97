"""Websites of the demo's agencies: home page, sections, news, details and contact.

Most home pages have the default sections, some are arranged by their agency.
"""

from typing import Any
from urllib.parse import urlencode

from wagtail.models import Locale, Page

from content.models import AgencyImage
from demo.markup import blocks
from demo.services.documents import write_documents, write_procedures
from demo.services.files import drawing_of, photograph_of
from demo.services.members import fill_organisation
from demo.services.pages import add, first_below
from demo.texts import UnitTexts, days_ago
from home.models import (
    ContactPage,
    DocumentIndexPage,
    InformationPage,
    NewsIndexPage,
    NewsPage,
    ProcedureIndexPage,
    SectionPage,
)
from home.services.starter_pages import task
from home.topics import NewsCategory
from sites.models import Agency, AgencySettings, FormerName

ORIGIN = ("author_name", "source_name", "source_url", "image_caption")


def arrange_front(agency: Agency, texts: UnitTexts) -> None:
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
            task(one["icon"], one["label"], **_where(home, one)) for one in front["tasks"]
        ]
    home.parts = [_part(one, texts) for one in front.get("parts", ())]
    home.save_revision().publish()


def _where(home: Page, shortcut: dict[str, str]) -> dict[str, Any]:
    if "address" in shortcut:
        return {"address": shortcut["address"]}
    return {"page": home.get_descendants().get(title=shortcut["page"])}


def _part(part: dict[str, str], texts: UnitTexts) -> tuple[str, dict[str, Any]]:
    value: dict[str, Any] = {"heading": part.get("heading", "")}
    if part["kind"] == "text":
        value["body"] = blocks(texts.fill(part["body"]))
    return part["kind"], value


def fill_website(agency: Agency, texts: UnitTexts) -> None:
    """Write details, pages and English home page of an agency that was just provisioned."""
    _write_details(agency, texts)
    home = agency.root_page.specific
    fill_organisation(agency)
    _write_about(first_below(home, SectionPage), texts)
    _write_news(agency, first_below(home, NewsIndexPage), texts)
    write_documents(agency, first_below(home, DocumentIndexPage), texts)
    if "procedures" in texts.data:
        write_procedures(agency, first_below(home, ProcedureIndexPage), texts)
    _write_contact(first_below(home, ContactPage), texts)
    for section in texts.data.get("sections", ()):
        _write_section(agency, section, texts)
    arrange_front(agency, texts)
    for name in texts.data.get("former_names", ()):
        FormerName.objects.create(agency=agency, name=name)
    if "english" in texts.data:
        _translate_front(agency, texts)


def _write_about(about: SectionPage, texts: UnitTexts) -> None:
    duties = first_below(about, InformationPage)
    duties.body = blocks(texts.fill(texts["functions"]))
    duties.save_revision().publish()
    add(about, InformationPage(title=texts["history_title"]), texts.fill(texts["history"]))


def _write_section(agency: Agency, section: dict[str, Any], texts: UnitTexts) -> None:
    """Publish a section of the agency's own, with its pages."""
    page = SectionPage(
        title=section["title"],
        lead=section.get("lead", ""),
        show_in_menus=section.get("menu", True),
    )
    about = first_below(agency.root_page, SectionPage)
    page.locale = about.locale
    # Next to *About us* in the menu, before news and contact.
    about.add_sibling("right", instance=page)
    page.save_revision().publish()
    for item in section["pages"]:
        text = InformationPage(title=item["title"], lead=texts.fill(item.get("lead", "")))
        add(page, text, texts.fill(item.get("body", "")))


def _write_news(agency: Agency, index: NewsIndexPage, texts: UnitTexts) -> None:
    """Publish the articles, the newest last.

    The newest gets the agency's drawing if it has no photograph.
    """
    written: dict[str, NewsPage] = {}
    for item in reversed(texts["news"]):
        article = NewsPage(
            title=item["title"],
            lead=texts.fill(item.get("lead", "")),
            date=days_ago(item["days_ago"]),
            category=item.get("category", NewsCategory.ACTIVITIES),
            topics=item.get("topics", ""),
            image=_picture(agency, item, texts),
            related=[("article", written[title]) for title in item.get("related", ())],
            **{name: item.get(name, "") for name in ORIGIN},
        )
        written[article.title] = article
        add(index, article, texts.fill(item.get("body", "")))


def _picture(agency: Agency, item: dict[str, Any], texts: UnitTexts) -> AgencyImage | None:
    if "photograph" in item:
        return photograph_of(agency, item["photograph"])
    is_newest = item is texts["news"][0]
    return drawing_of(agency, texts) if is_newest and texts["illustration"] else None


def _write_contact(contact: ContactPage, texts: UnitTexts) -> None:
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
    contact.body = blocks(texts.fill(further.get("body", "")))
    contact.save_revision().publish()


def _write_details(agency: Agency, texts: UnitTexts) -> None:
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


def _translate_front(agency: Agency, texts: UnitTexts) -> None:
    english, _ = Locale.objects.get_or_create(language_code="en")
    home = agency.root_page.specific
    front = home.copy_for_translation(english)
    contact = first_below(home, ContactPage).copy_for_translation(english)
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
        task("bulletin", "Bulletins", address="/en/ban-tin/"),
        task("people", "Find a unit", address="/en/co-quan/"),
        task("contact", "Contact", page=contact),
    ]
    front.save_revision().publish()
