"""Security events about changes of roles.

Recorded are the changes that affect who can publish: moderators, central roles, ICT administrators
and the two-person rule. A new editor is in the journal only, unless the two-person rule is in
force: then the account could be a second one of a moderator who approves its texts.
"""

from collections.abc import Collection

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.admin.utils import get_user_display_name
from wagtail.log_actions import get_active_log_context

from accounts.models import User
from accounts.services.security_events import SecurityEventKind, record_security_event
from sites.models import Agency


def report_role_change(
    user: User, by: User | None, what: str | Promise, agency: Agency | None = None
) -> None:
    """Record a security event about a changed role of ``user``.

    ``what``: label of the change; ``agency``: None for a change in the ICT department.
    """
    with override(settings.LANGUAGE_CODE):
        params = {
            "what": str(what),
            "unit": str(agency) if agency else _("ICT department"),
            "person": get_user_display_name(by) if by else "–",
        }
        detail = _("%(unit)s: %(what)s. By %(person)s.") % params
    record_security_event(SecurityEventKind.ROLE_CHANGED, user=user, detail=detail)


def store_superuser_state(instance: User, update_fields: Collection[str] | None) -> None:
    """Store on the instance, before saving, whether the user was a superuser.

    Does nothing for new users and if ``is_superuser`` is not among ``update_fields``.
    """
    if instance.pk and (update_fields is None or "is_superuser" in update_fields):
        former = User.objects.filter(pk=instance.pk).values_list("is_superuser", flat=True)
        vars(instance)["_was_superuser"] = former.first()


def record_superuser_change(instance: User) -> None:
    """Record a security event, after saving, if ``is_superuser`` has changed.

    Uses what ``store_superuser_state`` has stored.
    """
    before = vars(instance).pop("_was_superuser", None)
    if before is not None and before != instance.is_superuser:
        with override(settings.LANGUAGE_CODE):
            what = _("ICT administrator")
        sign = "+" if instance.is_superuser else "−"
        report_role_change(instance, get_active_log_context().user, f"{sign} {what}")
