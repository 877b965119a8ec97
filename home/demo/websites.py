"""Fill the demo's websites: each unit gets what its own people might have written."""

from datetime import date, timedelta
from functools import partial

from django.core.files import File
from django.utils import timezone
from wagtail.models import Locale, Page

from home.demo.markup import blocks
from home.demo.texts import UnitTexts, illustration
from home.models import (
    ContactPage,
    DocumentIndexPage,
    DocumentPage,
    InformationPage,
    NewsIndexPage,
    NewsPage,
    SectionPage,
)
from sites.models import Agency, AgencyImage, AgencySettings
from sites.slugs import vietnamese_slug


def fill_website(agency: Agency, texts: UnitTexts) -> None:
    """Write a unit's details, pages and English front; what is there already stays."""
    _write_details(agency, texts)
    home = agency.root_page.specific
    home.tagline = texts["tagline"]
    home.save_revision().publish()
    child = partial(_first_below, home)
    about = child(SectionPage)
    _write_duties(about, texts)
    _add(about, InformationPage(title=texts["history_title"]), texts.fill(texts["history"]))
    image = _illustration(agency, texts)
    news_index, document_index = child(NewsIndexPage), child(DocumentIndexPage)
    for at, item in enumerate(reversed(texts["news"]), start=1):
        picture = image if at == len(texts["news"]) else None
        article = NewsPage(
            title=item["title"],
            lead=texts.fill(item["lead"]),
            date=_days_ago(item["days_ago"]),
            image=picture,
        )
        _add(news_index, article, texts.fill(item["body"]))
    for item in reversed(texts["documents"]):
        document = DocumentPage(
            title=item["title"],
            number=item["number"],
            document_type=item["type"],
            issued_on=_days_ago(item["days_ago"]),
        )
        _add(document_index, document, texts.fill(item["body"]))
    if "english" in texts.data:
        _translate_front(agency, texts["english"]["tagline"])


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


def _write_duties(about: SectionPage, texts: UnitTexts) -> None:
    duties = _first_below(about, InformationPage)
    if not duties.body:
        duties.body = blocks(texts.fill(texts["functions"]))
        duties.save_revision().publish()


def _illustration(agency: Agency, texts: UnitTexts) -> AgencyImage:
    title = agency.name_vi
    image = AgencyImage.objects.filter(collection=agency.collection, title=title).first()
    if image is None:
        path = illustration(texts["illustration"])
        with path.open("rb") as file:
            image = AgencyImage.objects.create(
                title=title,
                description=f"Tranh minh họa công việc của {agency.name_vi}",
                collection=agency.collection,
                file=File(file, name=path.name),
            )
    return image


def _add(parent: Page, page: Page, text: str) -> None:
    page.slug = vietnamese_slug(page.title)
    if parent.get_children().filter(slug=page.slug).exists():
        return
    page.body = blocks(text)
    page.locale = parent.locale
    parent.add_child(instance=page)
    page.save_revision().publish()


def _first_below(parent: Page, model: type[Page]) -> Page:
    return model.objects.child_of(parent).order_by("path").first()


def _translate_front(agency: Agency, tagline: str) -> None:
    english, _ = Locale.objects.get_or_create(language_code="en")
    home = agency.root_page.specific
    if home.get_translation_or_none(english):
        return
    front = home.copy_for_translation(english)
    contact = _first_below(home, ContactPage).copy_for_translation(english)
    contact.title, contact.slug = "Contact", "contact"
    contact.save_revision().publish()
    # The copy has a child now; saving the page as it was would deny it.
    front.refresh_from_db()
    front.title, front.draft_title = agency.name_en, agency.name_en
    front.tagline = tagline
    front.tasks = [
        (
            "task",
            {"icon": "bulletin", "label": "Bulletins", "page": None, "address": "/en/ban-tin/"},
        ),
        (
            "task",
            {"icon": "people", "label": "Find a unit", "page": None, "address": "/en/co-quan/"},
        ),
        ("task", {"icon": "contact", "label": "Contact", "page": contact, "address": ""}),
    ]
    front.save_revision().publish()


def _days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)
