from wagtail.snippets.models import register_snippet

from bulletins.viewsets import BulletinViewSet

register_snippet(BulletinViewSet)
