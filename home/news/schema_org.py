"""News articles as schema.org objects, for search engines."""

from typing import Any
from urllib.parse import urljoin

from home.addresses import page_path
from home.news.topics import topics_in
from sites.models import Agency
from sites.uploads.sizes import find_rendition


def news_article(page: Any, agency: Agency) -> dict[str, object]:
    """Return an article as https://schema.org/NewsArticle, ready for JSON-LD."""
    publisher = {
        "@type": "GovernmentOrganization",
        "name": agency.name,
        "url": agency.root_url,
    }
    url = agency.root_url + page_path(page)
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
        data["keywords"] = list(topics_in(page.topics).values())
    if page.image and not page.image.is_svg():
        picture = find_rendition(page.image, "width-960|format-webp")
        if picture is not None:
            data["image"] = urljoin(agency.root_url, picture.url)
    if page.source_url:
        data["isBasedOn"] = page.source_url
    return data
