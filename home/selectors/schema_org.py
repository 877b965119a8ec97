"""Agencies and pages as schema.org objects, ready for JSON-LD, for search engines."""

from collections.abc import Iterable
from datetime import time
from typing import Any
from urllib.parse import urljoin

from django.utils import timezone
from wagtail.models import Page

from content.models import CustomDocument
from content.renditions import find_rendition
from home.legal_status import LegalStatus
from home.models import DocumentPage, NewsPage, ProcedurePage
from home.paths import get_page_path
from home.renditions import ARTICLE_SPEC
from home.selectors.opening_hours import Schedule, Session, SpecialDays
from home.selectors.successors import get_website_serving
from home.topics import parse_topics
from sites.models import Agency, AgencySettings
from sites.requests import AgencyRequest

IN_FORCE = "https://schema.org/InForce"
NOT_IN_FORCE = "https://schema.org/NotInForce"
# As ``date.weekday`` numbers them; https://schema.org/DayOfWeek.
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def describe_page(page: Page, request: AgencyRequest) -> dict[str, object] | None:
    """Return a news article, document or procedure for search engines; None for other pages."""
    agency = request.agency
    match page:
        case NewsPage():
            return build_news_article(page, agency)
        case DocumentPage():
            return build_legislation(page, agency, page.replaced)
        case ProcedurePage() if agency.is_archived:
            providers = get_website_serving(request).agencies
            described = build_government_service(page, agency, "")
            described.pop("availableChannel", None)
            return described | {"provider": [_build_provider(each) for each in providers]}
        case ProcedurePage():
            office = page.office or request.agency_settings.address
            return build_government_service(page, agency, office)
    return None


def build_news_article(page: Any, agency: Agency) -> dict[str, object]:
    """Return an article as https://schema.org/NewsArticle, ready for JSON-LD."""
    publisher = {
        "@type": "GovernmentOrganization",
        "name": agency.name,
        "url": agency.root_url,
    }
    url = agency.root_url + get_page_path(page)
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": page.title,
        "url": url,
        "mainEntityOfPage": url,
        "inLanguage": page.locale.language_code,
        "datePublished": page.date.isoformat(),
        "articleSection": page.get_category_display(),
        "author": {"@type": "Person", "name": page.author_name} if page.author_name else publisher,
        "publisher": publisher,
    }
    if page.lead:
        data["description"] = page.lead
    if page.last_published_at:
        data["dateModified"] = page.last_published_at.isoformat()
    if page.topics:
        data["keywords"] = list(parse_topics(page.topics).values())
    if page.image and not page.image.is_svg():
        rendition = find_rendition(page.image, ARTICLE_SPEC)
        if rendition is not None:
            data["image"] = urljoin(agency.root_url, rendition.url)
    if page.source_url:
        data["isBasedOn"] = page.source_url
    return data


def build_organisation(
    agency: Agency, details: AgencySettings, schedule: Schedule | None = None
) -> dict[str, object]:
    """Return an agency as https://schema.org/GovernmentOrganization, ready for JSON-LD.

    With opening hours (``schedule``) it is a GovernmentOffice, which has a place and can have them.
    """
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "GovernmentOffice" if schedule else "GovernmentOrganization",
        "name": agency.name,
        "url": f"{agency.root_url}/",
        "logo": f"{agency.root_url}/icon-512.png",
    }
    if agency.heading != agency.name:
        data["alternateName"] = agency.heading
    if agency.is_archived and agency.ended_on:
        data["dissolutionDate"] = agency.ended_on.isoformat()
        # Nobody can be reached there any more.
        details = AgencySettings()
    if details.address:
        data["address"] = {
            "@type": "PostalAddress",
            "streetAddress": details.address,
            "addressCountry": "VN",
        }
    if details.telephone:
        data["telephone"] = details.telephone
    if details.email:
        data["email"] = details.email
    if schedule:
        data["openingHoursSpecification"] = _list_usual_hours(schedule)
        coming = schedule.list_coming_exceptions(timezone.localdate())
        if coming:
            data["specialOpeningHoursSpecification"] = [
                hours for special in coming for hours in _list_special_hours(special)
            ]
    if province := agency.active_parent:
        data["parentOrganization"] = {
            "@type": "GovernmentOrganization",
            "name": province.name,
            "url": f"{province.root_url}/",
        }
    return data


def _list_usual_hours(schedule: Schedule) -> list[dict[str, object]]:
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": [DAYS[day] for day in range(row.first, row.last + 1)],
            **_build_session(session),
        }
        for row in schedule.list_rows()
        for session in row.sessions
    ]


def _list_special_hours(special: SpecialDays) -> list[dict[str, object]]:
    """Return exceptions as schema.org asks: where it opens when it closes, it is closed."""
    closed = Session(time(), time())
    return [
        {
            "@type": "OpeningHoursSpecification",
            "validFrom": special.first_day.isoformat(),
            "validThrough": special.last_day.isoformat(),
            **_build_session(session),
        }
        for session in special.sessions or (closed,)
    ]


def _build_session(session: Session) -> dict[str, str]:
    return {"opens": f"{session.opens:%H:%M}", "closes": f"{session.closes:%H:%M}"}


def build_breadcrumb(root_url: str, trail: Iterable[tuple[str, str]]) -> dict[str, object]:
    """Return a breadcrumb as https://schema.org/BreadcrumbList.

    ``trail``: title and path of each page, from the home page down.
    """
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": title, "item": root_url + path}
            for position, (title, path) in enumerate(trail, start=1)
        ],
    }


def build_legislation(
    page: DocumentPage, agency: Agency, replaced: Iterable[DocumentPage]
) -> dict[str, object]:
    """Return a document as https://schema.org/Legislation.

    ``replaced``: the documents that it replaces.
    """
    in_force = page.legal_status == LegalStatus.IN_FORCE
    return _remove_empty(
        {
            **_build_thing("Legislation", page, agency),
            "legislationIdentifier": page.number,
            "legislationType": page.document_type,
            "legislationDate": page.issued_on.isoformat(),
            "legislationDateVersion": page.in_force_from.isoformat(),
            "legislationPassedBy": _build_organization(page.issuer, agency),
            "legislationLegalForce": IN_FORCE if in_force else NOT_IN_FORCE,
            "expires": page.expires_on.isoformat() if page.expires_on else "",
            "about": page.field,
            "legislationRepeals": [_build_reference(document, agency) for document in replaced],
            "encoding": [_build_media(row.file, agency) for row in page.files.all()],
        }
    )


def build_government_service(page: ProcedurePage, agency: Agency, place: str) -> dict[str, object]:
    """Return a procedure as https://schema.org/GovernmentService.

    ``place``: address of the office, or an empty string.
    """
    channel: dict[str, object] = {
        "@type": "ServiceChannel",
        "serviceUrl": page.online_url,
        "serviceLocation": {"@type": "Place", "address": place} if place else "",
    }
    return _remove_empty(
        {
            **_build_thing("GovernmentService", page, agency),
            "identifier": page.code,
            "serviceType": page.field,
            "provider": _build_organization("", agency),
            "audience": {"@type": "Audience", "audienceType": page.for_whom}
            if page.for_whom
            else "",
            "serviceOutput": {"@type": "Thing", "name": page.result} if page.result else "",
            "availableChannel": _remove_empty(channel),
        }
    )


def _build_thing(kind: str, page: Any, agency: Agency) -> dict[str, object]:
    return {
        "@context": "https://schema.org",
        "@type": kind,
        "name": page.title,
        "description": page.lead,
        "url": agency.root_url + get_page_path(page),
        "inLanguage": page.locale.language_code,
    }


def _build_organization(name: str, agency: Agency) -> dict[str, str]:
    own = {} if name else {"url": agency.root_url}
    return {"@type": "GovernmentOrganization", "name": name or agency.name} | own


def _build_provider(agency: Agency) -> dict[str, str]:
    return {"@type": "GovernmentOrganization", "name": agency.name, "url": agency.root_url}


def _build_reference(page: DocumentPage, agency: Agency) -> dict[str, str]:
    url = agency.root_url + get_page_path(page)
    return {"@type": "Legislation", "legislationIdentifier": page.number, "url": url}


def _build_media(file: CustomDocument, agency: Agency) -> dict[str, object]:
    return {
        "@type": "MediaObject",
        "contentUrl": agency.root_url + file.url,
        "encodingFormat": file.content_type,
        "contentSize": str(file.get_file_size() or 0),
    }


def _remove_empty(data: dict[str, object]) -> dict[str, object]:
    """Return the object without empty values."""
    return {name: value for name, value in data.items() if value}
