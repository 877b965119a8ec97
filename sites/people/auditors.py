"""The group of auditors, who may read the list of agencies and the whole journal."""

from django.contrib.auth.models import Group

from sites.permissions import permission_ids, sync_global

AUDITORS = "Auditors"
PERMISSIONS = ("wagtailadmin.access_admin", "agencies.view_agency", "agencies.view_auditentry")


def sync_auditors() -> Group:
    """Create the group and give it exactly ``PERMISSIONS``; return it. Idempotent."""
    group, _ = Group.objects.get_or_create(name=AUDITORS)
    ids = permission_ids()
    sync_global(group, {ids[name] for name in PERMISSIONS if name in ids})
    return group
