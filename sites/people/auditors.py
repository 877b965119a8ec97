"""The group of those who look on: every agency and every act, and nothing to change."""

from django.contrib.auth.models import Group

from sites.permissions import permission_ids, sync_global

AUDITORS = "Auditors"
PERMISSIONS = ("wagtailadmin.access_admin", "agencies.view_agency", "agencies.view_auditentry")


def sync_auditors() -> Group:
    """Make the group and give it exactly the declared permissions; safe to run again."""
    group, _ = Group.objects.get_or_create(name=AUDITORS)
    ids = permission_ids()
    sync_global(group, {ids[name] for name in PERMISSIONS if name in ids})
    return group
