from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from bulletins.admin_urls import urlpatterns as admin_patterns
from bulletins.approval.action_menu import show_change_request_of_bulletin, tidy
from bulletins.models import Bulletin
from bulletins.policies import BulletinPolicy
from bulletins.translating import OwnUpdateTranslationsView, upload_pofile
from bulletins.viewsets import BulletinViewSet

register_permission_policy(Bulletin, BulletinPolicy(Bulletin))
register_snippet(BulletinViewSet)

hooks.register("construct_snippet_action_menu", tidy)
hooks.register("before_edit_snippet", show_change_request_of_bulletin)


@hooks.register("register_admin_urls")
def register_bulletin_urls() -> list[URLPattern]:
    return admin_patterns


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
