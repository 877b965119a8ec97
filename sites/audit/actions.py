"""Labels of the actions in the journal, worded for its readers."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import registry

from sites.models import AuditEntry, RoleChangeKind
from sites.people.roles import Role, central_roles

LABELS: dict[str, str | Promise] = {
    "wagtail.create": _("wrote new"),
    "wagtail.edit": _("changed"),
    "wagtail.delete": _("deleted for good"),
    "wagtail.publish": _("made public"),
    "wagtail.publish.schedule": _("set a time for publishing"),
    "wagtail.publish.scheduled": _("was published at the time set"),
    "wagtail.schedule.cancel": _("cancelled the time for publishing"),
    "wagtail.unpublish": _("took off the website"),
    "wagtail.unpublish.scheduled": _("was taken off at the time set"),
    "wagtail.rename": _("renamed"),
    "wagtail.revert": _("went back to an earlier version"),
    "wagtail.copy": _("copied"),
    "wagtail.copy_for_translation": _("began a translation"),
    "wagtail.move": _("moved"),
    "wagtail.reorder": _("put in another order"),
    "wagtail.lock": _("locked"),
    "wagtail.unlock": _("unlocked"),
    "wagtail.view_restriction.create": _("closed to the public"),
    "wagtail.view_restriction.edit": _("changed who may read"),
    "wagtail.view_restriction.delete": _("opened to the public"),
    "wagtail.workflow.start": _("submitted for approval"),
    "wagtail.workflow.approve": _("approved"),
    "wagtail.workflow.reject": _("asked for changes"),
    "wagtail.workflow.resume": _("submitted again"),
    "wagtail.workflow.cancel": _("took the submission back"),
    "wagtail.comments.create": _("commented"),
    "wagtail.comments.create_reply": _("replied to a comment"),
    "wagtail.comments.resolve": _("settled a comment"),
    "agencies.group_add": _("added units to the group"),
    "agencies.group_remove": _("took units out of the group"),
    "people.invite": _("invited"),
    "people.resend": _("invited again"),
    "people.revoke": _("revoked an invitation"),
    "people.join": _("became a member"),
    "people.role": _("got another role"),
    "people.leave": _("left the unit"),
    "people.change_asked": _("is to have another role after a day"),
    "people.change_objected": _("change of role objected to"),
    "people.change_cancelled": _("change of role cancelled"),
    "people.suspend": _("was suspended"),
    "people.restore": _("was restored"),
    "people.mail_again": _("is sent mail again"),
    "people.grant": _("got a central role"),
    "people.withdraw": _("lost a central role"),
    "people.sign_in": _("signed in"),
    "people.sign_in_failed": _("sign-in failed"),
    "people.password": _("changed the password"),
    "people.factor_added": _("set up a second factor"),
    "people.factor_removed": _("removed a second factor"),
}


def label_of(action: str) -> str:
    """Return the label of an action from ``LABELS``, else the one registered in Wagtail.

    Without either, the name of the action itself.
    """
    return str(LABELS.get(action) or dict(registry.get_choices()).get(action, action))


def words_of(entry: AuditEntry) -> str:
    """Return the label of the entry's action, followed by the role if the action was about one."""
    label = label_of(entry.action)
    roles = dict(Role.choices) | central_roles() | dict(RoleChangeKind.choices)
    return f"{label}: {roles[entry.detail]}" if entry.detail in roles else label


def choices() -> list[tuple[str, str]]:
    """Return the choices of the journal's filter: all actions with their labels.

    Those in ``LABELS`` come first, in its order, then those that other apps registered.
    """
    others = [action for action, _label in registry.get_choices() if action not in LABELS]
    return [(action, label_of(action)) for action in [*LABELS, *others]]
