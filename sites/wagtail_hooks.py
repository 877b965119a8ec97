from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy

from sites.models import Agency
from sites.protection import (
    keep_ended_unit,
    keep_ended_units,
    keep_home_page,
    keep_home_pages,
)
from sites.screens.chooser import AgencyChooserViewSet
from sites.screens.policy import AgencyPolicy
from sites.screens.viewset import AgencyViewSet

for _hook in ("before_delete_page", "before_unpublish_page", "before_move_page"):
    hooks.register(_hook, keep_home_page)
hooks.register("before_bulk_action", keep_home_pages)

for _action in ("edit", "create", "delete", "unpublish", "move", "copy", "convert_alias"):
    hooks.register(f"before_{_action}_page", keep_ended_unit)
hooks.register("before_bulk_action", keep_ended_units)

register_permission_policy(Agency, AgencyPolicy(Agency))


@hooks.register("register_admin_viewset")
def register_agency_viewset() -> AgencyViewSet:
    return AgencyViewSet()


@hooks.register("register_admin_viewset")
def register_agency_chooser() -> AgencyChooserViewSet:
    return AgencyChooserViewSet()


@hooks.register("register_log_actions")
def register_agency_actions(actions: LogActionRegistry) -> None:
    actions.register_action("agencies.archive", _("End a unit"), _("Unit ended"))
    actions.register_action("agencies.restore", _("Restore a unit"), _("Unit restored"))
    actions.register_action(
        "agencies.remove_alias", _("Remove a former address"), _("Former address removed")
    )
