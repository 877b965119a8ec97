"""Fill the demo's websites: each unit gets what its own people might have written."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.core.files import File
from django.utils import timezone
from wagtail.models import Locale, Page

from home.demo.markup import blocks
from home.demo.organisations import fill_organisation
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
from home.news.categories import NewsCategory
from home.starter import task
from sites.models import Agency, AgencyImage, AgencySettings, FormerName


def fill_website(agency: Agency, texts: UnitTexts) -> None:
    """Write details, pages and English front of a unit that has been provisioned just now."""
    _write_details(agency, texts)
    home = agency.root_page.specific
    home.tagline = texts["tagline"]
    home.save_revision().publish()
    fill_organisation(agency)
    _write_about(_first_below(home, SectionPage), texts)
    _write_news(_first_below(home, NewsIndexPage), texts, _illustration(agency, texts))
    _write_documents(_first_below(home, DocumentIndexPage), texts)
    _write_contact(_first_below(home, ContactPage), texts)
    for name in texts.data.get("former_names", ()):
        FormerName.objects.create(agency=agency, name=name)
    if "english" in texts.data:
        _translate_front(agency, texts)


def _write_about(about: SectionPage, texts: UnitTexts) -> None:
    duties = _first_below(about, InformationPage)
    duties.body = blocks(texts.fill(texts["functions"]))
    duties.save_revision().publish()
    _add(about, InformationPage(title=texts["history_title"]), texts.fill(texts["history"]))


def _write_news(index: NewsIndexPage, texts: UnitTexts, picture: AgencyImage) -> None:
    """The newest article, written last, gets the picture."""
    *older, newest = reversed(texts["news"])
    for item, image in [*((item, None) for item in older), (newest, picture)]:
        article = NewsPage(
            title=item["title"],
            lead=texts.fill(item["lead"]),
            date=_days_ago(item["days_ago"]),
            category=item.get("category", NewsCategory.ACTIVITIES),
            topics=item.get("topics", ""),
            image=image,
        )
        _add(index, article, texts.fill(item["body"]))


def _write_documents(index: DocumentIndexPage, texts: UnitTexts) -> None:
    for item in reversed(texts["documents"]):
        document = DocumentPage(
            title=item["title"],
            number=item["number"],
            document_type=item["type"],
            issued_on=_days_ago(item["days_ago"]),
        )
        _add(index, document, texts.fill(item["body"]))


def _write_contact(contact: ContactPage, texts: UnitTexts) -> None:
    contact.telephones = [
        ("telephone", {"name": name, "number": number}) for name, number in texts.further_telephones
    ]
    contact.map_url = (
        f"https://www.openstreetmap.org/search?{urlencode({'query': texts['address']})}"
    )
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


def _illustration(agency: Agency, texts: UnitTexts) -> AgencyImage:
    path = illustration(texts["illustration"])
    with path.open("rb") as file:
        return AgencyImage.objects.create(
            title=agency.name_vi,
            description=f"Tranh minh họa công việc của {agency.name_vi}",
            collection=agency.collection,
            file=File(file, name=path.name),
        )


def _add(parent: Page, page: Page, text: str) -> None:
    page.body = blocks(text)
    page.locale = parent.locale
    parent.add_child(instance=page)
    page.save_revision().publish()


def _first_below(parent: Page, model: type[Page]) -> Page:
    return model.objects.child_of(parent).order_by("path").first()


def _translate_front(agency: Agency, texts: UnitTexts) -> None:
    english, _ = Locale.objects.get_or_create(language_code="en")
    home = agency.root_page.specific
    front = home.copy_for_translation(english)
    contact = _first_below(home, ContactPage).copy_for_translation(english)
    contact.title, contact.slug = "Contact", "contact"
    names = ("Hotline", "Reception of documents")
    contact.telephones = [
        ("telephone", {"name": name, "number": number})
        for name, (_vietnamese, number) in zip(names, texts.further_telephones, strict=True)
    ]
    contact.save_revision().publish()
    # The copy has a child now; saving the page as it was would deny it.
    front.refresh_from_db()
    front.title, front.draft_title = agency.name_en, agency.name_en
    front.tagline = texts["english"]["tagline"]
    front.tasks = [
        task("bulletin", "Bulletins", address="/en/ban-tin/"),
        task("people", "Find a unit", address="/en/co-quan/"),
        task("contact", "Contact", page=contact),
    ]
    front.save_revision().publish()


def _days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)
