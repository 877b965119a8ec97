"""Service that creates an agency with everything it needs, or repairs an existing one.

That is its site, home page, collection, groups, permissions and website settings.
"""

from collections.abc import Collection as Several
from dataclasses import dataclass, field

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Collection, Locale, Page, Site

from sites.host_names import validate_host_name
from sites.models import Agency, AgencySettings, FormerName, HostAlias, Kind
from sites.permissions.group_permissions import ROLES, sync_permissions
from sites.signals import agency_provisioned


@dataclass
class ProvisioningResult:
    """Record of what provisioning did to one agency; ``lines`` are shown to the user."""

    created: bool = False
    lines: list[str] = field(default_factory=list)

    def add(self, line: str) -> None:
        """Append a description of one change."""
        self.lines.append(line)

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
    name_en: str = "",
    short_name: str = "",
    parent: str = "",
    changes: ProvisioningResult | None = None,
) -> Agency:
    """Create the agency ``code`` with everything it needs, or update and repair an existing one.

    ``host`` is a full host name. When it changes, the former host becomes an alias that redirects;
    when ``name_vi`` changes, the former name is kept. ``parent`` is the code of the province that
    the agency belongs to; if it is empty, an existing agency stays where it is, and others belong
    to the only active province, if there is one. An empty ``short_name`` leaves that of an existing
    agency unchanged. Content is never changed. What was done is recorded in
    ``changes``, and ``agency_provisioned`` is sent inside the transaction. Raises ValidationError,
    keyed by argument, if an argument is invalid, the host belongs to another agency, or ``parent``
    is empty where there are several provinces; then nothing has changed.
    """
    changes = ProvisioningResult() if changes is None else changes
    host = host.lower()
    # Two transactions must not write Wagtail's trees at once; the root page serves as the lock.
    Page.objects.select_for_update().get(depth=1)
    related = "site", "root_page", "collection", "parent"
    agency = Agency.objects.select_related(*related).filter(code=code).first()
    fields = {"kind": kind, "name_vi": name_vi, "name_en": name_en}
    # A table without short names must not overwrite those that were chosen in the admin.
    if short_name or agency is None:
        fields["short_name"] = short_name
    province = _check(agency, code=code, host=host, parent=parent, **fields)
    if agency is None:
        agency = _create(code, host, fields, province)
        changes.created = True
        changes.add(
            _("website: %(url)s with home page, details and collection")
            % {"url": f"{agency.root_url}/"}
        )
        changes.add(_("groups: %(names)s") % {"names": f"{agency.editors}, {agency.moderators}"})
    else:
        _update(agency, fields, province, changes)
        _update_site(agency, host, changes)
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


def check_agency(
    *, code: str, host: str, parent: str = "", coming: Several[str] = (), **fields: str
) -> None:
    """Raise ValidationError, keyed by argument, if ``provision_agency`` would refuse these.

    ``coming`` are codes of provinces that will exist by then. ``fields`` are other fields of
    ``Agency``, such as ``kind`` and ``name_vi``.
    """
    known = Agency.objects.select_related("parent").filter(code=code).first()
    _check(known, code=code, host=host, parent=None if parent in coming else parent, **fields)


def _check(
    known: Agency | None, *, code: str, host: str, parent: str | None, **fields: str
) -> Agency | None:
    """Check the arguments of ``provision_agency`` for an existing or new agency.

    Returns the province that it is to belong to, None also if ``parent`` is None and so cannot be
    known yet; raises as ``check_agency`` does.
    """
    errors: dict[str, list[str]] = {}
    province = None
    try:
        Agency(code=code, **fields).clean_fields(
            exclude=["sort_key", "parent", "site", "root_page", "collection", *ROLES]
        )
        if parent is not None:
            province = _find_province(known, kind=fields["kind"], code=parent)
        _check_kind(known, fields["kind"])
    except ValidationError as error:
        errors |= error.message_dict
    try:
        validate_host_name(host)
        _check_host_is_free(code, host)
    except ValidationError as error:
        errors["host"] = error.messages
    if errors:
        raise ValidationError(errors)
    return province


def _find_province(known: Agency | None, *, kind: str, code: str) -> Agency | None:
    """Return the province that an agency of this kind belongs to; ``code`` is the one asked for.

    Only a province is a parent, and it has none itself: parents never form a circle.
    """
    if code and kind == Kind.PROVINCE:
        raise ValidationError({"parent": _("A province belongs to no other.")})
    if kind == Kind.PROVINCE:
        return None
    if code:
        return _get_province(known, code)
    if known and known.parent:
        return known.parent
    only = Agency.objects.get_only_province()
    if only is None and Agency.objects.active().filter(kind=Kind.PROVINCE).exists():
        raise ValidationError({"parent": _("There are several provinces. Choose one.")})
    return only


def _check_kind(known: Agency | None, kind: str) -> None:
    if known and known.kind == Kind.PROVINCE != kind and known.children.exists():
        raise ValidationError({"kind": _("Units belong to this province.")})


def _get_province(known: Agency | None, code: str) -> Agency:
    found = Agency.objects.filter(code=code, kind=Kind.PROVINCE).first()
    if found is None:
        raise ValidationError({"parent": _("There is no province with this code.")})
    if found.is_archived and not (known and known.parent_id == found.pk):
        raise ValidationError({"parent": _("%(unit)s has ended.") % {"unit": found.name_vi}})
    return found


def _check_host_is_free(code: str, host: str) -> None:
    if host == settings.ADMIN_HOST or host in settings.DIRECTORY_ALIASES:
        raise ValidationError(_("%(host)s is the address of the admin.") % {"host": host})
    owner = (
        Agency.objects.filter(site__hostname=host) | Agency.objects.filter(aliases__hostname=host)
    ).first()
    if owner and owner.code != code:
        raise ValidationError(
            _("%(host)s belongs to %(owner)s.") % {"host": host, "owner": owner.code}
        )


def _create(code: str, host: str, fields: dict[str, str], parent: Agency | None) -> Agency:
    name = fields["name_vi"]
    home_page_model = apps.get_model(settings.AGENCY_HOME_PAGE_MODEL)
    now = timezone.now()
    home = home_page_model(
        title=name,
        slug=code,
        locale=Locale.get_default(),
        first_published_at=now,
        last_published_at=now,
    )
    Page.objects.get(depth=1).add_child(instance=home)
    site = Site.objects.create(
        hostname=host, port=settings.SITE_PORT, site_name=name, root_page=home
    )
    collection = Collection.get_first_root_node().add_child(name=name)
    groups = {role: Group.objects.create(name=f"{code} {role}") for role in ROLES}
    rows = {"site": site, "root_page": home.page_ptr, "collection": collection} | groups
    return Agency.objects.create(code=code, parent=parent, **rows, **fields)


def _update(
    agency: Agency, fields: dict[str, str], parent: Agency | None, changes: ProvisioningResult
) -> None:
    former_name = agency.name_vi
    for name, value in fields.items():
        former = getattr(agency, name)
        if former != value:
            setattr(agency, name, value)
            changes.add(f"{name}: {former!r} → {value!r}")
    if agency.parent != parent:
        former_code, code = (
            province.code if province else "" for province in (agency.parent, parent)
        )
        agency.parent = parent
        changes.add(f"parent: {former_code!r} → {code!r}")
    if agency.name_vi != former_name:
        agency.former_names.filter(name=agency.name_vi).delete()
        FormerName.objects.get_or_create(agency=agency, name=former_name)
    if changes.lines:
        agency.save()
    collection = agency.collection
    if collection.name != agency.name_vi:
        collection.name = agency.name_vi
        collection.save()


def _update_site(agency: Agency, host: str, changes: ProvisioningResult) -> None:
    site, former = agency.site, agency.site.hostname
    if former != host:
        agency.aliases.filter(hostname=host).delete()
        HostAlias.objects.get_or_create(hostname=former, defaults={"agency": agency})
        changes.add(f"host: {former} → {host}")
    wanted = {
        "hostname": host,
        "port": settings.SITE_PORT,
        "site_name": agency.name_vi,
        "root_page_id": agency.root_page_id,
        "is_default_site": False,
    }
    renamed = any(line.startswith("name_vi: ") for line in changes.lines)
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
            changes.add(_("units that belong to it from now on: %(count)s") % {"count": count})


def _repair(agency: Agency, changes: ProvisioningResult) -> None:
    made = AgencySettings.objects.get_or_create(site=agency.site)[1]
    if made and not changes.created:
        changes.add(_("website details: made again"))
    drifted = sync_permissions(agency)
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
