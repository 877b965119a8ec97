from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from bulletins.models import Bulletin
from bulletins.policies import BulletinPolicy
from bulletins.translating import OwnUpdateTranslationsView
from bulletins.viewsets import BulletinViewSet

register_permission_policy(Bulletin, BulletinPolicy(Bulletin))
register_snippet(BulletinViewSet)


# Found before the address of wagtail-localize, which is the same.
@hooks.register("register_admin_urls", order=-1)
def register_update_of_translations() -> list[URLPattern]:
    return [
        path(
            "localize/update/<int:translation_source_id>/",
            OwnUpdateTranslationsView.as_view(),
            name="update_translations",
        )
    ]
