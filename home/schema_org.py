"""Units and where their pages stand, in the vocabulary of schema.org, for search engines."""

from collections.abc import Iterable

from sites.models import Agency, AgencySettings


def organisation(agency: Agency, details: AgencySettings) -> dict[str, object]:
    """Describe a unit as https://schema.org/GovernmentOrganization, ready for JSON-LD."""
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "GovernmentOrganization",
        "name": agency.name,
        "url": f"{agency.root_url}/",
        "logo": f"{agency.root_url}/icon-512.png",
    }
    if agency.heading != agency.name:
        data["alternateName"] = agency.heading
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
    if agency.parent:
        data["parentOrganization"] = {
            "@type": "GovernmentOrganization",
            "name": agency.parent.name,
            "url": f"{agency.parent.root_url}/",
        }
    return data


def breadcrumb(root_url: str, trail: Iterable[tuple[str, str]]) -> dict[str, object]:
    """Describe the way to a page as https://schema.org/BreadcrumbList: titles and paths."""
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": title, "item": root_url + path}
            for place, (title, path) in enumerate(trail, start=1)
        ],
    }
