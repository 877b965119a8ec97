"""Wagtail hooks of bulletins: permissions, viewsets, admin URLs, buttons and log actions."""

from operator import methodcaller

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from bulletins.admin.approval import (
    customize_action_menu,
    save_note_of_bulletin,
    show_change_request_of_bulletin,
)
from bulletins.admin.buttons import list_channel_buttons, list_lifecycle_buttons
from bulletins.admin.proposals import ProposalViewSet
from bulletins.admin.translations import list_translation_buttons, replace_translation_buttons
from bulletins.admin.urls import localize_urlpatterns, urlpatterns
from bulletins.admin.viewsets import BulletinTemplateViewSet, BulletinViewSet, EventTypeViewSet
from bulletins.models import Bulletin, BulletinProposal
from bulletins.permissions import BulletinPolicy, ProposalPolicy
from bulletins.protected_acts import require_reauthentication_for_files
from bulletins.services.confirmation import CONFIRMED
from bulletins.services.proposals import ACTIONS
from bulletins.services.repetition import REPEATED

register_permission_policy(Bulletin, BulletinPolicy(Bulletin))
register_permission_policy(BulletinProposal, ProposalPolicy(BulletinProposal))
register_snippet(BulletinViewSet)
hooks.register("register_admin_viewset", ProposalViewSet)
hooks.register("register_admin_viewset", BulletinTemplateViewSet)
hooks.register("register_admin_viewset", EventTypeViewSet)

hooks.register("register_admin_urls", lambda: urlpatterns)
# Before the URLs of wagtail-localize, which have the same paths.
hooks.register("register_admin_urls", lambda: localize_urlpatterns, order=-1)

replace_translation_buttons()
hooks.register("register_snippet_listing_buttons", list_channel_buttons)
hooks.register("register_snippet_listing_buttons", list_translation_buttons)
hooks.register("register_snippet_listing_buttons", list_lifecycle_buttons)
hooks.register("construct_snippet_action_menu", customize_action_menu)
hooks.register("before_edit_snippet", show_change_request_of_bulletin)
for _name in ("after_create_snippet", "after_edit_snippet"):
    hooks.register(_name, save_note_of_bulletin)
hooks.register("before_bulk_action", require_reauthentication_for_files)

for _action in (
    ("bulletins.update", _("Tell anew"), _("Update told")),
    ("bulletins.correction", _("Correct"), _("Correction told")),
    ("bulletins.end", _("End"), _("Ended")),
    ("bulletins.withdraw", _("Withdraw"), _("Withdrawn")),
    ("bulletins.bring_back", _("Bring back"), _("Brought back")),
    (CONFIRMED, _("Confirm that it still holds"), _("Confirmed as still right")),
    (REPEATED, _("Announce again"), _("Announced again")),
    ("bulletins.place", _("placed a bulletin"), _("Bulletin placed")),
    *((name, label, label) for name, label in ACTIONS.items()),
):
    hooks.register("register_log_actions", methodcaller("register_action", *_action))
