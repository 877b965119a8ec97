"""Connection of signals and registries for members, roles and security events."""

from django.db.models.signals import post_save, pre_save
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, User
from accounts.second_factor import require_second_factor
from accounts.signals import invitation_accepted
from sites.dashboard import register_needs
from sites.isolation.access import is_administrator, moderated_by
from sites.migrated import after_migrating
from sites.people import refusals
from sites.people.auditors import AUDITORS, sync_auditors
from sites.people.inviting import let_in
from sites.people.returned_mail import unreached
from sites.people.role_change_decisions import undecided_changes
from sites.people.role_events import notice_superuser, remember_superuser
from sites.people.roles import register_central_role
from sites.people.security_events import unseen_events
from sites.people.users import close_bulk_actions


def connect() -> None:
    """Connect receivers; register dashboard sources, second-factor rules and the auditors' role.

    Called once, when the app is ready.
    """
    refusals.connect()
    invitation_accepted.connect(let_in, sender=Invitation)
    require_second_factor(is_administrator)
    require_second_factor(moderated_by)
    register_central_role(AUDITORS, _("Auditor"))
    register_needs(unreached)
    register_needs(unseen_events)
    register_needs(undecided_changes)
    pre_save.connect(remember_superuser, sender=User)
    post_save.connect(notice_superuser, sender=User)
    close_bulk_actions()
    after_migrating("agencies.AuditEntry", sync_auditors)
