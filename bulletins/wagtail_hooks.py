"""Wagtail hooks of bulletins: permissions, viewsets, admin URLs, buttons and log actions."""

from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from bulletins.acknowledgement.acknowledging import ACTIONS as CONFIRMING
from bulletins.acknowledgement.menu import confirmations_item
from bulletins.admin_urls import urlpatterns as admin_patterns
from bulletins.approval.action_menu import show_change_request_of_bulletin, tidy
from bulletins.channels.buttons import row_buttons
from bulletins.channels.spoken.viewset import SpokenFormViewSet
from bulletins.models import Bulletin, BulletinProposal
from bulletins.policies import BulletinPolicy
from bulletins.proposals.policy import ProposalPolicy
from bulletins.proposals.steps import ACTIONS
from bulletins.proposals.viewset import ProposalViewSet
from bulletins.recordings.changing import ADDED, REMOVED
from bulletins.repeats.announcing import REPEATED
from bulletins.repeats.retelling import RETOLD
from bulletins.steering.buttons import steering_buttons
from bulletins.template_screens import BulletinTemplateViewSet
from bulletins.translating import OwnUpdateTranslationsView, upload_pofile
from bulletins.translation_buttons import take_over, translation_buttons
from bulletins.viewsets import BulletinViewSet

register_permission_policy(Bulletin, BulletinPolicy(Bulletin))
register_permission_policy(BulletinProposal, ProposalPolicy(BulletinProposal))
register_snippet(BulletinViewSet)
take_over()
hooks.register("register_snippet_listing_buttons", row_buttons)
hooks.register("register_snippet_listing_buttons", translation_buttons)

hooks.register("register_admin_menu_item", confirmations_item)
hooks.register("construct_snippet_action_menu", tidy)
hooks.register("register_snippet_listing_buttons", steering_buttons)
hooks.register("before_edit_snippet", show_change_request_of_bulletin)


@hooks.register("register_admin_urls")
def register_bulletin_urls() -> list[URLPattern]:
    """Add the URLs in ``bulletins.admin_urls``."""
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
            OwnUpdateTranslationsView.as_view(),
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
    return [path("bulletins/audience/", include("bulletins.addressing.urls"))]


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
    actions.register_action(RETOLD, _("Tell again"), _("Told again"))
    actions.register_action("bulletins.place", _("placed a bulletin"), _("Bulletin placed"))
    for name, label in (ACTIONS | CONFIRMING).items():
        actions.register_action(name, label, label)


@hooks.register("register_admin_urls")
def register_acknowledgement() -> list[URLResolver]:
    """Add the URLs of acknowledgements."""
    return [path("", include("bulletins.acknowledgement.urls"))]


@hooks.register("register_admin_urls")
def register_channels() -> list[URLResolver]:
    """Add the URLs of channels."""
    return [path("", include("bulletins.channels.urls"))]


@hooks.register("register_admin_viewset")
def register_spoken_forms() -> SpokenFormViewSet:
    """Add the views of spoken forms."""
    return SpokenFormViewSet()


@hooks.register("register_log_actions")
def register_recording_actions(actions: LogActionRegistry) -> None:
    """Add the log actions of recordings."""
    actions.register_action(ADDED, _("Add a recording"), _("Recording added"))
    actions.register_action(REMOVED, _("Remove a recording"), _("Recording removed"))


@hooks.register("insert_editor_js")
def scripts_for_blocks() -> SafeString:
    """Return the scripts that forms with blocks need."""
    script = '<script type="module" src="{}"></script>'
    names = ("pasting", "field-names")
    return format_html_join("\n", script, [(static(f"js/admin/{name}.js"),) for name in names])
