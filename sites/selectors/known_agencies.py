"""Facts about existing agencies that rules for new and changed ones need.

``AgencyLookup`` asks the database each time; ``LoadedAgencies`` reads everything at once, for
tables of thousands of rows.
"""

from wagtail.models import Page

from sites.models import Agency, HostAlias, Kind

_RELATED = "site", "root_page", "collection", "parent"


class AgencyLookup:
    """Looks agencies up in the database, each time it is asked."""

    def find(self, code: str) -> Agency | None:
        """Return the agency with this code, with its site, home page, collection and province."""
        return Agency.objects.select_related(*_RELATED).filter(code=code).first()

    def find_host_owner(self, host: str) -> str:
        """Return the code of the agency at this host, now or formerly; empty if there is none."""
        # Not one condition with an "or": the database would read all agencies.
        now = Agency.objects.order_by().filter(site__hostname=host).values_list("code")
        formerly = HostAlias.objects.order_by().filter(hostname=host).values_list("agency__code")
        [*owners] = now.union(formerly)
        return owners[0][0] if owners else ""

    def list_active_provinces(self) -> list[Agency]:
        """Return the active provinces."""
        return list(Agency.objects.active().with_site().filter(kind=Kind.PROVINCE))

    def has_units(self, province: Agency) -> bool:
        """Return whether agencies belong to this province."""
        return province.children.exists()

    def is_slug_taken(self, slug: str) -> bool:
        """Return whether a page below the root of the page tree has this slug."""
        return Page.objects.filter(depth=2, slug=slug).exists()


class LoadedAgencies(AgencyLookup):
    """All agencies as they were when this object was made, in four queries."""

    def __init__(self) -> None:
        agencies = list(Agency.objects.select_related(*_RELATED))
        self._by_code = {agency.code: agency for agency in agencies}
        self._provinces_with_units = {agency.parent_id for agency in agencies}
        aliases = HostAlias.objects.values_list("hostname", "agency__code")
        self._owners = dict(aliases) | {agency.site.hostname: agency.code for agency in agencies}
        self._slugs = set(Page.objects.filter(depth=2).values_list("slug", flat=True))

    def find(self, code: str) -> Agency | None:
        return self._by_code.get(code)

    def find_host_owner(self, host: str) -> str:
        return self._owners.get(host, "")

    def list_active_provinces(self) -> list[Agency]:
        return [
            agency
            for agency in self._by_code.values()
            if agency.kind == Kind.PROVINCE and not agency.is_archived
        ]

    def has_units(self, province: Agency) -> bool:
        return province.pk in self._provinces_with_units

    def is_slug_taken(self, slug: str) -> bool:
        return slug in self._slugs
