"""Structured data of bulletins for search engines (schema.org)."""

from bulletins.models import Bulletin
from sites.models import Agency


def special_announcement(
    source: Bulletin, text: Bulletin, agency: Agency, url: str
) -> dict[str, object]:
    """Return a bulletin as https://schema.org/SpecialAnnouncement, for JSON-LD.

    ``source``, ``text``: as in ``Notice``. ``agency``: the publisher if the issuer is unknown.
    ``url``: the canonical URL.
    """
    publisher = source.source or agency
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "SpecialAnnouncement",
        "name": text.title,
        "text": text.summary,
        "url": url,
        "inLanguage": text.language,
        "datePosted": source.issued_on.isoformat(),
        "category": source.get_category_display(),
        "publisher": {
            "@type": "GovernmentOrganization",
            "name": publisher.name,
            "url": publisher.root_url,
        },
    }
    if source.changed_at:
        data["dateModified"] = source.changed_at.isoformat()
    if source.in_force_until:
        data["expires"] = source.in_force_until.isoformat()
    return data
