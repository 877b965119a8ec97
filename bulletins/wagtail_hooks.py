"""Wagtail hooks of bulletins: permissions, viewsets, admin URLs, buttons and log actions."""

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from bulletins.admin.approval import customize_action_menu, show_change_request_of_bulletin
from bulletins.admin.buttons import list_channel_buttons, list_lifecycle_buttons
from bulletins.admin.proposals import ProposalViewSet
from bulletins.admin.translations import (
    TenantUpdateTranslationsView,
    list_translation_buttons,
    replace_translation_buttons,
    upload_pofile,
)
from bulletins.admin.urls import audience_urlpatterns
from bulletins.admin.urls import urlpatterns as admin_patterns
from bulletins.admin.viewsets import BulletinTemplateViewSet, BulletinViewSet
from bulletins.models import Bulletin, BulletinProposal
from bulletins.permissions import BulletinPolicy, ProposalPolicy
from bulletins.services.proposals import ACTIONS
from bulletins.services.repetition import REPEATED

register_permission_policy(Bulletin, BulletinPolicy(Bulletin))
register_permission_policy(BulletinProposal, ProposalPolicy(BulletinProposal))
register_snippet(BulletinViewSet)
replace_translation_buttons()
hooks.register("register_snippet_listing_buttons", list_channel_buttons)
hooks.register("register_snippet_listing_buttons", list_translation_buttons)

hooks.register("construct_snippet_action_menu", customize_action_menu)
hooks.register("register_snippet_listing_buttons", list_lifecycle_buttons)
hooks.register("before_edit_snippet", show_change_request_of_bulletin)


@hooks.register("register_admin_urls")
def register_bulletin_urls() -> list[URLPattern]:
    """Add the URLs in ``bulletins.admin.urls``."""
    return admin_patterns


@hooks.register("register_admin_viewset")
def register_proposal_viewset() -> ProposalViewSet:
    """Add the views of proposals."""
    return ProposalViewSet()


@hooks.register("register_admin_viewset")
def register_templates() -> BulletinTemplateViewSet:
    """Add the views of bulletin templates."""
    return BulletinTemplateViewSet()


# ``order=-1``: before the URLs of wagtail-localize, which have the same paths.
@hooks.register("register_admin_urls", order=-1)
def register_translating() -> list[URLPattern]:
    """Add the views that replace those of wagtail-localize."""
    return [
        path(
            "localize/update/<int:translation_source_id>/",
            TenantUpdateTranslationsView.as_view(),
            name="update_translations",
        ),
        path(
            "localize/translate/<int:translation_id>/pofile/upload/",
            upload_pofile,
            name="upload_pofile",
        ),
    ]


@hooks.register("register_admin_urls")
def register_addressing() -> list[URLResolver]:
    """Add the URLs for choosing an audience."""
    return [path("bulletins/audience/", include((audience_urlpatterns, "audience")))]


@hooks.register("register_log_actions")
def register_acts(actions: LogActionRegistry) -> None:
    """Add the log actions on published bulletins."""
    actions.register_action("bulletins.update", _("Tell anew"), _("Update told"))
    actions.register_action("bulletins.correction", _("Correct"), _("Correction told"))
    actions.register_action("bulletins.end", _("End"), _("Ended"))
    actions.register_action("bulletins.withdraw", _("Withdraw"), _("Withdrawn"))
    actions.register_action("bulletins.bring_back", _("Bring back"), _("Brought back"))
    actions.register_action(REPEATED, _("Announce again"), _("Announced again"))


@hooks.register("register_log_actions")
def register_unit_actions(actions: LogActionRegistry) -> None:
    """Add the log actions of agencies: placements, proposals, acknowledgements."""
    actions.register_action("bulletins.place", _("placed a bulletin"), _("Bulletin placed"))
    for name, label in ACTIONS.items():
        actions.register_action(name, label, label)
