"""The imprint of a website: licence, and who answers for the content."""

from typing import NamedTuple

from sites.models import Agency, AgencySettings


class Imprint(NamedTuple):
    """What stands at the foot of every page of a website; empty texts are not shown.

    ``is_demo``: whether it is said that the website is a demonstration.
    """

    licence: str
    responsible: str
    is_demo: bool


def get_imprint(agency: Agency, details: AgencySettings) -> Imprint:
    """Return the imprint of an agency's website.

    What ``details``, those of the agency, leave empty is that of its active province. The website
    of every unit of a demo's province belongs to the demo.
    """
    province = agency.active_parent
    general = getattr(province.site, "agencysettings", None) if province else None
    general = general or AgencySettings()
    return Imprint(
        licence=details.licence or general.licence,
        responsible=details.responsible or general.responsible,
        is_demo=details.is_demo or general.is_demo,
    )
