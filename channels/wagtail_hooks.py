"""Wagtail hooks of channels: admin URLs, viewsets and log actions."""

from operator import methodcaller

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from channels.admin.recording_list import MENU_ITEM
from channels.admin.urls import urlpatterns
from channels.admin.viewsets import RecordingLanguageViewSet, SpokenFormViewSet
from channels.services.reannouncements import REANNOUNCED
from channels.services.recordings import ADDED, CONFIRMED, PUBLISHED, REMOVED, REWORDED

hooks.register("register_admin_viewset", SpokenFormViewSet)
hooks.register("register_admin_viewset", RecordingLanguageViewSet)
hooks.register("register_admin_urls", lambda: urlpatterns)
hooks.register("register_admin_menu_item", lambda: MENU_ITEM)

for _action in (
    (ADDED, _("Add a recording"), _("Recording added")),
    (PUBLISHED, _("Publish a recording"), _("Recording published")),
    (CONFIRMED, _("Confirm a recording"), _("Recording confirmed as right")),
    (REWORDED, _("Change the words beside a recording"), _("Words beside the recording changed")),
    (REMOVED, _("Remove a recording"), _("Recording removed")),
    (REANNOUNCED, _("Tell again"), _("Told again")),
):
    hooks.register("register_log_actions", methodcaller("register_action", *_action))
