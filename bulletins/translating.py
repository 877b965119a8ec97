"""Translations may be brought up to date by those who translate; publishing is another matter."""

from typing import Any

from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail_localize.views.update_translations import UpdateTranslationsView


class OwnUpdateTranslationsView(UpdateTranslationsView):
    """wagtail-localize lets everybody who may submit a translation publish it; here the
    permission to publish the translated object is needed.
    """

    def get_form(self) -> Any:
        form = super().get_form()
        if not self._may_publish():
            form.fields["publish_translations"].disabled = True
            form.fields["publish_translations"].initial = False
        return form

    def _may_publish(self) -> bool:
        source, user = self.object.get_source_instance(), self.request.user
        if isinstance(source, Page):
            return source.permissions_for_user(user).can_publish()
        return policy_registry.get(source).user_has_permission(user, "publish")
