from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from bulletins.models import Bulletin
from bulletins.policies import BulletinPolicy
from bulletins.template_screens import BulletinTemplateViewSet
from bulletins.translating import OwnUpdateTranslationsView, upload_pofile
from bulletins.viewsets import BulletinViewSet

register_permission_policy(Bulletin, BulletinPolicy(Bulletin))
register_snippet(BulletinViewSet)


@hooks.register("register_admin_viewset")
def register_templates() -> BulletinTemplateViewSet:
    return BulletinTemplateViewSet()


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
