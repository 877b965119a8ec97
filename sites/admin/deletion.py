"""Confirmation of a deletion that says what follows; Wagtail's only asks whether one is sure."""

from typing import Any

from django.utils.functional import Promise
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet


class ExplainedDeleteView(generic.DeleteView):
    """Confirmation of a deletion; ``consequences`` are the sentences that say what follows."""

    consequences: str | Promise = ""

    @property
    def confirmation_message(self) -> str:
        return str(self.consequences)


class ExplainedDeletionMixin(ModelViewSet):
    """Mixin of a viewset whose confirmation of a deletion says ``deletion_consequences``."""

    delete_view_class = ExplainedDeleteView
    deletion_consequences: str | Promise

    def get_delete_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_delete_view_kwargs(consequences=self.deletion_consequences, **kwargs)
