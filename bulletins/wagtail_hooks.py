from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from bulletins.channels.buttons import row_buttons
from bulletins.channels.spoken.viewset import SpokenFormViewSet
from bulletins.models import Bulletin
from bulletins.policies import BulletinPolicy
from bulletins.recordings.changing import ADDED, REMOVED
from bulletins.translating import OwnUpdateTranslationsView, upload_pofile
from bulletins.viewsets import BulletinViewSet

register_permission_policy(Bulletin, BulletinPolicy(Bulletin))
register_snippet(BulletinViewSet)
hooks.register("register_snippet_listing_buttons", row_buttons)


# Found before the addresses of wagtail-localize, which are the same.
@hooks.register("register_admin_urls", order=-1)
def register_translating() -> list[URLPattern]:
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
def register_channels() -> list[URLResolver]:
    return [path("", include("bulletins.channels.urls"))]


@hooks.register("register_admin_viewset")
def register_spoken_forms() -> SpokenFormViewSet:
    return SpokenFormViewSet()


@hooks.register("register_log_actions")
def register_recording_actions(actions: LogActionRegistry) -> None:
    actions.register_action(ADDED, _("Add a recording"), _("Recording added"))
    actions.register_action(REMOVED, _("Remove a recording"), _("Recording removed"))
