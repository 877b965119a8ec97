"""Declares the admin routes of this app that need a recent proof of identity.

These are the routes that give rights, or create, change and archive agencies; see
``accounts.services.reauthentication``. ``sites.tests.test_protected_actions`` fails for a route of
the admin that is neither declared nor listed there as harmless.
"""

from django.utils.translation import gettext_lazy as _

from accounts.services.reauthentication import require_reauthentication

require_reauthentication(
    "people:invite",
    "people:invite_centrally",
    "people:invite_into_unit",
    "people:invited_many",
    "people:resend",
    label=_("Invite somebody"),
)
require_reauthentication(
    "people:role",
    "people:languages",
    "people:person_languages",
    "people:remove",
    "people:suspend",
    "people:restore",
    "people:place",
    "people:central",
    "people:suspend_person",
    "people:restore_person",
    "people:confirm_change",
    "wagtailusers_users:edit",
    "wagtailusers_users:delete",
    label=_("Give or take somebody's rights"),
)
require_reauthentication(
    "agencies:add",
    "agencies:edit",
    "agencies:uploaded",
    "agencies:restore",
    "wagtailsites:add",
    "wagtailsites:edit",
    "wagtailsites:delete",
    "wagtailsites:copy",
    label=_("Set up or change units and their websites"),
)
require_reauthentication("agencies:archive", label=_("End a unit"))
require_reauthentication(
    "agency_groups:members",
    "agency_groups:join",
    "agency_groups:delete",
    label=_("Change which units a group has"),
)
require_reauthentication(
    *(
        f"wagtailadmin_workflows:{name}"
        for name in (
            "add",
            "edit",
            "enable",
            "disable",
            "remove",
            "add_task",
            "edit_task",
            "disable_task",
            "enable_task",
            "task_chooser_create",
        )
    ),
    label=_("Change who approves texts"),
)
