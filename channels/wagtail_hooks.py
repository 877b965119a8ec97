"""Wagtail hooks of channels: admin URLs, spoken forms and log actions."""

from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from channels.admin.urls import urlpatterns
from channels.admin.viewsets import SpokenFormViewSet
from channels.services.reannouncements import REANNOUNCED
from channels.services.recordings import ADDED, REMOVED


@hooks.register("register_admin_urls")
def register_channels() -> list[URLPattern]:
    """Return the admin URLs of a bulletin's channels."""
    return urlpatterns


@hooks.register("register_admin_viewset")
def register_spoken_forms() -> SpokenFormViewSet:
    """Return the viewset of spoken forms."""
    return SpokenFormViewSet()


@hooks.register("register_log_actions")
def register_channel_actions(actions: LogActionRegistry) -> None:
    """Register the log actions of recordings, and of announcing a bulletin again."""
    actions.register_action(ADDED, _("Add a recording"), _("Recording added"))
    actions.register_action(REMOVED, _("Remove a recording"), _("Recording removed"))
    actions.register_action(REANNOUNCED, _("Tell again"), _("Told again"))
