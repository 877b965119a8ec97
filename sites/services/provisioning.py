"""Service that creates an agency with everything it needs, or repairs an existing one.

That is its site, home page, collection, groups, permissions and website settings.
"""

from collections.abc import Collection as Several
from dataclasses import dataclass, field
from typing import NamedTuple

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page, Site

from sites.caching.versions import batch_version_bumps
from sites.host_names import validate_host_name
from sites.models import Agency, AgencySettings, FormerName, HostAlias, Kind
from sites.permissions.group_permissions import ROLES, sync_permissions
from sites.selectors.known_agencies import AgencyLookup
from sites.selectors.short_names import get_following_short_name
from sites.services.collection_order import add_collection
from sites.services.live_pages import create_live_pages
from sites.services.namesakes import NAME_FIELDS, refresh_qualifiers
from sites.signals import agency_provisioned


class Change(NamedTuple):
    """A changed value of an agency; ``field`` is an argument of ``provision_agency``."""

    field: str
    old: str
    new: str

    def __str__(self) -> str:
        if self.field == "host":
            return f"host: {self.old} → {self.new}"
        return f"{self.field}: {self.old!r} → {self.new!r}"


@dataclass
class ProvisioningResult:
    """Record of what provisioning did to one agency: ``changes`` of values, and ``notes``.

    A note is a sentence for the user about something else that was created or repaired.
    """

    created: bool = False
    changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, note: str) -> None:
        """Append a note."""
        self.notes.append(note)

    @property
    def lines(self) -> list[str]:
        """All changes and notes as lines of text."""
        return [*map(str, self.changes), *self.notes]

    @property
    def verb(self) -> str:
        """``created``, ``changed`` or ``left`` (nothing to do)."""
        if self.created:
            return "created"
        return "changed" if self.lines else "left"


@transaction.atomic
def provision_agency(
    *,
    code: str,
    kind: str,
    name_vi: str,
    host: str,
    name_en: str | None = None,
    short_name: str | None = None,
    parent: str = "",
    geocode: str = "",
    changes: ProvisioningResult | None = None,
) -> Agency:
    """Create the agency ``code`` with everything it needs, or update and repair an existing one.

    ``host`` is a full host name. When it changes, the former host becomes an alias that redirects;
    when ``name_vi`` changes, the former name is kept. ``parent`` is the code of the province that
    the agency belongs to; if it is empty, an existing agency stays where it is, and others belong
    to the only active province, if there is one. A ``name_en`` of None leaves that of an existing
    agency unchanged; so does an empty ``geocode``, unless the kind changes, and a ``short_name`` of
    None, unless it was made of a name that changes (``get_following_short_name``). Content is never
    changed. What was done is recorded in ``changes``, and ``agency_provisioned`` is sent inside the
    transaction. Raises ValidationError, keyed by argument, if an argument is invalid, the host
    belongs to another agency, or ``parent`` is empty where there are several provinces; then
    nothing has changed.
    """
    changes = ProvisioningResult() if changes is None else changes
    host = host.lower()
    # Two transactions must not write Wagtail's trees at once; the root page serves as the lock.
    root = Page.objects.select_for_update().get(depth=1)
    lookup = AgencyLookup()
    agency = lookup.find(code)
    fields = merge_fields(
        agency,
        kind=kind,
        name_vi=name_vi,
        name_en=name_en,
        short_name=short_name,
        geocode=geocode,
    )
    province = _check(agency, lookup, code=code, host=host, parent=parent, **fields)
    with batch_version_bumps():
        if agency is None:
            agency = _create(root, code, host, fields, province)
            _note_creation(agency, changes)
        else:
            changes.changes += list_changes(
                agency, fields, parent=province.code if province else "", host=host
            )
            _update(agency, fields, province, changes)
            _update_site(agency, host, changes)
        if changes.created or changes.changes:
            named = [each.old for each in changes.changes if each.field in NAME_FIELDS]
            refresh_qualifiers(agency, former_names=named)
        _adopt(agency, changes)
        _repair(agency, changes)
        agency_provisioned.send(Agency, agency=agency, changes=changes)
    return agency


def get_full_host(host: str, domain: str) -> str:
    """Return a host name in lower case, with ``domain`` appended if it is a single label.

    An empty ``host`` stays empty.
    """
    host = host.lower()
    return f"{host}.{domain}" if host and "." not in host else host


def merge_fields(
    agency: Agency | None,
    *,
    kind: str,
    name_vi: str,
    name_en: str | None = None,
    short_name: str | None = None,
    geocode: str = "",
) -> dict[str, str]:
    """Return the values of the fields that ``provision_agency`` writes for these arguments.

    ``agency`` is the existing one, None for a new one. A table without short names or codes must
    not overwrite those that were chosen in the admin.
    """
    kept = agency.geocode if agency and agency.kind == kind else ""
    if short_name is None and agency:
        short_name = get_following_short_name(
            agency.short_name, former_name=agency.name_vi, name=name_vi
        )
    return {
        "kind": kind,
        "name_vi": name_vi,
        "name_en": (agency.name_en if agency else "") if name_en is None else name_en,
        "short_name": short_name or "",
        "geocode": geocode or kept,
    }


def list_changes(agency: Agency, fields: dict[str, str], *, parent: str, host: str) -> list[Change]:
    """Return what provisioning would change of an existing agency's values.

    ``fields`` are from ``merge_fields``; ``parent`` is the code of its future province, empty
    without one.
    """
    former_parent = agency.parent.code if agency.parent else ""
    values = [
        *((name, getattr(agency, name), value) for name, value in fields.items()),
        ("parent", former_parent, parent),
        ("host", agency.site.hostname, host),
    ]
    return [Change(*value) for value in values if value[1] != value[2]]


def check_agency(
    *,
    code: str,
    host: str,
    parent: str = "",
    coming: Several[str] = (),
    lookup: AgencyLookup | None = None,
    **fields: str | None,
) -> None:
    """Raise ValidationError, keyed by argument, if ``provision_agency`` would refuse these.

    ``coming`` are codes of provinces that will exist by then. ``fields`` are other arguments, such
    as ``kind`` and ``name_vi``. ``lookup`` saves queries where many agencies are checked.
    """
    lookup = lookup or AgencyLookup()
    known = lookup.find(code)
    given = {name: value or "" for name, value in fields.items()}
    _check(
        known, lookup, code=code, host=host, parent=None if parent in coming else parent, **given
    )


def get_future_province(
    agency: Agency | None, *, kind: str, parent: str, lookup: AgencyLookup
) -> str:
    """Return the code of the province that an agency would belong to; empty for none.

    Its arguments have passed ``check_agency``; ``parent`` may be the code of a province to come.
    """
    if parent and lookup.find(parent) is None:
        return parent
    province = _find_province(agency, lookup, kind=kind, code=parent)
    return province.code if province else ""


def _check(
    known: Agency | None,
    lookup: AgencyLookup,
    *,
    code: str,
    host: str,
    parent: str | None,
    **fields: str,
) -> Agency | None:
    """Check the arguments of ``provision_agency`` for an existing or new agency.

    Returns the province that it is to belong to, None also if ``parent`` is None and so cannot be
    known yet; raises as ``check_agency`` does.
    """
    errors: dict[str, list[str]] = {}
    province = None
    try:
        agency = Agency(code=code, **fields)
        agency.clean_fields(
            exclude=["sort_key", "parent", "site", "root_page", "collection", *ROLES]
        )
        agency.clean()
        if parent is not None:
            province = _find_province(known, lookup, kind=fields["kind"], code=parent)
        _check_kind(known, lookup, fields["kind"])
    except ValidationError as error:
        errors |= error.message_dict
    try:
        validate_host_name(host)
        _check_host_is_free(code, host, lookup)
    except ValidationError as error:
        errors["host"] = error.messages
    if errors:
        raise ValidationError(errors)
    return province


def _find_province(
    known: Agency | None, lookup: AgencyLookup, *, kind: str, code: str
) -> Agency | None:
    """Return the province that an agency of this kind belongs to; ``code`` is the one asked for.

    Only a province is a parent, and it has none itself: parents never form a circle.
    """
    if code and kind == Kind.PROVINCE:
        raise ValidationError({"parent": _("A province belongs to no other.")})
    if kind == Kind.PROVINCE:
        return None
    if code:
        return _get_province(known, lookup, code)
    if known and known.parent:
        return known.parent
    provinces = lookup.list_active_provinces()
    if len(provinces) > 1:
        raise ValidationError({"parent": _("There are several provinces. Choose one.")})
    return provinces[0] if provinces else None


def _check_kind(known: Agency | None, lookup: AgencyLookup, kind: str) -> None:
    if known and known.kind == Kind.PROVINCE != kind and lookup.has_agencies(known):
        raise ValidationError({"kind": _("Units belong to this province.")})


def _get_province(known: Agency | None, lookup: AgencyLookup, code: str) -> Agency:
    found = lookup.find(code)
    if found is None or found.kind != Kind.PROVINCE:
        raise ValidationError({"parent": _("There is no province with this code.")})
    if found.is_archived and not (known and known.parent_id == found.pk):
        raise ValidationError({"parent": _("%(unit)s has ended.") % {"unit": found.name_vi}})
    return found


def _check_host_is_free(code: str, host: str, lookup: AgencyLookup) -> None:
    if host == settings.ADMIN_HOST or host in settings.DIRECTORY_ALIASES:
        raise ValidationError(_("%(host)s is the address of the admin.") % {"host": host})
    owner = lookup.find_host_owner(host)
    if owner and owner != code:
        raise ValidationError(_("%(host)s belongs to %(owner)s.") % {"host": host, "owner": owner})


def _create(
    root: Page, code: str, host: str, fields: dict[str, str], parent: Agency | None
) -> Agency:
    name = fields["name_vi"]
    home_page_model = apps.get_model(settings.AGENCY_HOME_PAGE_MODEL)
    home = home_page_model(title=name, slug=code, locale=Locale.get_default())
    create_live_pages([(home, root)])
    site = Site.objects.create(
        hostname=host, port=settings.SITE_PORT, site_name=name, root_page=home
    )
    # Not sent to what listens: there is no agency yet that they could change.
    AgencySettings.objects.bulk_create([AgencySettings(site=site)])
    groups = Group.objects.bulk_create(Group(name=f"{code} {role}") for role in ROLES)
    rows = {"site": site, "root_page": home.page_ptr, "collection": add_collection(name)}
    rows |= dict(zip(ROLES, groups, strict=True))
    return Agency.objects.create(code=code, parent=parent, **rows, **fields)


def _note_creation(agency: Agency, changes: ProvisioningResult) -> None:
    changes.created = True
    changes.add(
        _("website: %(url)s with home page, details and collection")
        % {"url": f"{agency.root_url}/"}
    )
    changes.add(_("groups: %(names)s") % {"names": f"{agency.editors}, {agency.moderators}"})


def _update(
    agency: Agency, fields: dict[str, str], parent: Agency | None, changes: ProvisioningResult
) -> None:
    former_name = agency.name_vi
    for name, value in fields.items():
        setattr(agency, name, value)
    agency.parent = parent
    if agency.name_vi != former_name:
        agency.former_names.filter(name=agency.name_vi).delete()
        FormerName.objects.get_or_create(agency=agency, name=former_name)
    if any(change.field != "host" for change in changes.changes):
        agency.save()
    collection = agency.collection
    if collection.name != str(agency):
        collection.name = str(agency)
        collection.save()


def _update_site(agency: Agency, host: str, changes: ProvisioningResult) -> None:
    site, former = agency.site, agency.site.hostname
    if former != host:
        agency.aliases.filter(hostname=host).delete()
        HostAlias.objects.get_or_create(hostname=former, defaults={"agency": agency})
    wanted = {
        "hostname": host,
        "port": settings.SITE_PORT,
        "site_name": agency.name_vi,
        "root_page_id": agency.root_page_id,
        "is_default_site": False,
    }
    renamed = any(change.field == "name_vi" for change in changes.changes)
    drifted = [name for name, value in wanted.items() if getattr(site, name) != value]
    for name in drifted:
        setattr(site, name, wanted[name])
        if name != "hostname" and not (name == "site_name" and renamed):
            changes.add(_("website: %(field)s repaired") % {"field": name})
    if drifted:
        site.save()


def _adopt(agency: Agency, changes: ProvisioningResult) -> None:
    """Make the first province the parent of the agencies that were created before it."""
    if agency.kind == Kind.PROVINCE and agency == Agency.objects.get_only_province():
        count = Agency.objects.exclude(kind=Kind.PROVINCE).filter(parent=None).update(parent=agency)
        if count:
            refresh_qualifiers()
            changes.add(_("units that belong to it from now on: %(count)s") % {"count": count})


def _repair(agency: Agency, changes: ProvisioningResult) -> None:
    if not changes.created and AgencySettings.objects.get_or_create(site=agency.site)[1]:
        changes.add(_("website details: made again"))
    drifted = sync_permissions(agency, is_new=changes.created)
    if drifted and not changes.created:
        changes.add(_("permissions: %(count)s repaired") % {"count": drifted})


def refresh_search_keys() -> None:
    """Recompute the words by which agencies are found, where they differ.

    A release may fold words in another way than the one that stored them.
    """
    found = Agency.objects.select_related("site__agencysettings").prefetch_related("former_names")
    changed = []
    for agency in found:
        former = agency.search_key, agency.directory_key
        agency.set_keys()
        if former != (agency.search_key, agency.directory_key):
            changed.append(agency)
    Agency.objects.bulk_update(changed, ["search_key", "directory_key"], batch_size=100)
